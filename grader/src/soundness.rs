//! The findings of `grader verify` on a course: data for the report.

use crate::collect::Files;
use crate::evidence::Evidence;
use crate::judge::Grade;
use crate::verdict::Verdict;

/// The findings on a course.
pub(crate) struct Soundness {
    pub(crate) exercises: Vec<Sound>,
}

/// The findings on one exercise.
pub(crate) struct Sound {
    pub(crate) exercise: String,
    /// The numbers of its rules.
    pub(crate) rules: Vec<u32>,
    /// The faults in its texts.
    pub(crate) faults: Vec<String>,
    pub(crate) trials: Vec<Trial>,
}

/// One program that the exercise must judge in a known way, and how it did.
pub(crate) struct Trial {
    pub(crate) case: Case,
    pub(crate) grade: Grade,
    pub(crate) evidence: Evidence,
    /// The tests that did not pass, by rule.
    pub(crate) caught_by: Vec<(u32, Vec<String>)>,
    /// The fault in how it was judged, if there is one.
    pub(crate) fault: Option<String>,
}

impl Soundness {
    /// Returns whether there is no fault.
    pub(crate) fn holds(&self) -> bool {
        self.exercises.iter().all(|sound| sound.faults().next().is_none())
    }
}

impl Sound {
    /// All faults, as sentences.
    pub(crate) fn faults(&self) -> impl Iterator<Item = String> {
        let trials = self
            .trials
            .iter()
            .filter_map(|trial| trial.fault.as_ref().map(|fault| format!("{}: {fault}", trial.case.name)));
        self.faults.iter().cloned().chain(trials)
    }
}

/// One program.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// For people: `stub`, `alternatives/channel.rs`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) files: Files,
}

/// The verdict that is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// At most one mark.
    Stub,
    /// The same, while every lock lets all threads in.
    StubWithoutLocks,
    /// Full marks.
    Reference,
    /// Full marks, by another design.
    Alternative,
    /// Failed by the rules that it names.
    Mistake(Breaks),
}

/// The rules that a mistake breaks by its own first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// These rules and no others, ascending.
    Rules(Vec<u32>),
    /// The submission as a whole.
    Whole(Verdict),
}
