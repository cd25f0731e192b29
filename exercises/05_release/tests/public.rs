//! What the register promises, a scenario or two per rule. The hidden tests ask for the same in more cases.

use interleaving::cell::Shared;
use interleaving::{Check, Meeting, actor, check, concurrently, possible, survives};
use release::{Guard, Register, add, take_five, wait_for_five};

/// Somebody is inside for a while; nobody else may be.
fn visit(somebody: &Shared<bool>) {
    assert!(!somebody.get(), "two are inside at the same time");
    somebody.set(true);
    somebody.set(false);
}

/// The next one: somebody who comes in and goes out as he should.
fn next(register: &Register) {
    register.key.acquire();
    register.key.release();
}

#[test]
fn rule_1_alone_each_does_what_its_name_says() {
    // Whether the lock was let go afterwards is a question for rule 2.
    let alone = |name, body: fn()| Check::new(name).any_end().run(body);
    alone("add, by itself", || {
        let register = Register::new(4);
        add(&register, |a| a + 1);
        let a = register.a.get();
        assert!(a == 5, "one was added to 4, and {a} is left");
    });
    alone("take_five, by itself", || {
        let register = Register::new(5);
        let mut found = 0;
        take_five(&register, || found += 1);
        let a = register.a.get();
        assert!(found == 1, "a five was there, and `found` was called {found} times");
        assert!(a == 0, "the five was taken, and {a} is left in place of 0");
    });
    alone("wait_for_five, where it is there", || wait_for_five(&Register::new(5)));
}

#[test]
fn rule_2_after_add() {
    check("add, and somebody else", || {
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
        concurrently([actor("add", || add(&register, change)), actor("the next", next)]);
    });
}

#[test]
fn rule_2_after_a_four() {
    check("take_five of a 4, and somebody else", || {
        let register = Register::new(4);
        let take = || take_five(&register, || panic!("a five was found in 4"));
        concurrently([actor("take_five", take), actor("the next", || next(&register))]);
    });
}

#[test]
fn rule_2_after_a_panic() {
    Check::new("add with a change that panics, and somebody else").may_panic().run(|| {
        let register = Register::new(3);
        let add = || _ = survives(|| add(&register, |_| panic!("on purpose")));
        concurrently([actor("add", add), actor("the next", || next(&register))]);
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
        assert!(a == 5, "3 and two times 1 are 5, and {a} is left");
    });
}

#[test]
fn rule_5_another_brings_the_five() {
    check("wait_for_five, and another who brings it", || {
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
    possible("Ace, who has dropped his guard, and Bob, who has one, are there together", || {
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
