//! Locks in opposite orders: a hint where no explored schedule deadlocks.

use interleaving::sync::{Mutex, Semaphore};
use interleaving::{Budget, Check, actor, concurrently};

use crate::passes;

/// The hints of a check that explores one schedule, without preemptions.
fn one_schedule(body: impl Fn() + Send + Sync + 'static) -> Vec<String> {
    let budget = Budget { systematic: 1, preemptions: 0, random: 0, loom: 0 };
    let report = passes(Check::new("one schedule").loom(false).reduction(false).budget(budget), body);
    report.covered()[1..].to_vec()
}

#[test]
fn locks_in_opposite_orders_are_hinted_at_where_schedules_are_unexplored() {
    let hints = one_schedule(|| {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("a, b", || drop((a.lock(), b.lock()))),
            actor("b, a", || drop((b.lock(), a.lock()))),
        ]);
    });
    let line = line!() - 4;
    let places = |line: u32| format!("locks at lock_order.rs:{line} and then at lock_order.rs:{line}");
    let circle = format!("P1 {}, P2 {}", places(line), places(line + 1));
    let after =
        "they may deadlock unless something else keeps them apart, although no explored schedule does";
    assert_eq!(hints, [format!("a hint: {circle}; {after}")]);
    // Three threads in a ring.
    let hints = one_schedule(|| {
        let forks = [Mutex::new(0), Mutex::new(0), Mutex::new(0)];
        let eat = |seat: usize| {
            let forks = &forks;
            actor("eat", move || drop((forks[seat].lock(), forks[(seat + 1) % 3].lock())))
        };
        concurrently([eat(0), eat(1), eat(2)]);
    });
    assert!(hints[0].contains("P1 locks") && hints[0].contains("P3 locks"), "{hints:?}");
}

#[test]
fn opposite_orders_that_cannot_meet_are_not_hinted_at() {
    // Under a gate lock.
    let gated = one_schedule(|| {
        let (gate, a, b) = (Mutex::new(0), Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("a, b", || drop((gate.lock(), a.lock(), b.lock()))),
            actor("b, a", || drop((gate.lock(), b.lock(), a.lock()))),
        ]);
    });
    // With a permit of the same semaphore.
    let admitted = one_schedule(|| {
        let (room, forks) = (Semaphore::new(2), [Mutex::new(0), Mutex::new(0), Mutex::new(0)]);
        let eat = |seat: usize| {
            let (room, forks) = (&room, &forks);
            actor("eat", move || {
                room.wait();
                drop((forks[seat].lock(), forks[(seat + 1) % 3].lock()));
                room.signal();
            })
        };
        concurrently([eat(0), eat(1), eat(2)]);
    });
    // One after the other.
    let joined = one_schedule(|| {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([actor("a, b", || drop((a.lock(), b.lock())))]);
        concurrently([actor("b, a", || drop((b.lock(), a.lock())))]);
        drop((b.lock(), a.lock()));
        concurrently([actor("a", || drop(a.lock())), actor("b", || drop(b.lock()))]);
    });
    // A thread that only tries does not wait; one that has released the first lock does not hold it.
    let tried = one_schedule(|| {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("a, b", || drop((a.lock(), b.lock()))),
            actor("b, perhaps a", || drop((b.lock(), a.try_lock()))),
            actor("b, then a", || {
                drop(b.lock());
                drop(a.lock());
            }),
        ]);
    });
    assert_eq!([gated, admitted, joined, tried].concat(), Vec::<String>::new());
}

#[test]
fn no_hint_is_given_where_all_schedules_are_explored() {
    // A semaphore keeps the two apart, which one execution does not show.
    let handed_over = || {
        let (a, b, done) = (Mutex::new(0), Mutex::new(0), Semaphore::new(0));
        concurrently([
            actor("a, b", || {
                drop((a.lock(), b.lock()));
                done.signal();
            }),
            actor("b, a", || {
                done.wait();
                drop((b.lock(), a.lock()));
            }),
        ]);
    };
    assert_eq!(one_schedule(handed_over).len(), 1);
    let report = passes(Check::new("all of them").loom(false), handed_over);
    assert_eq!(report.covered().len(), 1, "{report:?}");
}

#[test]
fn a_tests_own_locks_beside_a_program_in_its_own_file_are_not_hinted_at() {
    let hints = one_schedule(|| {
        crate::program::two_increments();
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("a, b", || drop((a.lock(), b.lock()))),
            actor("b, a", || drop((b.lock(), a.lock()))),
        ]);
    });
    assert_eq!(hints, [""; 0]);
}
