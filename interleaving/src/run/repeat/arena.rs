//! Memory whose addresses are the same in every execution: chunks of one reserved range, filled upwards.
//!
//! A check leases chunks and fills them from the same place in each of its executions. Each chunk counts
//! its live allocations. If none is left after an execution, the next begins where that one began;
//! otherwise it begins above what is still alive, at an address that agrees in its low 16 bits. So the
//! order of two addresses, and what a hash table makes of them, is that of the former execution, and
//! memory that outlives its execution stays valid.

use std::alloc::Layout;
use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering::*};

/// The reserved range, in bytes. Only what is touched is memory.
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
/// Whether each chunk is part of a lease.
static LEASED: [AtomicBool; CHUNKS] = [const { AtomicBool::new(false) }; CHUNKS];

/// The chunks of one check, in the order it fills them. Ends when it is dropped; what is alive in its
/// chunks stays valid.
#[derive(Debug, Default)]
pub(super) struct Lease {
    chunks: [Option<u8>; MOST],
    /// Where in the first chunk the next execution begins.
    start: usize,
    /// How far the last execution came: the chunk's place in `chunks`, and the offset in it.
    at: usize,
    top: usize,
}

thread_local! {
    // Neither cell has a destructor, so that they may be used wherever memory is.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static OPEN: Cell<*mut Lease> = const { Cell::new(ptr::null_mut()) };
}

impl Lease {
    /// Lets this OS thread allocate from the lease while `f` runs. Nothing does so before [`inside`].
    pub(super) fn open<R>(&mut self, f: impl FnOnce() -> R) -> R {
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

    /// Makes ready for the next execution. The last one's thread must have ended.
    pub(super) fn rewind(&mut self) {
        let filled = self.at;
        for (place, chunk) in self.chunks.iter_mut().enumerate() {
            let Some(number) = *chunk else { continue };
            // Acquire pairs with the Release in `free`: the last use of what was freed comes before its
            // next use.
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
                // Relaxed: the pointer has yet to be handed out, so nobody can free it before.
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

/// What this OS thread allocates from now on, until the guard is dropped, is the program's own (`true`)
/// or the checker's (`false`). Outside the repeatable mode there is no difference.
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

/// Memory for the program under an open lease; null if this is no such place, or if there is no room.
#[inline]
pub(super) fn allocate(layout: Layout) -> *mut u8 {
    if INSIDE.get() { bump(layout) } else { ptr::null_mut() }
}

#[cold]
fn bump(layout: Layout) -> *mut u8 {
    // SAFETY: `open` put a reference there that is exclusive until it takes it away, on this OS thread;
    // `Lease::bump` allocates nothing, so this is not entered twice.
    unsafe { OPEN.get().as_mut() }.map_or(ptr::null_mut(), |lease| lease.bump(layout))
}

/// Whether the arena gave this memory.
#[inline]
pub(super) fn owns(memory: *const u8) -> bool {
    // Relaxed: who holds a pointer of ours got it from somebody who had seen the base.
    let base = BASE.load(Relaxed);
    !base.is_null() && memory.addr().wrapping_sub(base.addr()) < RESERVED
}

/// Takes back memory that the arena owns, on any OS thread.
#[cold]
pub(super) fn free(memory: *const u8) {
    let number = (memory.addr() - BASE.load(Relaxed).addr()) / CHUNK;
    // Release pairs with the Acquire loads of `rewind` and `lease`: whoever fills the chunk again comes
    // after the last use of what was in it.
    LIVE[number].fetch_sub(1, Release);
}

/// A chunk that nobody has and nothing is alive in.
fn lease() -> Option<u8> {
    let base = reserve()?;
    let number = (0..CHUNKS).find(|&number| {
        // Acquire pairs with the Release in `release` and in `free`; a chunk that is not leased can only
        // lose allocations, so none is alive in it after this either.
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
            // SAFETY: another thread was first; nobody has seen this mapping.
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

/// Elsewhere there is no arena, and what depends on addresses stays inconclusive.
#[cfg(not(unix))]
fn reserve() -> Option<*mut u8> {
    None
}

#[cfg(not(unix))]
fn commit(_: *mut u8, _: usize) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::{alloc, alloc_zeroed, dealloc, realloc};

    /// Runs `f` as the program of one execution, on a thread of its own as executions are.
    fn execution<R: Send>(lease: &mut Lease, f: impl FnOnce() -> R + Send) -> R {
        std::thread::scope(|scope| {
            let lease = &mut *lease;
            let opened = move || {
                lease.open(|| {
                    let _program = set_inside(true);
                    f()
                })
            };
            scope.spawn(opened).join().unwrap()
        })
    }

    fn address<T: ?Sized>(memory: &T) -> usize {
        ptr::from_ref(memory).addr()
    }

    #[test]
    fn the_same_allocations_lie_at_the_same_addresses() {
        let mut lease = Lease::default();
        let addresses = || {
            let (first, second) = (Box::new(1_u64), vec![2_u8; 1000]);
            assert!(owns(second.as_ptr()));
            (address(&*first), address(&*second))
        };
        let once = execution(&mut lease, addresses);
        lease.rewind();
        assert_eq!(execution(&mut lease, addresses), once);
    }

    #[test]
    fn what_outlives_its_execution_stays_and_the_next_begins_alike() {
        let mut lease = Lease::default();
        let kept = execution(&mut lease, || vec![7_u8; 300]);
        lease.rewind();
        let next = execution(&mut lease, || vec![8_u8; 300]);
        assert_eq!(kept, [7; 300]);
        assert_ne!(kept.as_ptr(), next.as_ptr());
        assert_eq!(kept.as_ptr().addr() % STRIDE, next.as_ptr().addr() % STRIDE);
        let place = address(&*kept);
        drop((kept, next));
        lease.rewind();
        assert_eq!(execution(&mut lease, || address(&*vec![9_u8; 300])), place, "all is free again");
    }

    #[test]
    fn a_chunk_with_something_alive_is_not_given_to_another_lease() {
        let mut lease = Lease::default();
        let kept = execution(&mut lease, || vec![7_u8; 300]);
        drop(lease);
        let mut other = Lease::default();
        let next = execution(&mut other, || vec![8_u8; CHUNK / 2]);
        assert!(next.as_ptr_range().end <= kept.as_ptr() || next.as_ptr() >= kept.as_ptr_range().end);
        assert_eq!(kept, [7; 300]);
    }

    #[test]
    fn realloc_keeps_the_bytes_across_the_boundary() {
        let mut lease = Lease::default();
        let mut grown = execution(&mut lease, || (0..100_u8).collect::<Vec<_>>());
        assert!(owns(grown.as_ptr()));
        grown.extend(100..200_u8);
        assert!(!owns(grown.as_ptr()), "made inside, grown outside: it is the system's now");
        assert_eq!(grown, (0..200).collect::<Vec<_>>());

        let mut made = vec![1_u8, 2, 3];
        made.shrink_to_fit();
        let grown = execution(&mut lease, move || {
            made.extend([4; 5000]);
            made
        });
        assert!(!owns(grown.as_ptr()), "made outside, grown inside: it stays the system's");
        assert_eq!(&grown[..4], [1, 2, 3, 4]);

        let shrunk = execution(&mut lease, || {
            let mut long = (0..=255_u8).collect::<Vec<_>>();
            long.truncate(10);
            long.shrink_to_fit();
            long
        });
        assert_eq!(shrunk, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn sizes_and_alignments_at_the_edges() {
        let mut lease = Lease::default();
        execution(&mut lease, || {
            let nothing: Vec<()> = vec![(); 10];
            assert_eq!((nothing.len(), Vec::<u64>::new().capacity()), (10, 0));
            for shift in 0..=20 {
                let layout = Layout::from_size_align(3, 1 << shift).unwrap();
                // SAFETY: the size is not zero; written within it; given back once, with its layout.
                unsafe {
                    let memory = alloc(layout);
                    assert!(owns(memory) && memory.addr().is_multiple_of(1 << shift));
                    memory.write_bytes(1, 3);
                    let wider = realloc(memory, layout, 9);
                    assert!(wider.addr().is_multiple_of(1 << shift));
                    assert_eq!(std::slice::from_raw_parts(wider, 3), [1; 3]);
                    dealloc(wider, Layout::from_size_align(9, 1 << shift).unwrap());
                }
            }
        });
        lease.rewind();
        execution(&mut lease, || {
            let layout = Layout::from_size_align(100, 1).unwrap();
            // SAFETY: the size is not zero; read within it; given back once, with its layout.
            unsafe {
                let memory = alloc_zeroed(layout);
                assert!(owns(memory));
                assert_eq!(std::slice::from_raw_parts(memory, 100), [0; 100], "used again, and cleared");
                dealloc(memory, layout);
            }
        });
    }

    #[test]
    fn who_needs_more_than_a_chunk_gets_more_chunks_and_then_the_systems_memory() {
        let mut lease = Lease::default();
        let ours = execution(&mut lease, || {
            let blocks: Vec<Vec<u8>> = (0..2 * MOST).map(|_| vec![1; CHUNK / 2 + 1]).collect();
            let huge = vec![1_u8; CHUNK + 1];
            assert!(!owns(huge.as_ptr()));
            blocks.iter().map(|block| owns(block.as_ptr())).collect::<Vec<_>>()
        });
        assert!(ours[..MOST - 1].iter().all(|&ours| ours), "{ours:?}");
        assert!(!ours[2 * MOST - 1]);
    }

    #[test]
    fn real_threads_allocate_and_free_meanwhile() {
        let mut lease = Lease::default();
        std::thread::scope(|scope| {
            let (sender, receiver) = std::sync::mpsc::channel::<Vec<u8>>();
            scope.spawn(move || {
                for mut block in receiver {
                    assert!(owns(block.as_ptr()));
                    block.resize(block.len() + 100, 3);
                    assert!(!owns(block.as_ptr()), "this thread is no part of the execution");
                }
            });
            for _ in 0..50 {
                execution(&mut lease, || {
                    (1..20).for_each(|size| sender.send(vec![2; size * 10]).unwrap());
                });
                lease.rewind();
            }
        });
        drop(lease);
    }
}
