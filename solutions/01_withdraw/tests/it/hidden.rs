//! More cases of each rule than `public.rs` shows.

use interleaving::{Actor, Calls, Check, actor, alone, concurrently};
use withdraw::{Account, InsufficientFunds};

/// A check with short executions: one that takes a thousand steps is in an endless loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).step_bound(1_000).run(body);
}

/// A customer's call.
#[derive(Clone, Copy, Debug)]
enum Call {
    Withdraw(u32),
    Deposit(u32),
    Balance,
}
use Call::{Balance, Deposit, Withdraw};

/// The answer to a call.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Left(i64),
    Refused,
    Done,
}
use Answer::{Done, Left, Refused};

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Left(balance) => write!(f, "{balance}"),
            Refused => write!(f, "refused"),
            Done => write!(f, "done"),
        }
    }
}

fn carried_out(account: &Account, call: Call) -> Answer {
    match call {
        Withdraw(amount) => account.withdraw(amount).map_or(Refused, Left),
        Deposit(amount) => Left(account.deposit(amount)),
        Balance => Left(account.balance()),
    }
}

/// The effect and the answer of a call that runs alone.
fn model(balance: &mut i64, call: Call) -> Answer {
    match call {
        Withdraw(amount) if i64::from(amount) > *balance => return Refused,
        Withdraw(amount) => *balance -= i64::from(amount),
        Deposit(amount) => *balance += i64::from(amount),
        Balance => {}
    }
    Left(*balance)
}

/// A customer who makes the calls of `list`, one after another.
fn customer<'a>(
    account: &'a Account,
    calls: &'a Calls<Call, Answer>,
    list: &'a [Call],
    told: fn(Call, Answer) -> Answer,
) -> Actor<'a, ()> {
    let label = |call: &Call| format!("{call:?}").to_lowercase();
    let labels: Vec<String> = list.iter().map(label).collect();
    actor(&labels.join(", "), move || {
        for &call in list {
            calls.make(&label(&call), call, || told(call, carried_out(account, call)));
        }
    })
}

/// All answers and the final balance match some serial order.
fn serial(name: &str, opening: i64, customers: &'static [&'static [Call]]) {
    check(name, move || {
        let account = Account::new(opening);
        let calls = Calls::new();
        concurrently(customers.iter().map(|list| customer(&account, &calls, list, |_, answer| answer)));
        calls.make("the final balance", Balance, || Left(account.balance()));
        calls.assert_serial(opening, |balance, &call| model(balance, call));
    });
}

#[test]
fn rule_1_refusals_leave_no_trace() {
    alone("refusals and exact amounts", || {
        let account = Account::new(0);
        assert_eq!(account.withdraw(1), Err(InsufficientFunds), "withdraw(1) on 0");
        assert_eq!(account.withdraw(0), Ok(0), "withdraw(0) on 0");
        assert_eq!(account.deposit(20), 20);
        assert_eq!(account.withdraw(u32::MAX), Err(InsufficientFunds), "withdraw(4294967295) on 20");
        assert_eq!(account.balance(), 20);
        assert_eq!(account.withdraw(20), Ok(0), "withdraw(20) on 20");
    });
}

#[test]
fn rule_2_the_paid_one_is_told_what_is_left() {
    check("the answers to withdraw(8) and withdraw(7) on 10", || {
        let account = Account::new(10);
        let answers = concurrently([
            actor("withdraw(8)", || account.withdraw(8)),
            actor("withdraw(7)", || account.withdraw(7)),
        ]);
        let left = account.balance();
        let right = [(Ok(2), Err(InsufficientFunds), 2), (Err(InsufficientFunds), Ok(3), 3)];
        let got = (answers[0], answers[1], left);
        assert!(right.contains(&got), "the answers were {:?} and {:?}, and {left} is left", got.0, got.1);
    });
}

#[test]
fn rule_3_two_withdrawals_that_both_fit() {
    serial("the answers to withdraw(20) twice on 300", 300, &[&[Withdraw(20)], &[Withdraw(20)]]);
}

#[test]
fn rule_3_two_deposits() {
    serial("two deposits", 0, &[&[Deposit(20)], &[Deposit(20)]]);
}

#[test]
fn rule_3_a_refusal_disturbs_nobody() {
    serial("withdraw(4294967295) and withdraw(8) on 10", 10, &[&[Withdraw(u32::MAX)], &[Withdraw(8)]]);
}

#[test]
fn rule_3_two_calls_each() {
    serial("two calls each on 10", 10, &[&[Withdraw(8), Deposit(6)], &[Withdraw(7), Deposit(20)]]);
}

#[test]
fn rule_3_three_customers() {
    serial("three customers on 10", 10, &[&[Withdraw(8), Deposit(1)], &[Deposit(6)], &[Withdraw(7)]]);
}

#[test]
fn rule_3_two_accounts_do_not_touch_each_other() {
    check("8 from one account of 10, 7 from another", || {
        let (one, other) = (Account::new(10), Account::new(10));
        let answers = concurrently([
            actor("one.withdraw(8)", || one.withdraw(8)),
            actor("other.withdraw(7)", || other.withdraw(7)),
        ]);
        assert_eq!(answers, [Ok(2), Ok(3)], "each account has its own 10");
        assert_eq!((one.balance(), other.balance()), (2, 3));
    });
}

/// For rule 4: payments count as calls, but only `balance()` is compared to the dollar.
fn as_seen(call: Call, answer: Answer) -> Answer {
    match (call, answer) {
        (Balance, _) | (_, Refused) => answer,
        _ => Done,
    }
}

/// The balances shown match some serial order of the payments and refusals.
fn seen(name: &str, opening: i64, customers: &'static [&'static [Call]]) {
    check(name, move || {
        let account = Account::new(opening);
        let calls = Calls::new();
        concurrently(customers.iter().map(|list| customer(&account, &calls, list, as_seen)));
        calls.assert_serial(opening, |balance, &call| as_seen(call, model(balance, call)));
    });
}

#[test]
fn rule_4_a_read_after_a_withdrawal() {
    let customers: &[&[Call]] = &[&[Withdraw(8), Balance], &[Deposit(6)], &[Withdraw(7)]];
    seen("withdraw(8) then balance, beside deposit(6) and withdraw(7)", 10, customers);
}

#[test]
fn rule_4_two_reads() {
    seen("two reads, withdraw(8), withdraw(7)", 10, &[&[Balance, Balance], &[Withdraw(8)], &[Withdraw(7)]]);
}

#[test]
fn rule_4_nothing_below_zero() {
    seen("two reads while withdraw(20) on 10 is refused", 10, &[&[Balance, Balance], &[Withdraw(20)]]);
}

#[test]
fn rule_4_deposits_stay() {
    seen("two deposits, each followed by a read", 0, &[&[Deposit(20), Balance], &[Deposit(20), Balance]]);
}

#[test]
fn rule_5_three_customers_with_two_calls_each() {
    check("three customers with two calls each", || {
        let account = Account::new(10);
        concurrently([
            actor("withdraw(8), balance", || _ = (account.withdraw(8).is_ok(), account.balance())),
            actor("withdraw(20), deposit(5)", || _ = (account.withdraw(20).is_ok(), account.deposit(5))),
            actor("withdraw(7), withdraw(7)", || _ = (account.withdraw(7).is_ok(), account.withdraw(7))),
        ]);
    });
}
