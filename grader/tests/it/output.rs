//! Output folders that are in use or not writable are refused before anything is compiled.

use std::fs::{self, File};

use predicates::str::contains;

use crate::course::Course;

#[test]
fn an_output_folder_that_cannot_be_made_is_refused() {
    let course = Course::new();
    course.put("taken", "a file");
    let refused = course.grader(&["grade", "--out", "taken/grades"]).assert().code(3).stdout("");
    refused.stderr(contains("cannot write to `taken/grades`").and(contains("--out")));
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_folder_is_refused() {
    let course = Course::new();
    // Nobody can create a file under /proc, not even root.
    course
        .grader(&["grade", "--out", "/proc/self"])
        .assert()
        .code(3)
        .stderr(contains("cannot write to `/proc/self`"));
}

#[test]
fn a_second_grader_in_the_same_folder_is_refused() {
    let course = Course::new();
    fs::create_dir(course.path().join("grades")).unwrap();
    let lock = File::create(course.path().join("grades/.lock")).unwrap();
    lock.lock().unwrap();
    course.grader(&["grade"]).assert().code(3).stderr(contains("another grader"));
}

#[test]
fn a_report_on_nothing_names_the_remedy() {
    let course = Course::new();
    let failed = course.grader(&["report", "grades", "--format", "csv"]).assert().code(4).stdout("");
    failed.stderr(contains("`grades` holds no records").and(contains("grader grade --out")));
}

use predicates::prelude::PredicateBooleanExt as _;
