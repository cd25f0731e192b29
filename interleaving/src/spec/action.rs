//! The operations of a thread on a shared object.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::Socket;

/// The way a thread waits on a condition variable, which decides what can end the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Until it is notified (or wakes spuriously, where the check explores that).
    Untimed,
    /// Until it is notified or times out; the timeout may fire at any moment.
    Timed,
}

/// An operation, without its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// `Mutex::lock`.
    Lock,
    /// `Mutex::try_lock`.
    TryLock,
    /// A mutex guard is dropped.
    Unlock,
    /// `RwLock::read`.
    Read,
    /// `RwLock::try_read`.
    TryRead,
    /// A read guard is dropped.
    Unread,
    /// `RwLock::write`.
    Write,
    /// `RwLock::try_write`.
    TryWrite,
    /// A write guard is dropped.
    Unwrite,
    /// The first half of `Condvar::wait`: releases the mutex (the second object) and queues up, in one step.
    Wait,
    /// The second half: the thread is woken and takes the mutex again.
    Wake(Waiting),
    /// `Condvar::notify_one`.
    NotifyOne,
    /// `Condvar::notify_all`.
    NotifyAll,
    /// `Semaphore::wait` (P, down).
    Acquire,
    /// `Semaphore::try_wait`.
    TryAcquire,
    /// `Semaphore::signal` (V, up).
    Release,
    /// The first half of `Barrier::wait`.
    Arrive,
    /// The second half: enough threads have arrived.
    Depart,
    /// The first step of `Once::call_once`: looks at the state.
    OnceBegin,
    /// As `OnceBegin`, of `Once::call_once_force`: also begins if an earlier initialiser panicked.
    OnceForce,
    /// The initialiser has ended; `false` if it panicked.
    OnceEnd(bool),
    /// `Once::is_completed`, `OnceLock::get`.
    OnceLook,
    /// `send` into a channel.
    Send,
    /// `try_send`.
    TrySend,
    /// The second half of a send into a rendezvous channel: the value has been taken.
    Handed,
    /// The first half of a receive from a rendezvous channel: the receiver waits for a value.
    Ready,
    /// `recv`.
    Recv,
    /// `try_recv`.
    TryRecv,
    /// `recv_timeout`.
    RecvTimeout,
    /// A sender is cloned.
    AddSender,
    /// A sender is dropped.
    DropSender,
    /// The receiver is dropped.
    DropReceiver,
    /// An atomic load.
    Load(
        #[serde(with = "order")]
        #[cfg_attr(test, schemars(with = "String"))]
        Ordering,
    ),
    /// An atomic store.
    Store(
        #[serde(with = "order")]
        #[cfg_attr(test, schemars(with = "String"))]
        Ordering,
    ),
    /// An atomic read-modify-write that always writes.
    Update(
        #[serde(with = "order")]
        #[cfg_attr(test, schemars(with = "String"))]
        Ordering,
    ),
    /// A compare-and-exchange, with its orderings on success and on failure.
    CompareExchange(
        #[serde(with = "order")]
        #[cfg_attr(test, schemars(with = "String"))]
        Ordering,
        #[serde(with = "order")]
        #[cfg_attr(test, schemars(with = "String"))]
        Ordering,
    ),
    /// A memory fence; it has no object.
    Fence(
        #[serde(with = "order")]
        #[cfg_attr(test, schemars(with = "String"))]
        Ordering,
    ),
    /// A read of a plain cell.
    CellRead,
    /// A write of a plain cell.
    CellWrite,
    /// `thread::park`.
    Park,
    /// `thread::park_timeout`.
    ParkTimeout,
    /// `Thread::unpark`.
    Unpark,
    /// `thread::yield_now`, `hint::spin_loop`.
    Yield,
    /// `thread::sleep`: a yield, because time orders nothing.
    Sleep,
    /// `join`: enabled once the thread has finished.
    Join,
    /// `is_finished`.
    LookFinished,
    /// A thread waits for the others in a test's meeting.
    Meet,
    /// A process acts on the next message of a link (the second object).
    Deliver,
    /// A process acts by itself, as its user wants.
    Input,
    /// Part of a step of a process: it sends a message over a link.
    Post,
    /// Part of a step of a process: messages under way on a link are lost.
    Lose,
    /// Part of a step of a process: a value that the test observes has changed.
    Change,
    /// A process crashes.
    Crash,
    /// A new process takes the place of a crashed one.
    Replace,
    /// The connection of a process with another (the second object) is lost.
    Disconnect,
    /// The test waits until no process has anything to do.
    Settle,
    /// An operation of `net`.
    Socket(Socket),
}

impl Action {
    /// Returns whether the thread says that it cannot make progress by itself.
    pub(crate) fn is_yield(self) -> bool {
        matches!(self, Self::Yield | Self::Sleep)
    }

    /// Returns whether the explorer takes it as soon as it is enabled, because it commutes with everything
    /// that other threads can still do: a join of a finished thread, the clone of a living sender or stream.
    pub(crate) fn is_eager(self) -> bool {
        matches!(self, Self::Join | Self::AddSender | Self::Settle | Self::Socket(Socket::Clone(_)))
    }

    /// Returns whether it is part of the running step of its thread, which nothing can interrupt.
    pub(crate) fn is_part(self) -> bool {
        matches!(self, Self::Post | Self::Lose | Self::Change)
    }

    /// Returns whether it is a step that a process of a network takes, or that happens to it.
    pub(crate) fn is_of_process(self) -> bool {
        matches!(self, Self::Deliver | Self::Input | Self::Crash | Self::Replace | Self::Disconnect)
    }

    /// Returns whether it is a wait that can time out.
    pub(crate) fn is_timed(self) -> bool {
        matches!(self, Self::Wake(Waiting::Timed) | Self::ParkTimeout | Self::RecvTimeout)
    }
}

impl Action {
    /// Returns whether it changes nothing that another operation could see.
    pub(crate) fn only_looks(self) -> bool {
        matches!(self, Self::Load(_) | Self::CellRead | Self::OnceLook)
    }

    /// Returns whether it is an access to an atomic with an ordering weaker than `SeqCst`.
    pub(crate) fn is_weak(self) -> bool {
        match self {
            Self::Load(order) | Self::Store(order) | Self::Update(order) => order != Ordering::SeqCst,
            Self::CompareExchange(success, failure) => {
                success != Ordering::SeqCst || failure != Ordering::SeqCst
            }
            _ => false,
        }
    }

    /// Returns whether it takes a lock or a permit, or tries to.
    pub(crate) fn is_lock(self) -> bool {
        matches!(
            self,
            Self::Lock
                | Self::TryLock
                | Self::Read
                | Self::TryRead
                | Self::Write
                | Self::TryWrite
                | Self::Acquire
                | Self::TryAcquire
        )
    }
}

/// [`Ordering`] as reports have it: its name.
mod order {
    use std::sync::atomic::Ordering;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    const ALL: [(&str, Ordering); 5] = [
        ("Relaxed", Ordering::Relaxed),
        ("Acquire", Ordering::Acquire),
        ("Release", Ordering::Release),
        ("AcqRel", Ordering::AcqRel),
        ("SeqCst", Ordering::SeqCst),
    ];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(order: &Ordering, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{order:?}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Ordering, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = ALL.iter().find(|(known, _)| *known == name);
        known.map(|&(_, order)| order).ok_or_else(|| D::Error::custom(format!("no ordering `{name}`")))
    }
}
