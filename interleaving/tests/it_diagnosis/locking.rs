//! Lock cycles, locks taken twice or never released, too much synchronisation, semaphores.

use interleaving::sync::Semaphore;
use interleaving::{Check, Meeting, actor, concurrently};

use crate::programs::account::Bank;
use crate::programs::forks::{Pair, Table};
use crate::programs::signal::Signal;
use crate::programs::stock::{Letterbox, Stock};
use crate::{name, named};

#[test]
fn locks_in_opposite_orders_are_a_cycle() {
    let body = || {
        let pair = Pair::new();
        concurrently([actor("sum", || pair.sum()), actor("difference", || pair.difference())]);
    };
    assert_eq!(name(body), "lock cycle");
}

#[test]
fn three_philosophers_are_a_cycle() {
    let body = || {
        let table = Table::new(3);
        concurrently((0..3).map(|seat| {
            let table = &table;
            actor("eat", move || table.eat(seat))
        }));
    };
    assert_eq!(name(body), "lock cycle");
}

#[test]
fn semaphores_as_locks_in_opposite_orders_are_a_cycle_and_not_a_wrong_count() {
    let body = || {
        let (a, b) = (Semaphore::new(1), Semaphore::new(1));
        let both = |one: &Semaphore, other: &Semaphore| {
            let _one = one.acquire();
            let _other = other.acquire();
        };
        concurrently([actor("a, b", || both(&a, &b)), actor("b, a", || both(&b, &a))]);
    };
    assert_eq!(name(body), "lock cycle");
}

#[test]
fn waiting_for_a_permit_while_holding_a_lock_is_not_a_wrong_count() {
    let body = || {
        let letterbox = Letterbox::new();
        letterbox.put();
        letterbox.take();
        concurrently([actor("take", || letterbox.take()), actor("put", || letterbox.put())]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn locks_in_one_order_are_not_a_cycle() {
    let body = || {
        let pair = Pair::new();
        let sums = concurrently([actor("sum", || pair.sum()), actor("sum", || pair.sum())]);
        assert_eq!(sums, [4, 4]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_sleeping_thread_is_not_a_cycle() {
    let body = || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait())]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_lock_taken_twice_is_a_self_deadlock() {
    assert_eq!(name(|| drop(concurrently([actor("twice", || Pair::new().twice())]))), "self-deadlock");
    let body = || {
        let pair = Pair::new();
        let nested = || {
            let first = pair.first.lock().unwrap();
            *first + pair.sum()
        };
        concurrently([actor("nested", nested)]);
    };
    assert_eq!(name(body), "self-deadlock");
}

#[test]
fn a_lock_taken_again_after_its_release_is_not_a_self_deadlock() {
    assert_eq!(name(|| assert_eq!(Pair::new().sum() + Pair::new().difference(), 5)), "none");
    let body = || {
        let pair = Pair::new();
        let held = pair.first.lock().unwrap();
        assert!(pair.first.try_lock().is_ok(), "the lock is taken");
        drop(held);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_forgotten_guard_is_a_lock_never_released() {
    let body = || {
        let stock = Stock::new(1);
        concurrently([actor("leave", || stock.leave_locked())]);
    };
    assert_eq!(name(body), "lock never released");
    let body = || {
        let stock = Stock::new(1);
        concurrently([actor("sell", || stock.sell_last()), actor("sell", || stock.sell_last())]);
    };
    assert_eq!(name(body), "lock never released");
}

#[test]
fn a_permit_that_is_never_returned_is_a_wrong_count() {
    let body = || {
        let stock = Stock::new(1);
        concurrently([actor("enter", || stock.enter_and_stay()), actor("enter", || stock.enter_and_stay())]);
    };
    assert_eq!(name(body), "semaphore count wrong");
}

#[test]
fn a_missing_signal_is_a_wrong_count() {
    let body = || {
        let done = Semaphore::new(0);
        let wait_for_both = || {
            done.wait();
            done.wait();
        };
        concurrently([actor("signal", || done.signal()), actor("wait for both", wait_for_both)]);
    };
    assert_eq!(name(body), "semaphore count wrong");
}

#[test]
fn an_extra_signal_is_a_wrong_count() {
    let body = || {
        let (stock, inside) = (Stock::new(1), interleaving::cell::Shared::new(0));
        let alone = || {
            inside.set(inside.get() + 1);
            assert_eq!(inside.get(), 1, "two are inside");
            inside.set(inside.get() - 1);
        };
        concurrently([
            actor("enter", || stock.enter_and_signal_twice(alone)),
            actor("enter", || stock.enter_and_signal_twice(alone)),
            actor("enter", || stock.enter_and_signal_twice(alone)),
        ]);
    };
    assert_eq!(name(body), "semaphore count wrong");
}

#[test]
fn a_semaphore_that_is_right_is_not_named() {
    let body = || {
        let stock = Stock::new(1);
        concurrently([actor("enter", || stock.enter(|| {})), actor("enter", || stock.enter(|| {}))]);
        panic!("the test is not content");
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_meeting_under_one_lock_is_too_much_synchronisation() {
    let body = || {
        let (bank, meeting) = (Bank { gate: interleaving::sync::Mutex::new(()) }, Meeting::of(2));
        concurrently([
            actor("Ace → Bob", || bank.transfer(|| meeting.attend())),
            actor("Cid → Dan", || bank.transfer(|| meeting.attend())),
        ]);
    };
    assert_eq!(named(&Check::new("two transfers").possible().explore(body)), "too much synchronisation");
    let body = || {
        let (pair, meeting) = (Pair::new(), Meeting::of(2));
        let meet = || {
            let _second = pair.second.lock().unwrap();
            meeting.attend();
        };
        concurrently([actor("one", meet), actor("other", meet)]);
    };
    assert_eq!(named(&Check::new("two there").possible().explore(body)), "too much synchronisation");
}

#[test]
fn a_meeting_for_other_reasons_is_not_too_much_synchronisation() {
    let body = || {
        let meeting = Meeting::of(3);
        concurrently([actor("one", || meeting.attend()), actor("other", || meeting.attend())]);
    };
    assert_eq!(named(&Check::new("three there").possible().explore(body)), "none");
    let body = || {
        let (bank, meeting) = (Bank { gate: interleaving::sync::Mutex::new(()) }, Meeting::of(2));
        concurrently([
            actor("Ace → Bob", || bank.transfer_unguarded(|| meeting.attend())),
            actor("Cid → Dan", || bank.transfer_unguarded(|| meeting.attend())),
        ]);
    };
    assert_eq!(named(&Check::new("two transfers").possible().explore(body)), "passed");
}
