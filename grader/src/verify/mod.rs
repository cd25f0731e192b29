//! `grader verify`: proves that a course is sound.
//!
//! An exercise is sound when its texts agree with each other, its stub earns next to nothing, every
//! right answer earns everything, and every known mistake fails exactly the rules it breaks.

mod cases;
mod texts;

pub(crate) use cases::{Breaks, Case, Kind};
#[cfg(test)]
pub(crate) use texts::faults as text_faults;
pub(crate) use texts::test_names;

use crate::engine::{Engine, Options, examine};
use crate::exercise::{Course, Exercise};
use crate::judge::{Grade, judge};
use crate::outcome::Outcome;
use crate::parallel::in_order;
use crate::progress;
use crate::verdict::Verdict;

/// What was found out about a course.
pub(crate) struct Soundness {
    pub(crate) exercises: Vec<Sound>,
}

/// What was found out about one exercise.
pub(crate) struct Sound {
    pub(crate) exercise: String,
    /// The numbers of its rules.
    pub(crate) rules: Vec<u32>,
    /// What is off in its texts.
    pub(crate) faults: Vec<String>,
    pub(crate) trials: Vec<Trial>,
}

/// One program that the exercise must judge in a known way, and how it did.
pub(crate) struct Trial {
    pub(crate) case: Case,
    pub(crate) grade: Grade,
    /// What was seen.
    pub(crate) outcome: Outcome,
    /// The tests that did not pass, by rule.
    pub(crate) caught_by: Vec<(u32, Vec<String>)>,
    /// What is off; `None` when all is well.
    pub(crate) fault: Option<String>,
}

impl Soundness {
    /// Whether nothing is off.
    pub(crate) fn holds(&self) -> bool {
        self.exercises.iter().all(|sound| sound.faults().next().is_none())
    }
}

impl Sound {
    /// Everything that is off, as sentences.
    pub(crate) fn faults(&self) -> impl Iterator<Item = String> {
        let trials = self
            .trials
            .iter()
            .filter_map(|trial| trial.fault.as_ref().map(|fault| format!("{}: {fault}", trial.case.name)));
        self.faults.iter().cloned().chain(trials)
    }
}

/// Tries the exercises with these indices; `options` without `locks_off`.
pub(crate) fn verify(
    course: &Course,
    selected: &[usize],
    engine: &dyn Engine,
    options: Options,
    jobs: usize,
) -> Soundness {
    let mut sounds = Vec::new();
    let mut cases = Vec::new();
    for (at, &index) in selected.iter().enumerate() {
        let exercise = &course.exercises[index];
        let mut faults = texts::faults(exercise);
        let (found, more) = cases::of(exercise);
        faults.extend(more);
        cases.extend(found.into_iter().map(|case| (at, exercise, case)));
        let rules = exercise.manifest.rules.iter().map(|rule| rule.number).collect();
        sounds.push(Sound { exercise: exercise.folder.clone(), rules, faults, trials: vec![] });
    }
    let bar = progress::bar("verifying", cases.len());
    let trials = in_order(&cases, jobs, |(at, exercise, case)| {
        let trial = try_case(exercise, case, engine, options);
        bar.inc(1);
        (*at, trial)
    });
    bar.finish_and_clear();
    for (at, trial) in trials {
        sounds[at].trials.push(trial);
    }
    Soundness { exercises: sounds }
}

fn try_case(exercise: &Exercise, case: &Case, engine: &dyn Engine, options: Options) -> Trial {
    let options = Options { locks_off: case.kind == Kind::StubWithoutLocks, ..options };
    let outcome = examine(engine, exercise, &case.files, &options);
    let grade = judge(&exercise.folder, &exercise.manifest, &outcome);
    let caught_by = caught_by(&grade);
    let fault = fault(case, &grade, &outcome);
    Trial { case: case.clone(), grade, outcome, caught_by, fault }
}

fn caught_by(grade: &Grade) -> Vec<(u32, Vec<String>)> {
    let tests = |rule: &crate::judge::RuleGrade| {
        let caught = rule.checks.iter().filter(|test| test.verdict != Verdict::Passed);
        caught.map(|test| test.test.clone()).collect::<Vec<_>>()
    };
    grade.rules.iter().filter(|rule| !rule.holds()).map(|rule| (rule.number, tests(rule))).collect()
}

/// What is off with how the exercise judged this case.
fn fault(case: &Case, grade: &Grade, outcome: &Outcome) -> Option<String> {
    let open: Vec<_> =
        grade.rules.iter().filter(|rule| rule.verdict.leaves_open()).map(|rule| rule.number).collect();
    let whole = outcome.whole.map(|whole| format!("is judged {} as a whole{}", word(whole), why(outcome)));
    let undecided = (!open.is_empty()).then(|| format!("rules {open:?} cannot be decided"));
    match &case.kind {
        Kind::Stub | Kind::StubWithoutLocks => {
            let rich = (grade.marks > 1).then(|| format!("earns {} marks, and may earn one", grade.marks));
            whole.or(undecided).or(rich)
        }
        Kind::Reference | Kind::Alternative => {
            let failed: Vec<_> =
                grade.rules.iter().filter(|rule| !rule.holds()).map(|rule| rule.number).collect();
            let poor =
                || format!("earns {} of {} marks, fails rules {failed:?}", grade.marks, grade.max_marks);
            whole.or(undecided).or_else(|| (grade.marks < grade.max_marks).then(poor))
        }
        Kind::Mistake(Breaks::Whole(expected)) => {
            let found = outcome.whole.map_or("runs", word);
            (outcome.whole != Some(*expected))
                .then(|| format!("should be judged {}, but {found}", word(*expected)))
        }
        Kind::Mistake(Breaks::Rules(expected)) => {
            let failed: Vec<_> =
                grade.rules.iter().filter(|rule| !rule.holds()).map(|rule| rule.number).collect();
            whole.or(undecided).or_else(|| {
                (failed != *expected)
                    .then(|| format!("says that it breaks rules {expected:?}, and fails rules {failed:?}"))
            })
        }
    }
}

/// Enough for the heading, the first error of the compiler and its place.
const WHY_LINES: usize = 8;

/// The first lines of what is said about a verdict on the whole, each on a line of its own.
fn why(outcome: &Outcome) -> String {
    let said = [outcome.diagnostics.as_str(), &outcome.instructor];
    let found = outcome.findings.iter().map(|finding| finding.text.as_str());
    let lines = found.chain(said.into_iter().flat_map(str::lines)).filter(|line| !line.trim().is_empty());
    let lines: String = lines.take(WHY_LINES).map(|line| format!("\n{line}")).collect();
    if lines.is_empty() { lines } else { format!(":{lines}") }
}

/// The word for a verdict.
fn word(verdict: Verdict) -> &'static str {
    crate::report::words::name(verdict)
}

#[cfg(test)]
mod tests;
