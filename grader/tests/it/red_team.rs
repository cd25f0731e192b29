//! The hostile class: every case of the red team is a submission, with honest ones between them.
//!
//! A case is a folder of `tests/red_team`: a submission for `withdraw`, and in `expected.json` the verdict
//! that it must get, with the screen and the facades and without both, where the sandbox must hold.

mod class;
mod look;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;

use class::{Class, User};

/// Prints what was tried, although the tests pass; a failure to print does no harm.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "red team: {text}");
}

/// The marks of rule 1, which a wrong program earns as long as it runs alone.
const RULE_1: u64 = 1;

/// The report on the honest submissions alone.
fn honest() -> &'static Value {
    static HONEST: OnceLock<Value> = OnceLock::new();
    HONEST.get_or_init(|| Class::new(User::Oneself, class::Way::AsItIs).grade(&[]))
}

/// Classes take turns: some cases need a core for seconds, and wall-clock time is limited.
static TURN: Mutex<()> = Mutex::new(());

/// Grades the class and checks all its outputs and traces.
fn graded_in_one_go(user: User, flags: &[&str], way: class::Way) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let class = Class::new(user, way);
    class.hand_in_the_hostile();
    let report = class.grade(flags);
    let off: Vec<String> = class.cases.iter().filter_map(|case| look::verdict(case, &report)).collect();
    assert_eq!(off, [""; 0], "{user:?} {way:?}");
    for submission in honest()["submissions"].as_array().unwrap() {
        let id = submission["id"].as_str().unwrap();
        assert_eq!(look::of(&report, id), submission, "its neighbours changed `{id}`");
    }
    look::nothing_is_left_behind(&class);
    look::nothing_was_revealed(&class);
    tell(&format!("{} cases as expected, {way:?}, {user:?}", class.cases.len()));
}

#[test]
fn a_hostile_class_gets_what_it_deserves_and_the_honest_ones_their_marks() {
    for user in User::all() {
        graded_in_one_go(user, &[], class::Way::AsItIs);
    }
}

#[test]
fn the_sandbox_holds_without_the_screen_and_the_facades() {
    for user in User::all() {
        let flags = ["--without-layer", "screen", "--without-layer", "names", "--allow-degraded"];
        graded_in_one_go(user, &flags, class::Way::Unscreened);
    }
}

#[test]
fn without_landlock_grading_must_be_allowed_and_then_nothing_is_forged() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let class = Class::new(User::Oneself, class::Way::Unscreened);
    class.hand_in_the_hostile();
    let without = ["landlock", "screen", "names"].map(|layer| ["--without-layer", layer]).concat();
    let refused = class.grader(&without).assert().code(3).stdout("");
    refused.stderr(contains("landlock").and(contains("--allow-degraded")));
    assert!(!class.out().exists(), "it was refused, but it wrote the output");

    let report = class.grade(&[&without[..], &["--allow-degraded"]].concat());
    let marks: BTreeMap<_, _> = class.cases.iter().map(|case| (&case.name, case.marks(&report))).collect();
    for case in &class.cases {
        let own = case.expected.marks.max(RULE_1);
        assert!(marks[&case.name] <= own, "{} forged {}", case.name, marks[&case.name]);
    }
    for text in class.shown() {
        assert!(text.1.contains("landlock"), "{} does not say what was missing", text.0);
    }
    look::nothing_is_left_behind(&class);
    tell(&format!("{} cases forge nothing without Landlock", class.cases.len()));
}
