//! `verify` on an exercise of the real course, as it is and with its solutions spoilt.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;

use crate::real::{copy, course, grader};

const SOLUTION: &str = "solutions/01_withdraw";

/// A course of `01_withdraw` with one mistake; library and workbench are those of the real course.
fn scratch(folder: &Path) {
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(course().join(file), folder.join(file)).unwrap();
    }
    for path in ["exercises/01_withdraw", SOLUTION] {
        copy(&course().join(path), &folder.join(path));
    }
    let keep = |sub: &str, wanted: &[&str]| {
        for entry in fs::read_dir(folder.join(SOLUTION).join(sub)).unwrap().map(Result::unwrap) {
            if !wanted.iter().any(|name| entry.file_name() == *name) {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    };
    keep("mistakes", &["off_by_one.rs"]);
    keep("alternatives", &["fetch_update.rs", "lock_beside_numbers.rs"]);
    let shared = course().join("target/racecourse");
    fs::create_dir_all(&shared).unwrap();
    fs::create_dir(folder.join("target")).unwrap();
    symlink(shared, folder.join("target/racecourse")).unwrap();
    symlink(course().join("interleaving"), folder.join("interleaving")).unwrap();
}

#[test]
fn a_course_is_sound_until_its_solutions_are_not() {
    let folder = tempfile::tempdir().unwrap();
    scratch(folder.path());
    let verify = || {
        let mut command = grader();
        command.current_dir(folder.path()).args(["verify", "withdraw"]);
        command
    };
    verify().assert().code(0);

    let path = |file: &str| folder.path().join(SOLUTION).join(file);
    let [mistake, reference] =
        ["mistakes/off_by_one.rs", "src/lib.rs"].map(|file| fs::read_to_string(path(file)).unwrap());

    // The mistake declares what it breaks, but does everything right.
    let first = mistake.lines().next().unwrap();
    fs::write(path("mistakes/off_by_one.rs"), format!("{first}\n{reference}")).unwrap();
    let unsound = verify().assert().code(1);
    unsound.stdout(contains("✗ mistakes/off_by_one.rs").and(contains("✗ reference").not()));

    // The mistake is restored, and the reference makes it too.
    fs::write(path("mistakes/off_by_one.rs"), &mistake).unwrap();
    fs::write(path("src/lib.rs"), &mistake).unwrap();
    let unsound = verify().assert().code(1);
    unsound.stdout(contains("✗ reference").and(contains("✗ mistakes/off_by_one.rs").not()));
}

#[test]
fn the_feedback_on_a_mistake_is_what_a_student_who_makes_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    scratch(folder.path());
    let (pages, class, out) =
        (folder.path().join("pages"), folder.path().join("class"), folder.path().join("out"));
    let mut verify = grader();
    verify.current_dir(folder.path()).args(["verify", "withdraw", "--feedback"]).arg(&pages);
    verify.assert().code(0);
    let source = class.join("off_by_one/exercises/01_withdraw/src");
    fs::create_dir_all(&source).unwrap();
    fs::copy(folder.path().join(SOLUTION).join("mistakes/off_by_one.rs"), source.join("lib.rs")).unwrap();
    let mut grade = grader();
    grade.current_dir(folder.path()).arg("grade").arg(&class).arg("--out").arg(&out);
    grade.assert().code(1);

    let page = fs::read_to_string(pages.join("01_withdraw/off_by_one.md")).unwrap();
    assert!(page.contains("**9 of 10 marks**"), "{page}");
    assert_eq!(page, fs::read_to_string(out.join("feedback/off_by_one.md")).unwrap());
    // Only mistakes have a page.
    assert_eq!(fs::read_dir(pages.join("01_withdraw")).unwrap().count(), 1);

    // If the page cannot be written, an error says so, and the result is still printed.
    fs::write(folder.path().join("in the way"), "").unwrap();
    let mut verify = grader();
    verify.current_dir(folder.path()).args(["verify", "withdraw", "--feedback", "in the way"]);
    let failed = verify.assert().failure();
    failed.stdout(contains("01_withdraw  sound")).stderr(contains("cannot make `in the way/01_withdraw`"));
}
