//! Objects used in a schedule that did not make them.

use interleaving::report::FailureKind;
use interleaving::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleaving::sync::mpsc::{Receiver, channel, sync_channel};
use interleaving::sync::{Arc, Barrier, Condvar, Mutex, Once, RwLock, Semaphore};
use interleaving::{actor, concurrently, thread};

use crate::{all, fails};

/// Uses `object` outside and then inside a check, which must report it.
#[track_caller]
fn refused<T: Send + Sync + 'static>(object: T, used: fn(&T)) {
    used(&object);
    let failure = fails(all(), move || used(&object));
    assert_eq!(failure.kind(), FailureKind::Misuse);
    assert!(failure.headline().contains("was used outside this schedule before"), "{}", failure.headline());
}

#[test]
fn an_object_used_outside_is_refused_inside() {
    refused(Mutex::new(0), |lock| drop(lock.lock()));
    refused(RwLock::new(0), |lock| drop(lock.read()));
    refused((Mutex::new(0), Condvar::new()), |pair| pair.1.notify_one());
    refused(Semaphore::new(1), |semaphore| drop(semaphore.acquire()));
    refused(Barrier::new(1), |barrier| assert!(barrier.wait().is_leader()));
    refused(Once::new(), |once| once.call_once(|| {}));
    refused(thread::current(), |thread| thread.unpark());
}

/// A receiver that is used in one thread and then in another.
struct OneAtATime(Receiver<u32>);

// SAFETY: `refused` uses it before it starts the check, whose one model thread is on one OS thread.
unsafe impl Sync for OneAtATime {}

#[test]
fn a_channel_made_outside_is_refused_inside() {
    let (sender, receiver) = channel();
    drop(receiver);
    refused(sender, |sender| assert!(sender.send(1).is_err()));
    let (sender, receiver) = sync_channel(1);
    drop(receiver);
    refused(sender, |sender| assert!(sender.try_send(1).is_err()));
    let (sender, receiver) = channel::<u32>();
    drop(sender);
    refused(OneAtATime(receiver), |receiver| assert!(receiver.0.try_recv().is_err()));
}

#[test]
fn a_static_is_refused_in_its_second_schedule() {
    static LOCK: Mutex<u32> = Mutex::new(0);
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let add_locked = || {
        concurrently((0..2).map(|_| actor("add", || *LOCK.lock().unwrap() += 1)));
    };
    let add = || {
        concurrently((0..2).map(|_| actor("add", || COUNTER.fetch_add(1, SeqCst))));
    };
    assert_eq!(fails(all(), add_locked).kind(), FailureKind::Misuse);
    assert_eq!(fails(all(), add).kind(), FailureKind::Misuse);
}

#[test]
fn a_misuse_ends_the_thread_that_would_spin_on_it() {
    let flag = Arc::new(AtomicU32::new(0));
    // The schedule of another check counts as outside, too.
    crate::passes(all(), {
        let flag = Arc::clone(&flag);
        move || assert_eq!(flag.load(SeqCst), 0)
    });
    let failure = fails(all(), move || {
        concurrently([
            actor("spin", || while flag.load(SeqCst) == 0 {}),
            actor("set", || {
                if flag.load(SeqCst) == 7 {
                    flag.store(1, SeqCst);
                }
            }),
        ]);
    });
    assert_eq!(failure.kind(), FailureKind::Misuse);
}

#[test]
fn an_object_made_outside_is_a_misuse_even_where_the_first_schedule_fails() {
    let lock = Mutex::new(0);
    let failure = fails(all(), move || {
        *lock.lock().unwrap() += 1;
        panic!("at once");
    });
    assert_eq!(failure.kind(), FailureKind::Misuse);
}

#[test]
fn a_check_ignores_objects_of_std() {
    let lock = Arc::new(std::sync::Mutex::new(0));
    let shared = Arc::clone(&lock);
    crate::passes(all(), move || *shared.lock().unwrap() += 1);
    assert_eq!(*lock.lock().unwrap(), 1);
}
