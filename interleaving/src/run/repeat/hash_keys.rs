//! The keys of std's hash maps, fixed for the OS threads of a check.
//!
//! They are fixed in every mode, so that a program that depends on the order of its hash maps always gets the
//! same verdict. Only in the repeatable mode are they the same from one execution to the next: an OS thread
//! draws its first key once, and counts from there.
//!
//! `RandomState` draws its keys once per OS thread, and on Linux through the C function `getrandom`, which
//! std looks up as a weak symbol "to allow interposition, e.g. for measurements that want to disable
//! randomness". This is that function. On other systems std's source cannot be replaced: a check that
//! depends on the order of a `HashMap` stays *inconclusive: not repeatable* there.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The state with which every fixed source begins. The grader draws it, so that no program knows a check by its keys.
static FIRST: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// The state of this OS thread's fixed source; `None`: it uses the system's source.
    static DRAWN: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Lets the fixed sources of OS threads begin here.
pub(crate) fn start_hash_keys_at(first: u64) {
    FIRST.store(first, Relaxed);
}

/// Gives this OS thread the fixed source, for good. Must come before its first hash map.
pub(crate) fn fix_hash_keys() {
    DRAWN.set(Some(FIRST.load(Relaxed)));
}

/// As getrandom(2).
///
/// # Safety
/// `length` bytes from `buffer` must be writable.
#[cfg(all(target_os = "linux", any(target_env = "gnu", target_env = "musl")))]
#[unsafe(no_mangle)]
unsafe extern "C" fn getrandom(
    buffer: *mut libc::c_void,
    length: libc::size_t,
    flags: libc::c_uint,
) -> libc::ssize_t {
    let Some(mut drawn) = DRAWN.get() else {
        // SAFETY: the caller's promises are the system call's.
        return unsafe { libc::syscall(libc::SYS_getrandom, buffer, length, flags) } as libc::ssize_t;
    };
    for place in 0..length {
        // Every draw differs, so that a loop that draws names until one is free ends.
        drawn = drawn.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let byte = (drawn ^ drawn >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 56;
        // SAFETY: `place` is below the length that the caller promised.
        unsafe { buffer.cast::<u8>().add(place).write(byte as u8) };
    }
    DRAWN.set(Some(drawn));
    length as libc::ssize_t
}
