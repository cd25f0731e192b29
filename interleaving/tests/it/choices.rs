//! Choices that a check explores on demand: weak exchanges that fail, messages that overtake each other.

use interleaving::cell::RaceCell;
use interleaving::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use interleaving::sync::mpsc::channel;
use interleaving::{Check, actor, concurrently};

use crate::{all, fails, passes};

/// Takes a flag with one weak exchange, as if that could not fail.
fn taken_at_once() {
    let flag = AtomicBool::new(false);
    concurrently([actor("try_lock", || {
        let taken = flag.compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed);
        assert!(taken.is_ok(), "the flag is free, and taking it fails");
    })]);
}

#[test]
fn a_weak_exchange_fails_spuriously_where_a_check_asks_for_it() {
    passes(all(), taken_at_once);
    passes(Check::new("by reduction"), taken_at_once);
    for check in [all(), Check::new("by reduction"), Check::new("loom too").loom(true)] {
        let failure = fails(check.weak_exchanges_fail(), taken_at_once);
        assert_eq!(failure.headline(), "the flag is free, and taking it fails");
        let step = failure.rows.iter().find(|row| row.to_string().starts_with("compare")).unwrap();
        assert_eq!(step.to_string(), "compare object 1: is false, as expected, and fails: it is weak");
    }
}

#[test]
fn a_weak_exchange_in_a_loop_is_right_and_a_strong_one_never_fails() {
    let body = || {
        let (count, pointer) = (AtomicBool::new(false), AtomicPtr::new(std::ptr::null_mut::<u8>()));
        let strong = || {
            let (old, new) = (std::ptr::null_mut(), std::ptr::dangling_mut());
            assert!(pointer.compare_exchange(old, new, Ordering::AcqRel, Ordering::Relaxed).is_ok());
        };
        let weak = || {
            let orders = (Ordering::AcqRel, Ordering::Relaxed);
            while count.compare_exchange_weak(false, true, orders.0, orders.1).is_err() {}
            assert!(count.fetch_update(orders.0, orders.1, |it| Some(!it)).unwrap());
        };
        concurrently([actor("strong", strong), actor("weak", weak)]);
    };
    passes(all().weak_exchanges_fail(), body);
    passes(Check::new("by reduction").loom(false).weak_exchanges_fail(), body);
}

#[test]
fn a_weak_exchange_of_a_pointer_fails_too() {
    let body = || {
        let pointer = AtomicPtr::new(std::ptr::null_mut::<u8>());
        concurrently([actor("take", || {
            let (old, new) = (std::ptr::null_mut(), std::ptr::dangling_mut());
            let taken = pointer.compare_exchange_weak(old, new, Ordering::AcqRel, Ordering::Relaxed);
            assert!(taken.is_ok(), "it is null");
        })]);
    };
    passes(all(), body);
    fails(all().weak_exchanges_fail(), body);
}

/// The first sends and then signals the second, which sends as well.
fn one_after_the_other() {
    let (inbox, letters) = channel();
    let (told, hears) = channel();
    let other = inbox.clone();
    concurrently([
        actor("first", move || {
            inbox.send(1).unwrap();
            told.send(()).unwrap();
        }),
        actor("second", move || {
            hears.recv().unwrap();
            other.send(2).unwrap();
        }),
    ]);
    assert_eq!([letters.recv(), letters.recv()], [Ok(1), Ok(2)], "an order that was seen is not kept");
}

#[test]
fn messages_of_different_senders_overtake_each_other_where_a_check_asks_for_it() {
    passes(all(), one_after_the_other);
    for check in [all(), Check::new("by default")] {
        let failure = fails(check.delayed_messages(), one_after_the_other);
        let step = failure.rows.iter().find(|row| row.to_string().contains("overtook")).unwrap();
        assert_eq!(step.to_string(), "receive from object 0: 2, which overtook a message");
    }
}

#[test]
fn messages_of_one_sender_stay_in_order_and_none_is_lost() {
    passes(all().delayed_messages(), || {
        let (inbox, letters) = channel();
        let other = inbox.clone();
        concurrently([
            actor("twice", move || (1..3).for_each(|number| inbox.send(number).unwrap())),
            actor("once", move || other.send(7).unwrap()),
        ]);
        let got: Vec<i32> = letters.iter().collect();
        assert!([[7, 1, 2], [1, 7, 2], [1, 2, 7]].iter().any(|order| *order == got[..]), "{got:?}");
    });
}

#[test]
fn an_overtaking_message_is_ordered_after_what_its_sender_did() {
    let body = || {
        let (inbox, letters) = channel();
        let (other, cell) = (inbox.clone(), RaceCell::new(0));
        let cell = &cell;
        concurrently([
            actor("writes", move || {
                cell.set(5);
                let _ = inbox.send(1);
            }),
            actor("sends", move || _ = other.send(2)),
            actor("reads", move || {
                if letters.recv() == Ok(1) {
                    assert_eq!(cell.get(), 5);
                }
            }),
        ]);
    };
    passes(all().delayed_messages(), body);
}
