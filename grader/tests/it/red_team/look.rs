//! The checks after a hostile class was graded.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::class::{CANARIES, Case, Class, Expected};
use crate::real::files;

/// Texts that are in the hidden tests, but in nothing that a student may read.
const HIDDEN: [&str; 4] = ["carried_out", "as_seen(call", "fn model(", "in the cases that `public.rs`"];

/// The mark in the name of the hidden tests' module.
const MARK: &str = "racecoursecanary";
/// The word before what the cases mean to send home, none of which may follow it.
const SENT_HOME: &str = "senthome";

/// The submission `id` in `report`.
pub(crate) fn of<'a>(report: &'a Value, id: &str) -> &'a Value {
    let submissions = report["submissions"].as_array().unwrap();
    submissions.iter().find(|submission| submission["id"] == id).expect(id)
}

/// The difference between the report on `case` and its expected verdict, if there is one.
pub(crate) fn verdict(case: &Case, report: &Value) -> Option<String> {
    let said = &of(report, &case.name)["exercises"][0];
    let (marks, open, contradicts) = (&said["marks"], &said["open_marks"], &said["contradicts"]);
    let got = (said["verdict"].as_str()?, marks.as_u64()?, open.as_u64()?, contradicts.as_bool()?);
    let Expected { verdict, marks, open_marks, contradicts } = &case.expected;
    let expected = (verdict.as_str(), *marks, *open_marks, *contradicts);
    (got != expected).then(|| format!("{}: {got:?}, not {expected:?}", case.name))
}

/// Asserts that no process and no file is left, and that nothing was changed.
pub(crate) fn nothing_is_left_behind(class: &Class) {
    for folder in ["mark", "tmp"] {
        assert_eq!(files(&class.path(folder)), [""; 0].map(Path::new), "left in `{folder}`");
        assert_eq!(fs::read_dir(class.path(folder)).unwrap().count(), 0, "left in `{folder}`");
    }
    assert_eq!(fs::read_to_string(class.path("secret")).unwrap(), CANARIES[0]);
    let records = files(&class.out().join("records")).len();
    let submissions = fs::read_dir(class.path("class")).unwrap().count();
    assert_eq!(records, submissions, "a record for each submission, and no other");
    for folder in ["/tmp", "/dev/shm", "/var/tmp"] {
        assert!(!Path::new(folder).join("racecourse-red-team-0").exists(), "left in `{folder}`");
    }
    assert_eq!(processes_in(class.place.path()), [""; 0], "still running");
}

/// The processes that run in `place`, or whose program lies there.
fn processes_in(place: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let inside = |process: &Path| {
        let link = |name: &str| fs::read_link(process.join(name)).is_ok_and(|path| path.starts_with(place));
        link("exe") || link("cwd")
    };
    processes.filter(|process| inside(process)).map(|process| process.display().to_string()).collect()
}

/// Asserts that no output contains a canary, or acts on its reader.
pub(crate) fn nothing_was_revealed(class: &Class) {
    for (name, text) in class.shown() {
        for secret in CANARIES.iter().chain(&HIDDEN).chain(&[MARK, "root:x:0"]) {
            assert!(!text.contains(secret), "{name} reveals `{secret}`");
        }
        let mut sent = text.split(SENT_HOME).skip(1);
        assert!(sent.all(|after| after.starts_with('…')), "{name} sends something home");
        let acts = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
        assert!(!text.contains(acts), "{name} acts on a terminal");
        if name.starts_with("feedback") {
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{name} commands");
            assert!(is_inert(&text), "{name} acts on a page");
            assert!(!holds_a_nonce(&text), "{name} reveals a nonce");
        }
    }
}

/// Returns whether all markup is fenced or escaped.
fn is_inert(text: &str) -> bool {
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(open) if ticks.len() >= open.len() && line == ticks => fence = None,
            None if line.replace("\\<", "").contains("<script") => return false,
            _ => {}
        }
    }
    true
}

/// Returns whether the text has 32 hexadecimal digits in a row.
fn holds_a_nonce(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|letter| {
        run = if letter.is_ascii_hexdigit() { run + 1 } else { 0 };
        run == 32
    })
}
