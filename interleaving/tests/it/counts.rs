//! Numbers of schedules derived by hand: they reveal a lost or doubled schedule.

use interleaving::cell::Shared;
use interleaving::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleaving::sync::mpsc::{channel, sync_channel};
use interleaving::sync::{Barrier, Mutex, Once, RwLock, Semaphore};
use interleaving::{actor, concurrently, thread};

use crate::schedules;

#[test]
fn steps_of_two_threads_interleave_in_all_ways() {
    // (2n)! / n!²
    for (steps, expected) in [(1, 2), (2, 6), (3, 20), (4, 70)] {
        let count = schedules(move || {
            let counter = AtomicU32::new(0);
            let step = || (0..steps).map(|_| counter.fetch_add(1, SeqCst)).sum::<u32>();
            concurrently([actor("one", step), actor("two", step)]);
        });
        assert_eq!(count, expected, "{steps} steps");
    }
}

#[test]
fn three_threads_interleave_in_all_ways() {
    // 6! / 2!³
    let count = schedules(|| {
        let cell = Shared::new(0);
        let step = || cell.set(cell.get() + 1);
        concurrently([actor("one", step), actor("two", step), actor("three", step)]);
    });
    assert_eq!(count, 90);
}

#[test]
fn locked_sections_come_one_after_the_other() {
    for (threads, expected) in [(2, 2), (3, 6), (4, 24)] {
        let count = schedules(move || {
            let lock = Mutex::new(0);
            concurrently((0..threads).map(|_| actor("lock", || *lock.lock().unwrap() += 1)));
        });
        assert_eq!(count, expected, "{threads} threads");
    }
}

#[test]
fn readers_overlap_and_a_writer_does_not() {
    let two_readers = schedules(|| {
        let lock = RwLock::new(0);
        concurrently((0..2).map(|_| actor("read", || *lock.read().unwrap())));
    });
    let reader_and_writer = schedules(|| {
        let lock = RwLock::new(0);
        concurrently([
            actor("read", || drop(lock.read().unwrap())),
            actor("write", || drop(lock.write().unwrap())),
        ]);
    });
    assert_eq!((two_readers, reader_and_writer), (6, 2));
}

#[test]
fn as_many_sections_overlap_as_there_are_permits() {
    let count = |permits| {
        schedules(move || {
            let semaphore = Semaphore::new(permits);
            concurrently((0..2).map(|_| actor("visit", || drop(semaphore.acquire()))));
        })
    };
    assert_eq!((count(1), count(2)), (2, 6));
}

#[test]
fn the_last_thread_at_a_barrier_leaves_without_a_step() {
    // Either thread arrives first; then the other arrives; then the first leaves.
    let two = schedules(|| {
        let barrier = Barrier::new(2);
        concurrently((0..2).map(|_| actor("arrive", || barrier.wait().is_leader())));
    });
    // Three threads arrive in any order; the first two leave in any order.
    let three = schedules(|| {
        let barrier = Barrier::new(3);
        concurrently((0..3).map(|_| actor("arrive", || barrier.wait().is_leader())));
    });
    assert_eq!((two, three), (2, 12));
}

#[test]
fn a_once_takes_a_step_to_begin_to_end_and_to_read() {
    let count = schedules(|| {
        let once = Once::new();
        concurrently((0..2).map(|_| actor("call", || once.call_once(|| {}))));
    });
    assert_eq!(count, 2);
}

#[test]
fn a_receive_follows_its_send() {
    // Send; then the sender's drop before, between or after the receive and the receiver's drop.
    let unbounded = schedules(|| {
        let (sender, receiver) = channel();
        concurrently([
            actor("send", move || sender.send(1).unwrap()),
            actor("receive", move || assert_eq!(receiver.recv(), Ok(1))),
        ]);
    });
    // Ready (1 of 3 places before `recv`), send, receive; then handed and sender's end in order, among
    // them the receiver's end: ready before or after send, times three.
    let rendezvous = schedules(|| {
        let (sender, receiver) = sync_channel(0);
        concurrently([
            actor("send", move || sender.send(1).unwrap()),
            actor("receive", move || assert_eq!(receiver.recv(), Ok(1))),
        ]);
    });
    assert_eq!((unbounded, rendezvous), (3, 6));
}

#[test]
fn starting_and_joining_take_no_step() {
    let count = schedules(|| {
        let threads: Vec<_> = (0..3).map(|number| thread::spawn(move || number)).collect();
        let numbers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(numbers, [0, 1, 2]);
    });
    assert_eq!(count, 1);
}
