//! The students' repository of the real course.

use std::collections::BTreeSet;
use std::fs;

use predicates::str::contains;

use crate::real::{course, files, grader};

#[test]
fn a_folder_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "two years of work").unwrap();
    let refused = grader().arg("template").arg(folder.path()).assert().code(2);
    refused.stderr(contains("is not empty"));
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn students_get_every_exercise_and_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("student");
    grader().arg("template").arg(&out).assert().code(0);
    let handed = files(&out);
    for exercise in fs::read_dir(course().join("exercises")).unwrap().map(Result::unwrap) {
        if exercise.path().is_dir() {
            let stub = out.join("exercises").join(exercise.file_name()).join("src/lib.rs");
            assert!(stub.is_file(), "{}", stub.display());
        }
    }
    // `hidden.rs` alone is the scaffold of `grader new`.
    let named = |part: &str| handed.iter().any(|file| file.iter().any(|name| name == part));
    assert!(!named("solutions") && !named("it") && !named("sample-class"), "{handed:?}");

    let (solutions, exercises) = (course().join("solutions"), course().join("exercises"));
    let answer = |file: std::path::PathBuf| {
        let bytes = fs::read(solutions.join(&file)).unwrap();
        // Given files are the same in both.
        (fs::read(exercises.join(&file)).ok() != Some(bytes.clone())).then_some(bytes)
    };
    let answers: BTreeSet<_> = files(&solutions).into_iter().filter_map(answer).collect();
    for file in &handed {
        let bytes = fs::read(out.join(file)).unwrap();
        assert!(!answers.contains(&bytes), "{} is in solutions/", file.display());
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("fn rule_2_the_paid_one_is_told_what_is_left"), "{}", file.display());
    }
}
