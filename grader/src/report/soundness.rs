//! What `verify` found, for people and as data: faults first, then the detection matrix.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Graded, Student, feedback, inert, table, words};
use crate::engine::{Options, Tools};
use crate::exercise::Course;
use crate::record::Record;
use crate::verify::{Breaks, Kind, Sound, Soundness, Trial};

/// For the eye.
pub(crate) fn terminal(soundness: &Soundness) -> String {
    let mut text = String::new();
    for sound in &soundness.exercises {
        let faults: Vec<_> = sound.faults().collect();
        let state = if faults.is_empty() { "sound".to_owned() } else { format!("{} faults", faults.len()) };
        let _ = writeln!(text, "{}  {state}", sound.exercise);
        for fault in faults {
            let _ = writeln!(text, "  ✗ {}", inert::plain(&fault).replace('\n', "\n      "));
        }
        text += &matrix(sound);
    }
    text
}

/// Programs down, rules across; then which test caught what.
fn matrix(sound: &Sound) -> String {
    let mut table = table();
    let mut head = vec!["program".to_owned()];
    head.extend(sound.rules.iter().map(|rule| format!("rule {rule}")));
    table.set_header(head.into_iter().chain(["marks".into(), "".into()]));
    let mut caught = String::new();
    for trial in &sound.trials {
        let mut row = vec![trial.case.name.clone()];
        row.extend(
            trial
                .grade
                .rules
                .iter()
                .map(|rule| words::sign(rule.holds(), rule.verdict.leaves_open()).to_owned()),
        );
        row.push(words::fraction(trial.grade.marks, trial.grade.max_marks, trial.grade.open_marks));
        row.push(if trial.fault.is_some() { "off".into() } else { String::new() });
        table.add_row(row);
        if matches!(trial.case.kind, Kind::Mistake(_)) {
            for (rule, tests) in trial.caught_by.iter().filter(|(_, tests)| !tests.is_empty()) {
                let _ = writeln!(caught, "  {} breaks rule {rule}: {}", trial.case.name, tests.join(", "));
            }
        }
    }
    format!("{table}\n{caught}")
}

/// What a student reads about each known mistake, and where: `01_withdraw/mirror.md`.
pub(crate) fn pages<'a>(
    soundness: &'a Soundness,
    course: &'a Course,
    with: (&'a Tools, &'a Options),
) -> impl Iterator<Item = (String, String)> + 'a {
    let tried = soundness.exercises.iter().flat_map(|sound| {
        let exercise = course.exercises.iter().find(|exercise| exercise.folder == sound.exercise);
        sound.trials.iter().filter_map(move |trial| Some((exercise?, trial)))
    });
    tried.filter_map(move |(exercise, trial)| {
        let mistake = trial.case.name.strip_prefix("mistakes/")?.strip_suffix(".rs")?;
        let record = Record::unseen(mistake, exercise, &trial.case.files, with);
        let record = Record { outcome: trial.outcome.clone(), ..record };
        let graded = Graded { grade: trial.grade.clone(), record };
        let student = Student { id: mistake.to_owned(), exercises: vec![graded], on_roster: None };
        Some((format!("{}/{mistake}.md", exercise.folder), feedback(&student)))
    })
}

/// As data, `racecourse/verify/v1`.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn json(soundness: &Soundness) -> anyhow::Result<String> {
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
    /// The rules that it says it breaks.
    breaks: &'a [u32],
    verdict: crate::verdict::Verdict,
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
