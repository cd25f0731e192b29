//! More cases of the rules: a third thread, a second round, both ways in, panics.

use interleaving::cell::{RaceCell, Shared};
use interleaving::sync::Semaphore;
use interleaving::{Actor, Budget, Check, actor, alone, check, concurrently, survives};
use spin_lock::SpinLock;

/// Adds 1 to a plain cell inside, so often.
fn adds<'a>(lock: &'a SpinLock, cell: &'a RaceCell<u32>, rounds: usize) -> Actor<'a, ()> {
    actor("adds 1 inside", move || {
        for _ in 0..rounds {
            let _inside = lock.lock();
            cell.set(cell.get() + 1);
        }
    })
}

/// Tries to lock once, and adds 1 inside.
fn tries<'a>(lock: &'a SpinLock, cell: &'a RaceCell<u32>) -> Actor<'a, ()> {
    actor("tries to add 1", || {
        if let Some(_inside) = lock.try_lock() {
            cell.set(cell.get() + 1);
        }
    })
}

fn enter(inside: &Shared<u32>) {
    inside.set(inside.get() + 1);
    assert!(inside.get() == 1, "{} threads are inside at the same time", inside.get());
    inside.set(inside.get() - 1);
}

fn enters<'a>(lock: &'a SpinLock, inside: &'a Shared<u32>) -> Actor<'a, ()> {
    actor("enters", || {
        let _guard = lock.lock();
        enter(inside);
    })
}

fn tries_to_enter<'a>(lock: &'a SpinLock, inside: &'a Shared<u32>) -> Actor<'a, ()> {
    actor("tries to enter", || {
        if let Some(_guard) = lock.try_lock() {
            enter(inside);
        }
    })
}

/// Locks, and stays inside for a few steps.
fn stays<'a>(lock: &'a SpinLock, steps: &'a Shared<u32>) -> Actor<'a, ()> {
    actor("stays inside", || {
        let _guard = lock.lock();
        steps.set(steps.get() + 1);
    })
}

/// A check of more orders than it can explore.
fn sampled(name: &str) -> Check {
    Check::new(name).budget(Budget { systematic: 500, random: 300, loom: 500, ..Budget::STANDARD })
}

#[test]
fn rule_1_one_lock_does_not_disturb_another() {
    alone("two locks are held by one thread", || {
        let (one, other) = (SpinLock::new(), SpinLock::new());
        let _one = one.lock();
        let _other = other.try_lock();
        assert!(_other.is_some(), "another lock is held, but this one is free");
        assert!(one.try_lock().is_none() && other.try_lock().is_none(), "both locks are held");
    });
}

#[test]
fn rule_2_three_threads() {
    sampled("three threads enter").run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0));
        concurrently([enters(&lock, &inside), enters(&lock, &inside), enters(&lock, &inside)]);
    });
}

#[test]
fn rule_2_two_threads_try() {
    check("two threads try to enter, then a third try", || {
        let (lock, inside) = (SpinLock::new(), Shared::new(0));
        concurrently([tries_to_enter(&lock, &inside), tries_to_enter(&lock, &inside)]);
        assert!(lock.try_lock().is_some(), "nobody is inside, but the lock is not free");
    });
}

#[test]
fn rule_2_a_failed_try_leaves_the_lock_alone() {
    sampled("two threads enter while a third tries").run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0));
        concurrently([enters(&lock, &inside), enters(&lock, &inside), tries_to_enter(&lock, &inside)]);
    });
}

#[test]
fn rule_2_a_lock_that_is_held_for_long() {
    // The holder stays until the others have looked many times: whoever gives up waiting gets in.
    let many = Budget { systematic: 0, random: 60, loom: 0, ..Budget::STANDARD };
    Check::new("one thread stays inside for sixty steps").budget(many).run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0));
        let stays = actor("stays inside", || {
            let _guard = lock.lock();
            for _ in 0..20 {
                enter(&inside);
            }
        });
        concurrently([stays, enters(&lock, &inside)]);
    });
}

#[test]
fn rule_3_three_threads_add() {
    sampled("three threads add 1 inside").run(|| {
        let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell, 1), adds(&lock, &cell, 1), adds(&lock, &cell, 1)]);
        assert!(cell.get() == 3, "1 was added three times to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_3_two_threads_add_twice() {
    sampled("two threads add 1 twice each").run(|| {
        let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell, 2), adds(&lock, &cell, 2)]);
        assert!(cell.get() == 4, "1 was added four times to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_3_two_threads_try() {
    check("two threads try to add 1", || {
        let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
        concurrently([tries(&lock, &cell), tries(&lock, &cell)]);
    });
}

#[test]
fn rule_3_one_thread_tries_and_two_add() {
    sampled("two threads add 1, a third tries to").run(|| {
        let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell, 1), tries(&lock, &cell), adds(&lock, &cell, 1)]);
    });
}

#[test]
fn rule_4_one_of_two_gets_a_free_lock() {
    Check::new("two threads try a free lock at the same time").weak_exchanges_fail().run(|| {
        let lock = SpinLock::new();
        // The guards live until both have tried.
        let got = concurrently([actor("tries", || lock.try_lock()), actor("tries", || lock.try_lock())]);
        let count = got.iter().flatten().count();
        assert!(count == 1, "two threads tried a free lock, and {count} got it");
    });
}

#[test]
fn rule_4_a_free_lock_is_got_again() {
    Check::new("a lock is tried, released and tried again").weak_exchanges_fail().run(|| {
        let lock = SpinLock::new();
        drop(lock.lock());
        for _ in 0..2 {
            let guard = lock.try_lock();
            assert!(guard.is_some(), "the lock is free, but `try_lock` returned `None`");
            assert!(lock.try_lock().is_none(), "the lock is held, but `try_lock` got it");
        }
    });
}

#[test]
fn rule_5_two_threads_wait() {
    let few = Budget { systematic: 300, random: 100, loom: 0, ..Budget::STANDARD };
    Check::new("three threads enter; those that wait let the others run")
        .budget(few)
        .must_yield()
        .step_bound(400)
        .run(|| {
            let (lock, steps) = (SpinLock::new(), Shared::new(0));
            concurrently([stays(&lock, &steps), stays(&lock, &steps), stays(&lock, &steps)]);
        });
}

#[test]
fn rule_6_the_next_thread_gets_in() {
    check("a thread enters, and another after it", || {
        let (lock, left) = (SpinLock::new(), Semaphore::new(0));
        let first = actor("enters and leaves", || {
            drop(lock.lock());
            left.signal();
        });
        let second = actor("tries to enter then", || {
            left.wait();
            assert!(lock.try_lock().is_some(), "nobody is inside, but the lock is not free");
        });
        concurrently([first, second]);
    });
}

#[test]
fn rule_6_a_panic_after_a_try() {
    Check::new("a thread panics inside, after `try_lock`").may_panic().run(|| {
        let lock = SpinLock::new();
        survives(|| {
            let _guard = lock.try_lock();
            panic!("this is part of the test");
        });
        drop(lock.lock());
        assert!(lock.try_lock().is_some(), "the guards were dropped, but the lock is not free");
    });
}
