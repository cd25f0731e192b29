//! One or two scenarios for each rule of the spin lock. The hidden tests check the same rules in more cases.

use interleaving::cell::{RaceCell, Shared};
use interleaving::sync::Semaphore;
use interleaving::{Actor, Check, actor, alone, check, concurrently, survives};
use spin_lock::SpinLock;

/// Locks, and adds 1 to a plain cell inside.
fn adds<'a>(lock: &'a SpinLock, cell: &'a RaceCell<u32>) -> Actor<'a, ()> {
    actor("adds 1 inside", || {
        let _inside = lock.lock();
        cell.set(cell.get() + 1);
    })
}

/// Locks, and asserts that nobody else is inside.
fn enters<'a>(lock: &'a SpinLock, inside: &'a Shared<u32>) -> Actor<'a, ()> {
    actor("enters", || {
        let _guard = lock.lock();
        inside.set(inside.get() + 1);
        assert!(inside.get() == 1, "{} threads are inside at the same time", inside.get());
        inside.set(inside.get() - 1);
    })
}

/// Locks, and stays inside for a few steps.
fn stays<'a>(lock: &'a SpinLock, steps: &'a Shared<u32>) -> Actor<'a, ()> {
    actor("stays inside", || {
        let _guard = lock.lock();
        steps.set(steps.get() + 1);
    })
}

#[test]
fn rule_1_a_new_lock_is_free() {
    alone("a new lock is locked, and then tried", || {
        let lock = SpinLock::new();
        let _guard = lock.lock();
        assert!(lock.try_lock().is_none(), "`try_lock` got a lock whose guard is alive");
    });
}

#[test]
fn rule_2_two_threads() {
    check("two threads enter", || {
        let (lock, inside) = (SpinLock::new(), Shared::new(0));
        concurrently([enters(&lock, &inside), enters(&lock, &inside)]);
    });
}

#[test]
fn rule_3_two_threads_add() {
    check("two threads add 1 inside", || {
        let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell), adds(&lock, &cell)]);
        assert!(cell.get() == 2, "1 was added twice to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_3_one_thread_tries() {
    check("one thread locks and adds 1, another tries to", || {
        let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
        let tries = actor("tries to add 1", || {
            if let Some(_inside) = lock.try_lock() {
                cell.set(cell.get() + 1);
            }
        });
        concurrently([adds(&lock, &cell), tries]);
    });
}

#[test]
fn rule_4_a_free_lock_is_got() {
    Check::new("a free lock is tried").weak_exchanges_fail().run(|| {
        let lock = SpinLock::new();
        assert!(lock.try_lock().is_some(), "the lock is free, but `try_lock` returned `None`");
    });
}

#[test]
fn rule_4_a_held_lock_is_not_waited_for() {
    check("one thread holds the lock until another has tried it", || {
        let (lock, held, tried) = (SpinLock::new(), Semaphore::new(0), Semaphore::new(0));
        let holds = actor("holds the lock", || {
            let _guard = lock.lock();
            held.signal();
            tried.wait();
        });
        let tries = actor("tries it", || {
            held.wait();
            assert!(lock.try_lock().is_none(), "the lock is held, but `try_lock` got it");
            tried.signal();
        });
        concurrently([holds, tries]);
    });
}

#[test]
fn rule_5_one_thread_waits() {
    Check::new("two threads enter; the one that waits lets the other run").must_yield().step_bound(400).run(
        || {
            let (lock, steps) = (SpinLock::new(), Shared::new(0));
            concurrently([stays(&lock, &steps), stays(&lock, &steps)]);
        },
    );
}

#[test]
fn rule_6_the_guard_unlocks() {
    alone("a lock is locked twice, one after the other", || {
        let lock = SpinLock::new();
        drop(lock.lock());
        assert!(lock.try_lock().is_some(), "the guard was dropped, but the lock is not free");
    });
}

#[test]
fn rule_6_in_a_panic_too() {
    Check::new("a thread panics inside").may_panic().run(|| {
        let lock = SpinLock::new();
        survives(|| {
            let _guard = lock.lock();
            panic!("this is part of the test");
        });
        assert!(lock.try_lock().is_some(), "the guard was dropped in a panic, but the lock is not free");
    });
}
