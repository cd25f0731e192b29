//! More cases of the rules: a third thread, a second round, both ways in, panics.

use interleaving::cell::{RaceCell, Shared};
use interleaving::sync::Semaphore;
use interleaving::thread::yield_now;
use interleaving::{Actor, Budget, Check, Search, actor, alone, check, concurrently, survives};
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
fn rule_1_three_hundred_tries() {
    // A counter of eight bits that each try raises is back at 0 by then.
    Check::new("a held lock is tried three hundred times").step_bound(13_000).run(|| {
        let lock = SpinLock::new();
        let _guard = lock.lock();
        for tries in 1..=300 {
            assert!(lock.try_lock().is_none(), "the lock is held, but try {tries} got it");
        }
    });
}

#[test]
fn rule_2_three_threads() {
    sampled("three threads enter").run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
        concurrently([enters(&lock, &inside), enters(&lock, &inside), enters(&lock, &inside)]);
    });
}

#[test]
fn rule_2_two_threads_try() {
    check("two threads try to enter", || {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
        concurrently([tries_to_enter(&lock, &inside), tries_to_enter(&lock, &inside)]);
    });
}

#[test]
fn rule_2_a_failed_try_leaves_the_lock_alone() {
    sampled("two threads enter while a third tries").run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
        concurrently([enters(&lock, &inside), enters(&lock, &inside), tries_to_enter(&lock, &inside)]);
    });
}

#[test]
fn rule_2_a_lock_that_is_held_for_long() {
    // The holder stays until the others have looked many times: whoever gives up waiting gets in.
    let many = Budget { systematic: 0, random: 60, loom: 0, ..Budget::STANDARD };
    Check::new("one thread stays inside for sixty steps").budget(many).run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
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
fn rule_2_a_lock_that_is_held_for_very_long() {
    // Random schedules alone: in each of them the other thread looks more than a thousand times.
    let few = Budget { systematic: 0, random: 4, loom: 0, ..Budget::STANDARD };
    Check::new("one thread stays inside for four thousand steps").budget(few).step_bound(20_000).run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
        let stays = actor("stays inside", || {
            let _guard = lock.lock();
            inside.set(1);
            (0..4_000).for_each(|_| yield_now());
            inside.set(0);
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
fn rule_3_a_thread_waits_for_very_long() {
    let few = Budget { systematic: 0, random: 4, loom: 0, ..Budget::STANDARD };
    Check::new("one thread writes, and stays inside for four thousand steps; another adds 1")
        .budget(few)
        .step_bound(20_000)
        .run(|| {
            let (lock, cell) = (SpinLock::new(), RaceCell::new(0).named("cell"));
            let writes = actor("writes and stays", || {
                let _inside = lock.lock();
                cell.set(7);
                (0..4_000).for_each(|_| yield_now());
            });
            concurrently([writes, adds(&lock, &cell, 1)]);
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
fn rule_4_a_held_lock_is_not_looked_at_for_long() {
    // Without a preemption the holder gets on during the try only if the try yields. One yield is not a wait.
    let whole = Budget { preemptions: 0, ..Budget::STANDARD };
    Check::new("one thread stays inside until another has tried; the try does not wait")
        .budget(whole)
        .only(Search::Preemptions)
        .run(|| {
            let lock = SpinLock::new();
            let (held, turns) = (Semaphore::new(0), Shared::new(0).named("turns"));
            let tried = Shared::new(false).named("tried");
            let holds = actor("holds the lock until it was tried", || {
                let _guard = lock.lock();
                held.signal();
                while !tried.get() {
                    turns.set(turns.get() + 1);
                    yield_now();
                }
            });
            let tries = actor("tries it", || {
                held.wait();
                let before = turns.get();
                assert!(lock.try_lock().is_none(), "the lock is held, but `try_lock` got it");
                let during = turns.get() - before;
                assert!(during < 4, "the holder had {during} turns before `try_lock` returned `None`");
                tried.set(true);
            });
            concurrently([holds, tries]);
        });
}

#[test]
fn rule_4_a_failed_try_does_not_take_the_lock() {
    // Without loom: memory orderings are rule 3.
    Check::new("one thread leaves and tries again while another tries").loom(false).run(|| {
        let lock = SpinLock::new();
        let guard = lock.lock();
        let leaves = actor("leaves and tries again", || {
            drop(guard);
            lock.try_lock()
        });
        // The guards live until both have tried.
        let got = concurrently([leaves, actor("tries", || lock.try_lock())]);
        assert!(got.iter().any(Option::is_some), "nobody is inside, but both tries returned `None`");
    });
}

#[test]
fn rule_4_a_thread_that_waits_is_not_inside() {
    // Without loom: memory orderings are rule 3.
    Check::new("one thread enters; another tries to, and locks if it got nothing").loom(false).run(|| {
        let (lock, was_inside) = (SpinLock::new(), Shared::new(false).named("was_inside"));
        let enters = actor("enters", || {
            let _guard = lock.lock();
            was_inside.set(true);
        });
        let tries = actor("tries, then locks", || {
            if lock.try_lock().is_none() {
                let _guard = lock.lock();
                assert!(was_inside.get(), "`try_lock` returned `None`, but nobody had been inside");
            }
        });
        concurrently([enters, tries]);
    });
}

#[test]
fn rule_4_a_lock_is_free_after_others_waited() {
    sampled("two threads enter, then the lock is tried").loom(false).run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
        concurrently([enters(&lock, &inside), enters(&lock, &inside)]);
        assert!(lock.try_lock().is_some(), "nobody is inside, but `try_lock` returned `None`");
    });
}

#[test]
fn rule_4_a_lock_is_free_after_others_tried() {
    sampled("two threads try to enter, then the lock is tried").loom(false).run(|| {
        let (lock, inside) = (SpinLock::new(), Shared::new(0).named("inside"));
        concurrently([tries_to_enter(&lock, &inside), tries_to_enter(&lock, &inside)]);
        assert!(lock.try_lock().is_some(), "nobody is inside, but `try_lock` returned `None`");
    });
}

#[test]
fn rule_4_a_free_lock_is_got_again() {
    alone("a lock is tried, released and tried again", || {
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
            let (lock, steps) = (SpinLock::new(), Shared::new(0).named("steps"));
            concurrently([stays(&lock, &steps), stays(&lock, &steps), stays(&lock, &steps)]);
        });
}

#[test]
fn rule_5_a_thread_waits_for_long() {
    // The holder yields too, so the other thread looks again and again: it must yield each time.
    let few = Budget { systematic: 300, random: 100, loom: 0, ..Budget::STANDARD };
    Check::new("a thread stays inside and yields thirty times; the one that waits goes on yielding")
        .budget(few)
        .must_yield()
        .step_bound(400)
        .run(|| {
            let lock = SpinLock::new();
            let stays = actor("stays inside and yields", || {
                let _guard = lock.lock();
                (0..30).for_each(|_| yield_now());
            });
            concurrently([stays, actor("locks", || drop(lock.lock()))]);
        });
}

#[test]
fn rule_6_an_unlock_does_not_fail() {
    Check::new("a lock is left, and an exchange fails for no reason").weak_exchanges_fail().run(|| {
        let lock = SpinLock::new();
        drop(lock.lock());
        // One weak exchange of this thread fails. A `try_lock` that used it up gets the lock at the second attempt.
        let free = lock.try_lock().is_some() || lock.try_lock().is_some();
        assert!(free, "the guard was dropped, but the lock is not free");
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
