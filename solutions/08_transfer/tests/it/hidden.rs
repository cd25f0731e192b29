//! The rules in cases that `public.rs` does not show.

use interleaving::sync::Mutex;
use interleaving::{Actor, Budget, Check, Meeting, actor, alone, concurrently, possible};
use transfer::{Bank, Refused};

const NAMES: [&str; 6] = ["Ace", "Bob", "Cid", "Dan", "Eve", "Fay"];
const ACE: usize = 0;
const BOB: usize = 1;
const CID: usize = 2;

/// The budget for four threads, which have too many schedules to try all.
const SAMPLED: Budget = Budget { systematic: 1_000, random: 250, ..Budget::STANDARD };

/// A check with short executions: one that takes a thousand steps runs in a loop.
fn short(name: &str) -> Check {
    Check::new(name).step_bound(1_000)
}

/// A payment: from, to, amount.
type Payment = (usize, usize, u64);

fn label(&(from, to, amount): &Payment) -> String {
    format!("{} → {} {amount}", NAMES[from], NAMES[to])
}

fn bank(balances: &[u64]) -> Bank {
    let accounts: Vec<_> = NAMES.iter().copied().zip(balances.iter().copied()).collect();
    Bank::new(&accounts)
}

/// A customer who makes these payments, all covered by the funds.
fn pays<'a>(bank: &'a Bank, payments: &'a [Payment]) -> Actor<'a, ()> {
    let labels: Vec<String> = payments.iter().map(label).collect();
    actor(&labels.join(", "), move || {
        for payment in payments {
            let &(from, to, amount) = payment;
            let paid = bank.transfer(from, to, amount, |_, _| ());
            assert!(paid.is_ok(), "{} was refused, although the funds cover it", label(payment));
        }
    })
}

/// An auditor who adds up this many times.
fn audits(bank: &Bank, times: usize, sum: u64) -> Actor<'_, ()> {
    actor(&vec!["audit"; times].join(", "), move || {
        for _ in 0..times {
            let found = bank.audit();
            assert!(found == sum, "the auditor finds {found} dollars, and the bank always holds {sum}");
        }
    })
}

#[test]
fn rule_1_to_the_last_dollar_and_to_nobody() {
    alone("all of it, too much, and unknown accounts", || {
        let bank = bank(&[300, 400, 0]);
        let never = |_, _| panic!("`receipt` was called for a transfer that cannot be paid");
        assert_eq!(bank.transfer(0, 1, 301, never), Err(Refused::InsufficientFunds), "301 of 300");
        assert_eq!(bank.transfer(2, 3, 0, never), Err(Refused::UnknownAccount), "unknown payee");
        assert_eq!(bank.transfer(3, 4, 0, never), Err(Refused::UnknownAccount), "both unknown");
        assert_eq!(bank.transfer(0, usize::MAX, 301, never), Err(Refused::UnknownAccount), "unknown payee");
        assert_eq!((bank.balance(0), bank.balance(1), bank.balance(3)), (Some(300), Some(400), None));
        let mut receipt = None;
        assert_eq!(bank.transfer(0, 2, 300, |from, to| receipt = Some((from, to))), Ok(()));
        assert_eq!(receipt, Some((0, 300)), "an account may be emptied");
        assert_eq!(bank.transfer(1, 2, 0, |from, to| receipt = Some((from, to))), Ok(()));
        assert_eq!(receipt, Some((400, 300)), "0 is an amount, too");
        assert_eq!((bank.name(1), bank.name(3)), (Some("Bob"), None));
        assert_eq!(bank.audit(), 700);
    });
}

/// Rule 2: the auditor adds up beside these customers, who start with these balances.
fn audited(check: Check, times: usize, balances: &'static [u64], customers: &'static [&'static [Payment]]) {
    check.run(move || {
        let bank = bank(balances);
        let auditor = audits(&bank, times, balances.iter().sum());
        concurrently([auditor].into_iter().chain(customers.iter().map(|payments| pays(&bank, payments))));
    });
}

#[test]
fn rule_2_two_clients() {
    audited(
        short("an audit beside two transfers Ace → Bob 100"),
        1,
        &[300, 0],
        &[&[(0, 1, 100)], &[(0, 1, 100)]],
    );
}

#[test]
fn rule_2_three_clients_and_two_audits() {
    let clients: &[&[Payment]] = &[&[(0, 1, 100)], &[(0, 1, 100)], &[(0, 1, 100)]];
    let check = short("two audits beside three transfers Ace → Bob 100").budget(SAMPLED);
    audited(check, 2, &[300, 0], clients);
}

#[test]
fn rule_2_past_an_account_in_between() {
    audited(short("an audit beside Ace → Cid 100"), 1, &[300, 0, 0], &[&[(0, 2, 100)]]);
}

#[test]
fn rule_2_an_account_that_pays_and_is_paid() {
    // Two readings of all accounts can agree here and both be wrong.
    let check = short("an audit beside Bob → Cid 100, Ace → Bob 100");
    audited(check, 1, &[300, 100, 0], &[&[(1, 2, 100), (0, 1, 100)]]);
}

#[test]
fn rule_2_one_payee_and_an_audit_afterwards() {
    short("Ace → Cid 100 and Bob → Cid 50, then an audit").run(|| {
        let bank = bank(&[300, 400, 0]);
        concurrently([pays(&bank, &[(0, 2, 100)]), pays(&bank, &[(1, 2, 50)])]);
        let found = bank.audit();
        assert!(found == 700, "the auditor finds {found} dollars, and the bank holds 700");
    });
}

#[test]
fn rule_2_a_chain_of_three() {
    let check = short("two audits beside Ace → Bob 100 and Bob → Cid 50");
    audited(check, 2, &[300, 100, 0], &[&[(0, 1, 100)], &[(1, 2, 50)]]);
}

/// Rule 3: each receipt continues the one before it, for both accounts.
fn receipts(check: Check, balances: &'static [u64], customers: &'static [&'static [Payment]]) {
    check.run(move || {
        let bank = bank(balances);
        let last = Mutex::new(balances.to_vec()).named("last receipts");
        let customer = |payments: &'static [Payment]| {
            let (bank, last) = (&bank, &last);
            let labels: Vec<String> = payments.iter().map(label).collect();
            actor(&labels.join(", "), move || {
                for payment in payments {
                    let &(from, to, amount) = payment;
                    let _ = bank.transfer(from, to, amount, |payer, payee| {
                        let mut last = last.lock().unwrap();
                        for (account, says, is) in
                            [(from, payer, last[from] - amount), (to, payee, last[to] + amount)]
                        {
                            let name = NAMES[account];
                            assert!(
                                says == is,
                                "the receipt of {} shows {says} for {name}; after the former ones it is {is}",
                                label(payment)
                            );
                        }
                        last[from] = payer;
                        last[to] = payee;
                    });
                }
            })
        };
        concurrently(customers.iter().map(|payments| customer(payments)));
    });
}

#[test]
fn rule_3_two_amounts() {
    let both: &[&[Payment]] = &[&[(0, 1, 100)], &[(0, 1, 20)]];
    receipts(short("the receipts of Ace → Bob 100 and Ace → Bob 20"), &[300, 0], both);
}

#[test]
fn rule_3_one_payee() {
    let both: &[&[Payment]] = &[&[(0, 2, 100)], &[(1, 2, 50)]];
    receipts(short("the receipts of Ace → Cid 100 and Bob → Cid 50"), &[300, 400, 0], both);
}

#[test]
fn rule_3_an_account_that_pays_and_is_paid() {
    let both: &[&[Payment]] = &[&[(0, 1, 100), (0, 1, 20)], &[(1, 2, 50)]];
    receipts(short("the receipts of two Ace → Bob and of Bob → Cid"), &[300, 400, 0], both);
}

#[test]
fn rule_3_three_clients() {
    let clients: &[&[Payment]] = &[&[(0, 1, 100)], &[(0, 1, 100)], &[(0, 1, 100)]];
    receipts(short("the receipts of three transfers Ace → Bob 100").budget(SAMPLED), &[300, 0], clients);
}

/// Rule 4: a transfer that Ace cannot pay.
fn is_refused(bank: &Bank, amount: u64) -> Actor<'_, ()> {
    actor(&format!("Ace → Bob {amount}"), move || {
        let answer = bank.transfer(ACE, BOB, amount, |_, _| ());
        assert!(
            answer == Err(Refused::InsufficientFunds),
            "{amount} dollars were paid, and Ace does not have them"
        );
    })
}

#[test]
fn rule_4_a_refusal_is_not_seen_in_the_balances() {
    short("reading Bob and then Ace, beside Ace → Bob 400 from 300").run(|| {
        let bank = bank(&[300, 0]);
        let reads = actor("balance of Bob, of Ace", || {
            let (bob, ace) = (bank.balance(BOB).unwrap_or(0), bank.balance(ACE).unwrap_or(0));
            assert!((ace, bob) == (300, 0), "Bob has {bob} and Ace has {ace}, although nothing was paid");
        });
        concurrently([reads, is_refused(&bank, 400)]);
        assert_eq!((bank.balance(ACE), bank.balance(BOB)), (Some(300), Some(0)), "Ace and Bob at the end");
    });
}

#[test]
fn rule_4_a_refusal_is_not_seen_by_the_auditor() {
    short("an audit beside Ace → Bob 400 from 300").run(|| {
        let bank = bank(&[300, 0]);
        concurrently([audits(&bank, 1, 300), is_refused(&bank, 400)]);
    });
}

#[test]
fn rule_4_a_refusal_keeps_nobody_from_paying() {
    short("Ace → Bob 300 beside Ace → Bob 400 from 300").run(|| {
        let bank = bank(&[300, 0]);
        concurrently([pays(&bank, &[(0, 1, 300)]), is_refused(&bank, 400)]);
        assert_eq!((bank.balance(ACE), bank.balance(BOB)), (Some(0), Some(300)), "Ace and Bob at the end");
    });
}

#[test]
fn rule_4_nobody_pays_with_money_that_is_taken_back() {
    short("Bob → Cid 400 beside Ace → Bob 400, neither of which can be paid").run(|| {
        let bank = bank(&[300, 0, 0]);
        let bob = actor("Bob → Cid 400", || {
            let answer = bank.transfer(BOB, CID, 400, |_, _| ());
            assert!(answer.is_err(), "Bob paid 400 dollars that he never had");
        });
        concurrently([bob, is_refused(&bank, 400)]);
    });
}

#[test]
fn rule_4_two_payers_of_one_payee() {
    short("Ace → Cid 100 beside Bob → Cid 50").run(|| {
        let bank = bank(&[300, 400, 0]);
        concurrently([pays(&bank, &[(0, 2, 100)]), pays(&bank, &[(1, 2, 50)])]);
        assert_eq!(bank.balance(CID), Some(150), "Cid at the end");
    });
}

/// A customer who makes these payments, and ignores the answers.
fn makes<'a>(bank: &'a Bank, payments: &'a [Payment]) -> Actor<'a, ()> {
    let labels: Vec<String> = payments.iter().map(label).collect();
    actor(&labels.join(", "), move || {
        for &(from, to, amount) in payments {
            let _ = bank.transfer(from, to, amount, |_, _| ());
        }
    })
}

/// Rule 5: reads one account and then the other, beside Ace → Bob 100 from 300 and 0.
fn reads(name: &str, first: usize, second: usize) {
    short(name).run(move || {
        let bank = bank(&[300, 0]);
        let moved = |account| bank.balance(account) == Some([200, 100][account]);
        let label = format!("balance of {}, of {}", NAMES[first], NAMES[second]);
        let reads = actor(&label, || {
            let half = moved(first) && !moved(second);
            assert!(
                !half,
                "the balance of {} shows the transfer, and the later balance of {} does not",
                NAMES[first], NAMES[second]
            );
        });
        concurrently([reads, makes(&bank, &[(0, 1, 100)])]);
    });
}

#[test]
fn rule_5_bob_first() {
    reads("reading Bob and then Ace, beside Ace → Bob 100", BOB, ACE);
}

#[test]
fn rule_5_across_an_account_in_between() {
    short("reading Cid, Bob and then Ace, beside Ace → Bob 100, Bob → Cid 100").run(|| {
        let bank = bank(&[300, 0, 0]);
        let reads = actor("balance of Cid, of Bob, of Ace", || {
            let seen = [CID, BOB, ACE].map(|account| bank.balance(account).unwrap_or(0));
            let right = [[0, 0, 300], [0, 0, 200], [0, 100, 200], [100, 0, 200]].contains(&seen);
            assert!(right, "Cid had {}, then Bob had {}, then Ace had {}", seen[0], seen[1], seen[2]);
        });
        concurrently([reads, makes(&bank, &[(0, 1, 100), (1, 2, 100)])]);
    });
}

/// Rule 6: these payments meet at their receipts.
fn meet(name: &str, payments: &'static [Payment]) {
    possible(name, move || {
        let bank = bank(&[300, 300, 300, 300, 300, 300]);
        let meeting = Meeting::of(payments.len());
        concurrently(payments.iter().map(|payment| {
            let (bank, meeting, &(from, to, amount)) = (&bank, &meeting, payment);
            actor(&label(payment), move || _ = bank.transfer(from, to, amount, |_, _| meeting.attend()))
        }));
    });
}

#[test]
fn rule_6_pairs_that_lie_across() {
    meet("Ace → Cid and Bob → Dan are at their receipts together", &[(0, 2, 100), (1, 3, 100)]);
}

#[test]
fn rule_6_one_pair_inside_the_other() {
    meet("Ace → Dan and Bob → Cid are at their receipts together", &[(0, 3, 100), (1, 2, 100)]);
}

#[test]
fn rule_6_three_pairs() {
    meet(
        "Ace → Bob, Cid → Dan and Eve → Fay are at their receipts together",
        &[(0, 1, 100), (2, 3, 100), (4, 5, 100)],
    );
}
