//! [`std::sync::atomic`]: every access is a step.
//!
//! Under the explorer, values are sequentially consistent whatever the ordering. The orderings decide what
//! happens before what, so the explorer finds a race on a plain cell behind an atomic.

mod pointer;

pub use pointer::AtomicPtr;
pub use std::sync::atomic::Ordering;

use std::fmt;

use crate::run::{self, Mode, Object, Op};
use crate::show;
use crate::spec::{Action, Seed};

/// [`std::sync::atomic::fence`].
///
/// # Panics
/// If `order` is [`Ordering::Relaxed`].
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed fence");
    if run::native::reached() {
        std::sync::atomic::fence(order);
    } else {
        // A fence has no object; a fresh one keeps it apart from all others.
        let object = Object::new(Seed::Atomic);
        run::perform(Op::new(Action::Fence(order), &object));
    }
}

/// Panics, as std does, if a load cannot have this ordering.
fn check_load(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Release | Ordering::AcqRel),
        "there is no such thing as a release load"
    );
}

/// Panics, as std does, if a store cannot have this ordering.
fn check_store(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Acquire | Ordering::AcqRel),
        "there is no such thing as an acquire store"
    );
}

macro_rules! atomic {
    ($name:ident, $plain:ty, $example:literal) => {
        #[doc = concat!("[`std::sync::atomic::", stringify!($name), "`]: a `", stringify!($plain), "` that threads may share.")]
        ///
        /// ```
        #[doc = $example]
        /// ```
        pub struct $name {
            object: Object,
            value: std::sync::atomic::$name,
        }

        impl $name {
            /// An atomic with this value.
            #[must_use]
            pub const fn new(value: $plain) -> Self {
                Self { object: Object::new(Seed::Atomic), value: std::sync::atomic::$name::new(value) }
            }

            /// Sets the name that reports use.
            #[must_use]
            pub fn named(self, name: &str) -> Self {
                self.object.set_name(name);
                self
            }

            /// Returns the value.
            ///
            /// # Panics
            /// If `order` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $plain {
                check_load(order);
                if run::native::reached() {
                    return self.value.load(order);
                }
                let op = Op::new(Action::Load(order), &self.object);
                if run::mode() == Mode::Loom {
                    return run::loom::load(op, self.value.load(Ordering::SeqCst), order);
                }
                run::perform(op);
                self.found()
            }

            /// Replaces the value.
            ///
            /// # Panics
            /// If `order` is `Acquire` or `AcqRel`.
            #[track_caller]
            pub fn store(&self, value: $plain, order: Ordering) {
                check_store(order);
                if run::native::reached() {
                    return self.value.store(value, order);
                }
                let op = Op::new(Action::Store(order), &self.object);
                if run::mode() == Mode::Loom {
                    run::loom::store(op, self.value.load(Ordering::SeqCst), value, order);
                    return self.value.store(value, Ordering::SeqCst);
                }
                run::perform(op);
                self.found();
                self.leave(value);
            }

            /// Replaces the value and returns the former one.
            #[track_caller]
            pub fn swap(&self, value: $plain, order: Ordering) -> $plain {
                if run::native::reached() {
                    return self.value.swap(value, order);
                }
                self.update(order, run::loom::change("swap", value), |_| value)
            }

            /// Replaces the value if it is `current`. Returns the former value either way.
            ///
            /// # Errors
            /// With the value that was there instead.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $plain,
                new: $plain,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$plain, $plain> {
                if run::native::reached() {
                    check_load(failure);
                    return self.value.compare_exchange(current, new, success, failure);
                }
                self.exchange(current, new, (success, failure), false)
            }

            #[track_caller]
            fn exchange(
                &self,
                current: $plain,
                new: $plain,
                (success, failure): (Ordering, Ordering),
                weak: bool,
            ) -> Result<$plain, $plain> {
                check_load(failure);
                let op = Op::new(Action::CompareExchange(success, failure), &self.object);
                if run::mode() == Mode::Loom {
                    let first = self.value.load(Ordering::SeqCst);
                    let found = run::loom::compare_exchange(op, first, current, new, (success, failure))?;
                    self.value.store(new, Ordering::SeqCst);
                    return Ok(found);
                }
                run::perform(op);
                let found = self.found();
                if found == current && !(weak && run::fails_weakly()) {
                    self.leave(new);
                    Ok(found)
                } else {
                    run::failed();
                    Err(found)
                }
            }

            /// As [`compare_exchange`](Self::compare_exchange), but it may fail spuriously, which a check
            /// explores if [`Check::weak_exchanges_fail`](crate::Check::weak_exchanges_fail) is set.
            ///
            /// # Errors
            /// With the value that was there.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $plain,
                new: $plain,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$plain, $plain> {
                if run::native::reached() {
                    return self.value.compare_exchange_weak(current, new, success, failure);
                }
                self.exchange(current, new, (success, failure), true)
            }

            /// Replaces the value by what `f` makes of it; retries if another thread changed it meanwhile.
            ///
            /// # Errors
            /// With the value for which `f` returned `None`.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set: Ordering,
                fetch: Ordering,
                mut f: impl FnMut($plain) -> Option<$plain>,
            ) -> Result<$plain, $plain> {
                let mut current = self.load(fetch);
                while let Some(next) = f(current) {
                    match self.compare_exchange(current, next, set, fetch) {
                        Ok(former) => return Ok(former),
                        Err(found) => current = found,
                    }
                }
                Err(current)
            }

            /// Returns the value; the exclusive reference proves that no other thread has access.
            pub fn get_mut(&mut self) -> &mut $plain {
                self.value.get_mut()
            }

            /// Returns the value.
            #[must_use]
            pub fn into_inner(self) -> $plain {
                self.value.into_inner()
            }

            #[track_caller]
            fn update(
                &self,
                order: Ordering,
                change: run::loom::Change<$plain>,
                f: impl Fn($plain) -> $plain,
            ) -> $plain {
                let op = Op::new(Action::Update(order), &self.object);
                if run::mode() == Mode::Loom {
                    let first = self.value.load(Ordering::SeqCst);
                    let former = run::loom::update(op, first, order, change, &f);
                    self.value.store(f(former), Ordering::SeqCst);
                    return former;
                }
                run::perform(op);
                let former = self.found();
                self.leave(f(former));
                former
            }

            // SeqCst below: all model threads share an OS thread, and the explorer decides the order.
            fn found(&self) -> $plain {
                let value = self.value.load(Ordering::SeqCst);
                run::note(|| show::value(&value));
                value
            }

            fn leave(&self, value: $plain) {
                self.value.store(value, Ordering::SeqCst);
                run::note(|| show::value(&value));
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(<$plain>::default())
            }
        }

        impl From<$plain> for $name {
            fn from(value: $plain) -> Self {
                Self::new(value)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Debug output is not a step.
                self.value.fmt(f)
            }
        }
    };
}

macro_rules! atomic_integer {
    ($($name:ident, $plain:ty, $example:literal;)*) => {$(
        atomic!($name, $plain, $example);

        impl $name {
            atomic_integer!(@operations $name, $plain,
                fetch_add "Adds, wrapping around at the boundary" |former, value| former.wrapping_add(value);
                fetch_sub "Subtracts, wrapping around at the boundary" |former, value| former.wrapping_sub(value);
                fetch_and "Bitwise and" |former, value| former & value;
                fetch_nand "Bitwise nand" |former, value| !(former & value);
                fetch_or "Bitwise or" |former, value| former | value;
                fetch_xor "Bitwise exclusive or" |former, value| former ^ value;
                fetch_max "Stores the larger of both" |former, value| former.max(value);
                fetch_min "Stores the smaller of both" |former, value| former.min(value);
            );
        }
    )*};
    (@operations $atomic:ident, $plain:ty, $($name:ident $doc:literal |$former:ident, $value:ident| $new:expr;)*) => {$(
        #[doc = concat!($doc, "; returns the former value.")]
        #[track_caller]
        pub fn $name(&self, value: $plain, order: Ordering) -> $plain {
            if run::native::reached() {
                return self.value.$name(value, order);
            }
            let change = run::loom::change(stringify!($name), value);
            self.update(order, change, |$former| { let $value = value; $new })
        }
    )*};
}

atomic_integer! {
    AtomicI8, i8, "assert_eq!(interleaving::sync::atomic::AtomicI8::new(1).into_inner(), 1);";
    AtomicI16, i16, "assert_eq!(interleaving::sync::atomic::AtomicI16::new(1).into_inner(), 1);";
    AtomicI32, i32, "assert_eq!(interleaving::sync::atomic::AtomicI32::new(1).into_inner(), 1);";
    AtomicI64, i64, "assert_eq!(interleaving::sync::atomic::AtomicI64::new(1).into_inner(), 1);";
    AtomicIsize, isize, "assert_eq!(interleaving::sync::atomic::AtomicIsize::new(1).into_inner(), 1);";
    AtomicU8, u8, "assert_eq!(interleaving::sync::atomic::AtomicU8::new(1).into_inner(), 1);";
    AtomicU16, u16, "assert_eq!(interleaving::sync::atomic::AtomicU16::new(1).into_inner(), 1);";
    AtomicU32, u32, "assert_eq!(interleaving::sync::atomic::AtomicU32::new(1).into_inner(), 1);";
    AtomicU64, u64, "assert_eq!(interleaving::sync::atomic::AtomicU64::new(1).into_inner(), 1);";
    AtomicUsize, usize, "assert_eq!(interleaving::sync::atomic::AtomicUsize::new(1).into_inner(), 1);";
}
atomic!(AtomicBool, bool, "assert!(interleaving::sync::atomic::AtomicBool::new(true).into_inner());");

impl AtomicBool {
    atomic_integer!(@operations AtomicBool, bool,
        fetch_and "Logical and" |former, value| former & value;
        fetch_nand "Logical nand" |former, value| !(former & value);
        fetch_or "Logical or" |former, value| former | value;
        fetch_xor "Logical exclusive or" |former, value| former ^ value;
    );

    /// Negates the value; returns the former value.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}
