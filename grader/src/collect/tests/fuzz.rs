//! Random archives: any bytes get an answer, and no path leads out.

use std::io::Cursor;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::Place;
use super::pack::{gzip, tar, zip};
use crate::collect::archive::{Caps, open};

/// The same cases in every run; `PROPTEST_CASES` sets their number.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..ProptestConfig::default() }
}

/// Opens the bytes and asserts that all paths in them are plain; returns whether they are an archive.
fn opened(bytes: &[u8]) -> bool {
    let Ok(packed) = open(Cursor::new(bytes), bytes.len() as u64, "x.zip", Caps::SUBMISSION) else {
        return false;
    };
    for path in packed.items.keys() {
        let mut parts = path.split('/');
        let is_plain = parts.all(|part| !part.is_empty() && part != "." && part != "..");
        assert!(is_plain && path.len() < 5_000 && !path.contains(['\\', '\0']), "{path:?}");
    }
    true
}

/// A good archive in each format, with folders, a nested archive and a long name.
fn good(format: usize) -> Vec<u8> {
    let inner = zip(&[("01_withdraw/src/lib.rs", b"fn a() {}")]);
    let long = "x/".repeat(45) + "lib.rs";
    let files: [(&str, &[u8]); 4] =
        [("a/src/lib.rs", b"fn a() {}"), ("a/b.zip", &inner), (&long, b"x"), ("a/notes", &[7; 700])];
    match format {
        0 => zip(&files),
        other => {
            let mut entries: Vec<_> =
                files.map(|(name, bytes)| (name, ::tar::EntryType::Regular, bytes)).to_vec();
            entries.insert(0, ("a/", ::tar::EntryType::Directory, b""));
            entries.insert(1, ("././@LongLink", ::tar::EntryType::GNULongName, b"a/long/name/lib.rs\0"));
            let plain = tar(&entries);
            if other == 1 { plain } else { gzip(&plain) }
        }
    }
}

/// A change to some bytes of an archive.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, u8),
    Repeat(prop::sample::Index, u8),
    Number(prop::sample::Index, u32),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => at().prop_map(Change::Cut),
        1 => (at(), any::<u8>()).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => (at(), any::<u8>()).prop_map(|(at, count)| Change::Repeat(at, count)),
        3 => (at(), prop_oneof![Just(u32::MAX), Just(0), Just(1), any::<u32>()]).prop_map(|(at, number)| Change::Number(at, number)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let end = |at: usize, count: u8| (at + usize::from(count)).min(bytes.len());
        match change {
            Change::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Change::Remove(at, count) => {
                let at = at.index(bytes.len());
                bytes.drain(at..end(at, *count));
            }
            Change::Repeat(at, count) => {
                let at = at.index(bytes.len());
                let part = bytes[at..end(at, *count)].to_vec();
                bytes.splice(at..at, part);
            }
            Change::Number(at, number) => {
                let at = at.index(bytes.len());
                let bytes = &mut bytes[at..];
                let number = &number.to_le_bytes()[..bytes.len().min(4)];
                bytes[..number.len()].copy_from_slice(number);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_answered(magic in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\0"]), rest in prop::collection::vec(any::<u8>(), 0..2_000)) {
        opened(&[magic, &rest].concat());
    }

    #[test]
    fn good_archives_with_anything_changed_are_answered(format in 0..3_usize, changes in prop::collection::vec(change(), 1..8)) {
        opened(&changed(good(format), &changes));
    }

    #[test]
    fn a_tar_that_was_changed_before_it_was_packed_is_answered(changes in prop::collection::vec(change(), 1..8)) {
        opened(&gzip(&changed(good(1), &changes)));
    }

    #[test]
    fn entries_of_any_name_and_kind_lead_nowhere(entries in prop::collection::vec(("(\\.\\./|/|a|\\\\|C:|\\.|é|\0|src/|lib.rs|\\.zip){0,8}", any::<u8>()), 0..12)) {
        let entries: Vec<_> = entries.iter().map(|(name, kind)| (name.as_str(), ::tar::EntryType::new(*kind), b"".as_slice())).collect();
        opened(&gzip(&tar(&entries)));
        let mut names: Vec<_> = entries.iter().map(|(name, ..)| (*name, b"x".as_slice())).collect();
        names.sort_unstable();
        names.dedup();
        prop_assert!(opened(&zip(&names)));
    }

    #[test]
    fn a_class_of_any_archives_is_a_row_each(all in prop::collection::vec((0..3_usize, prop::collection::vec(change(), 0..3)), 1..4)) {
        let place = Place::new();
        for (at, (format, changes)) in all.iter().enumerate() {
            place.write(&format!("class/s{at}.zip"), changed(good(*format), changes));
        }
        let class = place.collect(&[], "class").unwrap();
        prop_assert_eq!(class.len(), all.len());
        for submission in &class {
            prop_assert_eq!(submission.exercises.len() + submission.not_handed_in.len(), 2);
        }
    }
}

#[test]
fn the_unchanged_archives_are_good() {
    for format in 0..3 {
        assert!(opened(&good(format)));
    }
}
