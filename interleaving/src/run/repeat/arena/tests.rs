//! Tests of the arena, with real allocations.

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
fn memory_that_outlives_its_execution_stays_valid_and_the_next_execution_begins_alike() {
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
fn an_execution_fills_several_chunks_and_then_the_systems_memory() {
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
fn real_threads_allocate_and_free_at_the_same_time() {
    let mut lease = Lease::default();
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::channel::<Vec<u8>>();
        scope.spawn(move || {
            for mut block in receiver {
                assert!(owns(block.as_ptr()));
                block.resize(block.len() + 100, 3);
                assert!(!owns(block.as_ptr()), "this thread is outside the execution");
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
