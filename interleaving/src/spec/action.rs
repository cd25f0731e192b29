//! What a thread can do to a shared object.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

/// How a thread waits on a condition variable, and so what may end the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Until it is notified (or wakes spuriously, where the check explores that).
    Untimed,
    /// Until it is notified or its time is up; time is up whenever nothing else can happen first.
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
    /// The first half of `Condvar::wait`: let the mutex (the second object) go and queue up, in one step.
    Wait,
    /// The second half: woken, and the mutex is free.
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
    /// `Once::call_once`, from the look at its state.
    OnceBegin,
    /// `Once::call_once_force`: also begins if an earlier initialiser panicked.
    OnceForce,
    /// The initialiser has ended; `false` if it panicked.
    OnceEnd(bool),
    /// `Once::is_completed`, `OnceLock::get`.
    OnceLook,
    /// `send` into a channel.
    Send,
    /// `try_send`.
    TrySend,
    /// The second half of a send into a channel without a buffer: the value has been taken.
    Handed,
    /// The first half of a receive from a channel without a buffer: somebody waits to take a value.
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
    /// `thread::sleep`: as a yield, time is not modelled.
    Sleep,
    /// `join`: enabled once the thread has finished.
    Join,
    /// `is_finished`.
    LookFinished,
    /// A thread waits for others in a test's meeting.
    Meet,
}

impl Action {
    /// Whether the thread says that it cannot make progress by itself.
    pub(crate) fn is_yield(self) -> bool {
        matches!(self, Self::Yield | Self::Sleep)
    }

    /// Whether it is taken as soon as it is enabled, because it commutes with everything the other
    /// threads can still do: a look at the end of a thread, one more sender beside a living one.
    pub(crate) fn is_eager(self) -> bool {
        matches!(self, Self::Join | Self::AddSender)
    }

    /// Whether it waits for something or for its time to be up.
    pub(crate) fn is_timed(self) -> bool {
        matches!(self, Self::Wake(Waiting::Timed) | Self::ParkTimeout | Self::RecvTimeout)
    }
}

impl Action {
    /// Whether it changes nothing that another operation could see.
    pub(crate) fn only_looks(self) -> bool {
        matches!(self, Self::Load(_) | Self::CellRead | Self::OnceLook)
    }

    /// Whether it is an access to an atomic that is, or may be, less than `SeqCst`.
    pub(crate) fn is_weak(self) -> bool {
        match self {
            Self::Load(order) | Self::Store(order) | Self::Update(order) => order != Ordering::SeqCst,
            Self::CompareExchange(success, failure) => {
                success != Ordering::SeqCst || failure != Ordering::SeqCst
            }
            _ => false,
        }
    }

    /// Whether it takes or gives back a lock or a permit.
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
