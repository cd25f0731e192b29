//! The rules in cases that `public.rs` does not show.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::{Budget, Check, actor, alone, concurrently};
use ring_buffer::internet;

/// Forty different characters.
const FORTY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

/// The budget for long texts: they have too many orders to try all.
const SAMPLED: Budget = Budget { systematic: 400, random: 150, ..Budget::STANDARD };

#[test]
fn rule_1_two_rings() {
    alone("two rings do not touch each other", || {
        let (mut writer, mut reader) = internet(8);
        let (mut other_writer, mut other_reader) = internet(3);
        for (a, b) in FORTY.chars().zip("xyzzy".chars().cycle()) {
            writer.write(a);
            other_writer.write(b);
            assert_eq!(
                (reader.read(), other_reader.read()),
                (a, b),
                "each reader gets what was written to its own ring"
            );
        }
    });
}

/// Rule 2: the reader gets every character in order.
fn read(name: &str, size: usize, text: &'static str, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let (mut writer, mut reader) = internet(size);
        concurrently([
            actor(&format!("write {text}"), || text.chars().for_each(|c| writer.write(c))),
            actor(&format!("read {}", text.len()), || {
                for c in text.chars() {
                    let read = reader.read();
                    assert!(read == c, "`{read}` was read instead of `{c}`");
                }
            }),
        ]);
    });
}

#[test]
fn rule_2_four_characters_through_two_slots() {
    read("four characters through two slots", 2, "abcd", Budget::STANDARD);
}

#[test]
fn rule_2_five_characters_through_three_slots() {
    read("five characters through three slots", 3, "abcde", Budget::STANDARD);
}

#[test]
fn rule_2_the_same_character_again() {
    read("a word with double letters through two slots", 2, "aabb", Budget::STANDARD);
}

#[test]
fn rule_2_a_question_mark() {
    read("a question mark through two slots", 2, "a?b", Budget::STANDARD);
}

#[test]
fn rule_2_nine_characters_through_eight_slots() {
    read("nine characters through eight slots", 8, "abcdefghi", SAMPLED);
}

#[test]
fn rule_2_forty_characters_through_three_slots() {
    read("forty characters through three slots", 3, FORTY, SAMPLED);
}

/// Rule 3: the writer is at most `size` ahead of the reads that have begun, and no read returns a character
/// of a later turn.
fn ahead(name: &str, size: usize, text: &'static str, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let (mut writer, mut reader) = internet(size);
        let begun = AtomicUsize::new(0).named("reads that have begun");
        concurrently([
            actor(&format!("write {text}"), || {
                for (before, c) in text.chars().enumerate() {
                    writer.write(c);
                    let (returned, begun) = (before + 1, begun.load(SeqCst));
                    let told = format!(
                        "{returned} writes have returned and {begun} reads have begun, with {size} slots"
                    );
                    assert!(returned <= begun + size, "{told}");
                }
            }),
            actor(&format!("read {}", text.len()), || {
                for (turn, right) in text.chars().enumerate() {
                    begun.fetch_add(1, SeqCst);
                    let c = reader.read();
                    let too_late = text.find(c).is_some_and(|found| found > turn);
                    assert!(!too_late, "`{right}` was overwritten by `{c}` before it was read");
                }
            }),
        ]);
    });
}

#[test]
fn rule_3_the_third_write_into_two_slots() {
    ahead("four writes into two slots", 2, "abcd", Budget::STANDARD);
}

#[test]
fn rule_3_the_ninth_and_the_seventeenth_write() {
    ahead("seventeen writes into eight slots", 8, "abcdefghijklmnopq", SAMPLED);
}

#[test]
fn rule_4_any_number_of_slots() {
    alone("a full ring, and then one read for each write", || {
        for size in [1, 2, 3, 8] {
            let (mut writer, mut reader) = internet(size);
            let mut unread = FORTY.chars();
            for (before, c) in FORTY.chars().enumerate() {
                if before >= size {
                    assert_eq!(Some(reader.read()), unread.next(), "the oldest unread character");
                }
                writer.write(c);
            }
        }
    });
}

/// Rule 5: both ends finish, whatever was read.
fn end(name: &str, size: usize, count: usize, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let (mut writer, mut reader) = internet(size);
        concurrently([
            actor(&format!("read {count}"), || (0..count).for_each(|_| _ = reader.read())),
            actor(&format!("write {count}"), || FORTY.chars().take(count).for_each(|c| writer.write(c))),
        ]);
    });
}

#[test]
fn rule_5_four_through_one() {
    end("four characters through one slot", 1, 4, Budget::STANDARD);
}

#[test]
fn rule_5_six_through_four() {
    end("six characters through four slots", 4, 6, SAMPLED);
}

#[test]
fn rule_5_three_through_eight() {
    end("three characters through eight slots", 8, 3, Budget::STANDARD);
}

#[test]
fn rule_5_forty_through_eight() {
    end("forty characters through eight slots", 8, 40, SAMPLED);
}
