//! The hostile class: every case of the red team is a submission, with honest ones between.
//!
//! A case is a folder of `tests/red_team`: what is handed in for `withdraw`, and in `expected.json` what
//! the grader must say of it as it is, and with the screen switched off, where the sandbox must hold it.

mod class;
mod look;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;

use class::{Class, User};

/// Says what was tried, although the tests pass; nobody to read it, no harm.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "red team: {text}");
}

/// The marks of rule 1, which a wrong program earns as long as it runs alone.
const RULE_1: u64 = 1;

/// The honest ones, graded by themselves.
fn honest() -> &'static Value {
    static HONEST: OnceLock<Value> = OnceLock::new();
    HONEST.get_or_init(|| Class::new(User::Oneself, class::Way::AsItIs).grade(&[]))
}

/// One at a time: some of them need a processor for seconds, and the clock is a limit.
static TURN: Mutex<()> = Mutex::new(());

/// Grades the class and looks at everything there is to see.
fn graded_in_one_go(user: User, flags: &[&str], way: class::Way) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let class = Class::new(user, way);
    class.hand_in_the_hostile();
    let report = class.grade(flags);
    let off: Vec<String> = class.cases.iter().filter_map(|case| look::verdict(case, &report)).collect();
    assert_eq!(off, [""; 0], "{user:?} {way:?}");
    for submission in honest()["submissions"].as_array().unwrap() {
        let id = submission["id"].as_str().unwrap();
        assert_eq!(look::of(&report, id), submission, "what its neighbours did changed `{id}`");
    }
    look::nothing_is_left_behind(&class);
    look::nothing_was_told(&class);
    tell(&format!("{} cases as expected, {way:?}, {user:?}", class.cases.len()));
}

#[test]
fn a_hostile_class_gets_what_it_deserves_and_the_honest_ones_their_marks() {
    for user in User::all() {
        graded_in_one_go(user, &[], class::Way::AsItIs);
    }
}

#[test]
fn what_the_screen_lets_through_the_sandbox_holds() {
    for user in User::all() {
        graded_in_one_go(user, &["--without-layer", "screen", "--allow-degraded"], class::Way::Unscreened);
    }
}

#[test]
fn without_landlock_nothing_is_graded_until_told_and_then_nothing_is_forged() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let class = Class::new(User::Oneself, class::Way::Unscreened);
    class.hand_in_the_hostile();
    let without = ["--without-layer", "landlock", "--without-layer", "screen"];
    let refused = class.grader(&without).assert().code(3).stdout("");
    refused.stderr(contains("landlock").and(contains("--allow-degraded")));
    assert!(!class.out().exists(), "it was refused, and wrote all the same");

    let report = class.grade(&[&without[..], &["--allow-degraded"]].concat());
    let marks: BTreeMap<_, _> = class.cases.iter().map(|case| (&case.name, case.marks(&report))).collect();
    for case in &class.cases {
        let own = case.expected.marks.max(RULE_1);
        assert!(marks[&case.name] <= own, "{} forged {}", case.name, marks[&case.name]);
    }
    for text in class.told() {
        assert!(text.1.contains("landlock"), "{} does not say what was missing", text.0);
    }
    look::nothing_is_left_behind(&class);
    tell(&format!("{} cases forge nothing without Landlock", class.cases.len()));
}
