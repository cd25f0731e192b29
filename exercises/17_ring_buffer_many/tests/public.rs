//! One or two scenarios for each rule of the ring. The hidden tests check the same rules in more cases.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::{Actor, actor, alone, check, concurrently};
use ring_buffer_many::RingBuffer;

/// Writes these characters, one after another; all of them are accepted.
fn writes<'a>(ring: &'a RingBuffer<char>, items: &'a str) -> Actor<'a, ()> {
    actor(&format!("writes {items}"), move || {
        for item in items.chars() {
            assert!(
                ring.write(item).is_ok(),
                "write({item}) returned {item}, although nobody has closed the ring"
            );
        }
    })
}

/// Closes the ring and returns what is left.
fn rest(ring: &RingBuffer<char>) -> String {
    ring.close();
    std::iter::from_fn(|| ring.read()).collect()
}

#[test]
fn rule_1_forty_characters_through_eight_slots() {
    alone("five items are written, five are read, eight times", || {
        let ring = RingBuffer::new(8);
        let page = "Four score and seven years ago our fathe";
        let mut read = String::new();
        for piece in page.as_bytes().chunks(5) {
            assert!(piece.iter().all(|&byte| ring.write(char::from(byte)).is_ok()), "the ring is open");
            read.extend(piece.iter().filter_map(|_| ring.read()));
        }
        assert!(read == page, "{page:?} was written, and {read:?} was read");
    });
}

#[test]
fn rule_2_two_writers() {
    check("a and b are written at the same time", || {
        let ring = RingBuffer::new(8);
        concurrently([writes(&ring, "a"), writes(&ring, "b")]);
        let read = rest(&ring);
        assert!(read == "ab" || read == "ba", "a and b were accepted, but the ring holds {read:?}");
    });
}

#[test]
fn rule_2_two_readers() {
    check("a and b are in the ring, and two threads read at the same time", || {
        let ring = RingBuffer::new(8);
        assert!(ring.write('a').is_ok() && ring.write('b').is_ok(), "the ring is open and empty");
        let read = concurrently([actor("reads", || ring.read()), actor("reads", || ring.read())]);
        let read: String = read.into_iter().flatten().collect();
        assert!(read == "ab" || read == "ba", "a and b were written; the two readers got {read:?}");
    });
}

#[test]
fn rule_3_each_writer_in_its_own_order() {
    check("ab and xy are written at the same time", || {
        let ring = RingBuffer::new(8);
        concurrently([writes(&ring, "ab"), writes(&ring, "xy")]);
        let read = rest(&ring);
        let in_order = |first, second| read.find(first) < read.find(second);
        assert!(in_order('a', 'b') && in_order('x', 'y'), "ab and xy were written, and {read:?} was read");
    });
}

#[test]
fn rule_4_eight_are_accepted_and_the_ninth_waits() {
    check("nine items are written, one is read", || {
        let ring = RingBuffer::new(8);
        let asked = AtomicUsize::new(0);
        concurrently([
            actor("writes 1 to 9", || {
                for item in 1..=9 {
                    assert!(ring.write(item).is_ok(), "nobody has closed the ring");
                    let asked = asked.load(SeqCst);
                    assert!(
                        item <= 8 + asked,
                        "{item} items were accepted and {asked} asked for, with 8 slots"
                    );
                }
            }),
            actor("reads", || {
                asked.fetch_add(1, SeqCst);
                let read = ring.read();
                assert!(read == Some(1), "1 was written first, but `read` returned {read:?}");
            }),
        ]);
    });
}

#[test]
fn rule_5_a_writer_waits_and_a_reader_comes() {
    check("a ring of one slot is full, one more item is written, two are read", || {
        let ring = RingBuffer::new(1);
        assert!(ring.write('a').is_ok(), "the ring is open and empty");
        let read = actor("reads twice", || {
            for item in ['a', 'b'] {
                let read = ring.read();
                assert!(read == Some(item), "`read` returned {read:?} instead of {item}");
            }
        });
        concurrently([writes(&ring, "b"), read]);
    });
}

#[test]
fn rule_6_close_wakes_all_waiting_writers() {
    check("two threads write into a full ring, and it is closed", || {
        let ring = RingBuffer::new(1);
        assert!(ring.write('a').is_ok(), "the ring is open and empty");
        let write = |item| {
            let answer = ring.write(item);
            assert!(
                answer == Err(item),
                "nobody reads, so {item} must come back; write({item}) returned {answer:?}"
            );
        };
        concurrently([
            actor("writes b", || write('b')),
            actor("writes c", || write('c')),
            actor("closes", || ring.close()),
        ]);
        let read = (ring.read(), ring.read());
        assert!(read == (Some('a'), None), "a is left and then nothing; two reads returned {read:?}");
    });
}
