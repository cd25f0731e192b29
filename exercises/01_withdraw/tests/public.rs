//! One scenario for each rule of the account. The hidden tests check the same rules in more cases.

use interleaving::{actor, alone, check, concurrently};
use withdraw::{Account, InsufficientFunds};

#[test]
fn rule_1_alone_what_is_there_is_paid_and_more_is_refused() {
    alone("one customer", || {
        let account = Account::new(10);
        assert_eq!(account.withdraw(11), Err(InsufficientFunds), "withdraw(11) on 10");
        assert_eq!(account.balance(), 10, "a refusal changes nothing");
        assert_eq!(account.withdraw(8), Ok(2), "8 from 10 leaves 2");
        assert_eq!(account.deposit(5), 7, "2 plus 5 is 7");
        assert_eq!(account.withdraw(7), Ok(0), "an account may be emptied");
        assert_eq!(account.balance(), 0);
    });
}

#[test]
fn rule_2_of_eight_and_seven_one_is_paid() {
    check("withdraw(8) and withdraw(7) on 10", || {
        let account = Account::new(10);
        let answers = concurrently([
            actor("withdraw(8)", || account.withdraw(8)),
            actor("withdraw(7)", || account.withdraw(7)),
        ]);
        let paid = (answers[0].is_ok(), answers[1].is_ok());
        let left = account.balance();
        assert!(paid != (true, true), "both were paid out of 10, and {left} is left");
        assert!(paid != (false, false), "both were refused, although 10 is enough for either");
        assert_eq!(left, if paid.0 { 2 } else { 3 }, "the balance after exactly one payment");
    });
}

#[test]
fn rule_3_no_withdrawal_is_lost() {
    check("withdraw(20) twice on 300", || {
        let account = Account::new(300);
        concurrently([
            actor("withdraw(20)", || account.withdraw(20)),
            actor("withdraw(20)", || account.withdraw(20)),
        ]);
        assert_eq!(account.balance(), 260, "300 minus twice 20 is 260");
    });
}

#[test]
fn rule_4_a_balance_that_was_seen_is_not_taken_back() {
    check("two reads of the balance during withdraw(8) and withdraw(7) on 10", || {
        let account = Account::new(10);
        let seen = concurrently([
            actor("balance, balance", || vec![account.balance(), account.balance()]),
            actor("withdraw(8)", || account.withdraw(8).map_or(vec![], |_| vec![])),
            actor("withdraw(7)", || account.withdraw(7).map_or(vec![], |_| vec![])),
        ]);
        let possible = [[10, 10], [10, 2], [10, 3], [2, 2], [3, 3]];
        assert!(
            possible.contains(&[seen[0][0], seen[0][1]]),
            "balance() shows first {} and then {}",
            seen[0][0],
            seen[0][1]
        );
    });
}

#[test]
fn rule_5_every_call_returns() {
    check("a withdrawal, a deposit and a read of the balance", || {
        let account = Account::new(10);
        concurrently([
            actor("withdraw(8)", || _ = account.withdraw(8)),
            actor("deposit(5)", || _ = account.deposit(5)),
            actor("balance", || _ = account.balance()),
        ]);
    });
}
