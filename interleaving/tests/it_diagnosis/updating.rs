//! Lost updates, stale checks, visible intermediate states.

use interleaving::cell::Shared;
use interleaving::{actor, concurrently};

use crate::name;
use crate::programs::account::Account;
use crate::programs::counter::{Counter, Flag};
use crate::programs::pile::Pile;
use crate::programs::queue::Queue;

fn two(counter: &Counter, body: fn(&Counter)) -> i64 {
    concurrently([actor("first", || body(counter)), actor("second", || body(counter))]);
    counter.count.load(std::sync::atomic::Ordering::SeqCst)
}

#[test]
fn a_load_and_a_store_lose_an_update() {
    assert_eq!(name(|| assert_eq!(two(&Counter::new(0), Counter::increment), 2)), "lost update");
}

#[test]
fn a_get_and_a_set_lose_an_update() {
    let body = || {
        let left = Shared::new(100);
        let sell = || left.set(left.get() - 1);
        concurrently([actor("sell", sell), actor("sell", sell)]);
        assert_eq!(left.get(), 98);
    };
    assert_eq!(name(body), "lost update");
}

/// Two deposits, each in two steps.
fn deposits(deposit: fn(&Shared<i64>, &Flag)) -> impl Fn() + Send + Sync {
    move || {
        let (balance, section) = (Shared::new(1_000).named("balance"), Flag::new());
        let machine = || deposit(&balance, &section);
        concurrently([actor("deposit", machine), actor("deposit", machine)]);
        assert_eq!(balance.get(), 21_000);
    }
}

#[test]
fn an_update_is_lost_though_a_section_is_entered_before_the_write() {
    let body = deposits(|balance, section| {
        let seen = balance.get();
        section.lock_at_once();
        balance.set(seen + 10_000);
        section.unlock();
    });
    assert_eq!(name(body), "lost update");
}

#[test]
fn an_update_is_lost_though_a_second_read_is_made_and_not_used() {
    let body = deposits(|balance, section| {
        let seen = balance.get();
        section.lock_at_once();
        let _ = balance.get();
        balance.set(seen + 10_000);
        section.unlock();
    });
    assert_eq!(name(body), "lost update");
}

#[test]
fn a_write_of_a_number_from_elsewhere_is_not_a_lost_update() {
    let body = || {
        let (price, list) = (Counter::new(1), Counter::new(7));
        let seen = concurrently([
            actor("look, take the price of the list", || {
                let seen = price.get();
                price.take_over(&list);
                seen
            }),
            actor("raise the price", || {
                price.increment_at_once();
                0
            }),
        ]);
        assert!(seen[0] == 2 || price.get() == 8, "raised between the look and the list");
    };
    assert_eq!(name(body), "none");
}

#[test]
fn an_addition_loses_no_update_whatever_the_test_wants() {
    assert_eq!(name(|| assert_eq!(two(&Counter::new(0), Counter::increment_at_once), 3)), "none");
    assert_eq!(name(|| assert_eq!(two(&Counter::new(0), Counter::increment_by_exchange), 3)), "none");
}

#[test]
fn two_locks_around_one_decision_are_check_then_act() {
    let body = || {
        let account = Account::new(10);
        let paid = concurrently([
            actor("withdraw(8)", || account.withdraw(8)),
            actor("withdraw(7)", || account.withdraw(7)),
        ]);
        assert!(!(paid[0] && paid[1]));
    };
    assert_eq!(name(body), "check-then-act");
}

#[test]
fn a_load_of_an_atomic_and_a_subtraction_are_check_then_act() {
    assert_eq!(name(|| assert_eq!(two(&Counter::new(1), Counter::take_one), 0)), "check-then-act");
}

#[test]
fn an_empty_queue_after_a_check_is_check_then_act() {
    let body = || {
        let queue = Queue::new();
        queue.put(1);
        concurrently([
            actor("take", || queue.take_in_two_steps()),
            actor("take", || queue.take_in_two_steps()),
        ]);
    };
    assert_eq!(name(body), "check-then-act");
}

#[test]
fn one_lock_around_a_decision_is_not_check_then_act() {
    let body = || {
        let account = Account::new(10);
        let paid = concurrently([
            actor("withdraw(8)", || account.withdraw_under_one_lock(8)),
            actor("withdraw(7)", || account.withdraw_under_one_lock(7)),
        ]);
        assert!(paid[0] && paid[1]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_wrong_expectation_of_one_thread_is_not_check_then_act() {
    assert_eq!(name(|| assert!(Account::new(10).withdraw(11))), "none");
}

fn audited(transfer: fn(&Account, &Account, i64), audit: fn(&Account, &Account) -> i64, wanted: i64) {
    let (ace, bob) = (Account::new(5), Account::new(5));
    let sums = concurrently([
        actor("transfer(3)", || {
            transfer(&ace, &bob, 3);
            wanted
        }),
        actor("audit", || audit(&ace, &bob)),
    ]);
    assert_eq!(sums[1], wanted, "money is missing");
}

fn one_after_the_other(ace: &Account, bob: &Account) -> i64 {
    let first = *ace.balance.lock().unwrap();
    first + *bob.balance.lock().unwrap()
}

fn both(ace: &Account, bob: &Account) -> i64 {
    let first = ace.balance.lock().unwrap();
    *first + *bob.balance.lock().unwrap()
}

#[test]
fn a_sum_between_two_halves_of_a_transfer_sees_an_intermediate_state() {
    let body = || audited(Account::transfer, |ace, bob| ace.withdraw_nothing() + bob.withdraw_nothing(), 10);
    assert_eq!(name(body), "visible intermediate state");
    let body = || {
        let (low, high) = (Counter::new(0), Counter::new(0));
        let seen = concurrently([
            actor("set", || {
                low.increment_at_once();
                high.increment_at_once();
                true
            }),
            actor("look", || low.get() == high.get()),
        ]);
        assert!(seen[1], "the halves differ");
    };
    assert_eq!(name(body), "visible intermediate state");
}

#[test]
fn a_wrong_sum_of_whole_transfers_is_not_an_intermediate_state() {
    assert_eq!(name(|| audited(Account::transfer_under_both, both, 11)), "none");
    assert_eq!(name(|| audited(Account::transfer_under_both, one_after_the_other, 11)), "none");
}

fn two_with_a_lock(lock: fn(&Flag)) -> bool {
    let (flag, inside) = (Flag::new(), Shared::new(0));
    let alone = || {
        lock(&flag);
        inside.set(inside.get() + 1);
        let alone = inside.get() == 1;
        inside.set(inside.get() - 1);
        flag.unlock();
        alone
    };
    let alone = concurrently([actor("first", alone), actor("second", alone)]);
    alone[0] && alone[1]
}

#[test]
fn a_lock_that_reads_before_it_takes_is_check_then_act() {
    assert_eq!(name(|| assert!(two_with_a_lock(Flag::lock))), "check-then-act");
}

#[test]
fn a_lock_that_reads_and_takes_in_one_step_is_not() {
    let body = || {
        assert!(two_with_a_lock(Flag::lock_at_once));
        panic!("the test fails anyway");
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_wait_in_a_loop_is_not_check_then_act() {
    let body = || {
        let (queue, asked) = (Queue::new(), interleaving::sync::atomic::AtomicBool::new(false));
        let taken = concurrently([
            actor("ask, take", || {
                asked.store(true, std::sync::atomic::Ordering::SeqCst);
                queue.take()
            }),
            actor("put(1) if asked", || {
                queue.put(if asked.load(std::sync::atomic::Ordering::SeqCst) { 1 } else { 2 });
                2
            }),
        ]);
        assert_eq!(taken[0], 2);
    };
    assert_eq!(name(body), "none");
}

/// Two threads sell, and no number may be sold twice.
fn sold_twice(sell: fn(&Pile, &mut dyn FnMut(usize))) -> &'static str {
    let report = crate::explore(move || {
        let (pile, sold) = (Pile::new(2), std::sync::Mutex::new(Vec::new()));
        let agent = || {
            sell(&pile, &mut |number| {
                let mut sold = sold.lock().unwrap();
                assert!(!sold.contains(&number), "{number} is sold twice");
                sold.push(number);
            });
        };
        concurrently([actor("sell", agent), actor("sell", agent)]);
    });
    match crate::named(&report).as_str() {
        "check-then-act"
            if report.failure.unwrap().diagnosis.unwrap().sentence.to_string().contains("the same 2") =>
        {
            "same"
        }
        "passed" => "passed",
        _ => "other",
    }
}

#[test]
fn two_threads_that_act_on_the_same_read_are_named() {
    assert_eq!(sold_twice(|pile, sold| pile.sell(sold)), "same");
    assert_eq!(sold_twice(|pile, sold| pile.sell_from_the_top(sold)), "same");
    assert_eq!(sold_twice(|pile, sold| pile.sell_under_the_lock(sold)), "passed");
}

#[test]
fn a_failure_beside_an_unrelated_change_is_not_check_then_act() {
    let other = || {
        let pile = Pile::new(2);
        let sell = || pile.sell_under_the_lock(|number| assert_ne!(number, 1, "the last one is reserved"));
        concurrently([
            actor("raise the price", || pile.raise_the_price()),
            actor("sell, sell", || (0..2).for_each(|_| sell())),
        ]);
    };
    assert_eq!(name(other), "none");
    let changed = || {
        let pile = Pile::new(2);
        concurrently([
            actor("sell", || pile.sell(|_| ())),
            actor("look", || assert_ne!(pile.left.get(), 1, "another thread was faster")),
        ]);
    };
    assert_ne!(name(changed), "check-then-act");
}
