//! Memory whose addresses are the same in every execution: chunks of one reserved range, filled upwards.
//!
//! A check leases chunks and fills them from the same place in each of its executions. Each chunk counts
//! its live allocations. If none is left after an execution, the next begins where that one began;
//! otherwise it begins above the live ones, at an address that agrees in its low 16 bits. So two addresses
//! have the same order, and the same places in a hash table, as in the former execution, and memory that
//! outlives its execution stays valid.

use std::alloc::Layout;
use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering::*};

/// The reserved range, in bytes. Only touched pages take memory.
const RESERVED: usize = 1 << 30;
/// The size of a chunk, in bytes: the largest allocation the arena can serve.
const CHUNK: usize = 4 << 20;
const CHUNKS: usize = RESERVED / CHUNK;
/// Executions begin at multiples of this, so that the low bits of their addresses agree.
const STRIDE: usize = 64 << 10;
/// The chunks that one execution may fill.
const MOST: usize = 8;

/// The first byte of the range; null until it is reserved.
static BASE: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
/// The allocations of each chunk that have not been freed.
static LIVE: [AtomicUsize; CHUNKS] = [const { AtomicUsize::new(0) }; CHUNKS];
/// For each chunk, `true` if it is part of a lease.
static LEASED: [AtomicBool; CHUNKS] = [const { AtomicBool::new(false) }; CHUNKS];

/// The chunks of one check, in the order it fills them. The lease ends when it is dropped; live allocations
/// in its chunks stay valid.
#[derive(Debug, Default)]
pub(crate) struct Lease {
    chunks: [Option<u8>; MOST],
    /// The offset in the first chunk at which the next execution begins.
    start: usize,
    /// The end of the last execution's memory: the chunk's place in `chunks`, and the offset in it.
    at: usize,
    top: usize,
}

thread_local! {
    // Neither cell has a destructor, so that both may be used wherever code allocates.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static OPEN: Cell<*mut Lease> = const { Cell::new(ptr::null_mut()) };
}

impl Lease {
    /// Lets this OS thread allocate from the lease while `f` runs, between calls of [`set_inside`].
    pub(crate) fn open<R>(&mut self, f: impl FnOnce() -> R) -> R {
        struct Close;
        impl Drop for Close {
            fn drop(&mut self) {
                INSIDE.set(false);
                OPEN.set(ptr::null_mut());
            }
        }
        let _close = Close;
        OPEN.set(ptr::from_mut(self));
        f()
    }

    /// Prepares the next execution. The last one's thread must have ended.
    pub(crate) fn rewind(&mut self) {
        let filled = self.at;
        for (place, chunk) in self.chunks.iter_mut().enumerate() {
            let Some(number) = *chunk else { continue };
            // Acquire pairs with the Release in `free`: the last use of freed memory happens before its next
            // use.
            if LIVE[usize::from(number)].load(Acquire) == 0 {
                if place == 0 {
                    self.start = 0;
                }
                continue;
            }
            if place == 0 {
                let top = if filled == 0 { self.top } else { CHUNK };
                self.start = top.next_multiple_of(STRIDE);
                if self.start <= CHUNK / 2 {
                    continue;
                }
                self.start = 0;
            }
            release(number);
            *chunk = None;
        }
        self.at = 0;
        self.top = self.start;
    }

    fn bump(&mut self, layout: Layout) -> *mut u8 {
        if layout.size() > CHUNK || layout.align() > CHUNK {
            return ptr::null_mut();
        }
        while let Some(chunk) = self.chunks.get_mut(self.at) {
            if chunk.is_none() {
                *chunk = lease();
            }
            let Some(number) = *chunk else { break };
            let number = usize::from(number);
            // The range is aligned to chunks, so that an aligned offset is an aligned address.
            let from = self.top.next_multiple_of(layout.align());
            let to = from + layout.size().max(1);
            if to <= CHUNK {
                self.top = to;
                // Relaxed: the pointer is returned after this, so no thread can free it before.
                LIVE[number].fetch_add(1, Relaxed);
                // SAFETY: the offset is within the chunk, and the chunk within the reserved range.
                return unsafe { BASE.load(Acquire).add(number * CHUNK + from) };
            }
            self.at += 1;
            self.top = 0;
        }
        ptr::null_mut()
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.chunks.iter().flatten().for_each(|&number| release(number));
    }
}

/// Until the guard is dropped, this OS thread allocates for the program (`true`) or for the checker
/// (`false`). Outside the repeatable mode there is no difference.
#[inline]
pub(crate) fn set_inside(inside: bool) -> impl Drop {
    struct Restore(bool);
    impl Drop for Restore {
        #[inline]
        fn drop(&mut self) {
            INSIDE.set(self.0);
        }
    }
    Restore(INSIDE.replace(inside && !OPEN.get().is_null()))
}

/// Memory for the program under an open lease; null without an open lease, outside the program, or if the
/// lease is full.
#[inline]
pub(super) fn allocate(layout: Layout) -> *mut u8 {
    if INSIDE.get() { bump(layout) } else { ptr::null_mut() }
}

#[cold]
fn bump(layout: Layout) -> *mut u8 {
    // SAFETY: `open` stored an exclusive reference, and takes it away before that ends, on this OS thread;
    // `Lease::bump` allocates nothing, so this is not entered twice.
    unsafe { OPEN.get().as_mut() }.map_or(ptr::null_mut(), |lease| lease.bump(layout))
}

/// Returns whether the arena gave this memory.
#[inline]
pub(super) fn owns(memory: *const u8) -> bool {
    // Relaxed: a pointer of ours comes, directly or not, from a thread that had seen the base.
    let base = BASE.load(Relaxed);
    !base.is_null() && memory.addr().wrapping_sub(base.addr()) < RESERVED
}

/// Takes back memory that the arena owns, on any OS thread.
#[cold]
pub(super) fn free(memory: *const u8) {
    let number = (memory.addr() - BASE.load(Relaxed).addr()) / CHUNK;
    // Release pairs with the Acquire loads of `rewind` and `lease`: the chunk is filled again only after the
    // last use of its former contents.
    LIVE[number].fetch_sub(1, Release);
}

/// A chunk that is not leased and has no live allocation.
fn lease() -> Option<u8> {
    let base = reserve()?;
    let number = (0..CHUNKS).find(|&number| {
        // Acquire pairs with the Release in `release` and in `free`. A chunk that is not leased can only lose
        // allocations, so the count stays 0.
        LEASED[number].compare_exchange(false, true, Acquire, Relaxed).is_ok()
            && (LIVE[number].load(Acquire) == 0 || {
                LEASED[number].store(false, Release);
                false
            })
    })?;
    if !commit(base, number) {
        LEASED[number].store(false, Release);
        return None;
    }
    u8::try_from(number).ok()
}

fn release(number: u8) {
    // Release pairs with the Acquire in `lease`.
    LEASED[usize::from(number)].store(false, Release);
}

/// The base of the range, reserving it at the first call; `None` where that cannot be done.
#[cfg(unix)]
fn reserve() -> Option<*mut u8> {
    let base = BASE.load(Acquire);
    if !base.is_null() {
        return Some(base);
    }
    let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
    // One chunk more, to align the base to chunks.
    // SAFETY: a new mapping at an address of the system's choice touches nothing that exists.
    let range = unsafe { libc::mmap(ptr::null_mut(), RESERVED + CHUNK, libc::PROT_NONE, flags, -1, 0) };
    if range == libc::MAP_FAILED {
        return None;
    }
    let range = range.cast::<u8>();
    // SAFETY: at most one chunk further, which is within the mapping.
    let base = unsafe { range.add(range.align_offset(CHUNK)) };
    match BASE.compare_exchange(ptr::null_mut(), base, AcqRel, Acquire) {
        Ok(_) => Some(base),
        Err(other) => {
            // SAFETY: another thread was first; no other thread has seen this mapping.
            unsafe { libc::munmap(range.cast(), RESERVED + CHUNK) };
            Some(other)
        }
    }
}

/// Makes a chunk usable.
#[cfg(unix)]
fn commit(base: *mut u8, number: usize) -> bool {
    // SAFETY: the chunk is within the range that `reserve` mapped, and only becomes more accessible.
    unsafe {
        let chunk = base.add(number * CHUNK);
        libc::mprotect(chunk.cast(), CHUNK, libc::PROT_READ | libc::PROT_WRITE) == 0
    }
}

/// Other systems have no arena: a check that depends on addresses stays inconclusive there.
#[cfg(not(unix))]
fn reserve() -> Option<*mut u8> {
    None
}

#[cfg(not(unix))]
fn commit(_: *mut u8, _: usize) -> bool {
    false
}

#[cfg(test)]
mod tests;
