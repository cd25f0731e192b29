//! One or two scenarios for each rule of the ring. The hidden tests check the same rules in more cases.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::{Budget, Check, actor, alone, check, concurrently};
use ring_buffer::internet;

/// Forty different characters.
const FORTY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

/// The budget when there are too many orders to try all: some of them, the same ones every time.
const SOME: Budget = Budget { systematic: 400, random: 150, ..Budget::STANDARD };

#[test]
fn rule_1_alone_in_turns() {
    alone("forty characters through eight slots, in turns", || {
        let (mut writer, mut reader) = internet(8);
        for c in FORTY.chars() {
            writer.write(c);
            assert_eq!(reader.read(), c, "the character that was just written");
        }
    });
}

#[test]
fn rule_2_three_characters_through_two_slots() {
    check("three characters through two slots", || {
        let (mut writer, mut reader) = internet(2);
        concurrently([
            actor("read three", || {
                for c in "abc".chars() {
                    let read = reader.read();
                    assert!(read == c, "`{read}` was read instead of `{c}`");
                }
            }),
            actor("write a, b, c", || "abc".chars().for_each(|c| writer.write(c))),
        ]);
    });
}

#[test]
fn rule_2_forty_characters_through_eight_slots() {
    Check::new("forty characters through eight slots").budget(SOME).run(|| {
        let (mut writer, mut reader) = internet(8);
        concurrently([
            actor("write forty", || FORTY.chars().for_each(|c| writer.write(c))),
            actor("read forty", || {
                for c in FORTY.chars() {
                    let read = reader.read();
                    assert!(read == c, "`{read}` was read instead of `{c}`");
                }
            }),
        ]);
    });
}

#[test]
fn rule_3_the_ninth_write_waits() {
    Check::new("nine writes into eight slots, and a reader that comes late").budget(SOME).run(|| {
        let (mut writer, mut reader) = internet(8);
        let written = AtomicUsize::new(0).named("writes that have returned");
        concurrently([
            actor("write nine", || {
                for c in "abcdefghi".chars() {
                    writer.write(c);
                    written.fetch_add(1, SeqCst);
                }
            }),
            actor("read nine", || {
                let ahead = written.load(SeqCst);
                assert!(ahead <= 8, "{ahead} writes have returned, with eight slots and nothing read yet");
                (0..9).for_each(|_| _ = reader.read());
            }),
        ]);
    });
}

#[test]
fn rule_4_eight_writes() {
    alone("eight writes into eight slots, and no reads", || {
        let (mut writer, _reader) = internet(8);
        "abcdefgh".chars().for_each(|c| writer.write(c));
    });
}

#[test]
fn rule_4_one_more_after_a_read() {
    alone("a write after a read has returned", || {
        let (mut writer, mut reader) = internet(8);
        "abcdefgh".chars().for_each(|c| writer.write(c));
        assert_eq!(reader.read(), 'a', "the first character written");
        writer.write('i');
    });
}

#[test]
fn rule_5_one_slot() {
    check("three characters through one slot", || {
        let (mut writer, mut reader) = internet(1);
        concurrently([
            actor("write three", || "abc".chars().for_each(|c| writer.write(c))),
            actor("read three", || (0..3).for_each(|_| _ = reader.read())),
        ]);
    });
}
