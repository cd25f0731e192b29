//! The part of a test that may be disclosed: its checks, and nothing that gives a hidden test away.

use std::collections::BTreeMap;

use interleaving::report::{CheckReport, Place, RenderOptions, headline, render};
use serde_json::Value;

use super::words;
use crate::canary::unmarked;
use crate::evidence::TestResult;
use crate::system::caught::caught;
use crate::verdict::Verdict;

/// One check, or a test that ended outside a check.
pub(crate) struct Disclosed {
    /// The check's own name; of a hidden test nothing else is disclosed.
    pub(crate) name: String,
    pub(crate) public: bool,
    pub(crate) verdict: Verdict,
    /// One line.
    pub(crate) message: String,
    pub(crate) executions: u64,
    pub(crate) coverage: Vec<String>,
    /// The textbook's name, when its pattern was there.
    pub(crate) diagnosis: Option<String>,
    pub(crate) replay: Option<String>,
    /// The line on which it breaks, in the student's own files.
    pub(crate) place: Option<Place>,
    /// The counterexample, whole.
    pub(crate) story: Option<String>,
    /// Why it could not be told, for the instructor: the words of a panic.
    pub(crate) fault: Option<String>,
}

/// Everything that may be disclosed of `test`, in order. `sources` are the texts that the student may read.
pub(crate) fn disclosed(test: &TestResult, sources: &BTreeMap<String, String>) -> Vec<Disclosed> {
    let told = |check| guarded(test, check, || of_check(test, check, sources));
    let mut checks: Vec<_> = test.checks.iter().map(told).collect();
    let explained = checks.iter().any(|check| check.verdict == test.verdict);
    if !explained {
        checks.push(of_test(test));
    }
    checks.iter_mut().for_each(Disclosed::unmark);
    checks
}

impl Disclosed {
    /// Removes every word that only a hidden test can have brought here.
    fn unmark(&mut self) {
        let texts = [&mut self.name, &mut self.message].into_iter();
        let texts = texts.chain(&mut self.coverage).chain(&mut self.diagnosis);
        for text in texts.chain(&mut self.replay).chain(&mut self.story) {
            *text = unmarked(text).into_owned();
        }
    }
}

/// The check as `tell` tells it. If that panics, it costs this check its story, and nothing else.
fn guarded(test: &TestResult, check: &CheckReport, tell: impl FnOnce() -> Disclosed) -> Disclosed {
    caught(tell).unwrap_or_else(|fault| Disclosed {
        name: check.check.clone(),
        verdict: check.verdict.into(),
        message: words::UNTOLD.to_owned(),
        fault: Some(fault),
        ..of_test(test)
    })
}

fn of_check(test: &TestResult, check: &CheckReport, sources: &BTreeMap<String, String>) -> Disclosed {
    let check = if test.public { check.clone() } else { without_hidden_places(check, sources) };
    let source = |file: &str| sources.get(file).cloned();
    let failure = check.failure.as_ref();
    Disclosed {
        name: check.check.clone(),
        public: test.public,
        verdict: check.verdict.into(),
        message: failure.map(|failure| headline(failure, &source)).unwrap_or_default(),
        executions: check.executions,
        coverage: check.covered(),
        diagnosis: failure
            .and_then(|failure| failure.diagnosis.as_ref())
            .map(|diagnosis| diagnosis.name.clone()),
        replay: failure.map(|failure| failure.replay.clone()).filter(|token| !token.is_empty()),
        place: failure
            .and_then(|failure| failure.place.clone())
            .filter(|place| sources.contains_key(&place.file)),
        story: failure.map(|_| {
            let options = RenderOptions { rule: Some(test.rule), source: &source, replay: None, next: None };
            render(&check, &options)
        }),
        fault: None,
    }
}

/// A test that ended in its own way: killed, stopped, failed outside a check, or passed without one.
fn of_test(test: &TestResult) -> Disclosed {
    // The text of an assertion belongs to the test; every other message is the grader's own.
    let may_tell = test.public || test.verdict != Verdict::Failed;
    let name = test.test.rsplit("::").next().unwrap_or(&test.test);
    Disclosed {
        name: if test.public { name.to_owned() } else { "a further test".to_owned() },
        public: test.public,
        verdict: test.verdict,
        message: if may_tell { test.message.clone() } else { "it fails".to_owned() },
        executions: if test.checks.is_empty() { test.executions } else { 0 },
        coverage: vec![],
        diagnosis: None,
        replay: None,
        place: None,
        story: None,
        fault: None,
    }
}

/// The check with every place hidden that lies outside the student's files: its file is empty, which no source
/// answers to, and renders as `the test`. No text of it keeps a word that carries the mark of the hidden tests.
fn without_hidden_places(check: &CheckReport, sources: &BTreeMap<String, String>) -> CheckReport {
    let mut value = serde_json::to_value(check).expect("a report is plain data");
    hide_places(&mut value, sources);
    serde_json::from_value(value).expect("a report whose places are hidden is one still")
}

/// Wherever the data has a place, whatever it belongs to.
fn hide_places(value: &mut Value, sources: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            let is_place = fields.len() == 3 && fields.contains_key("line") && fields.contains_key("column");
            match fields.get("file").and_then(Value::as_str) {
                Some(file) if is_place && !sources.contains_key(file) => {
                    fields.insert("file".into(), "".into());
                    fields.insert("line".into(), 0.into());
                    fields.insert("column".into(), 0.into());
                }
                _ => fields.values_mut().for_each(|value| hide_places(value, sources)),
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| hide_places(value, sources)),
        // Before the text is laid out: a line may end within a word.
        Value::String(text) => *text = unmarked(text).into_owned(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canary::CANARY;
    use crate::tests::fake::tested;
    use interleaving::report::{Broken, Ending, Object, Panic, Row, Step};

    fn hidden_failure() -> TestResult {
        let mut test = tested(2, Verdict::Failed);
        test.public = false;
        test.test = "hidden::rule_2_secret_name".into();
        test.message = "assertion failed: secret".into();
        test
    }

    /// A step of main's on the object 0, as a submission's process sends it.
    fn step(json: serde_json::Value) -> Step {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_hidden_test_shows_its_check_and_no_place_of_its_own() {
        let mut test = hidden_failure();
        let place = |file: &str| Place { file: file.into(), line: 3, column: 1 };
        let failure = test.checks[0].failure.as_mut().unwrap();
        let did = step(serde_json::json!({ "action": "lock", "object": 0, "ok": true }));
        let row = |file: &str| Row {
            settled: false,
            thread: 0,
            did: Step { taken: Some(place(file)), ..did.clone() },
            unlock: None,
            place: Some(place(file)),
            note: None,
            step: None,
            until: None,
        };
        failure.rows = ["src/lib.rs", "hidden.rs"].map(row).to_vec();
        let object = Object {
            number: 0,
            kind: "mutex".into(),
            name: Some("balance".into()),
            first_use: None,
            index: None,
        };
        failure.objects = vec![object];
        failure.broken = Broken::NotHeld { thread: 1, object: 0, holder: None, place: place("hidden.rs") };
        let (inside, outside, lock) = (1, 2, 0);
        let (wanted, taken) = (Some(place("hidden.rs")), place("src/lib.rs"));
        failure.ending = vec![Ending::KeptApart { inside, outside, lock, wanted, taken }];
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), String::new())]);
        let check = without_hidden_places(&test.checks[0], &sources);
        assert!(!serde_json::to_string(&check).unwrap().contains("hidden.rs"));
        let failure = check.failure.unwrap();
        assert_eq!(failure.rows[0].place, Some(place("src/lib.rs")));
        assert_eq!(failure.rows[0].did.taken, Some(place("src/lib.rs")));

        let disclosed = disclosed(&test, &sources);
        assert_eq!(disclosed.len(), 1);
        assert_eq!(disclosed[0].name, "two clients of rule 2");
        assert_eq!(disclosed[0].message, "P1 releases balance, which nobody holds (the test)");
        assert!(disclosed[0].story.as_ref().unwrap().contains("(the test), which P1 took (lib.rs:3)"));
    }

    #[test]
    fn a_word_with_the_mark_of_the_hidden_tests_is_never_disclosed() {
        let mut test = hidden_failure();
        let path = format!("tests::t1::{CANARY}3f::rule_2_secret_name");
        test.checks[0].check = format!("two clients of {path}");
        let panic = Panic::Words(format!("it is called by {path}"));
        test.checks[0].failure.as_mut().unwrap().broken = Broken::Panic { thread: 0, panic, place: None };
        let disclosed = disclosed(&test, &BTreeMap::new()).remove(0);
        let story = disclosed.story.unwrap();
        assert_eq!((&*disclosed.name, &*disclosed.message), ("two clients of …", "it is called by …"));
        assert!(!story.contains(CANARY) && !story.contains("secret_name"), "{story}");
    }

    #[test]
    fn a_panic_while_a_check_is_told_costs_that_check_its_story() {
        let test = tested(2, Verdict::Failed);
        let told = guarded(&test, &test.checks[0], || panic!("no column 7"));
        assert_eq!((told.verdict, told.story, told.message.as_str()), (Verdict::Failed, None, words::UNTOLD));
        assert_eq!((told.name.as_str(), told.fault), ("two clients of rule 2", Some("no column 7".into())));
    }

    #[test]
    fn a_hidden_assertion_outside_a_check_stays_hidden() {
        let mut test = hidden_failure();
        test.checks.clear();
        let disclosed = disclosed(&test, &BTreeMap::new());
        assert_eq!(
            (disclosed[0].name.as_str(), disclosed[0].message.as_str()),
            ("a further test", "it fails")
        );
    }

    #[test]
    fn a_test_that_was_killed_after_its_checks_says_so() {
        let mut test = tested(1, Verdict::Passed);
        test.verdict = Verdict::Crashed;
        test.message = "stack overflow".into();
        let disclosed = disclosed(&test, &BTreeMap::new());
        assert_eq!(disclosed.last().unwrap().message, "stack overflow");
    }
}
