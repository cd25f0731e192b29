//! The report of `verify` as data: `racecourse/verify/v1`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::soundness::{Breaks, Kind, Soundness, Trial};
use crate::verdict::Verdict;

/// Every exercise with its cases, indented.
///
/// # Errors
/// When it cannot be written.
pub(super) fn render(soundness: &Soundness) -> anyhow::Result<String> {
    let exercises = soundness.exercises.iter().map(|sound| Exercise {
        exercise: &sound.exercise,
        sound: sound.faults().next().is_none(),
        faults: sound.faults().collect(),
        cases: sound.trials.iter().map(case).collect(),
    });
    let page =
        Page { schema: "racecourse/verify/v1", sound: soundness.holds(), exercises: exercises.collect() };
    Ok(serde_json::to_string_pretty(&page)? + "\n")
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    sound: bool,
    exercises: Vec<Exercise<'a>>,
}

#[derive(Serialize)]
struct Exercise<'a> {
    exercise: &'a str,
    sound: bool,
    faults: Vec<String>,
    cases: Vec<CaseData<'a>>,
}

#[derive(Serialize)]
struct CaseData<'a> {
    name: &'a str,
    kind: &'static str,
    /// The rules that its first line names.
    breaks: &'a [u32],
    verdict: Verdict,
    marks: u32,
    max_marks: u32,
    caught_by: BTreeMap<u32, &'a [String]>,
    sound: bool,
}

fn case(trial: &Trial) -> CaseData<'_> {
    let (kind, breaks): (_, &[u32]) = match &trial.case.kind {
        Kind::Stub => ("stub", &[]),
        Kind::StubWithoutLocks => ("stub_without_locks", &[]),
        Kind::Reference => ("reference", &[]),
        Kind::Alternative => ("alternative", &[]),
        Kind::Mistake(Breaks::Rules(rules)) => ("mistake", rules),
        Kind::Mistake(Breaks::Whole(_)) => ("mistake", &[]),
    };
    CaseData {
        name: &trial.case.name,
        kind,
        breaks,
        verdict: trial.grade.verdict,
        marks: trial.grade.marks,
        max_marks: trial.grade.max_marks,
        caught_by: trial.caught_by.iter().map(|(rule, tests)| (*rule, tests.as_slice())).collect(),
        sound: trial.fault.is_none(),
    }
}
