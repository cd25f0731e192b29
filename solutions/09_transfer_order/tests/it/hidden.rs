//! The same rules, in cases that `public.rs` does not show.

use std::sync::Mutex;

use interleaving::thread;
use interleaving::{Actor, Budget, Check, Meeting, actor, alone, concurrently, possible};
use transfer_order::{Bank, Refused};

const NAMES: [&str; 4] = ["Ace", "Bob", "Cid", "Dan"];

/// A check with short executions: one that takes a thousand steps is stuck in a loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).step_bound(1_000).run(body);
}

/// A payment: from, to, amount.
type Payment = (usize, usize, u64);

fn bank(balances: &[u64]) -> Bank {
    let accounts: Vec<_> = NAMES.iter().copied().zip(balances.iter().copied()).collect();
    Bank::new(&accounts)
}

/// A customer who makes these payments; returns whether all of them succeeded.
fn pays<'a>(bank: &'a Bank, payments: &'a [Payment]) -> Actor<'a, bool> {
    let label = |&(from, to, amount): &Payment| format!("{} → {} {amount}", NAMES[from], NAMES[to]);
    let labels: Vec<String> = payments.iter().map(label).collect();
    actor(&labels.join(", "), move || {
        let pay = |&(from, to, amount): &Payment| bank.transfer(from, to, amount, |_, _| ()).is_ok();
        payments.iter().map(pay).fold(true, |all, one| all & one)
    })
}

/// An auditor who must find `sum`; returns `true`.
fn audits(bank: &Bank, sum: u64) -> Actor<'_, bool> {
    actor("audit", move || {
        let found = bank.audit();
        assert_eq!(found, sum, "the audit does not return the initial sum");
        true
    })
}

/// Rule 2: every payment succeeds.
fn all_paid(name: &str, balances: &'static [u64], customers: &'static [&'static [Payment]], audited: bool) {
    check(name, move || {
        let bank = bank(balances);
        let sum = balances.iter().sum();
        let customers = customers.iter().map(|payments| pays(&bank, payments));
        let auditor = audited.then(|| audits(&bank, sum));
        let done = concurrently(customers.chain(auditor));
        assert!(done.iter().all(|&done| done), "a payment was refused although the payer had enough");
    });
}

#[test]
fn rule_1_refusals_come_first_for_a_transfer_to_oneself_too() {
    alone("refusals", || {
        let bank = bank(&[300, 400]);
        let never = |_, _| panic!("`receipt` was called for a refused transfer");
        assert_eq!(bank.transfer(0, 0, 301, never), Err(Refused::InsufficientFunds), "301 of 300 to oneself");
        assert_eq!(bank.transfer(2, 2, 0, never), Err(Refused::UnknownAccount), "unknown, to oneself");
        assert_eq!(bank.transfer(2, 0, 1, never), Err(Refused::UnknownAccount), "from an unknown account");
        assert_eq!(bank.transfer(usize::MAX, 0, 1, never), Err(Refused::UnknownAccount));
        assert_eq!(bank.transfer(1, 0, 401, never), Err(Refused::InsufficientFunds), "401 of 400");
        assert_eq!((bank.balance(0), bank.balance(1), bank.balance(2)), (Some(300), Some(400), None));
        assert_eq!((bank.name(1), bank.name(2)), (Some("Bob"), None));
        assert_eq!(bank.audit(), 700);
    });
}

#[test]
fn rule_1_downwards_and_to_the_last_dollar() {
    alone("Bob → Ace, the whole balance", || {
        let bank = bank(&[300, 400]);
        let mut receipt = None;
        assert_eq!(bank.transfer(1, 0, 400, |bob, ace| receipt = Some((bob, ace))), Ok(()));
        assert_eq!(receipt, Some((0, 700)), "the payer's balance comes first");
        assert_eq!((bank.balance(0), bank.balance(1)), (Some(700), Some(0)));
    });
}

#[test]
fn rule_1_a_transfer_to_oneself_during_another() {
    check("Ace → Ace alongside Bob → Ace", || {
        let bank = bank(&[300, 400]);
        let mut receipt = None;
        concurrently([
            actor("Ace → Ace 100", || bank.transfer(0, 0, 100, |from, to| receipt = Some((from, to)))),
            actor("Bob → Ace 50", || bank.transfer(1, 0, 50, |_, _| ())),
        ]);
        assert!(matches!(receipt, Some((300, 300) | (350, 350))), "Ace's receipt shows {receipt:?}");
        assert_eq!(bank.audit(), 700, "the initial sum");
    });
}

#[test]
fn rule_2_three_in_a_ring() {
    let ring: &[&[Payment]] = &[&[(0, 1, 100)], &[(1, 2, 100)], &[(2, 0, 100)]];
    all_paid("three in a ring", &[300, 400, 300], ring, false);
}

#[test]
fn rule_2_an_audit_during_opposite_payments() {
    let both: &[&[Payment]] = &[&[(0, 1, 100)], &[(1, 0, 100)]];
    all_paid("an audit alongside Ace → Bob and Bob → Ace", &[300, 400], both, true);
}

#[test]
fn rule_2_an_audit_during_a_ring() {
    let ring: &[&[Payment]] = &[&[(0, 1, 100)], &[(1, 2, 100)], &[(2, 0, 100)]];
    check("an audit alongside three in a ring", || {
        let bank = bank(&[300, 400, 300]);
        let auditor = actor("audit", || bank.audit() > 0);
        let done = concurrently(ring.iter().map(|payments| pays(&bank, payments)).chain([auditor]));
        assert!(done.iter().all(|&done| done), "a payment was refused although the payer had enough");
    });
}

#[test]
fn rule_2_payments_that_make_the_poorer_customer_richer() {
    let both: &[&[Payment]] = &[&[(0, 1, 50), (0, 1, 50)], &[(1, 0, 200), (1, 0, 50)]];
    all_paid("two payments each, in both directions", &[600, 700], both, false);
}

#[test]
fn rule_2_balances_are_read_during_payments() {
    check("both balances are read during Ace → Bob and Bob → Ace", || {
        let bank = bank(&[300, 400]);
        let look = actor("balance of Bob, of Ace", || bank.balance(1).is_some() & bank.balance(0).is_some());
        let done = concurrently([look, pays(&bank, &[(0, 1, 100)]), pays(&bank, &[(1, 0, 100)])]);
        assert_eq!(done, [true; 3]);
    });
}

/// Rule 3: customers with the same name and 300 dollars each.
fn namesakes(name: &str, count: usize, customers: &'static [&'static [Payment]]) {
    check(name, move || {
        let bank = Bank::new(&vec![("Ace", 300); count]);
        let done = concurrently(customers.iter().map(|payments| pays(&bank, payments)));
        assert!(done.iter().all(|&done| done), "a payment was refused although the payer had enough");
        let balances: Vec<_> = (0..count).filter_map(|account| bank.balance(account)).collect();
        assert_ne!(balances, vec![300; count], "no money moved");
        assert_eq!(balances.iter().sum::<u64>(), 300 * count as u64, "the initial sum");
    });
}

#[test]
fn rule_3_equal_names_and_different_amounts() {
    let both: &[&[Payment]] = &[&[(0, 1, 100)], &[(1, 0, 50)]];
    namesakes("two namesakes pay each other 100 and 50", 2, both);
}

#[test]
fn rule_3_three_namesakes_in_a_ring() {
    let ring: &[&[Payment]] = &[&[(0, 1, 100)], &[(1, 2, 50)], &[(2, 0, 20)]];
    namesakes("three namesakes in a ring", 3, ring);
}

#[test]
fn rule_4_an_audit_while_money_goes_there_and_back() {
    // In one order of 35, two readings of all accounts agree here and are both wrong.
    let enough = Budget { systematic: 40_000, ..Budget::STANDARD };
    Check::new("an audit alongside Ace → Bob, Bob → Ace, Ace → Bob").budget(enough).step_bound(1_000).run(
        || {
            let bank = bank(&[300, 400]);
            concurrently([audits(&bank, 700), pays(&bank, &[(0, 1, 100), (1, 0, 100), (0, 1, 100)])]);
        },
    );
}

#[test]
fn rule_4_an_audit_of_three_accounts() {
    check("an audit alongside Cid → Ace and Ace → Bob", || {
        let bank = bank(&[300, 400, 300]);
        concurrently([audits(&bank, 1000), pays(&bank, &[(2, 0, 100)]), pays(&bank, &[(0, 1, 100)])]);
    });
}

/// Receipts in the order they were written: the payment, and the new balances of payer and payee.
type Receipts = Mutex<Vec<(Payment, u64, u64)>>;

/// Asserts that each receipt follows from the ones before it, for both accounts.
fn in_order(receipts: &Receipts, mut balances: Vec<u64>) {
    for &((from, to, amount), payer, payee) in receipts.lock().unwrap().iter() {
        balances[from] -= amount;
        balances[to] += amount;
        let right = (balances[from], balances[to]);
        let told = format!("the receipt of {} → {} {amount}", NAMES[from], NAMES[to]);
        assert_eq!((payer, payee), right, "{told} does not follow from the receipts before it");
    }
}

fn receipts(name: &str, balances: &'static [u64], customers: &'static [&'static [Payment]]) {
    check(name, move || {
        let bank = bank(balances);
        let receipts = Receipts::default();
        let customer = |payments: &'static [Payment]| {
            let (bank, receipts) = (&bank, &receipts);
            let label = |&(from, to, amount): &Payment| format!("{} → {} {amount}", NAMES[from], NAMES[to]);
            actor(&payments.iter().map(label).collect::<Vec<_>>().join(", "), move || {
                for &payment in payments {
                    let (from, to, amount) = payment;
                    let note = |payer, payee| {
                        // Writing takes time: a payment that has released its accounts can be overtaken here.
                        thread::yield_now();
                        receipts.lock().unwrap().push((payment, payer, payee));
                    };
                    assert_eq!(bank.transfer(from, to, amount, note), Ok(()), "the payer has enough");
                }
            })
        };
        concurrently(customers.iter().map(|payments| customer(payments)));
        in_order(&receipts, balances.to_vec());
        let payments = customers.iter().copied().flatten().count();
        assert_eq!(receipts.lock().unwrap().len(), payments, "one receipt for each payment");
    });
}

#[test]
fn rule_4_receipts_of_one_direction_in_order() {
    let both: &[&[Payment]] = &[&[(1, 0, 100)], &[(1, 0, 50)]];
    receipts("the receipts of Bob → Ace 100 and Bob → Ace 50", &[300, 400], both);
}

#[test]
fn rule_4_receipts_of_both_directions_in_order() {
    let both: &[&[Payment]] = &[&[(0, 1, 100), (0, 1, 20)], &[(1, 0, 50)]];
    receipts("the receipts of two payments Ace → Bob and one Bob → Ace", &[300, 400], both);
}

#[test]
fn rule_4_receipts_of_a_ring_in_order() {
    let ring: &[&[Payment]] = &[&[(0, 1, 100)], &[(1, 2, 50)], &[(2, 0, 20)]];
    receipts("the receipts of a ring", &[300, 400, 300], ring);
}

/// Rule 5: both payments write receipts at the same time.
fn meet(name: &str, first: Payment, second: Payment) {
    possible(name, move || {
        let bank = bank(&[300, 400, 300, 400]);
        let meeting = Meeting::of(2);
        let customer = |(from, to, amount): Payment| {
            let (bank, meeting) = (&bank, &meeting);
            let label = format!("{} → {} {amount}", NAMES[from], NAMES[to]);
            actor(&label, move || bank.transfer(from, to, amount, |_, _| meeting.attend()))
        };
        concurrently([customer(first), customer(second)]);
    });
}

#[test]
fn rule_5_downwards() {
    meet("Bob → Ace and Dan → Cid write receipts at the same time", (1, 0, 100), (3, 2, 100));
}

#[test]
fn rule_5_crossing_pairs() {
    meet("Ace → Cid and Dan → Bob write receipts at the same time", (0, 2, 100), (3, 1, 100));
}

#[test]
fn rule_5_nested_pairs() {
    meet("Dan → Ace and Bob → Cid write receipts at the same time", (3, 0, 100), (1, 2, 100));
}
