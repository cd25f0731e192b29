//! Tells people what was graded. The only part that writes for people; it decides no marks.
//!
//! Everything here is a pure function from a [`Report`] to text. What comes from a student (names,
//! messages, output) goes through [`inert`] on its way, so that no reader of the text obeys it.

mod csv;
mod feedback;
mod github;
pub(crate) mod inert;
mod instructor;
mod json;
pub(crate) mod listing;
mod markdown;
pub(crate) mod soundness;
mod terminal;
mod told;
pub(crate) mod words;

pub(crate) use feedback::feedback;
pub(crate) use instructor::notes;

use std::collections::BTreeSet;

use clap::ValueEnum;
use comfy_table::{Table, TableComponent, presets};

use crate::engine::{Options, Tools};
use crate::exit::Exit;
use crate::judge::Grade;
use crate::record::{Override, Record, Roster};

/// The texts a report can be told as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table, for the eye.
    #[default]
    Terminal,
    /// Everything, as `racecourse/report/v1`.
    Json,
    /// A page, or the job summary of a CI run.
    Markdown,
    /// The grade book.
    Csv,
    /// Annotations for a GitHub workflow, and the page for its job summary.
    Github,
}

/// What a run covered, in the order of its roster.
pub(crate) struct Report {
    /// Folders: `01_withdraw`.
    pub(crate) exercises: Vec<String>,
    pub(crate) students: Vec<Student>,
}

/// One submission with its marks.
pub(crate) struct Student {
    pub(crate) id: String,
    pub(crate) exercises: Vec<Graded>,
    /// Whether the instructor's list has the student; `None` where there was no list.
    pub(crate) on_roster: Option<bool>,
}

/// One submission of one exercise.
pub(crate) struct Graded {
    pub(crate) record: Record,
    pub(crate) grade: Grade,
}

impl Report {
    /// The report on `records`, which hold at least the roster's; others are left out.
    pub(crate) fn new(roster: &Roster, records: Vec<Record>, overrides: &[Override]) -> Self {
        let mut by_id = std::collections::BTreeMap::<String, Vec<Graded>>::new();
        for record in records.into_iter().filter(|record| roster.exercises.contains(&record.exercise)) {
            let mut grade = record.grade();
            let of = |set: &&Override| set.submission == record.submission && set.exercise == record.exercise;
            if let Some(set) = overrides.iter().find(of) {
                grade.settle(set.marks, &set.reason);
            }
            by_id.entry(record.submission.clone()).or_default().push(Graded { record, grade });
        }
        let students = roster.submissions.iter().map(|id| {
            let mut exercises = by_id.remove(id).unwrap_or_default();
            exercises.sort_by(|a, b| a.record.exercise.cmp(&b.record.exercise));
            let on_roster = roster.strangers.as_ref().map(|strangers| !strangers.contains(id));
            Student { id: id.clone(), exercises, on_roster }
        });
        Self { exercises: roster.exercises.clone(), students: students.collect() }
    }

    /// The report as text.
    ///
    /// # Errors
    /// When a value cannot be written in the format.
    pub(crate) fn tell(&self, format: Format) -> anyhow::Result<String> {
        match format {
            Format::Terminal => Ok(terminal::terminal(self)),
            Format::Json => json::json(self),
            Format::Markdown => Ok(markdown::markdown(self)),
            Format::Csv => csv::csv(self),
            Format::Github => Ok(github::github(self)),
        }
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

    /// The layers of the sandbox that were missing, of whatever is told here.
    pub(crate) fn degraded(&self) -> Vec<String> {
        degraded(self.all())
    }

    /// What the verdicts depend on; `None` for an empty report.
    fn made_with(&self) -> Option<(&Tools, &Options)> {
        self.all().next().map(|graded| (&graded.record.tools, &graded.record.options))
    }

    /// The rules of `exercise` with their pass rates: number, passed, judged.
    fn pass_rates(&self, exercise: &str) -> Vec<(u32, usize, usize)> {
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
}

impl Student {
    /// Whether hidden tests were missing, so that this is advice and no grade.
    pub(crate) fn is_advice(&self) -> bool {
        self.exercises.iter().any(|graded| graded.record.public_only)
    }
}

impl Student {
    /// The id, on one line, and whether it is a stranger's.
    fn line(&self) -> String {
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
    fn fraction(&self) -> String {
        let marks = words::fraction(self.grade.marks, self.grade.max_marks, self.grade.open_marks);
        if self.grade.settled.is_some() { format!("{marks} (set by hand)") } else { marks }
    }

    /// What the instructor set by hand, as a sentence.
    fn settled(&self) -> Option<String> {
        let settled = self.grade.settled.as_ref()?;
        let (marks, judged) = (self.grade.marks, settled.judged_marks);
        Some(format!("{marks} set by hand in place of {judged} ({})", settled.reason))
    }

    /// The exercise's name: `withdraw` of `01_withdraw`.
    pub(crate) fn name(&self) -> &str {
        words::exercise_name(&self.record.exercise)
    }
}

/// An empty table with a line under its head only.
fn table() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    for part in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ] {
        table.remove_style(part);
    }
    table
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::record::tests::recorded;

    /// The class that the formats are tested with.
    pub(crate) fn class(submissions: &[(&str, &str)]) -> Report {
        let roster = Roster {
            submissions: submissions.iter().map(|(id, _)| (*id).to_owned()).collect(),
            exercises: vec!["01_withdraw".into()],
            strangers: None,
        };
        let records = submissions.iter().map(|(id, text)| recorded(id, text)).collect();
        Report::new(&roster, records, &[])
    }

    #[test]
    fn the_exit_code_says_the_worst() {
        let exit = |texts: &[(&str, &str)]| class(texts).exit();
        assert_eq!(exit(&[("ada", "")]), Exit::Done);
        assert_eq!(exit(&[("ada", ""), ("bob", "//! rule 2: failed")]), Exit::MarksLost);
        assert_eq!(exit(&[("ada", "//! rule 1: inconclusive"), ("bob", "//! rule 2: failed")]), Exit::Open);
    }

    #[test]
    fn every_format_says_which_layers_were_missing() {
        let mut report = class(&[("ada", ""), ("bob", "//! rule 2: failed")]);
        let tell = |report: &Report| {
            let formats = Format::value_variants().iter();
            let mut texts: Vec<_> = formats.map(|format| report.tell(*format).unwrap()).collect();
            texts.extend([feedback(&report.students[1]), report.summary()]);
            texts
        };
        assert!(tell(&report).iter().all(|text| !text.contains("landlock")));
        report.students[1].exercises[0].record.tools.degraded = vec!["landlock".into(), "seccomp".into()];
        report.students[0].exercises[0].record.tools.degraded = vec!["landlock".into()];
        for text in tell(&report) {
            assert!(text.contains("landlock"), "{text}");
        }
        let book = report.tell(Format::Csv).unwrap();
        assert!(book.lines().nth(2).unwrap().ends_with(",\"degraded (landlock, seccomp)\""), "{book}");
    }

    #[test]
    fn records_outside_the_roster_are_left_out() {
        let (submissions, exercises) = (vec!["ada".into()], vec!["01_withdraw".into()]);
        let roster = Roster { submissions, exercises, strangers: None };
        let report = Report::new(&roster, vec![recorded("gone", ""), recorded("ada", "")], &[]);
        assert_eq!(report.all().count(), 1);
    }
}
