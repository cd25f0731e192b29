//! A value that is set once.

use std::cell::UnsafeCell;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::Once;

/// [`std::sync::OnceLock`]: a cell that can be written once.
///
/// Modelled: as a [`Once`] in front of the value; a thread that comes while another initialises waits. An
/// initialiser that panics leaves the cell empty.
///
/// ```
/// use interleaving::sync::OnceLock;
///
/// let greeting = OnceLock::new();
/// assert_eq!(greeting.get(), None);
/// assert_eq!(greeting.get_or_init(|| "hello"), &"hello");
/// assert_eq!(greeting.set("good bye"), Err("good bye"));
/// ```
pub struct OnceLock<T> {
    once: Once,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is written once, before `once` is completed, and only read after that. `T: Send`,
// because a thread may drop the value that another has put there.
unsafe impl<T: Sync + Send> Sync for OnceLock<T> {}
// SAFETY: it owns the value.
unsafe impl<T: Send> Send for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// An empty cell.
    #[must_use]
    pub const fn new() -> Self {
        Self { once: Once::new(), value: UnsafeCell::new(None) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.once = self.once.named(name);
        self
    }

    /// Returns the value; `None` if the cell is empty or still being initialised.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if self.once.is_completed() { self.peek() } else { None }
    }

    /// Returns the value; the exclusive reference proves that no other thread has access.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// Sets the value. Waits for another thread that is initialising the cell.
    ///
    /// # Errors
    /// With `value`, if the cell was set before.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.get_or_init(|| value.take().expect("an initialiser is called once"));
        value.map_or(Ok(()), Err)
    }

    /// Returns the value; `f` makes it if the cell is empty.
    ///
    /// # Panics
    /// If `f` panics; the cell stays empty then.
    #[track_caller]
    pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {
        self.once.call_once_force(|_| {
            let value = f();
            // SAFETY: the `Once` runs one closure at a time and none after one that has ended, and no thread
            // reads before that.
            unsafe { *self.value.get() = Some(value) };
        });
        self.peek().expect("the cell was initialised above, or before")
    }

    /// Returns the value, if it was set.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// Takes the value out and leaves the cell empty.
    pub fn take(&mut self) -> Option<T> {
        let value = self.value.get_mut().take();
        if value.is_some() {
            self.once = Once::new();
        }
        value
    }

    /// The value of a cell that is initialised, or that no thread can write now.
    fn peek(&self) -> Option<&T> {
        // SAFETY: the `Once` is completed, so the value is not written again.
        unsafe { (*self.value.get()).as_ref() }
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        let cell = Self::new();
        match cell.set(value) {
            Ok(()) => cell,
            Err(_) => unreachable!("a new cell is empty"),
        }
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> Self {
        self.get().cloned().map_or_else(Self::new, Self::from)
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug output is not a step, so it does not read the value.
        f.debug_struct("OnceLock").finish_non_exhaustive()
    }
}
