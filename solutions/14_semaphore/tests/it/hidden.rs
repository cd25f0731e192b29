//! The rules in cases that `public.rs` does not show.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::{Budget, Check, actor, alone, concurrently, survives, waits};
use semaphore::Semaphore;

/// A check with short executions: one that takes a thousand steps is stuck in a loop.
#[track_caller]
fn check(name: &str) -> Check {
    Check::new(name).budget(Budget { loom: 500, ..Budget::STANDARD }).step_bound(1_000)
}

/// The budget for larger cases.
const SAMPLED: Budget = Budget { systematic: 1_000, random: 300, loom: 0, ..Budget::STANDARD };

#[test]
fn rule_1_there_may_be_more_than_in_the_beginning() {
    alone("one permit, and three signals by a thread that never waited", || {
        let permits = Semaphore::new(1);
        (0..3).for_each(|_| permits.signal());
        (0..2).for_each(|_| permits.wait());
        assert!(permits.try_wait(), "the third of four permits");
        permits.wait();
        assert!(!permits.try_wait(), "a fifth of four permits");
    });
}

#[test]
fn rule_1_two_semaphores() {
    alone("two semaphores do not affect each other", || {
        let (one, other) = (Semaphore::new(1), Semaphore::new(0));
        assert!(!other.try_wait(), "the second has no permit");
        one.wait();
        other.signal();
        assert!(!one.try_wait(), "the only permit of the first was taken");
        other.wait();
    });
}

/// Rule 2: each visitor waits, goes in, comes out and signals, `rounds` times.
fn visits(check: Check, permits: usize, visitors: usize, rounds: usize) {
    check.run(move || {
        let elevator = Semaphore::new(permits);
        let inside = AtomicUsize::new(0).named("inside");
        let visitor = |number: usize| {
            let (elevator, inside) = (&elevator, &inside);
            actor(&format!("visitor {number}"), move || {
                for _ in 0..rounds {
                    elevator.wait();
                    let now = inside.fetch_add(1, SeqCst) + 1;
                    assert!(now <= permits, "{now} are inside, with {permits} permits");
                    inside.fetch_sub(1, SeqCst);
                    elevator.signal();
                }
            })
        };
        concurrently((1..=visitors).map(visitor));
    });
}

#[test]
fn rule_2_an_elevator_for_two() {
    visits(check("three visitors, and an elevator for two"), 2, 3, 1);
}

#[test]
fn rule_2_again_and_again() {
    visits(check("two visitors, two visits each, and one permit"), 1, 2, 2);
}

#[test]
fn rule_2_an_elevator_for_two_again_and_again() {
    visits(check("three visitors, two visits each, and an elevator for two").budget(SAMPLED), 2, 3, 2);
}

#[test]
fn rule_2_one_that_comes_in_between() {
    check("one thread waits, one signals, and one tries without waiting").run(|| {
        let mail = Semaphore::new(0);
        let (given, taken) = (AtomicUsize::new(0).named("given"), AtomicUsize::new(0).named("taken"));
        let give = || {
            given.fetch_add(1, SeqCst);
            mail.signal();
        };
        let take = || {
            let (taken, given) = (taken.fetch_add(1, SeqCst) + 1, given.load(SeqCst));
            assert!(taken <= given, "{taken} went on, with {given} signals");
        };
        concurrently([
            actor("wait", || {
                mail.wait();
                take();
            }),
            actor("signal", give),
            actor("try_wait, signal", || {
                if mail.try_wait() {
                    take();
                    give();
                }
            }),
        ]);
    });
}

#[test]
fn rule_2_two_threads_try() {
    check("two threads try, and there is one permit").run(|| {
        let permits = Semaphore::new(1);
        let taken = concurrently(["try_wait", "try_wait"].map(|label| actor(label, || permits.try_wait())));
        assert!(taken != [true, true], "both took the only permit");
        assert!(taken != [false, false], "neither took the permit, although there was one");
    });
}

/// Rule 3: permits and signals together are as many as waits, so no thread is left asleep. A thread that went
/// on without a permit may have panicked; rule 2 checks that.
fn go_on(check: Check, permits: usize, waiters: &'static [usize], signallers: &'static [usize]) {
    check.may_panic().run(move || {
        let semaphore = Semaphore::new(permits);
        let calls = |name: &str, times: usize| vec![name; times].join(", ");
        let waits = waiters.iter().map(|&times| {
            let semaphore = &semaphore;
            let wait = move || _ = survives(|| (0..times).for_each(|_| semaphore.wait()));
            actor(&calls("wait", times), wait)
        });
        let signals = signallers.iter().map(|&times| {
            let semaphore = &semaphore;
            let signal = move || _ = survives(|| (0..times).for_each(|_| semaphore.signal()));
            actor(&calls("signal", times), signal)
        });
        concurrently(waits.chain(signals));
    });
}

#[test]
fn rule_3_two_waits_of_two_threads() {
    go_on(check("two threads wait, and two signal"), 0, &[1, 1], &[1, 1]);
}

#[test]
fn rule_3_two_waits_of_one_thread() {
    go_on(check("one thread waits twice, and two signal"), 0, &[2], &[1, 1]);
}

#[test]
fn rule_3_one_permit_is_there_already() {
    go_on(check("two threads wait, there is a permit, and one thread signals"), 1, &[1, 1], &[1]);
}

#[test]
fn rule_3_two_waits_and_two_signals() {
    go_on(check("one thread waits twice, and one signals twice"), 0, &[2], &[2]);
}

#[test]
fn rule_3_nobody_is_refused_while_there_is_a_permit() {
    check("two threads try, and there are two permits").run(|| {
        let permits = Semaphore::new(2);
        let taken = concurrently(["try_wait", "try_wait"].map(|label| actor(label, || permits.try_wait())));
        assert!(taken == [true, true], "one was refused, although there were permits for both");
    });
    check("one thread tries, one signals, and there is a permit").run(|| {
        let permits = Semaphore::new(1);
        let taken = concurrently([
            actor("try_wait", || permits.try_wait()),
            actor("signal", || {
                permits.signal();
                true
            }),
        ]);
        assert!(taken[0], "`try_wait` refused, although there was a permit all the time");
    });
}

#[test]
fn rule_4_nobody_is_let_in_by_a_wakeup() {
    visits(check("two visitors, one permit, and spurious wakeups").spurious_wakeups(), 1, 2, 1);
}

#[test]
fn rule_4_nobody_is_left_asleep_after_a_wakeup() {
    let check = check("one thread waits twice, one signals twice, and spurious wakeups").spurious_wakeups();
    check.run(|| {
        let mail = Semaphore::new(0);
        let given = AtomicUsize::new(0).named("given");
        concurrently([
            actor("wait, wait", || {
                for taken in 1..=2 {
                    mail.wait();
                    let given = given.load(SeqCst);
                    assert!(taken <= given, "{taken} waits have returned, with {given} signals");
                }
            }),
            actor("signal, signal", || {
                for _ in 0..2 {
                    given.fetch_add(1, SeqCst);
                    mail.signal();
                }
            }),
        ]);
    });
}

#[test]
fn rule_5_acquire_sleeps_too() {
    check("an acquire without a signal").run(|| {
        let mail = Semaphore::new(0);
        concurrently([actor("acquire", || waits("the acquire", || mail.acquire()))]);
    });
}

#[test]
fn rule_5_while_others_pass_by() {
    check("one thread waits, and another tries and finds no permit either").run(|| {
        let mail = Semaphore::new(0);
        concurrently([
            actor("wait", || waits("the wait", || mail.wait())),
            actor("try_wait", || assert!(!mail.try_wait(), "it took a permit, and there was none")),
        ]);
    });
}

#[test]
fn rule_5_after_the_permits_were_taken() {
    check("two threads wait after all permits were taken").run(|| {
        let elevator = Semaphore::new(2);
        elevator.wait();
        elevator.wait();
        let waiter = || waits("the wait", || elevator.wait());
        concurrently([actor("third", waiter), actor("fourth", waiter)]);
    });
}

#[test]
fn rule_6_each_permit_comes_back_once() {
    alone("two permits, dropped one after the other", || {
        let elevator = Semaphore::new(2);
        let (first, second) = (elevator.acquire(), elevator.acquire());
        drop(first);
        assert!(elevator.try_wait(), "the first permit was dropped, and has not come back");
        assert!(!elevator.try_wait(), "one permit was dropped, and two have come back");
        drop(second);
        assert!(elevator.try_wait(), "the second permit was dropped, and has not come back");
    });
}

#[test]
fn rule_6_the_waiting_thread_goes_on() {
    check("one thread drops the permit, and another waits for it").run(|| {
        let door = Semaphore::new(1);
        let visit = || drop(door.acquire());
        concurrently([actor("first", visit), actor("second", visit)]);
    });
}

#[test]
fn rule_6_the_waiting_thread_goes_on_after_a_panic() {
    check("one thread panics with the permit, and another waits for it").may_panic().run(|| {
        let door = Semaphore::new(1);
        concurrently([
            actor("acquire, panic", || {
                survives(|| {
                    let _permit = door.acquire();
                    panic!("the visitor faints");
                });
            }),
            actor("acquire", || drop(door.acquire())),
        ]);
    });
}
