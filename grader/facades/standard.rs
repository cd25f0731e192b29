//! The crate that a student's crate sees as `std`, `core` and `alloc`.
//!
//! rustc takes the prelude and its macros from here too. What is not named here cannot be named by a
//! submission: operations whose steps a check cannot see, and everything outside the program.
//! `--cfg NAME` withholds `NAME`, for an exercise that forbids it.

#![allow(deprecated, unexpected_cfgs, unused_imports)]

/// Re-exports names of a module, each in a line of its own so that it can be withheld.
macro_rules! offer {
    (@ [$($module:tt)*] $name:ident) => {
        #[cfg(not($name))]
        pub use $($module)*::$name;
    };
    ($module:tt $($name:ident)*) => { $( offer!(@ $module $name); )* };
}

// Modules that hold nothing but data and computations, and that lead to no other module.
offer! { [::std]
    array ascii borrow boxed cell char clone cmp collections convert default error fmt future hash iter marker mem
    num ops option pin primitive ptr range rc result slice str string task vec
    f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize
}

#[cfg(not(any))]
pub mod any {
    offer! { [::std::any] Any TypeId }
}
#[cfg(not(hint))]
pub mod hint {
    offer! { [::std::hint] assert_unchecked black_box cold_path select_unpredictable unreachable_unchecked }
}
#[cfg(not(io))]
pub mod io {
    offer! { [::std::io]
        BufRead BufReader BufWriter Bytes Chain Cursor Empty Error ErrorKind IntoInnerError IoSlice IoSliceMut
        IsTerminal LineWriter Lines Read Repeat Result Seek SeekFrom Sink Split Take Write WriterPanicked
        copy empty prelude read_to_string repeat sink
    }
}
#[cfg(not(net))]
pub mod net {
    offer! { [::std::net]
        AddrParseError IpAddr Ipv4Addr Ipv6Addr Shutdown SocketAddr SocketAddrV4 SocketAddrV6
    }
}
#[cfg(not(panic))]
pub mod panic {
    offer! { [::std::panic]
        AssertUnwindSafe RefUnwindSafe UnwindSafe panic_any resume_unwind
    }
}
#[cfg(not(sync))]
pub mod sync {
    offer! { [::std::sync] Arc LockResult PoisonError TryLockError TryLockResult Weak }
    #[cfg(not(atomic))]
    pub mod atomic {
        offer! { [::std::sync::atomic] Ordering }
    }
}
#[cfg(not(time))]
pub mod time {
    offer! { [::std::time] Duration TryFromFloatSecsError }
}

/// `cfg!(test)`, which never holds where a submission is judged; nothing else can be asked.
#[macro_export]
macro_rules! cfg {
    (test) => {
        false
    };
    (not(test)) => {
        true
    };
}

/// Returns whether debug assertions are checked in this run: the world has builds without them, so tests run without
/// them too.
#[doc(hidden)]
pub fn debug_assertions() -> bool {
    ::interleaving::harness::debug_assertions()
}

#[macro_export]
macro_rules! debug_assert {
    ($($argument:tt)*) => { if $crate::debug_assertions() { $crate::assert!($($argument)*) } };
}
#[macro_export]
macro_rules! debug_assert_eq {
    ($($argument:tt)*) => { if $crate::debug_assertions() { $crate::assert_eq!($($argument)*) } };
}
#[macro_export]
macro_rules! debug_assert_ne {
    ($($argument:tt)*) => { if $crate::debug_assertions() { $crate::assert_ne!($($argument)*) } };
}

/// The macros. They are taken from std's prelude, where `panic` and `vec` do not name modules too.
mod macros {
    pub use std::prelude::v1::{
        assert, assert_eq, assert_ne, column, compile_error, concat, dbg, eprint, eprintln, file, format, format_args, line, matches, module_path, panic, print,
        println, stringify, todo, unimplemented, unreachable, vec, write, writeln,
    };
}
pub use macros::*;

pub mod prelude {
    pub mod v1 {
        pub use std::borrow::ToOwned;
        pub use std::boxed::Box;
        pub use std::convert::{AsMut, AsRef, From, Into, TryFrom, TryInto};
        pub use std::iter::{DoubleEndedIterator, ExactSizeIterator, Extend, FromIterator, IntoIterator, Iterator};
        pub use std::marker::{Send, Sized, Sync, Unpin};
        pub use std::mem::{align_of, align_of_val, drop, size_of, size_of_val};
        pub use std::ops::{AsyncFn, AsyncFnMut, AsyncFnOnce, Drop, Fn, FnMut, FnOnce};
        pub use std::option::Option::{self, None, Some};
        // Each is a trait and the macro that derives it.
        pub use std::prelude::v1::{Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd};
        pub use std::prelude::v1::{derive, test};
        pub use std::result::Result::{self, Err, Ok};
        pub use std::string::{String, ToString};
        pub use std::vec::Vec;

        pub use crate::{cfg, debug_assert, debug_assert_eq, debug_assert_ne};
        pub use crate::macros::*;
    }
    pub mod rust_2015 {
        pub use super::v1::*;
    }
    pub mod rust_2018 {
        pub use super::v1::*;
    }
    pub mod rust_2021 {
        pub use super::v1::*;
    }
    pub mod rust_2024 {
        pub use super::v1::*;
        pub use std::future::{Future, IntoFuture};
    }
}
