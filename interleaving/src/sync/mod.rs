//! [`std::sync`], made checkable, and a counting semaphore.

pub mod atomic;
mod condvar;
mod mutex;
mod semaphore;

pub use std::sync::{Arc, LockResult, PoisonError, TryLockError, TryLockResult, Weak};

pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{Mutex, MutexGuard};
pub use semaphore::{Permit, Semaphore};
