//! Archives as platforms export them, and as no honest tool packs them.

use std::io::{Cursor, Write};

use super::pack::{gzip, patched, tar, zip};
use super::{Place, source_of};

const SOURCE: &str = "exercises/01_withdraw/src/lib.rs";

const FILE: tar::EntryType = tar::EntryType::Regular;

/// The source taken from an archive `ada.zip` of one student, or the reason why there is none.
fn of(bytes: impl AsRef<[u8]>) -> Result<String, String> {
    let place = Place::new();
    place.write("class/ada.zip", bytes);
    let class = place.collect(&[0], "class").unwrap();
    assert_eq!((class.len(), class[0].id.as_str()), (1, "ada"));
    // The archive given by itself has the same result.
    assert_eq!(place.taken(&[0], "class/ada.zip"), source_of(&class[0]));
    source_of(&class[0])
}

#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, words: &str) {
    let reason = of(bytes).unwrap_err();
    assert!(reason.contains(words), "{reason}");
}

#[test]
fn the_usual_ways_to_pack_one_submission_are_read() {
    for (name, bytes) in [
        ("the repository", zip(&[(SOURCE, b"fn a() {}")])),
        (
            "GitHub's zip",
            zip(&[
                ("repo-main/", b""),
                ("repo-main/README.md", b""),
                ("repo-main/exercises/01_withdraw/src/lib.rs", b"fn a() {}"),
            ]),
        ),
        (
            "the exercise's folder",
            zip(&[("01_withdraw/Cargo.toml", b""), ("01_withdraw/src/lib.rs", b"fn a() {}")]),
        ),
        ("its sources", zip(&[("src/lib.rs", b"fn a() {}")])),
        ("the file alone", zip(&[("lib.rs", b"fn a() {}")])),
        (
            "packed by macOS",
            zip(&[
                ("01_withdraw/src/lib.rs", b"fn a() {}"),
                ("__MACOSX/01_withdraw/src/._lib.rs", b"\0"),
                (".DS_Store", b"\0"),
            ]),
        ),
        ("packed by Windows", zip(&[("01_withdraw\\src\\lib.rs", b"fn a() {}")])),
        ("an archive in the archive", zip(&[("my.zip", &zip(&[(SOURCE, b"fn a() {}")]))])),
        ("a tar in the archive", zip(&[("my/work.tgz", &gzip(&tar(&[(SOURCE, FILE, b"fn a() {}")])))])),
        ("a tar.gz", gzip(&tar(&[("./01_withdraw/src/lib.rs", FILE, b"fn a() {}")]))),
        (
            "a tar",
            tar(&[
                ("pax_global_header", tar::EntryType::XGlobalHeader, b""),
                ("r/01_withdraw/src/lib.rs", FILE, b"fn a() {}"),
            ]),
        ),
        ("with what cargo built", zip(&[(SOURCE, b"fn a() {}"), ("target/debug/x", &[0; 3_000_000])])),
    ] {
        assert_eq!(of(bytes), Ok("fn a() {}".into()), "{name}");
    }
}

#[test]
fn a_class_is_read_from_one_archive_of_folders_or_archives() {
    let ada = zip(&[(SOURCE, b"fn a() {}")]);
    let bob = gzip(&tar(&[("repo-1/exercises/01_withdraw/src/lib.rs", FILE, b"fn b() {}")]));
    let moodle = zip(&[
        ("Ada Baker_11_assignsubmission_file_/work.zip", &ada),
        ("Bob_12_assignsubmission_file_/work.tar.gz", &bob),
        ("Cyd_13_assignsubmission_file_/lib.rs", b"fn c() {}"),
        ("Dan_14_assignsubmission_file_/essay.docx", b"PK"),
        ("Eva_15_assignsubmission_file_/work.zip", b"nonsense"),
    ]);
    let canvas = zip(&[
        ("bakerada_11_101_work.zip", &ada),
        ("chenbo_LATE_12_102_work.tgz", &bob),
        ("diazcarla_13_103_lib.rs", b"fn c() {}"),
        ("egorovdan_14_104_essay.docx", b""),
        ("fynneva_15_105_work.zip", b"nonsense"),
    ]);
    let gradescope = zip(&[
        ("assignment_1_export/submission_metadata.yml", b""),
        ("assignment_1_export/submission_11/01_withdraw/src/lib.rs", b"fn a() {}"),
        ("assignment_1_export/submission_12/work.tgz", &bob),
        ("assignment_1_export/submission_13/lib.rs", b"fn c() {}"),
        ("assignment_1_export/submission_14/essay.docx", b""),
        ("assignment_1_export/submission_15/work.zip", b"nonsense"),
    ]);
    let classroom = gzip(&tar(&[
        ("withdraw-submissions/withdraw-11/exercises/01_withdraw/src/lib.rs", FILE, b"fn a() {}"),
        ("withdraw-submissions/withdraw-12/exercises/01_withdraw/src/lib.rs", FILE, b"fn b() {}"),
        ("withdraw-submissions/withdraw-13/lib.rs", FILE, b"fn c() {}"),
        ("withdraw-submissions/withdraw-14/README.md", FILE, b""),
        ("withdraw-submissions/withdraw-15/work.zip", FILE, b"nonsense"),
    ]));
    for (platform, bytes) in
        [("Moodle", moodle), ("Canvas", canvas), ("Gradescope", gradescope), ("Classroom", classroom)]
    {
        let place = Place::new();
        place.write("class.zip", bytes);
        let class = place.collect(&[0], "class.zip").unwrap();
        let sources: Vec<_> = class.iter().map(source_of).collect();
        let right = ["fn a() {}", "fn b() {}", "fn c() {}"].map(|text| Ok(text.to_owned()));
        assert_eq!(sources[..3], right, "{platform}: {class:?}");
        assert!(
            sources[3].is_err() && sources[4].as_ref().unwrap_err().contains("is not an archive"),
            "{platform}: {sources:?}"
        );
        assert!(class[0].id.contains("11") && class[4].id.contains("15") && class.len() == 5, "{platform}");
    }
}

#[test]
fn several_archives_of_one_student_are_merged() {
    let place = Place::new();
    let first = zip(&[("01_withdraw/src/lib.rs", b"fn a() {}")]);
    place.write("class/bakerada_11_101_first.zip", &first);
    place.write("class/bakerada_11_102_second.zip", zip(&[("02_transfer/src/lib.rs", b"fn b() {}")]));
    let class = place.collect(&[], "class").unwrap();
    assert_eq!((class.len(), class[0].exercises.len(), class[0].id.as_str()), (1, 2, "bakerada_11"));
    assert_eq!(class[0].aliases, ["bakerada", "11"]);
    place.write("class/bakerada_11_103_again.zip", &first);
    let class = place.collect(&[], "class").unwrap();
    assert_eq!(
        class[0].exercises[0].1.bad[0].text,
        "it is handed in twice, in `bakerada_11_101_first` and in `bakerada_11_103_again`"
    );
    assert!(class[0].exercises[1].1.bad.is_empty());
}

#[test]
fn a_damaged_archive_or_another_file_is_refused() {
    let good = zip(&[(SOURCE, &b"fn a() {}".repeat(100)), ("b", &[7; 3000])]);
    let packed = gzip(&tar(&[(SOURCE, FILE, b"fn a() {}"), ("b", FILE, &[7; 3000])]));
    refused(b"", "0 bytes");
    refused(b"fn a() {}", "`ada.zip` is not an archive");
    refused(b"Rar!\x1a\x07", "a RAR archive cannot be read");
    refused(b"7z\xbc\xaf\x27\x1c\0", "a 7z archive");
    refused(zip(&[]), "the submission is empty");
    for end in [4, 30, good.len() / 2, good.len() - 5] {
        refused(&good[..end], "damaged or cut off");
    }
    for end in [packed.len() - 1, packed.len() / 2, 20] {
        let reason = of(&packed[..end]).unwrap_err();
        assert!(reason.contains("cut off") || reason.contains("damaged"), "{reason}");
    }
    let mut garbled = packed.clone();
    garbled[packed.len() / 2] ^= 0xff;
    assert!(of(garbled).is_err());
}

#[test]
fn a_folder_that_is_called_like_an_archive_is_a_folder() {
    let place = Place::new();
    place.write("class/ada.zip/01_withdraw/src/lib.rs", "fn a() {}");
    place.write("class/bob/01_withdraw/src/lib.rs", "fn a() {}");
    assert_eq!(source_of(&place.collect(&[0], "class").unwrap()[0]), Ok("fn a() {}".into()));
}

#[test]
fn bombs_are_detected_by_their_unpacked_size() {
    let zeros = vec![0; 10_000_000];
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut header = ::tar::Header::new_ustar();
    header.set_size(1_000_000_000);
    header.set_path("notes.txt").unwrap();
    header.set_cksum();
    encoder.write_all(header.as_bytes()).unwrap();
    (0..100).for_each(|_| encoder.write_all(&zeros).unwrap());
    refused(encoder.finish().unwrap(), "the archive unpacks to more than");
    // In a zip, each entry is unpacked only up to the limit of a file.
    refused(zip(&[(SOURCE, &vec![b' '; 100_000_000])]), "has more than 1 MB");
    assert_eq!(
        of(zip(&[(SOURCE, b"fn a() {}"), ("notes.txt", &vec![0; 100_000_000])])),
        Ok("fn a() {}".into())
    );
    let blanks = format!("fn a() {{}}{}", " ".repeat(999_000));
    assert_eq!(of(zip(&[(SOURCE, blanks.as_bytes())])), Ok(blanks));
}

#[test]
fn false_sizes_and_counts_are_detected() {
    let good = zip(&[(SOURCE, &b"fn a() {}\n".repeat(50)), ("b", b"b")]);
    refused(
        patched(good.clone(), &500u32.to_le_bytes(), &5u32.to_le_bytes()),
        "`src/lib.rs` cannot be read from the archive",
    );
    let end = good.len() - 22;
    let counted = |count: u16| {
        let mut bytes = good.clone();
        [8, 10].iter().for_each(|at| bytes[end + at..end + at + 2].copy_from_slice(&count.to_le_bytes()));
        bytes
    };
    assert_eq!(of(counted(2)).unwrap().len(), 500);
    refused(counted(1), "more entries than it says");
    refused(counted(3), "damaged");
    refused(counted(u16::MAX), "damaged");

    // A zip64 record with an impossible number of entries.
    let mut bytes = counted(u16::MAX);
    let record = bytes.split_off(end);
    let at = bytes.len() as u64;
    bytes.extend_from_slice(b"PK\x06\x06");
    for (value, size) in [
        (44, 8),
        (45, 2),
        (45, 2),
        (0, 4),
        (0, 4),
        (u64::MAX / 2, 8),
        (u64::MAX / 2, 8),
        (u64::MAX / 2, 8),
        (0, 8),
    ] {
        bytes.extend_from_slice(&u64::to_le_bytes(value)[..size]);
    }
    bytes.extend_from_slice(b"PK\x06\x07");
    for (value, size) in [(0, 4), (at, 8), (1, 4)] {
        bytes.extend_from_slice(&u64::to_le_bytes(value)[..size]);
    }
    bytes.extend_from_slice(&record);
    refused(bytes, "damaged");
}

#[test]
fn too_many_entries_are_refused_unread() {
    let names: Vec<_> = (0..70_000).map(|number| format!("{number:x}")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    refused(zip(&files), "the archive has more than 20000 entries");
    let files: Vec<_> = names[..20_001].iter().map(|name| (name.as_str(), FILE, b"".as_slice())).collect();
    refused(gzip(&tar(&files)), "the archive has more than 20000 entries");
}

#[test]
fn paths_that_lead_elsewhere_are_refused_by_name() {
    let with = |name: &str| zip(&[(SOURCE, b"fn a() {}"), (name, b"x")]);
    refused(with("../evil.rs"), "`../evil.rs`, a path that leads out of it");
    refused(with("a/../../evil.rs"), "`a/../../evil.rs`");
    refused(with("/abs.rs"), "`/abs.rs`, an absolute path");
    refused(with("C:\\abs.rs"), "an absolute path");
    refused(with("a\\..\\b.rs"), "a path that leads out of it");
    refused(with(&"x/".repeat(2_500)), "a path of more than 4,096 bytes");
    refused(gzip(&tar(&[(SOURCE, FILE, b"fn a() {}"), ("../evil.rs", FILE, b"x")])), "leads out of it");
    refused(gzip(&tar(&[("/abs.rs", FILE, b"x")])), "an absolute path");
}

#[test]
fn in_a_class_a_bad_path_refuses_its_owner_only() {
    let place = Place::new();
    place.write(
        "class.zip",
        zip(&[
            ("c/ada/01_withdraw/src/lib.rs", b"fn a() {}"),
            ("c/bob/01_withdraw/src/lib.rs", b"fn b() {}"),
            ("c/bob/../../evil.rs", b""),
            ("/abs.rs", b""),
        ]),
    );
    let class = place.collect(&[0], "class.zip").unwrap();
    let sources: Vec<_> =
        class.iter().map(|submission| (submission.id.as_str(), source_of(submission))).collect();
    assert_eq!(sources[0], ("ada", Ok("fn a() {}".into())));
    assert!(sources[1].0 == "bob" && sources[1].1.as_ref().unwrap_err().contains("`c/bob/../../evil.rs`"));
    assert!(sources[2].0 == "class" && sources[2].1.as_ref().unwrap_err().contains("`/abs.rs`"));
}

#[test]
fn only_regular_files_are_taken() {
    let source = "01_withdraw/src/lib.rs";
    for (kind, words) in [
        (tar::EntryType::Symlink, "`src/lib.rs` is a link"),
        (tar::EntryType::Link, "`src/lib.rs` is a link"),
        (tar::EntryType::Char, "is not a regular file"),
        (tar::EntryType::Block, "is not a regular file"),
        (tar::EntryType::Fifo, "is not a regular file"),
        (tar::EntryType::Directory, "is a folder, not a file"),
    ] {
        refused(gzip(&tar(&[(source, kind, b"")])), words);
    }
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = ::zip::write::SimpleFileOptions::default();
    writer.add_symlink(source, "/dev/zero", options).unwrap();
    refused(writer.finish().unwrap().into_inner(), "`src/lib.rs` is a link");

    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("01_withdraw/src", "../../bob/src", options).unwrap();
    writer.start_file(source, options).unwrap();
    refused(writer.finish().unwrap().into_inner(), "the folder of `src/lib.rs` is a symbolic link");

    // A link that no exercise names does no harm.
    let other = gzip(&tar(&[(source, FILE, b"fn a() {}"), ("README.md", tar::EntryType::Symlink, b"")]));
    assert_eq!(of(other), Ok("fn a() {}".into()));
    refused(zip(&[("01_withdraw/src/lib.rs/x", b"")]), "is a folder, not a file");
    refused(gzip(&tar(&[("01_withdraw/src", FILE, b""), (source, FILE, b"")])), "its folder is a file");
}

#[test]
fn a_named_file_that_is_there_twice_is_refused() {
    let source = "01_withdraw/src/lib.rs";
    let twice = zip(&[(source, b"fn a() {}"), ("01_withdraw/src/lib.rz", b"fn b() {}")]);
    refused(patched(twice, b"lib.rz", b"lib.rs"), "`src/lib.rs` is in the archive twice");
    let other = zip(&[(source, b"fn a() {}"), ("01_withdraw/src/LIB.RS", b"fn b() {}")]);
    refused(other, "there is `src/LIB.RS` beside `src/lib.rs`");
    let windows = zip(&[(source, b"fn a() {}"), ("01_withdraw\\src\\lib.rs", b"fn b() {}")]);
    refused(windows, "twice");
    refused(gzip(&tar(&[(source, FILE, b"a"), (source, FILE, b"b")])), "twice");
    // Other duplicates do no harm, and folders are often listed twice.
    let folders = gzip(&tar(&[
        ("01_withdraw/", tar::EntryType::Directory, b""),
        ("01_withdraw/", tar::EntryType::Directory, b""),
        (source, FILE, b"fn a() {}"),
    ]));
    assert_eq!(of(folders), Ok("fn a() {}".into()));
}

#[test]
fn encrypted_entries_are_named() {
    let mut bytes = zip(&[("01_withdraw/src/lib.rs", b"fn a() {}")]);
    let central = bytes.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    bytes[6] |= 1;
    bytes[central + 8] |= 1;
    refused(&bytes, "`src/lib.rs` is encrypted");
    bytes[6] ^= 1;
    bytes[central + 8] ^= 1;
    // An unknown method of compression.
    for at in [8, central + 10] {
        bytes[at] = 77;
    }
    refused(&bytes, "(compression method not supported: 77)");
}

#[test]
fn names_in_other_alphabets_and_encodings_are_read() {
    let source = "Gül 🦀/01_withdraw/src/lib.rs";
    assert_eq!(of(zip(&[(source, b"fn a() {}")])), Ok("fn a() {}".into()));
    let latin = patched(zip(&[("Gzl/01_withdraw/src/lib.rs", b"fn a() {}")]), b"Gzl/", b"G\xfcl/");
    assert_eq!(of(latin), Ok("fn a() {}".into()));
    let mut bytes = tar(&[("Gzl/01_withdraw/src/lib.rs", FILE, b"fn a() {}")]);
    bytes[1] = 0xfc;
    let mut header = ::tar::Header::from_byte_slice(&bytes[..512]).clone();
    header.set_cksum();
    bytes[..512].copy_from_slice(header.as_bytes());
    assert_eq!(of(gzip(&bytes)), Ok("fn a() {}".into()));
}

#[test]
fn text_in_an_archive_is_checked_like_any_other() {
    let with = |bytes: &[u8]| of(zip(&[(SOURCE, bytes)]));
    assert_eq!(with(b""), Ok(String::new()));
    assert_eq!(with(b"\xef\xbb\xbffn a() {}\r\n"), Ok("fn a() {}\r\n".into()));
    assert!(with(b"\xff\xfef\0").unwrap_err().contains("UTF-16"));
    assert!(with(b"\xff").unwrap_err().contains("not UTF-8"));
    assert!(with(b"a\0b").unwrap_err().contains("NUL"));
}

#[test]
fn archives_too_deep_inside_others_are_not_opened() {
    let innermost = zip(&[("three.zip", &zip(&[(SOURCE, b"fn a() {}")]))]);
    refused(zip(&[("two.zip", &innermost)]), "an archive this deep inside other archives is not opened");
}

#[test]
fn ignored_files_are_listed_as_from_a_folder() {
    let place = Place::new();
    let manifest = std::fs::read(place.path("course/exercises/01_withdraw/exercise.toml")).unwrap();
    place.write(
        "ada.zip",
        zip(&[
            ("01_withdraw/src/lib.rs", b""),
            ("01_withdraw/build.rs", b""),
            ("01_withdraw/.cargo/config.toml", b""),
            ("01_withdraw/exercise.toml", &manifest),
        ]),
    );
    let files = &place.collect(&[0], "ada.zip").unwrap()[0].exercises[0].1;
    assert_eq!(files.ignored, [".cargo/config.toml", "build.rs"]);
}
