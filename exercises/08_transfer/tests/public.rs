//! What the bank promises, a scenario or two per rule. The hidden tests ask for the same in more cases.

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
        let never = |_, _| panic!("a receipt for a transfer that cannot be paid");
        assert_eq!(bank.transfer(ACE, BOB, 201, never), Err(Refused::InsufficientFunds), "201 of 200");
        assert_eq!(bank.transfer(ACE, CID, 1, never), Err(Refused::UnknownAccount), "to nobody");
        assert_eq!((bank.balance(ACE), bank.balance(BOB), bank.audit()), (Some(200), Some(100), 300));
    });
}

/// The auditor adds up, and finds what was there at the beginning.
fn finds_300(bank: &Bank) {
    let sum = bank.audit();
    assert!(sum == 300, "the auditor finds {sum} dollars, and 300 are there at any time");
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
    check("an audit beside three times Ace → Bob 100", || {
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
    check("the receipts of twice Ace → Bob 100", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let last = Shared::new((300, 0)).named("last receipt");
        let receipt = |ace, bob| {
            let (former_ace, former_bob) = last.get();
            assert!(ace < former_ace, "Ace is told of {ace} dollars after he was told of {former_ace}");
            assert!(bob > former_bob, "Bob is told of {bob} dollars after he was told of {former_bob}");
            last.set((ace, bob));
        };
        concurrently([
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, receipt)),
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, receipt)),
        ]);
    });
}

#[test]
fn rule_4_of_two_that_are_too_much_one_is_paid() {
    check("twice Ace → Bob 200 from 300", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let answers = concurrently([
            actor("Ace → Bob 200", || bank.transfer(ACE, BOB, 200, |_, _| ()).is_ok()),
            actor("Ace → Bob 200", || bank.transfer(ACE, BOB, 200, |_, _| ()).is_ok()),
        ]);
        assert!(answers != [true, true], "both were paid out of 300");
        assert!(answers != [false, false], "both were refused, though 300 is enough for either");
        assert_eq!((bank.balance(ACE), bank.balance(BOB)), (Some(100), Some(200)), "Ace and Bob at the end");
    });
}

#[test]
fn rule_5_a_debit_that_was_seen_has_its_credit() {
    check("a look at Ace and then at Bob, beside Ace → Bob 100", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 0)]);
        let looks = || {
            let ace = bank.balance(ACE);
            let bob = bank.balance(BOB);
            let lost = (ace, bob) == (Some(200), Some(0));
            assert!(!lost, "Ace was seen with 200, and after that Bob with 0: 100 dollars are nowhere");
        };
        concurrently([
            actor("balance of Ace, of Bob", looks),
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
