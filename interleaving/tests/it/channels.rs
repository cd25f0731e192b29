//! Channels: order, bounds, rendezvous, disconnection and drops.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use interleaving::report::FailureKind;
use interleaving::sync::Arc;
use interleaving::sync::mpsc::{
    RecvError, RecvTimeoutError, TryRecvError, TrySendError, channel, sync_channel,
};
use interleaving::time::Duration;
use interleaving::{actor, concurrently, thread};

use crate::{all, both, fails, outcomes};

#[test]
fn values_of_one_sender_keep_their_order() {
    both(|| {
        let (sender, receiver) = channel();
        let other = sender.clone();
        let sending = [
            thread::spawn(move || (0..2).for_each(|value| sender.send(value).unwrap())),
            thread::spawn(move || (10..12).for_each(|value| other.send(value).unwrap())),
        ];
        let got: Vec<i32> = receiver.into_iter().collect();
        assert_eq!(got.iter().copied().filter(|value| *value < 10).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(got.iter().copied().filter(|value| *value >= 10).collect::<Vec<_>>(), [10, 11]);
        sending.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn a_bound_makes_the_sender_wait() {
    both(|| {
        let (sender, receiver) = sync_channel(2);
        sender.send(1).unwrap();
        sender.try_send(2).unwrap();
        assert_eq!(sender.try_send(3), Err(TrySendError::Full(3)));
        let sending = thread::spawn(move || sender.send(3));
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(sending.join().unwrap(), Ok(()));
    });
    let failure = fails(all(), || {
        let (sender, _receiver) = sync_channel(1);
        sender.send(1).unwrap();
        let _never = sender.send(2);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_rendezvous_send_waits_until_its_value_is_taken() {
    both(|| {
        let (sender, receiver) = sync_channel(0);
        let sent = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&sent);
        let sending = thread::spawn(move || {
            sender.send(1).unwrap();
            count.fetch_add(1, SeqCst);
        });
        assert_eq!(sent.load(SeqCst), 0);
        assert_eq!(receiver.recv(), Ok(1));
        sending.join().unwrap();
    });
    let failure = fails(all(), || {
        let (sender, _receiver) = sync_channel(0);
        let _never = sender.send(1);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_rendezvous_try_send_needs_a_waiting_receiver() {
    both(|| {
        let (sender, _receiver) = sync_channel(0);
        assert_eq!(sender.try_send(1), Err(TrySendError::Full(1)));
    });
    let seen = outcomes(all(), || {
        let (sender, receiver) = sync_channel(0);
        let receiving = thread::spawn(move || receiver.recv());
        let sent = sender.try_send(1).is_ok();
        drop(sender);
        assert_eq!(receiving.join().unwrap(), if sent { Ok(1) } else { Err(RecvError) });
        sent
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_rendezvous_try_recv_needs_a_waiting_sender() {
    let seen = outcomes(all(), || {
        let (sender, receiver) = sync_channel(0);
        let sending = thread::spawn(move || sender.send(1).is_ok());
        let got = receiver.try_recv().is_ok();
        drop(receiver);
        assert_eq!(sending.join().unwrap(), got);
        got
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn the_drop_of_the_last_sender_disconnects_the_receiver() {
    both(|| {
        let (sender, receiver) = channel::<u32>();
        let other = sender.clone();
        let threads = [thread::spawn(move || drop(sender)), thread::spawn(move || drop(other))];
        assert_eq!(receiver.recv(), Err(RecvError));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
        assert_eq!(receiver.recv_timeout(Duration::from_secs(9)), Err(RecvTimeoutError::Disconnected));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    let failure = fails(all(), || {
        let (sender, receiver) = channel::<u32>();
        let _never = receiver.recv();
        drop(sender);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn sent_values_outlive_their_sender() {
    both(|| {
        let (sender, receiver) = channel();
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        drop(sender);
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(receiver.recv(), Err(RecvError));
    });
}

#[test]
fn the_drop_of_the_receiver_disconnects_its_senders() {
    both(|| {
        let (sender, receiver) = channel();
        let (bounded, second) = sync_channel(1);
        drop((receiver, second));
        assert_eq!(sender.send(1).unwrap_err().0, 1);
        assert_eq!(bounded.send(1).unwrap_err().0, 1);
        assert_eq!(bounded.try_send(1), Err(TrySendError::Disconnected(1)));
    });
    both(|| {
        let (sender, receiver) = sync_channel(1);
        sender.send(1).unwrap();
        let full = thread::spawn(move || sender.send(2));
        drop(receiver);
        assert_eq!(full.join().unwrap().unwrap_err().0, 2);
    });
    both(|| {
        let (sender, receiver) = sync_channel(0);
        let waiting = thread::spawn(move || sender.send(1));
        drop(receiver);
        assert_eq!(waiting.join().unwrap().unwrap_err().0, 1);
    });
}

#[test]
fn the_drop_of_the_receiver_drops_the_queued_values() {
    both(|| {
        let value = Arc::new(());
        let (sender, receiver) = channel();
        sender.send(Arc::clone(&value)).unwrap();
        sender.send(Arc::clone(&value)).unwrap();
        drop(receiver);
        assert_eq!(Arc::strong_count(&value), 1);
        drop(sender.send(Arc::clone(&value)));
        assert_eq!(Arc::strong_count(&value), 1);
    });
}

#[test]
fn a_timed_receive_ends_by_a_value_or_a_timeout() {
    let seen = outcomes(all(), || {
        let (sender, receiver) = channel();
        let got = concurrently([
            actor("send", move || sender.send(1).is_ok()),
            actor("receive", move || receiver.recv_timeout(Duration::from_secs(1)) == Ok(1)),
        ]);
        got[1]
    });
    assert_eq!(seen.len(), 2);
    both(|| {
        let (sender, receiver) = channel::<u32>();
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(receiver.recv_timeout(Duration::from_millis(1)), Err(RecvTimeoutError::Timeout));
        drop(sender);
    });
}
