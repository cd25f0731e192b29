//! The sending ends.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc;

use super::{Half, SendError, TrySendError};
use crate::run::{self, Mode, Op};
use crate::spec::Action;

/// [`std::sync::mpsc::Sender`]: sends without waiting; can be cloned.
///
/// ```
/// let (sender, receiver) = interleaving::sync::mpsc::channel();
/// let other = sender.clone();
/// other.send("hello").unwrap();
/// drop(receiver);
/// assert!(sender.send("good bye").is_err());
/// ```
pub struct Sender<T> {
    half: Half<mpsc::Sender<T>, T>,
}

/// [`std::sync::mpsc::SyncSender`]: sends into a bounded channel; can be cloned.
///
/// ```
/// let (sender, receiver) = interleaving::sync::mpsc::sync_channel(1);
/// sender.send("hello").unwrap();
/// assert!(sender.try_send("good bye").is_err());
/// # drop(receiver);
/// ```
pub struct SyncSender<T> {
    half: Half<mpsc::SyncSender<T>, T>,
}

macro_rules! sender {
    ($name:ident) => {
        impl<T> $name<T> {
            pub(super) fn new(half: Half<mpsc::$name<T>, T>) -> Self {
                Self { half }
            }
        }

        impl<T> Clone for $name<T> {
            #[track_caller]
            fn clone(&self) -> Self {
                let half = match &self.half {
                    Half::Native(sender, object) => Half::Native(sender.clone(), object.clone()),
                    Half::Model(queue) => {
                        queue.add_sender();
                        Half::Model(queue.clone())
                    }
                };
                Self { half }
            }
        }

        impl<T> Drop for $name<T> {
            #[track_caller]
            fn drop(&mut self) {
                if let Half::Model(queue) = &self.half {
                    queue.drop_sender();
                }
            }
        }

        impl<T> UnwindSafe for $name<T> {}
        impl<T> RefUnwindSafe for $name<T> {}

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

sender!(Sender);
sender!(SyncSender);

impl<T> Sender<T> {
    /// Sends a value; never waits.
    ///
    /// # Errors
    /// With the value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::Send, object));
                Err(SendError(value))
            }
            Half::Native(sender, _) => sender.send(value),
            Half::Model(queue) => queue.send(value),
        }
    }
}

impl<T> SyncSender<T> {
    /// Waits for room and sends a value; in a rendezvous channel, waits until the value has been taken.
    ///
    /// # Errors
    /// With the value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::Send, object));
                Err(SendError(value))
            }
            Half::Native(sender, _) => sender.send(value),
            Half::Model(queue) => queue.send(value),
        }
    }

    /// Sends a value if there is room; in a rendezvous channel, if the receiver is waiting.
    ///
    /// # Errors
    /// With the value, if there is no room or no receiver.
    #[track_caller]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        match &self.half {
            Half::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::TrySend, object));
                Err(TrySendError::Disconnected(value))
            }
            Half::Native(sender, _) => sender.try_send(value),
            Half::Model(queue) => queue.try_send(value),
        }
    }
}
