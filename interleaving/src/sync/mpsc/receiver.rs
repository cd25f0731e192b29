//! The receiving end.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc;
use std::time::Duration;

use super::{Half, RecvError, RecvTimeoutError, TryRecvError};
use crate::run::{self, Mode, Op};
use crate::spec::Action;

/// [`std::sync::mpsc::Receiver`]: takes the values in the order in which they were sent.
///
/// Its drop also drops the values that it has not taken.
///
/// ```
/// use interleaving::sync::mpsc::{TryRecvError, channel};
///
/// let (sender, receiver) = channel::<u32>();
/// assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
/// drop(sender);
/// assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
/// ```
pub struct Receiver<T> {
    half: Half<mpsc::Receiver<T>, T>,
    /// Makes it `!Sync`, as std's.
    not_sync: PhantomData<Cell<()>>,
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    pub(super) fn new(half: Half<mpsc::Receiver<T>, T>) -> Self {
        Self { half, not_sync: PhantomData }
    }

    /// Waits for a value and takes it.
    ///
    /// # Errors
    /// If the channel is empty and the last sender is gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::Recv, object));
                Err(RecvError)
            }
            Half::Native(receiver, _) => receiver.recv(),
            Half::Model(queue) => queue.recv(),
        }
    }

    /// Takes a value if there is one.
    ///
    /// # Errors
    /// [`TryRecvError::Empty`] if there is none, [`TryRecvError::Disconnected`] if there is no sender either.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::TryRecv, object));
                Err(TryRecvError::Disconnected)
            }
            Half::Native(receiver, _) => receiver.try_recv(),
            Half::Model(queue) => queue.try_recv(),
        }
    }

    /// As [`recv`](Self::recv), for at most `limit`.
    ///
    /// # Errors
    /// [`RecvTimeoutError::Timeout`] if the wait times out, [`RecvTimeoutError::Disconnected`] if the channel
    /// is empty and the last sender is gone.
    #[track_caller]
    pub fn recv_timeout(&self, limit: Duration) -> Result<T, RecvTimeoutError> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::RecvTimeout, object));
                Err(RecvTimeoutError::Disconnected)
            }
            Half::Native(receiver, _) => receiver.recv_timeout(run::round::real(limit)),
            Half::Model(queue) => queue.recv_timeout(limit),
        }
    }
}

impl<T> Drop for Receiver<T> {
    #[track_caller]
    fn drop(&mut self) {
        if let Half::Model(queue) = &self.half {
            queue.drop_receiver();
        }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
