//! `grader verify`: proves that a course is sound.
//!
//! An exercise is sound when its texts agree with each other, its stub earns next to nothing, every
//! right answer earns everything, and every known mistake fails exactly the rules it breaks.

mod cases;
mod texts;
mod variants;

#[cfg(test)]
pub(crate) use texts::faults as text_faults;

use crate::course::{Course, Exercise};
use crate::evidence::{Contradiction, Evidence};
use crate::examine::{Engine, examine};
use crate::judge::{Grade, judge};
use crate::options::Options;
use crate::soundness::{Breaks, Case, Kind, Sound, Soundness, Trial};
use crate::system::parallel::in_order;
use crate::system::progress;
use crate::verdict::Verdict;

/// Tries the cases of the exercises with these indices; `options` without `locks_off`.
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
    let evidence = examine(engine, exercise, &case.files, &options);
    let grade = judge(&exercise.folder, &exercise.manifest, &evidence);
    let caught_by = caught_by(&grade);
    let fault = fault(case, &grade, &evidence);
    Trial { case: case.clone(), grade, evidence, caught_by, fault }
}

fn caught_by(grade: &Grade) -> Vec<(u32, Vec<String>)> {
    let tests = |rule: &crate::judge::RuleGrade| {
        let caught = rule.checks.iter().filter(|test| test.verdict != Verdict::Passed);
        caught.map(|test| test.test.clone()).collect::<Vec<_>>()
    };
    grade.rules.iter().filter(|rule| !rule.holds()).map(|rule| (rule.number, tests(rule))).collect()
}

/// The fault in how the exercise judged this case, if there is one.
fn fault(case: &Case, grade: &Grade, evidence: &Evidence) -> Option<String> {
    let open: Vec<_> =
        grade.rules.iter().filter(|rule| rule.verdict.leaves_open()).map(|rule| rule.number).collect();
    let whole = evidence.whole.map(|whole| format!("is judged {} as a whole{}", whole.name(), why(evidence)));
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
            whole
                .or(undecided)
                .or_else(|| (grade.marks < grade.max_marks).then(poor))
                .or_else(|| untrapped(evidence))
                .or_else(|| contradicted(evidence))
        }
        Kind::Mistake(Breaks::Whole(expected)) => {
            let found = evidence.whole.map_or("runs", Verdict::name);
            (evidence.whole != Some(*expected))
                .then(|| format!("should be judged {}, but {found}", expected.name()))
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

/// A right program does the same on real threads.
fn contradicted(evidence: &Evidence) -> Option<String> {
    let first = evidence.audit.contradictions.first();
    let first = first.map(|contradiction| {
        let Contradiction { test, check, text, .. } = contradiction;
        format!("fails on real threads in {test}, {check}: {text}")
    });
    first.or_else(|| evidence.audit.cut.as_ref().map(|how| format!("its run on real threads {how}")))
}

/// A right program fails each trap by its impossible expectation, and by nothing else.
fn untrapped(evidence: &Evidence) -> Option<String> {
    let other = evidence.traps.iter().find(|trap| trap.verdict != Verdict::Failed)?;
    Some(format!("`{}` with an impossible expectation is judged {}", other.test, other.verdict.name()))
}

/// Enough for the heading, the first error of the compiler and its place.
const WHY_LINES: usize = 8;

/// The first lines of the reasons for a verdict on the whole, each on a line of its own.
fn why(evidence: &Evidence) -> String {
    let said = [evidence.diagnostics.as_str(), &evidence.instructor];
    let found = evidence.findings.iter().map(|finding| finding.text.as_str());
    let lines = found.chain(said.into_iter().flat_map(str::lines)).filter(|line| !line.trim().is_empty());
    let lines: String = lines.take(WHY_LINES).map(|line| format!("\n{line}")).collect();
    if lines.is_empty() { lines } else { format!(":{lines}") }
}

#[cfg(test)]
mod tests;
