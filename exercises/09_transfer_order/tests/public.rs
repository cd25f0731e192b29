//! The bank's promises, one or two scenarios per rule. The hidden tests check the same rules in more cases.

use interleaving::{Meeting, actor, alone, check, concurrently, possible};
use transfer_order::{Bank, Refused};

const ACE: usize = 0;
const BOB: usize = 1;
const CID: usize = 2;
const DAN: usize = 3;

#[test]
fn rule_1_alone_transfers_are_paid_or_refused() {
    alone("one customer after another", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 400)]);
        let mut receipt = None;
        assert_eq!(bank.transfer(ACE, BOB, 100, |ace, bob| receipt = Some((ace, bob))), Ok(()));
        assert_eq!(receipt, Some((200, 500)), "the receipt shows both new balances, the payer's first");
        let never = |_, _| panic!("`receipt` was called for a refused transfer");
        assert_eq!(bank.transfer(ACE, BOB, 201, never), Err(Refused::InsufficientFunds));
        assert_eq!(bank.transfer(ACE, CID, 1, never), Err(Refused::UnknownAccount));
        assert_eq!((bank.balance(ACE), bank.balance(BOB), bank.audit()), (Some(200), Some(500), 700));
    });
}

#[test]
fn rule_1_alone_a_transfer_to_oneself_changes_nothing() {
    alone("Ace pays himself", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 400)]);
        let mut receipt = None;
        assert_eq!(bank.transfer(ACE, ACE, 100, |from, to| receipt = Some((from, to))), Ok(()));
        assert_eq!(receipt, Some((300, 300)), "it calls `receipt` like any other transfer");
        assert_eq!(bank.balance(ACE), Some(300), "Ace's balance is unchanged");
    });
}

#[test]
fn rule_2_payments_in_opposite_directions() {
    check("Ace → Bob alongside Bob → Ace", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 400)]);
        let answers = concurrently([
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, |_, _| ())),
            actor("Bob → Ace 100", || bank.transfer(BOB, ACE, 100, |_, _| ())),
        ]);
        assert_eq!(answers, [Ok(()), Ok(())], "both payments succeed");
    });
}

#[test]
fn rule_2_an_audit_while_bob_pays_ace() {
    check("an audit alongside Bob → Ace", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 400)]);
        let sums = concurrently([
            actor("audit", || bank.audit()),
            actor("Bob → Ace 100", || bank.transfer(BOB, ACE, 100, |_, _| ()).map_or(0, |()| 700)),
        ]);
        assert_eq!(sums, [700, 700], "the audit returns 700, and Bob's payment succeeds");
    });
}

#[test]
fn rule_3_customers_with_the_same_name() {
    check("two customers named Ace pay each other", || {
        let bank = Bank::new(&[("Ace", 300), ("Ace", 300)]);
        let answers = concurrently([
            actor("first → second 100", || bank.transfer(0, 1, 100, |_, _| ())),
            actor("second → first 100", || bank.transfer(1, 0, 100, |_, _| ())),
        ]);
        assert_eq!(answers, [Ok(()), Ok(())], "both payments succeed");
    });
}

#[test]
fn rule_4_the_money_goes_the_right_way() {
    check("Ace → Bob 100 alongside Bob → Ace 50", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 400)]);
        let answers = concurrently([
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, |_, _| ())),
            actor("Bob → Ace 50", || bank.transfer(BOB, ACE, 50, |_, _| ())),
        ]);
        assert_eq!(answers, [Ok(()), Ok(())], "both payments succeed");
        assert_eq!((bank.balance(ACE), bank.balance(BOB)), (Some(250), Some(450)), "the final balances");
    });
}

#[test]
fn rule_5_two_pairs_write_receipts_at_the_same_time() {
    possible("Ace → Bob and Cid → Dan write receipts at the same time", || {
        let bank = Bank::new(&[("Ace", 300), ("Bob", 400), ("Cid", 300), ("Dan", 400)]);
        let meeting = Meeting::of(2);
        concurrently([
            actor("Ace → Bob 100", || bank.transfer(ACE, BOB, 100, |_, _| meeting.attend())),
            actor("Cid → Dan 100", || bank.transfer(CID, DAN, 100, |_, _| meeting.attend())),
        ]);
    });
}
