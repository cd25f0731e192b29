//! The promises of the bank, with a scenario or two per rule. The hidden tests check more cases.

use interleaving::cell::Shared;
use interleaving::{Meeting, actor, alone, check, concurrently, possible};
use transfer::{Bank, Refused};

const ACE: usize = 0;
const BOB: usize = 1;
const CID: usize = 2;
const DAN: usize = 3;

#[test]
fn rule_1_alone_transfers_are_paid_or_refused() {
    alone("one customer after another", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let mut receipt = None;
        assert_eq!(bank.transfer(ACE, BOB, 100, |ace, bob| receipt = Some((ace, bob))), Ok(()));
        assert_eq!(receipt, Some((200, 100)), "the receipt shows both new balances, the payer's first");
        let never = |_, _| panic!("`receipt` was called for a transfer that cannot be paid");
        assert_eq!(bank.transfer(ACE, BOB, 201, never), Err(Refused::InsufficientFunds), "201 of 200");
        assert_eq!(bank.transfer(ACE, CID, 1, never), Err(Refused::UnknownAccount), "unknown payee");
        assert_eq!((bank.balance(ACE), bank.balance(BOB), bank.audit()), (Some(200), Some(100), 300));
    });
}

/// The auditor adds up, and finds the initial sum.
fn finds_300(bank: &Bank) {
    let sum = bank.audit();
    assert!(sum == 300, "the auditor finds {sum} dollars, and the bank always holds 300");
}

#[test]
fn rule_2_an_audit_during_a_transfer() {
    check("an audit beside Ace → Bob 100", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        concurrently([
            actor("audit", || finds_300(&bank)),
            actor("Ace → Bob 100", || _ = bank.transfer(ACE, BOB, 100, |_, _| ())),
        ]);
    });
}

#[test]
fn rule_2_three_clients_and_the_auditor() {
    check("an audit beside three transfers Ace → Bob 100", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        concurrently([
            actor("Ace → Bob 100", || _ = bank.transfer(ACE, BOB, 100, |_, _| ())),
            actor("Ace → Bob 100", || _ = bank.transfer(ACE, BOB, 100, |_, _| ())),
            actor("Ace → Bob 100", || _ = bank.transfer(ACE, BOB, 100, |_, _| ())),
            actor("audit", || finds_300(&bank)),
        ]);
    });
}

#[test]
fn rule_3_two_receipts_in_order() {
    check("the receipts of two transfers Ace → Bob 100", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let last = Shared::new((300, 0)).named("last receipt");
        let receipt = |ace, bob| {
            let (former_ace, former_bob) = last.get();
            assert!(ace < former_ace, "Ace's receipt shows {ace} dollars after one that showed {former_ace}");
            assert!(bob > former_bob, "Bob's receipt shows {bob} dollars after one that showed {former_bob}");
            last.set((ace, bob));
        };
        concurrently([
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, receipt)),
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, receipt)),
        ]);
    });
}

#[test]
fn rule_4_one_of_two_is_paid_if_the_funds_cover_only_one() {
    check("two transfers Ace → Bob 200 from 300", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let answers = concurrently([
            actor("Ace → Bob 200", || bank.transfer(ACE, BOB, 200, |_, _| ()).is_ok()),
            actor("Ace → Bob 200", || bank.transfer(ACE, BOB, 200, |_, _| ()).is_ok()),
        ]);
        assert!(answers != [true, true], "both transfers of 200 were paid out of 300");
        assert!(answers != [false, false], "both were refused, although 300 covers either of them");
        assert_eq!((bank.balance(ACE), bank.balance(BOB)), (Some(100), Some(200)), "Ace and Bob at the end");
    });
}

#[test]
fn rule_5_a_debit_that_was_seen_has_its_credit() {
    check("reading Ace and then Bob, beside Ace → Bob 100", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let reads = || {
            let ace = bank.balance(ACE);
            let bob = bank.balance(BOB);
            let lost = (ace, bob) == (Some(200), Some(0));
            assert!(!lost, "Ace had 200, and after that Bob had 0: 100 dollars are missing");
        };
        concurrently([
            actor("balance of Ace, of Bob", reads),
            actor("Ace → Bob 100", || _ = bank.transfer(ACE, BOB, 100, |_, _| ())),
        ]);
    });
}

#[test]
fn rule_6_two_pairs_at_their_receipts_together() {
    possible("Ace → Bob and Cid → Dan are at their receipts together", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0), ("Cid", 300), ("Dan", 0)]);
        let meeting = Meeting::of(2);
        concurrently([
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, |_, _| meeting.attend())),
            actor("Cid → Dan 100", || bank.transfer(CID, DAN, 100, |_, _| meeting.attend())),
        ]);
    });
}
