//! First come, first served.

use std::collections::VecDeque;
use std::sync::Arc;

use interleaving::report::FailureKind;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::sync::{Mutex, RawLock, Semaphore};
use interleaving::{Calls, Check, actor, concurrently};

use crate::{all, fails, passes};

/// A resource that threads take in turn.
trait Turn: Default + Sync {
    fn take(&self);
    fn give(&self);
}

/// Threads wait in a line for the resource; `FRONT` says at which end the line is served.
struct Line<const FRONT: bool> {
    /// True if the resource is taken, and the threads that wait for it.
    state: Mutex<(bool, VecDeque<Arc<Semaphore>>)>,
}

impl<const FRONT: bool> Default for Line<FRONT> {
    fn default() -> Self {
        Self { state: Mutex::new((false, VecDeque::new())) }
    }
}

impl<const FRONT: bool> Turn for Line<FRONT> {
    fn take(&self) {
        let mut state = self.state.lock().unwrap();
        if !std::mem::replace(&mut state.0, true) {
            return;
        }
        let mine = Arc::new(Semaphore::new(0));
        state.1.push_back(Arc::clone(&mine));
        drop(state);
        mine.wait();
    }

    fn give(&self) {
        let mut state = self.state.lock().unwrap();
        let next = if FRONT { state.1.pop_front() } else { state.1.pop_back() };
        match next {
            Some(next) => next.signal(),
            None => state.0 = false,
        }
    }
}

/// One door for each ticket, opened by the thread that came through the door before.
struct Tickets {
    looks: bool,
    next: AtomicUsize,
    doors: [Semaphore; 4],
    inside: AtomicUsize,
}

impl Default for Tickets {
    fn default() -> Self {
        let door = |open| Semaphore::new(open);
        let doors = [door(1), door(0), door(0), door(0)];
        Self { looks: false, next: AtomicUsize::new(0), doors, inside: AtomicUsize::new(0) }
    }
}

impl Turn for Tickets {
    fn take(&self) {
        if self.looks {
            self.next.load(SeqCst);
        }
        self.doors[self.next.fetch_add(1, SeqCst)].wait();
    }

    fn give(&self) {
        self.doors[self.inside.fetch_add(1, SeqCst) + 1].signal();
    }
}

/// The same, but reads the tickets before it draws one.
struct LooksFirst(Tickets);

impl Default for LooksFirst {
    fn default() -> Self {
        Self(Tickets { looks: true, ..Tickets::default() })
    }
}

impl Turn for LooksFirst {
    fn take(&self) {
        self.0.take();
    }

    fn give(&self) {
        self.0.give();
    }
}

impl Turn for RawLock {
    fn take(&self) {
        self.acquire();
    }

    fn give(&self) {
        self.release();
    }
}

fn three<T: Turn>(doorway: usize) {
    let (turn, calls) = (T::default(), Calls::in_order());
    let enter = || {
        calls.make("take", (), || turn.take());
        turn.give();
    };
    concurrently([actor("enter", enter), actor("enter", enter), actor("enter", enter)]);
    calls.assert_in_order(doorway);
}

/// A search of all schedules, and one of all that differ.
fn searches() -> [Check; 2] {
    [Check::new("by preemptions").loom(false).reduction(false), Check::new("by reduction").loom(false)]
}

#[test]
fn a_line_that_is_served_from_its_front_is_in_order() {
    passes(all(), || three::<Tickets>(1));
    for check in searches() {
        passes(check, || three::<Line<true>>(1));
    }
}

#[test]
fn a_line_that_is_served_from_its_back_is_not() {
    for check in searches() {
        let failure = fails(check, || three::<Line<false>>(1));
        assert_eq!(failure.kind(), FailureKind::NotInOrder);
        let headline = failure.headline();
        let said = headline.split(" (").next().unwrap();
        assert!(said.starts_with("not in order: take of P"), "{said}");
        assert!(said.ends_with("is served first"), "{said}");
    }
}

#[test]
fn a_read_before_drawing_a_ticket_is_not_an_arrival() {
    for check in searches() {
        passes(check, || three::<LooksFirst>(2));
    }
    for check in searches() {
        let failure = fails(check, || three::<LooksFirst>(1));
        assert_eq!(failure.kind(), FailureKind::NotInOrder);
    }
}

#[test]
fn a_lock_without_an_order_passes_because_its_waiters_have_not_arrived() {
    // A thread's first step at a lock is taking it, so no waiter has arrived.
    for check in searches() {
        passes(check, || three::<RawLock>(1));
    }
}

#[test]
fn the_order_of_arrival_is_explored_though_no_other_step_depends_on_it() {
    for check in searches() {
        let failure = fails(check, || {
            let (done, calls) = (Semaphore::new(0), Calls::in_order());
            let (one, other) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let first = || calls.make("first", (), || one.load(SeqCst));
            let second = || {
                calls.make("second", (), || {
                    other.load(SeqCst);
                    done.wait();
                    0
                })
            };
            concurrently([actor("first", || (first(), done.signal()).1), actor("second", || _ = second())]);
            calls.assert_in_order(1);
        });
        let said = "not in order: second of P2 came first, but first of P1 is served first";
        assert_eq!(failure.headline().split(" (").next(), Some(said));
    }
}

#[test]
fn calls_that_record_no_order_are_refused() {
    let failure = fails(all(), || Calls::<(), ()>::new().assert_in_order(1));
    assert!(
        failure.headline().starts_with("calls to be served in order are made with"),
        "{}",
        failure.headline()
    );
}
