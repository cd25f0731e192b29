//! Mutex, RwLock, Semaphore and Barrier.

use std::sync::TryLockError;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use interleaving::report::FailureKind;
use interleaving::sync::{Arc, Barrier, Mutex, RwLock, Semaphore};
use interleaving::{Meeting, actor, concurrently, survives, thread};

use crate::{all, both, both_may_panic, fails, outcomes};

#[test]
fn one_thread_at_a_time_holds_a_mutex() {
    both(|| {
        let (lock, inside) = (Mutex::new(0), AtomicUsize::new(0));
        let enter = || {
            let mut guard = lock.lock().unwrap();
            assert_eq!(inside.fetch_add(1, SeqCst), 0);
            *guard += 1;
            inside.fetch_sub(1, SeqCst);
        };
        concurrently([actor("one", enter), actor("two", enter), actor("three", enter)]);
        assert_eq!(lock.into_inner().unwrap(), 3);
    });
}

#[test]
fn try_lock_does_not_wait() {
    both(|| {
        let lock = Mutex::new(());
        let guard = lock.lock().unwrap();
        assert!(matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
        drop(guard);
        assert!(lock.try_lock().is_ok());
    });
    let seen = outcomes(all(), || {
        let lock = Mutex::new(());
        let tried =
            concurrently([actor("lock", || lock.lock().is_ok()), actor("try", || lock.try_lock().is_ok())]);
        tried[1]
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn locking_a_mutex_twice_is_a_deadlock() {
    let failure = fails(all(), || {
        let lock = Mutex::new(());
        let _held = lock.lock().unwrap();
        drop(lock.lock());
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_panic_poisons_a_mutex() {
    both_may_panic(|| {
        let lock = Arc::new(Mutex::new(1));
        let held = Arc::clone(&lock);
        let panicked = thread::spawn(move || {
            let _guard = held.lock();
            panic!("on purpose");
        });
        assert!(panicked.join().is_err());
        assert!(lock.is_poisoned());
        assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
        assert_eq!(*lock.lock().unwrap_err().into_inner(), 1);
        lock.clear_poison();
        assert!(lock.lock().is_ok());
    });
}

#[test]
fn a_lock_taken_while_unwinding_is_not_poisoned() {
    both_may_panic(|| {
        struct Tidy<'a>(&'a Mutex<u32>);
        impl Drop for Tidy<'_> {
            fn drop(&mut self) {
                *self.0.lock().unwrap() += 1;
            }
        }
        let lock = Mutex::new(0);
        let survived: Option<()> = survives(|| {
            let _tidy = Tidy(&lock);
            panic!("on purpose");
        });
        assert!(survived.is_none());
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn readers_overlap_and_writers_do_not() {
    both(|| {
        let (lock, meeting) = (RwLock::new(7), Meeting::of(2));
        let read = || {
            let guard = lock.read().unwrap();
            meeting.attend();
            *guard
        };
        assert_eq!(concurrently([actor("one", read), actor("two", read)]), [7, 7]);
    });
    both(|| {
        let (lock, writing) = (RwLock::new(0), AtomicUsize::new(0));
        let write = || {
            let mut guard = lock.write().unwrap();
            assert_eq!(writing.fetch_add(1, SeqCst), 0);
            *guard += 1;
            writing.fetch_sub(1, SeqCst);
            *guard
        };
        let read = || {
            let guard = lock.read().unwrap();
            assert_eq!(writing.load(SeqCst), 0);
            *guard
        };
        concurrently([actor("write", write), actor("read", read), actor("write", write)]);
    });
    let failure = fails(all(), || {
        let (lock, meeting) = (RwLock::new(()), Meeting::of(2));
        let write = || {
            let _guard = lock.write().unwrap();
            meeting.attend();
        };
        concurrently([actor("one", write), actor("two", write)]);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn try_read_and_try_write_do_not_wait() {
    both(|| {
        let lock = RwLock::new(1);
        let reading = lock.read().unwrap();
        assert!(lock.try_read().is_ok());
        assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
        drop(reading);
        let writing = lock.try_write().unwrap();
        assert!(matches!(lock.try_read(), Err(TryLockError::WouldBlock)));
        drop(writing);
        assert!(lock.try_read().is_ok());
    });
}

#[test]
fn only_writers_poison_a_rwlock() {
    both_may_panic(|| {
        let lock = RwLock::new(1);
        let reader: Option<()> = survives(|| {
            let _guard = lock.read();
            panic!("on purpose");
        });
        assert!(reader.is_none() && !lock.is_poisoned());
        let writer: Option<()> = survives(|| {
            let _guard = lock.write();
            panic!("on purpose");
        });
        assert!(writer.is_none() && lock.is_poisoned());
        assert!(lock.read().is_err() && lock.write().is_err());
        assert!(matches!(lock.try_read(), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
        assert!(lock.read().is_ok());
    });
}

#[test]
fn a_semaphore_admits_as_many_threads_as_it_has_permits() {
    both(|| {
        let (semaphore, inside) = (Semaphore::new(2), AtomicUsize::new(0));
        let visit = || {
            let _permit = semaphore.acquire();
            assert!(inside.fetch_add(1, SeqCst) < 2);
            inside.fetch_sub(1, SeqCst);
        };
        concurrently([actor("one", visit), actor("two", visit), actor("three", visit)]);
    });
    both(|| {
        let semaphore = Semaphore::new(0);
        assert!(!semaphore.try_wait());
        concurrently([actor("wait", || semaphore.wait()), actor("signal", || semaphore.signal())]);
        assert!(!semaphore.try_wait());
    });
}

#[test]
fn a_barrier_has_one_leader_in_each_round() {
    both(|| {
        let barrier = Barrier::new(2);
        let rounds = || [barrier.wait().is_leader(), barrier.wait().is_leader()];
        let led = concurrently([actor("one", rounds), actor("two", rounds)]);
        assert!(led[0][0] != led[1][0] && led[0][1] != led[1][1]);
    });
    both(|| assert!(Barrier::new(0).wait().is_leader() && Barrier::new(1).wait().is_leader()));
}

#[test]
fn a_barrier_waits_for_all() {
    both(|| {
        let (barrier, here) = (Barrier::new(3), AtomicUsize::new(0));
        let come = || {
            here.fetch_add(1, SeqCst);
            barrier.wait();
            assert_eq!(here.load(SeqCst), 3);
        };
        concurrently([actor("one", come), actor("two", come), actor("three", come)]);
    });
    let failure = fails(all(), || {
        let barrier = Barrier::new(3);
        concurrently((0..2).map(|_| actor("wait", || barrier.wait().is_leader())));
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_guard_that_is_never_dropped_is_a_leaked_lock() {
    for leak in [
        (|| {
            let lock = Arc::new(Mutex::new(()));
            let held = Arc::clone(&lock);
            thread::spawn(move || std::mem::forget(held.lock())).join().unwrap();
        }) as fn(),
        || {
            let lock = Arc::new(RwLock::new(()));
            let held = Arc::clone(&lock);
            thread::spawn(move || std::mem::forget(held.read())).join().unwrap();
        },
    ] {
        assert_eq!(fails(all(), leak).kind(), FailureKind::LeakedLock);
    }
}
