//! Happens-before: the programs that race on a plain cell, and those that do not.

use interleaving::cell::RaceCell;
use interleaving::report::FailureKind;
use interleaving::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering, fence};
use interleaving::sync::mpsc::{channel, sync_channel};
use interleaving::sync::{Arc, Barrier, Condvar, Mutex, Once, RwLock, Semaphore};
use interleaving::{Meeting, actor, concurrently, thread};

use crate::{all, both, fails, passes};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

#[track_caller]
fn races(body: fn()) {
    assert_eq!(fails(all(), body).kind(), FailureKind::DataRace);
}

#[test]
fn two_accesses_that_nothing_orders_race_if_one_writes() {
    races(|| {
        let cell = RaceCell::new(0);
        concurrently([actor("read", || assert!(cell.get() < 2)), actor("write", || cell.set(1))]);
    });
    races(|| {
        let cell = RaceCell::new(0);
        concurrently([actor("one", || cell.set(1)), actor("two", || cell.set(2))]);
    });
    both(|| {
        let cell = RaceCell::new(5);
        assert_eq!(concurrently([actor("one", || cell.get()), actor("two", || cell.get())]), [5, 5]);
    });
}

/// Publishes through a flag with these orderings.
fn publish(store: Ordering, load: Ordering) {
    let (cell, ready) = (RaceCell::new(0), AtomicBool::new(false));
    concurrently([
        actor("publish", || {
            cell.set(42);
            ready.store(true, store);
        }),
        actor("read", || {
            if ready.load(load) {
                assert_eq!(cell.get(), 42);
            }
        }),
    ]);
}

#[test]
fn publication_needs_release_and_acquire() {
    both(|| publish(Release, Acquire));
    both(|| publish(SeqCst, SeqCst));
    races(|| publish(Relaxed, Relaxed));
    races(|| publish(Release, Relaxed));
    races(|| publish(Relaxed, Acquire));
    races(|| publish(SeqCst, Relaxed));
}

#[test]
fn a_pointer_is_published_like_a_flag() {
    fn through(store: Ordering) {
        let (cell, mut value, place) = (RaceCell::new(0), 7, AtomicPtr::default());
        let pointer = AtomicPtr::new(&raw mut value);
        concurrently([
            actor("publish", || {
                cell.set(42);
                place.store(pointer.load(Relaxed), store);
            }),
            actor("read", || {
                if !place.load(Acquire).is_null() {
                    assert_eq!(cell.get(), 42);
                }
            }),
        ]);
    }
    both(|| through(Release));
    races(|| through(Relaxed));
}

/// Publishes through relaxed accesses with fences around them.
fn fenced(before: Ordering, after: Ordering) {
    let (cell, ready) = (RaceCell::new(0), AtomicBool::new(false));
    concurrently([
        actor("publish", || {
            cell.set(42);
            fence(before);
            ready.store(true, Relaxed);
        }),
        actor("read", || {
            if ready.load(Relaxed) {
                fence(after);
                assert_eq!(cell.get(), 42);
            }
        }),
    ]);
}

#[test]
fn fences_order_what_relaxed_accesses_carry() {
    passes(all(), || fenced(Release, Acquire));
    passes(all(), || fenced(SeqCst, SeqCst));
    races(|| fenced(Acquire, Acquire));
    races(|| fenced(Release, Release));
    // Two fences without an access between them order nothing.
    races(|| {
        let cell = RaceCell::new(0);
        concurrently([
            actor("one", || {
                cell.set(1);
                fence(SeqCst);
            }),
            actor("two", || {
                fence(SeqCst);
                cell.set(2);
            }),
        ]);
    });
}

/// One thread publishes 1, another makes it 2 with `between`, and a third reads 2.
fn sequence(between: fn(&AtomicU32)) {
    let (cell, number) = (RaceCell::new(0), AtomicU32::new(0));
    concurrently([
        actor("publish", || {
            cell.set(42);
            number.store(1, Release);
        }),
        actor("between", || between(&number)),
        actor("read", || {
            if number.load(Acquire) == 2 {
                assert_eq!(cell.get(), 42);
            }
        }),
    ]);
}

#[test]
fn a_release_sequence_goes_through_updates_and_not_through_stores() {
    passes(all(), || sequence(|number| assert_ne!(number.compare_exchange(1, 2, Relaxed, Relaxed), Err(2))));
    races(|| {
        sequence(|number| {
            if number.load(Relaxed) == 1 {
                number.store(2, Relaxed);
            }
        });
    });
}

#[test]
fn a_failed_exchange_has_the_failure_ordering() {
    fn with(failure: Ordering) {
        let (cell, ready) = (RaceCell::new(0), AtomicU32::new(0));
        concurrently([
            actor("publish", || {
                cell.set(42);
                ready.store(1, Release);
            }),
            actor("read", || {
                if ready.compare_exchange(0, 5, AcqRel, failure).is_err() {
                    assert_eq!(cell.get(), 42);
                }
            }),
        ]);
    }
    passes(all(), || with(Acquire));
    races(|| with(Relaxed));
}

/// A hand-written spin lock.
fn spin_lock(lock: Ordering, unlock: Ordering, threads: usize) {
    let (cell, taken) = (RaceCell::new(0), AtomicBool::new(false));
    concurrently((0..threads).map(|_| {
        actor("add", || {
            while taken.swap(true, lock) {
                thread::yield_now();
            }
            cell.with_mut(|value| *value += 1);
            taken.store(false, unlock);
        })
    }));
    assert_eq!(cell.into_inner(), threads);
}

#[test]
fn a_spin_lock_needs_acquire_and_release_for_any_number_of_threads() {
    passes(all(), || spin_lock(Acquire, Release, 2));
    both(|| spin_lock(Acquire, Release, 6));
    races(|| spin_lock(Relaxed, Release, 2));
    races(|| spin_lock(Acquire, Relaxed, 2));
    races(|| spin_lock(SeqCst, Relaxed, 6));
}

#[test]
fn locks_order_their_sections() {
    both(|| {
        let (cell, lock) = (RaceCell::new(0), Mutex::new(()));
        let add = || {
            let _held = lock.lock().unwrap();
            cell.set(cell.get() + 1);
        };
        concurrently([actor("one", add), actor("two", add)]);
    });
    both(|| {
        let (cell, lock) = (RaceCell::new(0), RwLock::new(()));
        let read = || {
            let _held = lock.read().unwrap();
            cell.get()
        };
        let write = || {
            let _held = lock.write().unwrap();
            cell.set(1);
            1
        };
        concurrently([actor("read", read), actor("write", write), actor("read", read)]);
    });
    // A read lock does not protect a write.
    races(|| {
        let (cell, lock) = (RaceCell::new(0), RwLock::new(()));
        let write = || {
            let _held = lock.read().unwrap();
            cell.set(1);
        };
        concurrently([actor("one", write), actor("two", write)]);
    });
    // One of two threads forgets the lock.
    races(|| {
        let (cell, lock) = (RaceCell::new(0), Mutex::new(()));
        concurrently([
            actor("lock", || {
                let _held = lock.lock().unwrap();
                cell.set(1);
            }),
            actor("forget", || cell.set(2)),
        ]);
    });
    both(|| {
        let (cell, lock, changed) = (RaceCell::new(0), Mutex::new(false), Condvar::new());
        concurrently([
            actor("wait", || {
                drop(changed.wait_while(lock.lock().unwrap(), |ready| !*ready));
                assert_eq!(cell.get(), 1);
            }),
            actor("set", || {
                cell.set(1);
                *lock.lock().unwrap() = true;
                changed.notify_one();
            }),
        ]);
    });
}

#[test]
fn semaphores_barriers_and_meetings_order_their_waiters() {
    both(|| {
        let (cell, full) = (RaceCell::new(0), Semaphore::new(0));
        concurrently([
            actor("put", || {
                cell.set(1);
                full.signal();
            }),
            actor("take", || {
                full.wait();
                assert_eq!(cell.get(), 1);
            }),
        ]);
    });
    races(|| {
        let (cell, permits) = (RaceCell::new(0), Semaphore::new(2));
        let write = || {
            let _permit = permits.acquire();
            cell.set(1);
        };
        concurrently([actor("one", write), actor("two", write)]);
    });
    both(|| {
        let (cells, barrier) = ([RaceCell::new(0), RaceCell::new(0)], Barrier::new(2));
        let swap = |own: usize| {
            cells[own].set(1);
            barrier.wait();
            cells[1 - own].get()
        };
        assert_eq!(concurrently([actor("one", || swap(0)), actor("two", || swap(1))]), [1, 1]);
    });
    // The barrier does not order what the two threads do after it.
    races(|| {
        let (cell, barrier) = (RaceCell::new(0), Barrier::new(2));
        let write = || {
            barrier.wait();
            cell.set(1);
        };
        concurrently([actor("one", write), actor("two", write)]);
    });
    passes(all(), || {
        let (cell, meeting) = (RaceCell::new(0), Meeting::of(2));
        concurrently([
            actor("write", || {
                cell.set(1);
                meeting.attend();
            }),
            actor("read", || {
                meeting.attend();
                assert_eq!(cell.get(), 1);
            }),
        ]);
    });
}

#[test]
fn a_once_orders_its_closure_before_every_thread_that_finds_it_completed() {
    both(|| {
        let (cell, once) = (RaceCell::new(0), Once::new());
        let get = || {
            once.call_once(|| cell.set(1));
            cell.get()
        };
        assert_eq!(concurrently([actor("one", get), actor("two", get)]), [1, 1]);
    });
    both(|| {
        let (cell, once) = (RaceCell::new(0), Once::new());
        concurrently([
            actor("call", || once.call_once(|| cell.set(1))),
            actor("look", || assert!(!once.is_completed() || cell.get() == 1)),
        ]);
    });
}

#[test]
fn a_value_in_a_channel_orders_its_send_before_its_receive() {
    both(|| {
        let cell = Arc::new(RaceCell::new(0));
        let (sender, receiver) = channel();
        let written = Arc::clone(&cell);
        let sending = thread::spawn(move || {
            written.set(1);
            sender.send(()).unwrap();
        });
        receiver.recv().unwrap();
        assert_eq!(cell.get(), 1);
        sending.join().unwrap();
    });
    // The drop of the last sender orders, too.
    both(|| {
        let cell = Arc::new(RaceCell::new(0));
        let (sender, receiver) = channel::<()>();
        let written = Arc::clone(&cell);
        let sending = thread::spawn(move || {
            written.set(1);
            drop(sender);
        });
        assert!(receiver.recv().is_err());
        assert_eq!(cell.get(), 1);
        sending.join().unwrap();
    });
    // In a rendezvous channel the sender goes on after the receiver has come.
    both(|| {
        let cell = Arc::new(RaceCell::new(0));
        let (sender, receiver) = sync_channel(0);
        let written = Arc::clone(&cell);
        let receiving = thread::spawn(move || {
            written.set(1);
            receiver.recv().unwrap();
        });
        sender.send(()).unwrap();
        assert_eq!(cell.get(), 1);
        receiving.join().unwrap();
    });
    // A message does not order what its sender does after the send.
    races(|| {
        let cell = Arc::new(RaceCell::new(0));
        let (sender, receiver) = channel();
        let written = Arc::clone(&cell);
        drop(thread::spawn(move || {
            sender.send(()).unwrap();
            written.set(1);
        }));
        receiver.recv().unwrap();
        cell.set(2);
    });
}

#[test]
fn starts_joins_and_wakeups_order() {
    both(|| {
        let cell = Arc::new(RaceCell::new(0));
        cell.set(1);
        let child = Arc::clone(&cell);
        thread::spawn(move || child.set(child.get() + 1)).join().unwrap();
        assert_eq!(cell.get(), 2);
    });
    races(|| {
        let cell = Arc::new(RaceCell::new(0));
        let child = Arc::clone(&cell);
        let handle = thread::spawn(move || child.set(1));
        cell.set(2);
        handle.join().unwrap();
    });
    both(|| {
        let cell = Arc::new(RaceCell::new(0));
        let written = Arc::clone(&cell);
        let main = thread::current();
        let child = thread::spawn(move || {
            written.set(1);
            main.unpark();
        });
        thread::park();
        assert_eq!(cell.get(), 1);
        child.join().unwrap();
    });
}

#[test]
fn an_access_lasts_as_long_as_its_closure() {
    races(|| {
        let (cell, lock) = (RaceCell::new(0), Mutex::new(()));
        concurrently([
            actor("read", || cell.with(|_| drop(lock.lock()))),
            actor("write", || {
                drop(lock.lock());
                cell.set(1);
            }),
        ]);
    });
}

#[test]
fn a_race_is_reported_by_its_two_accesses() {
    let failure = fails(all(), || {
        let cell = RaceCell::new(0).named("balance");
        concurrently([actor("one", || cell.set(1)), actor("two", || cell.set(2))]);
    });
    assert_eq!(failure.rows.len(), 2);
    let cells = failure.objects.iter().filter(|object| object.kind == "cell");
    assert_eq!(cells.filter_map(|cell| cell.name.as_deref()).collect::<Vec<_>>(), ["balance"]);
}
