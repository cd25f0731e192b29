//! The rules in cases that `public.rs` does not show.

use interleaving::cell::Shared;
use interleaving::{Check, actor, concurrently, survives};
use release::{Guard, Register, add, take_five, wait_for_five};

/// A check with short executions: one that takes a thousand steps runs in a loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).step_bound(1_000).run(body);
}

/// A check that accepts every ending: rule 2 checks that everybody gets in.
#[track_caller]
fn whoever_gets_in(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).any_end().step_bound(1_000).run(body);
}

/// The next thread: takes the lock, and releases it as it should.
fn next(register: &Register) {
    register.key.acquire();
    register.key.release();
}

#[test]
fn rule_1_other_numbers_are_left_alone() {
    for number in [4, 6] {
        whoever_gets_in(&format!("take_five of a {number}, by itself"), move || {
            let register = Register::new(number);
            take_five(&register, || panic!("`found` was called, and the number was {number}"));
            let a = register.a.get();
            assert!(a == number, "the number was {number}, not 5, and take_five changed it to {a}");
        });
    }
}

#[test]
fn rule_1_a_change_is_made_once() {
    whoever_gets_in("add, by itself", || {
        let register = Register::new(7);
        let mut seen = Vec::new();
        add(&register, |a| {
            seen.push(a);
            a - 10
        });
        assert!(seen == [7], "`change` must be called once, with 7, and was called with {seen:?}");
        let a = register.a.get();
        assert!(a == -3, "7 less 10 is -3, and add leaves {a}");
    });
}

#[test]
fn rule_1_a_change_that_panics_changes_nothing() {
    Check::new("add with a change that panics, by itself").any_end().may_panic().run(|| {
        let register = Register::new(7);
        survives(|| add(&register, |_| panic!("on purpose")));
        let a = register.a.get();
        assert!(a == 7, "the change panicked, and the 7 became {a}");
    });
}

#[test]
fn rule_1_a_five_stays_for_the_others() {
    whoever_gets_in("wait_for_five, by itself", || {
        let register = Register::new(5);
        wait_for_five(&register);
        let a = register.a.get();
        assert!(a == 5, "wait_for_five only waits, and it changed the 5 to {a}");
    });
}

#[test]
fn rule_2_after_a_five() {
    check("take_five of a 5 beside another thread", || {
        let register = Register::new(5);
        let take = || take_five(&register, || ());
        concurrently([actor("take_five", take), actor("next thread", || next(&register))]);
    });
}

#[test]
fn rule_2_after_a_wait() {
    check("wait_for_five of a 5 beside another thread", || {
        let register = Register::new(5);
        let wait = || wait_for_five(&register);
        concurrently([actor("wait_for_five", wait), actor("next thread", || next(&register))]);
    });
}

#[test]
fn rule_2_after_a_five_and_a_panic() {
    Check::new("take_five of a 5 with a `found` that panics, beside another thread").may_panic().run(|| {
        let register = Register::new(5);
        let take = || _ = survives(|| take_five(&register, || panic!("on purpose")));
        concurrently([actor("take_five", take), actor("next thread", || next(&register))]);
    });
}

#[test]
fn rule_2_the_next_may_be_the_same_thread() {
    check("take_five, add, take_five, wait_for_five", || {
        let register = Register::new(4);
        let mut found = 0;
        take_five(&register, || found += 1);
        add(&register, |a| a + 1);
        take_five(&register, || found += 1);
        add(&register, |a| a + 5);
        wait_for_five(&register);
        assert!(found == 1, "there was one five, and `found` was called {found} times");
    });
}

#[test]
fn rule_3_guards_one_after_another() {
    whoever_gets_in("one guard after another, beside another thread", || {
        let register = Register::new(3);
        let guards = || {
            drop(Guard::new(&register.key));
            let _guard = Guard::new(&register.key);
        };
        concurrently([actor("two guards", guards), actor("next thread", || next(&register))]);
    });
}

#[test]
fn rule_3_a_panic_releases_once() {
    Check::new("a `found` that panics, beside an add").any_end().may_panic().run(|| {
        let register = Register::new(5);
        let take = || _ = survives(|| take_five(&register, || panic!("on purpose")));
        concurrently([actor("take_five", take), actor("add 1", || add(&register, |a| a + 1))]);
    });
}

/// Stays inside for a moment, and fails if another thread is there too.
fn visit(somebody: &Shared<bool>) {
    assert!(!somebody.get(), "two threads are inside at the same time");
    somebody.set(true);
    somebody.set(false);
}

#[test]
fn rule_4_one_five_is_taken_once() {
    whoever_gets_in("take_five of one 5, twice", || {
        let register = Register::new(5);
        let take = || {
            let mut found = false;
            take_five(&register, || found = true);
            found
        };
        let found = concurrently([actor("take_five", take), actor("take_five", take)]);
        assert!(found != [true, true], "there was one five, and both threads found it");
        assert!(found != [false, false], "there was a five, and neither thread found it");
    });
}

#[test]
fn rule_4_a_five_is_found_inside() {
    whoever_gets_in("a `found` that stays inside, beside another thread", || {
        let (register, somebody) = (Register::new(5), Shared::new(false).named("somebody inside"));
        let next = || {
            register.key.acquire();
            visit(&somebody);
            register.key.release();
        };
        let take = || take_five(&register, || visit(&somebody));
        concurrently([actor("take_five", take), actor("next thread", next)]);
    });
}

#[test]
fn rule_4_an_add_beside_a_five() {
    whoever_gets_in("take_five of a 4 beside add 1", || {
        let register = Register::new(4);
        let take = || {
            let mut found = false;
            take_five(&register, || found = true);
            found
        };
        let add = || {
            add(&register, |a| a + 1);
            false
        };
        let found = concurrently([actor("take_five", take), actor("add 1", add)])[0];
        let a = register.a.get();
        assert!(!found || a == 0, "the 4 became a 5, the five was taken, and {a} is left in place of 0");
        assert!(found || a == 5, "4 plus 1 is 5, nobody took the five, and {a} is left");
    });
}

#[test]
fn rule_5_the_five_of_a_thread_inside_does_not_count() {
    check("wait_for_five beside a thread that sets a five for a moment", || {
        let (register, done) = (Register::new(3), Shared::new(false).named("done"));
        let wait = || {
            wait_for_five(&register);
            assert!(done.get(), "wait_for_five saw the five of a thread that was still inside");
        };
        let bring = || {
            register.key.acquire();
            register.a.set(5);
            register.a.set(4);
            register.key.release();
            register.key.acquire();
            register.a.set(5);
            done.set(true);
            register.key.release();
        };
        concurrently([actor("wait_for_five", wait), actor("brings the five", bring)]);
    });
}

#[test]
fn rule_5_two_wait_for_one() {
    check("wait_for_five twice, beside a thread that brings the five", || {
        let register = Register::new(4);
        let bring = || {
            register.key.acquire();
            register.a.set(5);
            register.key.release();
        };
        let wait = || wait_for_five(&register);
        concurrently([actor("wait_for_five", wait), actor("wait_for_five", wait), actor("brings it", bring)]);
    });
}

#[test]
fn rule_6_the_lock_is_free_at_once() {
    check("a guard, by itself", || {
        let register = Register::new(3);
        let guard = Guard::new(&register.key);
        assert!(!register.key.try_acquire(), "the lock is free while a guard holds it");
        drop(guard);
        assert!(register.key.try_acquire(), "the guard was dropped, and the lock is not free");
        register.key.release();
    });
}
