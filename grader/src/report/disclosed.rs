//! The part of a test that may be disclosed: its checks, and nothing that gives a hidden test away.

use std::collections::BTreeMap;

use interleaving::report::{CheckReport, Place, headline, render};

use crate::evidence::TestResult;
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
}

/// Everything that may be disclosed of `test`, in order. `sources` are the texts that the student may read.
pub(crate) fn disclosed(test: &TestResult, sources: &BTreeMap<String, String>) -> Vec<Disclosed> {
    let mut checks: Vec<_> = test.checks.iter().map(|check| of_check(test, check, sources)).collect();
    let explained = checks.iter().any(|check| check.verdict == test.verdict);
    if !explained {
        checks.push(of_test(test));
    }
    checks
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
        coverage: check.coverage.clone(),
        diagnosis: failure
            .and_then(|failure| failure.diagnosis.as_ref())
            .map(|diagnosis| diagnosis.name.clone()),
        replay: failure.map(|failure| failure.replay.clone()).filter(|token| !token.is_empty()),
        place: failure
            .and_then(|failure| failure.place.clone())
            .filter(|place| sources.contains_key(&place.file)),
        story: failure.map(|_| render(&check, Some(test.rule), &source)),
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
    }
}

/// The check with every place removed that lies outside the student's files.
fn without_hidden_places(check: &CheckReport, sources: &BTreeMap<String, String>) -> CheckReport {
    let keep = |place: Option<Place>| place.filter(|place| sources.contains_key(&place.file));
    let mut check = check.clone();
    if let Some(failure) = &mut check.failure {
        failure.place = keep(failure.place.take());
        for row in &mut failure.rows {
            row.place = keep(row.place.take());
            row.text = without_hidden_mentions(&row.text, sources);
            row.note = row.note.take().map(|note| without_hidden_mentions(&note, sources));
        }
        for object in &mut failure.objects {
            object.first_use = keep(object.first_use.take());
        }
        for ending in &mut failure.ending {
            ending.text = without_hidden_mentions(&ending.text, sources);
        }
        if let Some(diagnosis) = &mut failure.diagnosis {
            diagnosis.sentence = without_hidden_mentions(&diagnosis.sentence, sources);
        }
    }
    check
}

/// `{p:FILE:LINE}` becomes `the test`, and `{d:FILE:LINE:COLUMN}` nothing, unless FILE is the student's.
fn without_hidden_mentions(text: &str, sources: &BTreeMap<String, String>) -> String {
    let text = without_mentions(text, "{p:", "the test", sources);
    without_mentions(&text, "{d:", "", sources)
}

fn without_mentions(text: &str, opening: &str, instead: &str, sources: &BTreeMap<String, String>) -> String {
    let mut parts = text.split(opening);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let own = |place: &str| sources.keys().any(|file| place.strip_prefix(file).is_some_and(is_place));
        match part.split_once('}') {
            Some((place, rest)) if !own(place) => kept.extend([instead, rest]),
            _ => kept.extend([opening, part]),
        }
    }
    kept
}

/// Returns whether `text` is the part of a place after its file: `:12` or `:12:5`.
fn is_place(text: &str) -> bool {
    text.starts_with(':') && text[1..].split(':').all(|number| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::fake::tested;
    use interleaving::report::{Ending, Object, Row};

    fn hidden_failure() -> TestResult {
        let mut test = tested(2, Verdict::Failed);
        test.public = false;
        test.test = "hidden::rule_2_secret_name".into();
        test.message = "assertion failed: secret".into();
        test
    }

    #[test]
    fn a_hidden_test_tells_its_check_and_no_place_of_its_own() {
        let mut test = hidden_failure();
        let place = |file: &str| Some(Place { file: file.into(), line: 3, column: 1 });
        let failure = test.checks[0].failure.as_mut().unwrap();
        failure.rows = ["src/lib.rs", "hidden.rs"]
            .map(|file| Row {
                thread: 0,
                text: "lock".into(),
                place: place(file),
                note: None,
                step: None,
                until: None,
            })
            .to_vec();
        failure.objects =
            vec![Object { kind: "mutex".into(), name: Some("balance".into()), first_use: None, index: None }];
        failure.message = "P1 releases {o0} ({p:src/lib.rs:3}), not {p:hidden.rs:9}".into();
        failure.rows[0].text = "lock {d:src/lib.rs:3:5}{d:hidden.rs:9:4}".into();
        failure.ending = vec![Ending { text: "waits at {p:hidden.rs:9}, holds {p:src/lib.rs:3}".into() }];
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), String::new())]);
        let check = without_hidden_places(&test.checks[0], &sources).failure.unwrap();
        assert!(check.rows[0].place.is_some() && check.rows[1].place.is_none());
        assert_eq!(check.rows[0].text, "lock {d:src/lib.rs:3:5}");
        assert_eq!(check.ending[0].text, "waits at the test, holds {p:src/lib.rs:3}");

        let disclosed = disclosed(&test, &sources);
        assert_eq!(disclosed.len(), 1);
        assert_eq!(disclosed[0].name, "two clients of rule 2");
        assert_eq!(disclosed[0].message, "P1 releases balance (lib.rs:3), not the test");
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
