//! Thread-local values.

use std::cell::{Cell, RefCell};
use std::sync::Mutex;

use interleaving::report::FailureKind;
use interleaving::sync::Mutex as Lock;
use interleaving::{actor, concurrently, thread, thread_local};

use crate::{all, both, fails};

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(1) };
    static LIST: RefCell<Vec<u32>> = RefCell::new(vec![COUNT.get()]);
}

#[test]
fn each_thread_has_its_own_value() {
    both(|| {
        let add = |times| {
            (0..times).for_each(|_| COUNT.set(COUNT.get() + 1));
            thread::yield_now();
            COUNT.get()
        };
        COUNT.set(7);
        let counts = concurrently([actor("add 2", move || add(2)), actor("add 3", move || add(3))]);
        assert_eq!((counts, COUNT.get()), (vec![3, 4], 7));
    });
}

#[test]
fn a_value_is_made_at_its_first_access() {
    both(|| {
        let made = thread::spawn(|| {
            COUNT.set(5);
            LIST.with_borrow_mut(|list| list.push(6));
            (LIST.take(), COUNT.replace(8), COUNT.take(), LIST.with_borrow(Vec::len))
        });
        assert_eq!(made.join().unwrap(), (vec![5, 6], 5, 8, 0));
        thread::spawn(|| LIST.set(vec![9])).join().unwrap();
    });
}

/// Its drop records its name, and whether other values are still accessible.
struct Noted(&'static str);

static DROPPED: Mutex<Vec<(&str, bool, bool)>> = Mutex::new(Vec::new());

thread_local! {
    static FIRST: Noted = const { Noted("first") };
    static SECOND: Noted = Noted("second");
}

impl Drop for Noted {
    fn drop(&mut self) {
        let (first, second) = (FIRST.try_with(|_| ()).is_ok(), SECOND.try_with(|_| ()).is_ok());
        // A value without a destructor is accessible to the end.
        assert_eq!(COUNT.get(), 1);
        DROPPED.lock().unwrap().push((self.0, first, second));
    }
}

#[test]
fn values_are_dropped_in_stds_order_before_the_join() {
    both(|| {
        DROPPED.lock().unwrap().clear();
        thread::spawn(|| {
            FIRST.with(|_| SECOND.with(|_| ()));
        })
        .join()
        .unwrap();
        let dropped = std::mem::take(&mut *DROPPED.lock().unwrap());
        assert_eq!(dropped, [("second", true, false), ("first", false, false)]);
    });
}

thread_local! {
    static PANICS: Panics = const { Panics };
}

struct Panics;

impl Drop for Panics {
    fn drop(&mut self) {
        panic!("dropped with its thread");
    }
}

#[test]
fn a_value_that_panics_when_it_is_dropped_fails_the_check() {
    let body = || drop(thread::spawn(|| PANICS.with(|_| ())).join());
    assert_eq!(fails(all(), body).headline(), "dropped with its thread");
    assert_eq!(fails(all().may_panic(), body).kind(), FailureKind::Panic);
}

thread_local! {
    static LOCKS: RefCell<Option<std::sync::Arc<Lock<u32>>>> = const { RefCell::new(None) };
    static COUNTS: Counts = const { Counts };
}

struct Counts;

impl Drop for Counts {
    fn drop(&mut self) {
        LOCKS.with_borrow(|lock| *lock.as_ref().unwrap().lock().unwrap() += 1);
    }
}

#[test]
fn a_destructor_takes_steps() {
    both(|| {
        let lock = std::sync::Arc::new(Lock::new(0));
        let threads = [0; 2].map(|_| {
            let lock = std::sync::Arc::clone(&lock);
            thread::spawn(move || {
                LOCKS.set(Some(lock));
                COUNTS.with(|_| ());
            })
        });
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(*lock.lock().unwrap(), 2);
    });
}
