//! What a student reads about each mistake that the course knows.

use std::fs;

use crate::real::{course, grade};

/// One snapshot per mistake of the exercise: its feedback, without what was covered.
fn snapshots(folder: &str, name: &str) {
    let work = tempfile::tempdir().unwrap();
    let (class, out) = (work.path().join("class"), work.path().join("out"));
    let mut mistakes = Vec::new();
    for entry in fs::read_dir(course().join("solutions").join(folder).join("mistakes")).unwrap() {
        let path = entry.unwrap().path();
        let mistake = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = class.join(&mistake).join("exercises").join(folder).join("src");
        fs::create_dir_all(&source).unwrap();
        fs::copy(&path, source.join("lib.rs")).unwrap();
        mistakes.push(mistake);
    }
    mistakes.sort();
    grade(&class, &[name], &out).assert().code(1);
    for mistake in mistakes {
        let text = fs::read_to_string(out.join(format!("feedback/{mistake}.md"))).unwrap();
        let told = text.split("\n### What was covered").next().unwrap();
        insta::with_settings!({ snapshot_path => format!("feedback/{folder}"), prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(mistake, told);
        });
    }
}

#[test]
fn the_feedback_on_withdraw() {
    snapshots("01_withdraw", "withdraw");
}

#[test]
fn the_feedback_on_transfer_order() {
    snapshots("09_transfer_order", "transfer_order");
}

#[test]
fn the_feedback_on_philosophers() {
    snapshots("10_philosophers", "philosophers");
}

#[test]
fn the_feedback_on_philosophers_limit() {
    snapshots("11_philosophers_limit", "philosophers_limit");
}
