//! The crate that a student's crate sees as `interleaving`. It holds what programs are written with; the rest is the
//! checker's.
//!
//! `--cfg NAME` withholds `NAME`, for an exercise that forbids it.

#![allow(unexpected_cfgs, unused_imports)]

/// Re-exports names of a module, each in a line of its own so that it can be withheld.
macro_rules! offer {
    (@ [$($module:tt)*] $name:ident) => {
        #[cfg(not($name))]
        pub use $($module)*::$name;
    };
    ($module:tt $($name:ident)*) => { $( offer!(@ $module $name); )* };
}

offer! { [::interleaving] Ending Outcomes thread_local }

#[cfg(not(cell))]
pub mod cell {
    offer! { [::interleaving::cell] RaceCell Shared }
}
#[cfg(not(hint))]
pub mod hint {
    offer! { [::interleaving::hint] spin_loop }
}
#[cfg(not(net))]
pub mod net {
    offer! { [::interleaving::net] Incoming Ipv4Addr Shutdown SocketAddr TcpListener TcpStream ToSocketAddrs }
}
#[cfg(not(process))]
pub mod process {
    offer! { [::interleaving::process] Id Outbox }
}
#[cfg(not(sync))]
pub mod sync {
    offer! { [::interleaving::sync]
        Arc Barrier BarrierWaitResult Condvar LockResult Mutex MutexGuard Once OnceLock OnceState Permit PoisonError
        RawLock RwLock RwLockReadGuard RwLockWriteGuard Semaphore TryLockError TryLockResult WaitTimeoutResult Weak
    }
    #[cfg(not(atomic))]
    pub mod atomic {
        offer! { [::interleaving::sync::atomic]
            AtomicBool AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize AtomicPtr AtomicU8 AtomicU16 AtomicU32
            AtomicU64 AtomicUsize Ordering fence
        }
    }
    #[cfg(not(mpsc))]
    pub mod mpsc {
        offer! { [::interleaving::sync::mpsc]
            IntoIter Iter Receiver RecvError RecvTimeoutError SendError Sender SyncSender TryIter TryRecvError
            TrySendError channel sync_channel
        }
    }
}
#[cfg(not(thread))]
pub mod thread {
    offer! { [::interleaving::thread]
        AccessError Builder JoinHandle LocalKey Result Scope ScopedJoinHandle Thread ThreadId current panicking park
        park_timeout scope sleep spawn yield_now
    }
}
#[cfg(not(time))]
pub mod time {
    offer! { [::interleaving::time] Duration Instant }
}
