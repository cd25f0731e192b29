//! The promises of the register, with a scenario or two per rule. The hidden tests check more cases.

use interleaving::cell::Shared;
use interleaving::{Check, Meeting, actor, check, concurrently, possible, survives};
use release::{Guard, Register, add, take_five, wait_for_five};

/// Stays inside for a moment, and fails if another thread is there too.
fn visit(somebody: &Shared<bool>) {
    assert!(!somebody.get(), "two threads are inside at the same time");
    somebody.set(true);
    somebody.set(false);
}

/// The next thread: takes the lock, and releases it as it should.
fn next(register: &Register) {
    register.key.acquire();
    register.key.release();
}

#[test]
fn rule_1_alone_each_does_what_its_name_says() {
    // Rule 2 checks that the lock is released afterwards.
    let alone = |name, body: fn()| Check::new(name).any_end().run(body);
    alone("add, by itself", || {
        let register = Register::new(4);
        add(&register, |a| a + 1);
        let a = register.a.get();
        assert!(a == 5, "adding 1 to 4 leaves {a} in place of 5");
    });
    alone("take_five, by itself", || {
        let register = Register::new(5);
        let mut found = 0;
        take_five(&register, || found += 1);
        let a = register.a.get();
        assert!(found == 1, "the number was 5, and `found` was called {found} times");
        assert!(a == 0, "taking the five leaves {a} in place of 0");
    });
    alone("wait_for_five of a 5, by itself", || wait_for_five(&Register::new(5)));
}

#[test]
fn rule_2_after_add() {
    check("add beside another thread", || {
        let (register, somebody) = (Register::new(3), Shared::new(false).named("somebody inside"));
        let change = |a| {
            visit(&somebody);
            a + 1
        };
        let next = || {
            register.key.acquire();
            visit(&somebody);
            register.key.release();
        };
        concurrently([actor("add", || add(&register, change)), actor("next thread", next)]);
    });
}

#[test]
fn rule_2_after_a_four() {
    check("take_five of a 4 beside another thread", || {
        let register = Register::new(4);
        let take = || take_five(&register, || panic!("`found` was called, and the number was 4"));
        concurrently([actor("take_five", take), actor("next thread", || next(&register))]);
    });
}

#[test]
fn rule_2_after_a_panic() {
    Check::new("add with a change that panics, beside another thread").may_panic().run(|| {
        let register = Register::new(3);
        let add = || _ = survives(|| add(&register, |_| panic!("on purpose")));
        concurrently([actor("add", add), actor("next thread", || next(&register))]);
    });
}

#[test]
fn rule_3_one_release_each() {
    Check::new("take_five of a 5 beside take_five").any_end().run(|| {
        let register = Register::new(5);
        let take = || take_five(&register, || ());
        concurrently([actor("take_five", take), actor("take_five", take)]);
    });
}

#[test]
fn rule_4_no_add_is_lost() {
    check("add 1 to 3, twice", || {
        let register = Register::new(3);
        let add = || add(&register, |a| a + 1);
        concurrently([actor("add 1", add), actor("add 1", add)]);
        let a = register.a.get();
        assert!(a == 5, "adding 1 to 3 twice leaves {a} in place of 5");
    });
}

#[test]
fn rule_5_another_brings_the_five() {
    check("wait_for_five beside a thread that brings the five", || {
        let register = Register::new(4);
        concurrently([
            actor("wait_for_five", || wait_for_five(&register)),
            actor("brings the five", || {
                register.key.acquire();
                register.a.set(5);
                register.key.release();
            }),
        ]);
    });
}

#[test]
fn rule_6_a_guard_that_is_dropped_early() {
    possible("Ace, who has dropped his guard, and Bob, who holds one, are active together", || {
        let register = Register::new(3);
        let meeting = Meeting::of(2);
        let ace = || {
            drop(Guard::new(&register.key));
            meeting.attend();
        };
        let bob = || {
            let _guard = Guard::new(&register.key);
            meeting.attend();
        };
        concurrently([actor("Ace", ace), actor("Bob", bob)]);
    });
}

#[test]
fn rule_6_two_guards_of_one_lock() {
    check("two guards of one lock", || {
        let (register, somebody) = (Register::new(3), Shared::new(false).named("somebody inside"));
        let enter = || {
            let _guard = Guard::new(&register.key);
            visit(&somebody);
        };
        concurrently([actor("Ace", enter), actor("Bob", enter)]);
    });
}
