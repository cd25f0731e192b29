//! The content of a report: the students of a run, their exercises, their marks.

use std::collections::BTreeSet;

use super::{inert, words};
use crate::exit::Exit;
use crate::judge::Grade;
use crate::options::{Options, Tools};
use crate::record::{Override, Record, Scope};
use crate::verdict::Verdict;

/// The results of a run, in the order of its scope.
pub(crate) struct Report {
    /// Folders: `01_withdraw`.
    pub(crate) exercises: Vec<String>,
    pub(crate) students: Vec<Student>,
}

/// One submission with its marks.
pub(crate) struct Student {
    pub(crate) id: String,
    pub(crate) exercises: Vec<Graded>,
    /// Set if there was a roster: whether it has the student.
    pub(crate) on_roster: Option<bool>,
}

/// One submission of one exercise.
pub(crate) struct Graded {
    pub(crate) record: Record,
    pub(crate) grade: Grade,
}

impl Report {
    /// The report on those `records` that are in `scope`.
    pub(crate) fn new(scope: &Scope, records: Vec<Record>, overrides: &[Override]) -> Self {
        let mut by_id = std::collections::BTreeMap::<String, Vec<Graded>>::new();
        for record in records.into_iter().filter(|record| scope.exercises.contains(&record.exercise)) {
            let mut grade = record.grade();
            let of = |set: &&Override| set.submission == record.submission && set.exercise == record.exercise;
            if let Some(set) = overrides.iter().find(of) {
                grade.settle(set.marks, &set.reason);
            }
            by_id.entry(record.submission.clone()).or_default().push(Graded { record, grade });
        }
        let students = scope.submissions.iter().map(|id| {
            let mut exercises = by_id.remove(id).unwrap_or_default();
            exercises.sort_by(|a, b| a.record.exercise.cmp(&b.record.exercise));
            let on_roster = scope.strangers.as_ref().map(|strangers| !strangers.contains(id));
            Student { id: id.clone(), exercises, on_roster }
        });
        Self { exercises: scope.exercises.clone(), students: students.collect() }
    }

    /// How the process ends when this is its result.
    pub(crate) fn exit(&self) -> Exit {
        let grades = || self.all().map(|graded| &graded.grade);
        match () {
            () if grades().any(Grade::is_open) => Exit::Open,
            () if grades().any(|grade| grade.marks < grade.max_marks) => Exit::MarksLost,
            () => Exit::Done,
        }
    }

    /// Every submission of every exercise.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Graded> {
        self.students.iter().flat_map(|student| &student.exercises)
    }

    /// The layers of the sandbox that were missing when any of this was graded.
    pub(crate) fn degraded(&self) -> Vec<String> {
        degraded(self.all())
    }

    /// The tools and options behind the verdicts; `None` for an empty report.
    pub(super) fn made_with(&self) -> Option<(&Tools, &Options)> {
        self.all().next().map(|graded| (&graded.record.tools, &graded.record.options))
    }

    /// The rules of `exercise` with their pass rates: number, passed, judged.
    pub(super) fn pass_rates(&self, exercise: &str) -> Vec<(u32, usize, usize)> {
        let graded: Vec<_> = self.all().filter(|graded| graded.record.exercise == exercise).collect();
        let Some(first) = graded.first() else { return vec![] };
        let rates = first.grade.rules.iter().map(|rule| {
            let same = graded
                .iter()
                .flat_map(|graded| &graded.grade.rules)
                .filter(|other| other.number == rule.number);
            let judged: Vec<_> = same.filter(|other| !other.verdict.leaves_open()).collect();
            (rule.number, judged.iter().filter(|other| other.holds()).count(), judged.len())
        });
        rates.collect()
    }
}

impl Student {
    /// Marks, marks to be had, open marks.
    pub(crate) fn marks(&self) -> (u32, u32, u32) {
        let sum = |part: fn(&Grade) -> u32| self.exercises.iter().map(|graded| part(&graded.grade)).sum();
        (sum(|grade| grade.marks), sum(|grade| grade.max_marks), sum(|grade| grade.open_marks))
    }

    /// Returns whether hidden tests were missing, so that this is advice and not a grade.
    pub(crate) fn is_advice(&self) -> bool {
        self.exercises.iter().any(|graded| graded.record.public_only)
    }

    /// The id, on one line, with a note if it is not on the roster.
    pub(super) fn line(&self) -> String {
        let note = if self.on_roster == Some(false) { " (not on the roster)" } else { "" };
        inert::line(&self.id) + note
    }

    /// The layers of the sandbox that were missing when this was graded.
    pub(crate) fn degraded(&self) -> Vec<String> {
        degraded(self.exercises.iter())
    }
}

fn degraded<'a>(graded: impl Iterator<Item = &'a Graded>) -> Vec<String> {
    let missing: BTreeSet<_> = graded.flat_map(|graded| &graded.record.tools.degraded).collect();
    missing.into_iter().cloned().collect()
}

impl Graded {
    /// `5/6`, `4/6 (2 open)`, `6/6 (set by hand)`.
    pub(super) fn fraction(&self) -> String {
        let marks = words::fraction(self.grade.marks, self.grade.max_marks, self.grade.open_marks);
        if self.grade.settled.is_some() { format!("{marks} (set by hand)") } else { marks }
    }

    /// The marks that the instructor set by hand, as a sentence.
    pub(super) fn settled(&self) -> Option<String> {
        let settled = self.grade.settled.as_ref()?;
        let (marks, judged) = (self.grade.marks, settled.judged_marks);
        Some(format!("{marks} set by hand in place of {judged} ({})", settled.reason))
    }

    /// Why nothing was judged, if all of it is open for a reason that everybody may read.
    pub(super) fn why_open(&self) -> Option<String> {
        let is_open = self.record.evidence.whole.is_some_and(Verdict::leaves_open);
        let why = self.record.evidence.findings.first().filter(|_| is_open)?;
        Some(format!("`{}`: {}", why.file, why.text))
    }

    /// The exercise's name: `withdraw` of `01_withdraw`.
    pub(crate) fn name(&self) -> &str {
        words::exercise_name(&self.record.exercise)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::record::tests::recorded;

    /// The class that the formats are tested with.
    pub(crate) fn class(submissions: &[(&str, &str)]) -> Report {
        let scope = Scope {
            submissions: submissions.iter().map(|(id, _)| (*id).to_owned()).collect(),
            exercises: vec!["01_withdraw".into()],
            strangers: None,
        };
        let records = submissions.iter().map(|(id, text)| recorded(id, text)).collect();
        Report::new(&scope, records, &[])
    }

    #[test]
    fn the_exit_code_says_the_worst() {
        let exit = |texts: &[(&str, &str)]| class(texts).exit();
        assert_eq!(exit(&[("ada", "")]), Exit::Done);
        assert_eq!(exit(&[("ada", ""), ("bob", "//! rule 2: failed")]), Exit::MarksLost);
        assert_eq!(exit(&[("ada", "//! rule 1: inconclusive"), ("bob", "//! rule 2: failed")]), Exit::Open);
    }

    #[test]
    fn records_outside_the_scope_are_left_out() {
        let (submissions, exercises) = (vec!["ada".into()], vec!["01_withdraw".into()]);
        let scope = Scope { submissions, exercises, strangers: None };
        let report = Report::new(&scope, vec![recorded("gone", ""), recorded("ada", "")], &[]);
        assert_eq!(report.all().count(), 1);
    }
}
