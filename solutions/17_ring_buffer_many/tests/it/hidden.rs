//! The rules in cases that `public.rs` does not show.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};
use interleaving::{Actor, Budget, Check, actor, alone, concurrently};
use ring_buffer_many::RingBuffer;

/// The budget for more than two threads: designs that poll have too many orders to try all.
const SAMPLED: Budget = Budget { systematic: 800, random: 200, loom: 500, ..Budget::STANDARD };

/// A check with short executions: one that takes a thousand steps is stuck in a loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).step_bound(1_000).run(body);
}

#[track_caller]
fn sampled(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(SAMPLED).step_bound(1_000).run(body);
}

/// An item is its writer's letter and a number: `a1`, `a2`, `b1`.
type Item = (char, usize);

fn label(writer: char, count: usize) -> String {
    let mut items = format!("writes {writer}1");
    for number in 2..=count {
        items += &format!(", {writer}{number}");
    }
    items
}

/// Writes this many items, all of which are accepted.
fn writes(ring: &RingBuffer<Item>, writer: char, count: usize) -> Actor<'_, Vec<Item>> {
    actor(&label(writer, count), move || {
        for number in 1..=count {
            let accepted = ring.write((writer, number)).is_ok();
            assert!(accepted, "{writer}{number} came back, although nobody has closed the ring");
        }
        Vec::new()
    })
}

/// Reads this many items, all of which come.
fn reads(ring: &RingBuffer<Item>, count: usize) -> Actor<'_, Vec<Item>> {
    actor(&format!("reads {count}"), move || {
        let mut read = Vec::new();
        while read.len() < count {
            let Some(item) = ring.read() else {
                panic!("a reader got {}, then `None`, although nobody has closed the ring", told(&read));
            };
            read.push(item);
        }
        read
    })
}

/// Closes the ring and returns what is left.
fn rest(ring: &RingBuffer<Item>) -> Vec<Item> {
    ring.close();
    std::iter::from_fn(|| ring.read()).collect()
}

fn told(items: &[Item]) -> String {
    let mut told = String::new();
    for (writer, number) in items {
        told += &format!(" {writer}{number}");
    }
    if items.is_empty() { "nothing".to_owned() } else { told[1..].to_owned() }
}

/// Fails unless every item of these writers was read exactly once, and nothing else.
fn exactly_once(read: Vec<Item>, written: &[(char, usize)]) {
    let mut wanted = Vec::new();
    for &(writer, count) in written {
        for number in 1..=count {
            wanted.push((writer, number));
        }
    }
    let all = wanted.iter().all(|item| read.contains(item));
    let once = all && read.len() == wanted.len();
    assert!(once, "accepted: {}; read: {}", told(&wanted), told(&read));
}

/// Fails unless each writer's items were read in order.
fn in_order(read: &[Item]) {
    for (at, &(writer, number)) in read.iter().enumerate() {
        let before = read[..at].iter().rfind(|item| item.0 == writer).map_or(0, |item| item.1);
        assert!(before < number, "read: {}; {writer}{before} came before {writer}{number}", told(read));
    }
}

/// A ring through which `by` items have passed, so that the next one goes to another slot.
fn turned(capacity: usize, by: usize) -> RingBuffer<Item> {
    let ring = RingBuffer::new(capacity);
    for number in 1..=by {
        assert!(
            ring.write(('z', number)).is_ok() && ring.read() == Some(('z', number)),
            "the ring works in one thread"
        );
    }
    ring
}

#[test]
fn rule_1_rings_of_any_size() {
    alone("rings of three to nine slots, written and read in turn", || {
        for capacity in 3..=9 {
            let ring = RingBuffer::new(capacity);
            for number in 1..=40 {
                assert!(ring.write(('a', number)).is_ok(), "nobody has closed the ring");
                // One item stays ahead, so that the slots to write and to read differ.
                let read = if number > 1 { ring.read() } else { None };
                let last = read.map_or(0, |item: Item| item.1);
                assert!(last == number - 1, "after a{number} was written, `read` returned {read:?}");
            }
        }
    });
}

#[test]
fn rule_2_three_writers() {
    sampled("a1, b1 and c1 are written at the same time", || {
        let ring = turned(4, 2);
        concurrently(['a', 'b', 'c'].map(|writer| writes(&ring, writer, 1)));
        exactly_once(rest(&ring), &[('a', 1), ('b', 1), ('c', 1)]);
    });
}

#[test]
fn rule_2_writers_and_readers_that_need_not_wait() {
    sampled("two items are in the ring, two more are written while two are read", || {
        let ring = turned(4, 1);
        assert!(ring.write(('c', 1)).is_ok() && ring.write(('c', 2)).is_ok(), "the ring is open and empty");
        let read =
            concurrently([writes(&ring, 'a', 1), writes(&ring, 'b', 1), reads(&ring, 1), reads(&ring, 1)]);
        exactly_once([read.concat(), rest(&ring)].concat(), &[('a', 1), ('b', 1), ('c', 2)]);
    });
}

#[test]
fn rule_2_a_reader_after_the_first_accepted_item() {
    check("a1 and b1 are written; one is read when one of them is accepted", || {
        let ring = turned(3, 2);
        let accepted = Semaphore::new(0).named("accepted");
        let write = |writer| {
            assert!(
                ring.write((writer, 1)).is_ok(),
                "{writer}1 came back, although nobody has closed the ring"
            );
            accepted.signal();
            None
        };
        let read = concurrently([
            actor("writes a1", || write('a')),
            actor("writes b1", || write('b')),
            actor("reads when one is accepted", || {
                accepted.wait();
                let read = ring.read();
                assert!(read.is_some(), "`read` returned `None`, although nobody has closed the ring");
                read
            }),
        ]);
        let read = read.into_iter().flatten().chain(rest(&ring)).collect();
        exactly_once(read, &[('a', 1), ('b', 1)]);
    });
}

#[test]
fn rule_2_two_readers_of_two_and_one() {
    sampled("three items are in the ring; one reader reads two, another reads one", || {
        let ring = turned(4, 2);
        for number in 1..=3 {
            assert!(ring.write(('a', number)).is_ok(), "the ring is open and has room");
        }
        let read = concurrently([reads(&ring, 2), reads(&ring, 1)]);
        exactly_once(read.concat(), &[('a', 3)]);
    });
}

#[test]
fn rule_2_a_reader_that_comes_first() {
    check("one is read, and a1 is written", || {
        let ring = turned(2, 1);
        let read = concurrently([reads(&ring, 1), writes(&ring, 'a', 1)]);
        exactly_once(read.concat(), &[('a', 1)]);
    });
}

#[test]
fn rule_2_a_full_ring_is_not_written_over() {
    check("a1, a2 and a3 through a ring of two, while three are read", || {
        let ring = turned(2, 1);
        let read = concurrently([writes(&ring, 'a', 3), reads(&ring, 3)]);
        exactly_once(read.concat(), &[('a', 3)]);
    });
}

#[test]
fn rule_3_each_reader_gets_them_in_order() {
    check("four items are in the ring, and two readers read two each", || {
        let ring = turned(5, 3);
        for number in 1..=4 {
            assert!(ring.write(('a', number)).is_ok(), "the ring is open and has room");
        }
        for read in concurrently([reads(&ring, 2), reads(&ring, 2)]) {
            in_order(&read);
        }
    });
}

#[test]
fn rule_3_writers_that_wait_for_a_slot() {
    sampled("a ring of two is full; a1 and b1, b2 are written while three are read", || {
        let ring = turned(2, 0);
        assert!(ring.write(('c', 1)).is_ok() && ring.write(('c', 2)).is_ok(), "the ring is open and empty");
        let read = concurrently([writes(&ring, 'b', 2), writes(&ring, 'a', 1), reads(&ring, 3)]);
        in_order(&[read.concat(), rest(&ring)].concat());
    });
}

#[test]
fn rule_3_two_writers_and_two_readers() {
    // A writer that claims a slot and fills it later can be lapped by others: random orders soon show it.
    let random = Budget { systematic: 250, random: 400, ..SAMPLED };
    let name = "a1 and b1, b2, b3 through a ring of three, to two readers";
    Check::new(name).budget(random).step_bound(1_000).run(|| {
        let ring = turned(3, 0);
        let read =
            concurrently([writes(&ring, 'a', 1), writes(&ring, 'b', 3), reads(&ring, 2), reads(&ring, 1)]);
        for read in read {
            in_order(&read);
        }
    });
}

/// Rule 4: `writers` write one item more than fits, and one is read.
fn ahead(name: &str, capacity: usize, writers: &'static [(char, usize)]) {
    sampled(name, move || {
        let ring = RingBuffer::new(capacity);
        // Counted after a write has returned and before a read begins, so never too many by mistake.
        let (accepted, asked) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let writer = |&(writer, count): &(char, usize)| {
            let (ring, accepted, asked) = (&ring, &accepted, &asked);
            actor(&label(writer, count), move || {
                for number in 1..=count {
                    assert!(ring.write((writer, number)).is_ok(), "nobody has closed the ring");
                    let accepted = accepted.fetch_add(1, SeqCst) + 1;
                    let asked = asked.load(SeqCst);
                    let fits = accepted <= capacity + asked;
                    assert!(
                        fits,
                        "{accepted} items were accepted and {asked} asked for, with {capacity} slots"
                    );
                }
            })
        };
        let reader = actor("reads 1", || {
            asked.fetch_add(1, SeqCst);
            assert!(ring.read().is_some(), "`read` returned `None`, although nobody has closed the ring");
        });
        concurrently(writers.iter().map(writer).chain([reader]));
    });
}

#[test]
fn rule_4_two_writers_and_two_slots() {
    ahead("a1, a2 and b1 into two slots, one is read", 2, &[('a', 2), ('b', 1)]);
}

#[test]
fn rule_4_two_writers_and_one_slot() {
    ahead("a1 and b1 into one slot, one is read", 1, &[('a', 1), ('b', 1)]);
}

#[test]
fn rule_4_as_many_as_there_are_slots() {
    alone("rings of two to nine slots are filled, with nobody reading", || {
        for capacity in 2..=9 {
            let ring = RingBuffer::new(capacity);
            let all = (1..=capacity).all(|number| ring.write(('a', number)).is_ok());
            assert!(all, "nobody has closed the ring");
        }
    });
}

#[test]
fn rule_4_two_writers_fill_it() {
    check("a1, a2 and b1 into three slots, with nobody reading", || {
        let ring = turned(3, 1);
        concurrently([writes(&ring, 'a', 2), writes(&ring, 'b', 1)]);
    });
}

/// Rule 5: all items get through, although some thread always has to wait.
fn through(name: &str, capacity: usize, writers: &'static [(char, usize)], readers: &'static [usize]) {
    sampled(name, move || {
        let ring = RingBuffer::new(capacity);
        let writers = writers.iter().map(|&(writer, count)| writes(&ring, writer, count));
        let readers = readers.iter().map(|&count| reads(&ring, count));
        concurrently(writers.chain(readers));
    });
}

#[test]
fn rule_5_two_readers_wait_for_one_writer() {
    through("a1, a2 through one slot, to two readers", 1, &[('a', 2)], &[1, 1]);
}

#[test]
fn rule_5_two_writers_and_two_readers() {
    through("a1, a2 and b1, b2 through one slot, to two readers", 1, &[('a', 2), ('b', 2)], &[2, 2]);
}

#[test]
fn rule_5_two_writers_wait_for_one_reader() {
    through("a1, a2 and b1 through two slots, to one reader", 2, &[('a', 2), ('b', 1)], &[3]);
}

#[test]
fn rule_6_readers_that_wait_are_woken() {
    check("two threads read from an empty ring, and it is closed", || {
        let ring = RingBuffer::<char>::new(2);
        let read = || {
            let read = ring.read();
            assert!(read.is_none(), "nobody writes, but `read` returned {read:?}");
        };
        concurrently([actor("reads", read), actor("reads", read), actor("closes", || ring.close())]);
    });
}

#[test]
fn rule_6_what_is_left_is_read_first() {
    alone("three items are written, the ring is closed, four are read", || {
        let ring = RingBuffer::new(4);
        assert!((1..=3).all(|number| ring.write(('a', number)).is_ok()), "the ring is open and empty");
        ring.close();
        let mut read = Vec::new();
        while let Some(item) = ring.read() {
            read.push(item);
        }
        assert!(told(&read) == "a1 a2 a3", "a1, a2 and a3 are left, but {} was read", told(&read));
        let back = ring.write(('a', 4));
        assert!(back == Err(('a', 4)), "the ring is closed, but write(a4) returned {back:?}");
        ring.close();
        assert!(ring.read().is_none(), "a ring closed twice is closed");
    });
}

#[test]
fn rule_6_two_readers_and_one_item() {
    check("one item is left; two threads read, and the ring is closed", || {
        let ring = RingBuffer::new(2);
        assert!(ring.write('a').is_ok(), "the ring is open and empty");
        let read = |_| actor("reads", || ring.read());
        let close = actor("closes", || {
            ring.close();
            None
        });
        let read: String =
            concurrently([0, 1].map(read).into_iter().chain([close])).into_iter().flatten().collect();
        assert!(read == "a", "one reader gets a, the other nothing; together they got {read:?}");
    });
}

/// Rule 6: exactly the items accepted, before the ring was closed or at the same time, are read.
fn closed_while(name: &str, capacity: usize, writers: &'static [char], readers: usize) {
    sampled(name, move || {
        let ring = RingBuffer::new(capacity);
        let accepted = Mutex::new(Vec::new()).named("accepted");
        let read = Mutex::new(Vec::new()).named("read");
        let write = |&writer: &char| {
            let (ring, accepted) = (&ring, &accepted);
            actor(&label(writer, 1), move || match ring.write((writer, 1)) {
                Ok(()) => accepted.lock().unwrap().push((writer, 1)),
                Err(item) => assert!(item == (writer, 1), "{writer}1 was written, and {item:?} came back"),
            })
        };
        let drain = |_| {
            actor("reads to the end", || {
                while let Some(item) = ring.read() {
                    read.lock().unwrap().push(item);
                }
            })
        };
        let close = actor("closes", || ring.close());
        concurrently(writers.iter().map(write).chain((0..readers).map(drain)).chain([close]));
        let (accepted, mut read) = (accepted.into_inner().unwrap(), read.into_inner().unwrap());
        if readers == 0 {
            read.extend(std::iter::from_fn(|| ring.read()));
        }
        let same = accepted.len() == read.len() && accepted.iter().all(|item| read.contains(item));
        assert!(same, "accepted: {}; read: {}", told(&accepted), told(&read));
    });
}

#[test]
fn rule_6_closed_while_one_writes() {
    closed_while("a1 is written, one reader, and the ring is closed", 1, &['a'], 1);
}

#[test]
fn rule_6_closed_while_one_waits() {
    closed_while("a1 and b1 into one slot, one reader, and the ring is closed", 1, &['a', 'b'], 1);
}

#[test]
fn rule_6_closed_while_nobody_reads() {
    closed_while("a1 and b1 into one slot, nobody reads, and the ring is closed", 1, &['a', 'b'], 0);
}

#[test]
fn rule_6_closed_while_two_read() {
    closed_while("a1 and b1 into two slots, two readers, and the ring is closed", 2, &['a', 'b'], 2);
}
