//! [`std::sync::mpsc`]: channels with many senders and one receiver.
//!
//! Modelled: a send, a receive, and the drop of an end are steps. `recv` waits until there is a value or
//! the last sender is dropped; `send` waits for room in a bounded channel. In a rendezvous channel (bound
//! 0) `send` waits until its value has been taken, and `try_send` needs a receiver that is waiting. A
//! `recv_timeout` may time out at any moment. A channel made outside a check is std's own, and cannot be
//! used inside one.

mod iter;
mod queue;
mod receiver;
mod sender;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::Receiver;
pub use sender::{Sender, SyncSender};

use std::sync::Arc;

use crate::run::{self, Mode, Object};
use crate::spec::Seed;
use queue::Queue;

/// One end of a channel: std's own outside a check, modelled inside.
enum Half<N, T> {
    /// With an object that has been used outside, so that a check reports a use inside.
    Native(N, Arc<Object>),
    Model(Arc<Queue<T>>),
}

/// [`std::sync::mpsc::channel`]: an unbounded channel.
///
/// ```
/// use interleaving::sync::mpsc::channel;
///
/// let (sender, receiver) = channel();
/// sender.send(7).unwrap();
/// drop(sender);
/// assert_eq!(receiver.iter().collect::<Vec<_>>(), [7]);
/// ```
#[must_use]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    if run::mode() == Mode::Native {
        let (sender, receiver) = std::sync::mpsc::channel();
        let object = outside();
        return (
            Sender::new(Half::Native(sender, Arc::clone(&object))),
            Receiver::new(Half::Native(receiver, object)),
        );
    }
    let queue = Arc::new(Queue::new(None));
    (Sender::new(Half::Model(Arc::clone(&queue))), Receiver::new(Half::Model(queue)))
}

/// [`std::sync::mpsc::sync_channel`]: a channel that buffers at most `bound` values; with 0 it is a
/// rendezvous channel.
///
/// ```
/// use interleaving::sync::mpsc::{TrySendError, sync_channel};
///
/// let (sender, receiver) = sync_channel(1);
/// sender.send(7).unwrap();
/// assert_eq!(sender.try_send(8), Err(TrySendError::Full(8)));
/// assert_eq!(receiver.recv(), Ok(7));
/// ```
#[must_use]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    if run::mode() == Mode::Native {
        let (sender, receiver) = std::sync::mpsc::sync_channel(bound);
        let object = outside();
        return (
            SyncSender::new(Half::Native(sender, Arc::clone(&object))),
            Receiver::new(Half::Native(receiver, object)),
        );
    }
    let queue = Arc::new(Queue::new(Some(bound)));
    (SyncSender::new(Half::Model(Arc::clone(&queue))), Receiver::new(Half::Model(queue)))
}

/// An object that has been used outside any check.
fn outside() -> Arc<Object> {
    let object = Object::new(Seed::Channel(None));
    object.native();
    Arc::new(object)
}
