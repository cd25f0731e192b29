//! One or two scenarios for each rule of the semaphore. The hidden tests check the same rules in more cases.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::{Check, actor, alone, check, concurrently, survives, waits};
use semaphore::Semaphore;

#[test]
fn rule_1_alone_permits_are_taken_and_added() {
    alone("an elevator for two", || {
        let elevator = Semaphore::new(2);
        elevator.wait();
        assert!(elevator.try_wait(), "there were two permits, and only one was taken");
        assert!(!elevator.try_wait(), "there were two permits, and both were taken");
        elevator.signal();
        assert!(elevator.try_wait(), "one was given back");
    });
}

#[test]
fn rule_1_a_signal_is_remembered() {
    alone("two signals, and then two waits", || {
        let mail = Semaphore::new(0);
        mail.signal();
        mail.signal();
        mail.wait();
        mail.wait();
        assert!(!mail.try_wait(), "two signals were given, and both were used");
    });
}

#[test]
fn rule_2_one_permit_is_a_lock() {
    check("three threads want in, and there is one permit", || {
        let door = Semaphore::new(1);
        let inside = AtomicUsize::new(0).named("inside");
        let visit = || {
            door.wait();
            let others = inside.fetch_add(1, SeqCst);
            assert!(others == 0, "two threads are inside, with one permit");
            inside.fetch_sub(1, SeqCst);
            door.signal();
        };
        concurrently(["first", "second", "third"].map(|label| actor(label, visit)));
    });
}

#[test]
fn rule_3_two_signals_for_two_waiting_threads() {
    // A thread that goes on without a permit may panic, as rule 2 checks: here none may be left asleep.
    Check::new("two threads wait, and a third signals twice").may_panic().run(|| {
        let mail = Semaphore::new(0);
        let wait = || _ = survives(|| mail.wait());
        let signal_twice = || _ = survives(|| (0..2).for_each(|_| mail.signal()));
        concurrently([actor("wait", wait), actor("wait", wait), actor("signal, signal", signal_twice)]);
    });
}

#[test]
fn rule_4_a_wakeup_is_not_a_signal() {
    Check::new("one thread waits, and may wake before the signal").spurious_wakeups().run(|| {
        let mail = Semaphore::new(0);
        let signals = AtomicUsize::new(0).named("signals");
        concurrently([
            actor("wait", || {
                mail.wait();
                assert!(signals.load(SeqCst) == 1, "the wait returned before any signal had begun");
            }),
            actor("signal", || {
                signals.store(1, SeqCst);
                mail.signal();
            }),
        ]);
    });
}

#[test]
fn rule_5_a_waiting_thread_sleeps() {
    check("a wait without a signal", || {
        let mail = Semaphore::new(0);
        concurrently([actor("wait", || waits("the wait", || mail.wait()))]);
    });
}

#[test]
fn rule_6_a_permit_comes_back_at_the_end_of_its_scope() {
    alone("one permit, acquired and dropped", || {
        let door = Semaphore::new(1);
        {
            let _permit = door.acquire();
            assert!(!door.try_wait(), "the only permit is in use");
        }
        assert!(door.try_wait(), "its scope has ended, and the permit has not come back");
    });
}

#[test]
fn rule_6_a_permit_comes_back_in_a_panic() {
    Check::new("a panic with a permit in hand").may_panic().run(|| {
        let door = Semaphore::new(1);
        survives(|| {
            let _permit = door.acquire();
            panic!("the visitor faints");
        });
        assert!(door.try_wait(), "the visitor has panicked, and the permit has not come back");
    });
}
