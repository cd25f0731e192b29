//! Thread-local values.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;

use crate::run::locals::{self, Found};
use crate::run::{self, Mode};

/// [`std::thread_local!`]: declares values of which each thread has its own.
///
/// Modelled: each model thread makes its own value at its first access. When the thread ends, its values
/// are dropped, the last one made first, before a join of the thread returns.
///
/// ```
/// use std::cell::Cell;
///
/// interleaving::thread_local! {
///     static CALLS: Cell<u32> = const { Cell::new(0) };
/// }
/// CALLS.set(CALLS.get() + 1);
/// assert_eq!(interleaving::thread::spawn(|| CALLS.get()).join().unwrap(), 0);
/// ```
///
/// The initialiser cannot name what is declared beside it:
///
/// ```compile_fail,E0425
/// interleaving::thread_local! {
///     static CALLS: u32 = NATIVE.with(|calls| *calls);
/// }
/// ```
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block $(; $($rest:tt)*)?) => {
        $crate::thread_local!(@one [$(#[$attr])*] [$vis] $name, $t, $init);
        $crate::thread_local!($($($rest)*)?);
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr $(; $($rest:tt)*)?) => {
        $crate::thread_local!(@one [$(#[$attr])*] [$vis] $name, $t, $init);
        $crate::thread_local!($($($rest)*)?);
    };
    (@one [$(#[$attr:meta])*] [$vis:vis] $name:ident, $t:ty, $init:expr) => {
        $(#[$attr])*
        $vis static $name: $crate::thread::LocalKey<$t> = {
            fn init() -> $t {
                $init
            }
            // In a block of its own, out of sight of the initialiser: std's value outlives an execution.
            {
                $crate::thread::native_thread_local! {
                    static NATIVE: $t = init();
                }
                $crate::thread::LocalKey::new(init, &NATIVE)
            }
        };
    };
}

/// [`std::thread::LocalKey`]: a value of which each thread has its own; see [`thread_local!`].
pub struct LocalKey<T: 'static> {
    init: fn() -> T,
    native: &'static std::thread::LocalKey<T>,
}

/// [`std::thread::AccessError`]: the value has been dropped, because its thread is ending.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AccessError;

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(init: fn() -> T, native: &'static std::thread::LocalKey<T>) -> Self {
        Self { init, native }
    }

    /// Calls `f` with this thread's value.
    ///
    /// # Panics
    /// If the thread is ending and the value has been dropped.
    pub fn with<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R {
        self.try_with(f).expect("cannot access a Thread Local Storage value during or after destruction")
    }

    /// Calls `f` with this thread's value.
    ///
    /// # Errors
    /// If the thread is ending and the value has been dropped.
    pub fn try_with<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> Result<R, AccessError> {
        if run::mode() == Mode::Native {
            return self.native.try_with(f).map_err(|_| AccessError);
        }
        self.made(self.init).map(f)
    }

    /// This model thread's value, made by `init` if it has none yet.
    fn made(&'static self, init: impl FnOnce() -> T) -> Result<&'static T, AccessError> {
        if let Some(found) = self.found() {
            return found;
        }
        let value = init();
        // `init` may have used this key: then the value that it made stays.
        drop(locals::insert(self.key(), value));
        self.found().unwrap_or(Err(AccessError))
    }

    fn found(&'static self) -> Option<Result<&'static T, AccessError>> {
        match locals::find::<T>(self.key()) {
            Found::Missing => None,
            Found::Dropped => Some(Err(AccessError)),
            // SAFETY: the value is dropped when its thread ends, or never. Until then the reference is given
            // to closures of this thread only; in a destructor of the value itself there is none.
            Found::Value(value) => Some(Ok(unsafe { &*value })),
        }
    }

    fn key(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets this thread's value.
    ///
    /// # Panics
    /// As [`with`](Self::with).
    pub fn set(&'static self, value: T) {
        if run::mode() == Mode::Native {
            return self.native.set(value);
        }
        let mut value = Some(value);
        // As std's, it does not make the first value only to replace it.
        let made = self.made(|| Cell::new(value.take().expect("an initialiser is called once")));
        let cell = made.expect("cannot access a Thread Local Storage value during or after destruction");
        if let Some(value) = value {
            cell.set(value);
        }
    }

    /// Returns a copy of this thread's value.
    ///
    /// # Panics
    /// As [`with`](Self::with).
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes this thread's value and leaves the default.
    ///
    /// # Panics
    /// As [`with`](Self::with).
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Replaces this thread's value and returns the former one.
    ///
    /// # Panics
    /// As [`with`](Self::with).
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Calls `f` with this thread's value.
    ///
    /// # Panics
    /// As [`with`](Self::with), or if the value is mutably borrowed.
    pub fn with_borrow<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Calls `f` with this thread's value, to change it.
    ///
    /// # Panics
    /// As [`with`](Self::with), or if the value is borrowed.
    pub fn with_borrow_mut<F: FnOnce(&mut T) -> R, R>(&'static self, f: F) -> R {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets this thread's value.
    ///
    /// # Panics
    /// As [`with`](Self::with), or if the value is borrowed.
    pub fn set(&'static self, value: T) {
        if run::mode() == Mode::Native {
            return self.native.set(value);
        }
        let mut value = Some(value);
        let made = self.made(|| RefCell::new(value.take().expect("an initialiser is called once")));
        let cell = made.expect("cannot access a Thread Local Storage value during or after destruction");
        if let Some(value) = value {
            drop(cell.replace(value));
        }
    }

    /// Takes this thread's value and leaves the default.
    ///
    /// # Panics
    /// As [`with`](Self::with), or if the value is borrowed.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Replaces this thread's value and returns the former one.
    ///
    /// # Panics
    /// As [`with`](Self::with), or if the value is borrowed.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        "already destroyed".fmt(f)
    }
}

impl Error for AccessError {}
