//! One round of an audit: a program on real threads, with timing that a seed perturbs and a clock that runs fast. A
//! round knows which of its threads sleep, so that a deadlock is found by what the threads wait for, never by a timer.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::object::Object;
use super::real::me;
use crate::spec::Tid;

/// A round's clock runs this many times as fast as the system's, so that nobody waits for a timeout.
const FASTER: u32 = 100;

thread_local! {
    static ROUND: RefCell<Option<Arc<Round>>> = const { RefCell::new(None) };
    /// The state of this thread's generator of delays.
    static DELAYS: Cell<u64> = const { Cell::new(0) };
}

/// A round; its threads share it.
#[derive(Debug)]
pub(crate) struct Round {
    census: Mutex<Census>,
    /// Signalled when a thread falls asleep or ends.
    changed: Condvar,
    begun: Instant,
    seed: u64,
}

#[derive(Debug, Default)]
struct Census {
    /// Threads that were started and have not ended.
    alive: BTreeSet<Tid>,
    asleep: BTreeMap<Tid, Wanted>,
    /// Threads that are meant to wait for ever, from now on.
    meant: BTreeSet<Tid>,
    started: u64,
    lacks: bool,
}

/// What a sleeping thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// A step on the object at this address, which exists as long as a thread waits for it.
    Object(usize),
    End(Tid),
}

/// The state of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Running,
    /// All threads have ended.
    Over,
    /// All threads that are left sleep, and only they could wake each other.
    Stuck,
    /// As `Stuck`, and each of them is meant to, or waits for the end of one that is.
    StuckAsMeant,
    /// The program needs what a round does not offer.
    Lacks,
}

impl Round {
    pub(crate) fn new(seed: u64) -> Arc<Self> {
        let (census, changed, begun) = (Mutex::default(), Condvar::new(), Instant::now());
        Arc::new(Self { census, changed, begun, seed })
    }

    fn census(&self) -> MutexGuard<'_, Census> {
        self.census.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the round is no longer running, at most for `limit`.
    pub(crate) fn wait(&self, limit: Duration) -> Look {
        let census = self.census();
        let running = |census: &mut Census| census.look() == Look::Running;
        let waited = self.changed.wait_timeout_while(census, limit, running);
        let (census, _) = waited.unwrap_or_else(PoisonError::into_inner);
        census.look()
    }

    /// The threads that have not ended.
    pub(crate) fn threads(&self) -> usize {
        self.census().alive.len()
    }

    /// The reading of the round's clock.
    fn now(&self) -> Duration {
        self.begun.elapsed() * FASTER
    }
}

impl Census {
    fn look(&self) -> Look {
        if self.lacks {
            return Look::Lacks;
        }
        if self.alive.is_empty() {
            return if self.started == 0 { Look::Running } else { Look::Over };
        }
        if !self.alive.iter().all(|thread| self.asleep.contains_key(thread)) {
            return Look::Running;
        }
        let joins = |thread: &Tid| matches!(self.asleep.get(thread), Some(Wanted::End(_)));
        let fine = self.alive.iter().all(|thread| self.meant.contains(thread) || joins(thread));
        if fine && !self.meant.is_empty() { Look::StuckAsMeant } else { Look::Stuck }
    }
}

/// The round that this thread is part of.
pub(crate) fn current() -> Option<Arc<Round>> {
    ROUND.with_borrow(Option::clone)
}

/// Makes this thread part of `round`, until the guard is dropped.
pub(crate) fn join(round: Option<Arc<Round>>) -> impl Drop {
    struct Leave(Option<Arc<Round>>);
    impl Drop for Leave {
        fn drop(&mut self) {
            let Some(round) = self.0.take() else { return };
            let mut census = round.census();
            census.alive.remove(&me());
            census.meant.remove(&me());
            census.asleep.retain(|_, wanted| *wanted != Wanted::End(me()));
            drop(census);
            round.changed.notify_all();
            ROUND.set(None);
        }
    }
    if let Some(round) = &round {
        let mut census = round.census();
        census.alive.insert(me());
        census.started += 1;
        DELAYS.set(round.seed ^ census.started.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        drop(census);
        ROUND.set(Some(Arc::clone(round)));
    }
    Leave(round)
}

/// Notes that this thread is about to sleep until somebody takes a step on `object`, whose state it has locked.
pub(super) fn sleeps(object: &Object) {
    asleep(Wanted::Object(std::ptr::from_ref(object) as usize));
}

/// Notes that this thread is about to sleep until `thread` ends; until the guard is dropped.
pub(crate) fn joins(thread: Tid) -> impl Drop {
    struct Awake;
    impl Drop for Awake {
        fn drop(&mut self) {
            awake();
        }
    }
    asleep(Wanted::End(thread));
    Awake
}

fn asleep(wanted: Wanted) {
    ROUND.with_borrow(|round| {
        let Some(round) = round else { return };
        let mut census = round.census();
        if matches!(wanted, Wanted::End(thread) if !census.alive.contains(&thread)) {
            return;
        }
        census.asleep.insert(me(), wanted);
        drop(census);
        round.changed.notify_all();
    });
}

/// Notes that this thread goes on.
pub(super) fn awake() {
    ROUND.with_borrow(|round| {
        if let Some(round) = round {
            round.census().asleep.remove(&me());
        }
    });
}

/// Notes that this thread has taken a step on `object`, whose state it still has locked: who sleeps for it will look
/// again.
pub(super) fn stepped(object: &Object) {
    ROUND.with_borrow(|round| {
        if let Some(round) = round {
            let wanted = Wanted::Object(std::ptr::from_ref(object) as usize);
            round.census().asleep.retain(|_, other| *other != wanted);
        }
    });
}

/// Notes whether this thread is meant to wait for ever.
pub(super) fn meant_to_wait(meant: bool) {
    ROUND.with_borrow(|round| {
        if let Some(round) = round {
            let mut census = round.census();
            _ = if meant { census.meant.insert(me()) } else { census.meant.remove(&me()) };
        }
    });
}

/// Notes that the program needs what a round does not offer; returns false if this thread is part of none.
pub(crate) fn lacks() -> bool {
    ROUND.with_borrow(|round| {
        let Some(round) = round else { return false };
        round.census().lacks = true;
        round.changed.notify_all();
        true
    })
}

/// The reading of the round's clock, if this thread is part of a round.
pub(crate) fn clock() -> Option<Duration> {
    ROUND.with_borrow(|round| round.as_ref().map(|round| round.now()))
}

/// The time of the system's clock in which `limit` passes here.
pub(crate) fn real(limit: Duration) -> Duration {
    let inside = ROUND.with_borrow(Option::is_some);
    if inside { limit / FASTER } else { limit }
}

/// Lets a thread that was just started begin at some time while the others run.
pub(crate) fn begin() {
    if let Some(drawn) = draw() {
        std::thread::sleep(Duration::from_micros(drawn & 255));
    }
}

/// Perturbs the timing before or after an operation, if this thread is part of a round.
pub(super) fn delay() {
    let Some(drawn) = draw() else { return };
    match drawn % 16 {
        0..=2 => std::thread::sleep(Duration::from_micros(drawn >> 8 & 127)),
        3 | 4 => std::thread::yield_now(),
        5 => (0..drawn >> 8 & 255).for_each(|_| std::hint::spin_loop()),
        _ => {}
    }
}

/// The next number of this thread's generator, if it is part of a round.
fn draw() -> Option<u64> {
    let state = DELAYS.get();
    if state == 0 || ROUND.with_borrow(Option::is_none) {
        return None;
    }
    // Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003.
    let state = state ^ state << 13;
    let state = state ^ state >> 7;
    let state = state ^ state << 17;
    DELAYS.set(state);
    Some(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Mutex as Lock;
    use crate::thread;

    fn ended(body: impl FnOnce() + Send + 'static) -> Look {
        let round = Round::new(3);
        let entered = Arc::clone(&round);
        std::thread::spawn(move || {
            let _part = join(Some(entered));
            body();
        });
        round.wait(Duration::from_secs(60))
    }

    #[test]
    fn a_deadlock_is_seen_and_a_wait_that_ends_is_none() {
        let pair = || Arc::new((Lock::new(0), Lock::new(0), std::sync::Barrier::new(2)));
        let crossed = move || {
            let first = pair();
            let second = Arc::clone(&first);
            let other = thread::spawn(move || {
                let _b = second.1.lock();
                second.2.wait();
                drop(second.0.lock());
            });
            let _a = first.0.lock();
            first.2.wait();
            drop(first.1.lock());
            other.join().unwrap();
        };
        assert_eq!(ended(crossed), Look::Stuck);
        let ordered = || {
            let lock = Arc::new(Lock::new(0));
            let started: Vec<_> = (0..4)
                .map(|_| {
                    let lock = Arc::clone(&lock);
                    thread::spawn(move || (0..50).for_each(|_| *lock.lock().unwrap() += 1))
                })
                .collect();
            started.into_iter().for_each(|thread| thread.join().unwrap());
            assert_eq!(*lock.lock().unwrap(), 200);
        };
        assert_eq!(ended(ordered), Look::Over);
    }

    #[test]
    fn who_is_meant_to_wait_may_and_nobody_else() {
        let waits = || {
            crate::waits("a lock that is held", || {
                let lock = Lock::new(0);
                let _held = lock.lock();
                drop(lock.lock());
            })
        };
        assert_eq!(ended(waits), Look::StuckAsMeant);
        let joined = move || thread::spawn(waits).join().unwrap();
        assert_eq!(ended(joined), Look::StuckAsMeant);
        let other = move || {
            let _waiting = thread::spawn(waits);
            let lock = Lock::new(0);
            let _held = lock.lock();
            drop(lock.lock());
        };
        assert_eq!(ended(other), Look::Stuck);
    }

    #[test]
    fn the_clock_of_a_round_runs_fast() {
        let begun = Instant::now();
        let body = || {
            let begun = crate::time::Instant::now();
            thread::sleep(Duration::from_secs(1));
            assert!(begun.elapsed() >= Duration::from_secs(1));
        };
        assert_eq!(ended(body), Look::Over);
        assert!(begun.elapsed() >= Duration::from_millis(10));
    }
}
