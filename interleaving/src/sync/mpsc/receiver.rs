//! The end that receives.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc;
use std::time::Duration;

use super::{Half, IntoIter, Iter, RecvError, RecvTimeoutError, TryIter, TryRecvError};
use crate::run::{self, Mode, Op};
use crate::spec::Action;

/// [`std::sync::mpsc::Receiver`]: takes the values in the order in which they were sent.
///
/// When it is dropped, the values that it has not taken are dropped, too.
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
    /// As std's, it is used by one thread at a time.
    not_sync: PhantomData<Cell<()>>,
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    pub(super) fn new(half: Half<mpsc::Receiver<T>, T>) -> Self {
        Self { half, not_sync: PhantomData }
    }

    /// Takes a value, waiting for one.
    ///
    /// # Errors
    /// If there is none and the last sender is gone.
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
    /// If there is none, or if moreover the last sender is gone.
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
    /// If the time was up, or the last sender is gone.
    #[track_caller]
    pub fn recv_timeout(&self, limit: Duration) -> Result<T, RecvTimeoutError> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::RecvTimeout, object));
                Err(RecvTimeoutError::Disconnected)
            }
            Half::Native(receiver, _) => receiver.recv_timeout(limit),
            Half::Model(queue) => queue.recv_timeout(limit),
        }
    }

    /// The values, waiting for each, until the last sender is gone.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// The values that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
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

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
