//! The allocator of every program that links this crate: the system's, except that a program under a check in
//! the repeatable mode allocates from the arena.

use std::alloc::{GlobalAlloc, Layout, System};

use super::arena;

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

// SAFETY: memory is the arena's or the system's, distinguished by its address, and each gets back its own;
// both fulfil a layout or answer null. Nothing here allocates or panics.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let memory = arena::allocate(layout);
        if !memory.is_null() {
            return memory;
        }
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let memory = arena::allocate(layout);
        if !memory.is_null() {
            // Chunks are not cleared between uses.
            // SAFETY: the arena gave that many bytes.
            unsafe { memory.write_bytes(0, layout.size()) };
            return memory;
        }
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if arena::owns(memory) {
            arena::free(memory);
        } else {
            // SAFETY: not the arena's, so the system gave it, with this layout.
            unsafe { System.dealloc(memory, layout) };
        }
    }

    #[inline]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !arena::owns(memory) {
            // Memory from outside an execution stays outside: it may live for longer.
            // SAFETY: the system gave it; the caller's promises are the system allocator's.
            return unsafe { System.realloc(memory, layout, size) };
        }
        // SAFETY: the caller promises that `size`, rounded up to the alignment, is in bounds and not 0.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        // SAFETY: as `realloc`; the new memory is distinct and as long as the copy, and the old is not used
        // again.
        unsafe {
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(memory, layout.size().min(size));
                self.dealloc(memory, layout);
            }
            moved
        }
    }
}
