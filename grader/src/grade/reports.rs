//! The reports of a run: derived from its records, at once or later.

use anyhow::{Context, bail};

use crate::record::{Store, feedback_path, notes_path, overrides};
use crate::report::{Format, Report, Student, feedback, notes};

/// Writes what is derived from records: the grade book, the report as data, a feedback file each,
/// and what is for the instructor alone.
pub(super) fn derive(store: &Store, report: &Report) -> anyhow::Result<()> {
    store.write_report("grades.csv", &Format::Csv.render(report)?)?;
    store.write_report("report.json", &Format::Json.render(report)?)?;
    let (mut pages, mut noted) = (Vec::new(), Vec::new());
    for student in &report.students {
        pages.push(feedback_path(&student.id));
        store.write_report(&feedback_path(&student.id), &feedback(student))?;
        if let Some(notes) = notes(student) {
            noted.push(notes_path(&student.id));
            store.write_report(&notes_path(&student.id), &notes)?;
        }
    }
    store.sweep_pages("feedback", &pages);
    store.sweep_pages("instructor", &noted);
    Ok(())
}

/// The report on the records that an earlier run left in `store`.
///
/// # Errors
/// When a record is missing or garbled.
pub(crate) fn recall(store: &Store) -> anyhow::Result<Report> {
    let scope = store.scope()?;
    let mut records = Vec::new();
    for submission in &scope.submissions {
        for exercise in &scope.exercises {
            let record = store.read(submission, exercise)?;
            let missing =
                || format!("no record of `{submission}` in `{exercise}`\ngrade again to replace it");
            records.push(record.with_context(missing)?);
        }
    }
    let of = |folder: &str| records.iter().find(|record| record.exercise == folder);
    let marks = |folder: &str| of(folder).map_or(0, |record| record.manifest.marks());
    let submissions: Vec<_> = scope.submissions.iter().map(String::as_str).collect();
    let exercises = scope.exercises.iter().map(|folder| (folder.as_str(), marks(folder))).collect();
    let overrides = overrides(store, &submissions, exercises)?;
    complete(Report::new(&scope, records, &overrides))
}

/// The report, when it has a row for everybody and everything.
pub(super) fn complete(report: Report) -> anyhow::Result<Report> {
    let is_whole = |student: &Student| {
        student.exercises.iter().map(|graded| &graded.record.exercise).eq(&report.exercises)
    };
    if let Some(torn) = report.students.iter().find(|student| !is_whole(student)) {
        bail!("the report on `{}` is not complete\ngrade again with `--fresh`", torn.id);
    }
    Ok(report)
}
