//! `grader grade`: examines what has changed, keeps a record of each, and derives the reports.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context, bail};

use crate::collect::{Files, Submission, collect};
use crate::engine::{Engine, Options, Tools, examine};
use crate::exercise::{Course, Exercise};
use crate::outcome::Outcome;
use crate::parallel::in_order;
use crate::progress;
use crate::record::{Attempt, Known, Override, Record, Roster, Store, feedback_path, notes_path, overrides};
use crate::report::{Format, Report, Student, feedback, notes};

/// Everything a run is made of.
pub(crate) struct Run<'a> {
    pub(crate) course: &'a Course,
    pub(crate) engine: &'a dyn Engine,
    pub(crate) store: &'a Store,
    pub(crate) options: Options,
    pub(crate) jobs: usize,
    /// Examine again what has not changed.
    pub(crate) fresh: bool,
    /// Who is not on the instructor's list; `None` where there is no list.
    pub(crate) strangers: Option<Vec<String>>,
    /// Marks set by hand.
    pub(crate) overrides: &'a [Override],
}

/// One submission of one exercise.
struct Task<'a> {
    submission: &'a str,
    exercise: &'a Exercise,
    files: Files,
}

/// The outcome of every key of this run, so that identical files are examined once.
type Cache = Mutex<HashMap<String, Arc<OnceLock<Outcome>>>>;

/// The submissions in all `paths`, with distinct ids, sorted.
///
/// # Errors
/// When a path cannot be used.
pub(crate) fn gather(
    course: &Course,
    selected: &[usize],
    paths: &[impl AsRef<Path>],
) -> anyhow::Result<Vec<Submission>> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(collect(course, selected, path.as_ref())?);
    }
    let mut taken = BTreeSet::new();
    for submission in &mut all {
        let plain = submission.id.clone();
        let mut count = 1;
        while !taken.insert(submission.id.clone()) {
            count += 1;
            submission.id = format!("{plain} ({count})");
        }
        if count > 1 {
            let (source, id) = (submission.source.display(), &submission.id);
            eprintln!("`{source}` is graded as `{id}`: there is another `{plain}`");
        }
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

impl Run<'_> {
    /// Grades the exercises `selected` (indices, ascending) of `submissions` and writes records, grade book,
    /// report and feedback.
    ///
    /// # Errors
    /// When something cannot be saved. What happens to a submission is never an error.
    pub(crate) fn grade(&self, submissions: &[Submission], selected: &[usize]) -> anyhow::Result<Report> {
        let tasks = self.tasks(submissions, selected);
        let (tools, cache) = (self.engine.tools(), Cache::default());
        let bar = progress::bar("grading", tasks.len());
        let failed = AtomicBool::new(false);
        let records = in_order(&tasks, self.jobs, |task| {
            // What cannot be saved need not be graded. Relaxed: a task more does no harm.
            if failed.load(Ordering::Relaxed) {
                return None;
            }
            let record = self.grade_one(task, &tools, &cache);
            failed.fetch_or(record.is_err(), Ordering::Relaxed);
            bar.inc(1);
            Some(record)
        });
        bar.finish_and_clear();
        let records = records.into_iter().flatten().collect::<anyhow::Result<Vec<_>>>()?;
        let roster = Roster {
            submissions: submissions.iter().map(|submission| submission.id.clone()).collect(),
            exercises: selected.iter().map(|&at| self.course.exercises[at].folder.clone()).collect(),
            strangers: self.strangers.clone(),
        };
        self.store.write_roster(&roster)?;
        let report = complete(Report::new(&roster, records, self.overrides))?;
        derive(self.store, &report)?;
        Ok(report)
    }

    fn tasks<'a>(&'a self, submissions: &'a [Submission], selected: &[usize]) -> Vec<Task<'a>> {
        let of = |submission: &'a Submission| {
            let handed_in = submission.exercises.iter().map(|(at, files)| (*at, files.clone()));
            let missing = submission.not_handed_in.iter().filter(|at| selected.contains(at));
            let missing = missing.map(|&at| (at, submission.nothing(&self.course.exercises[at])));
            handed_in.chain(missing).map(|(at, files)| Task {
                submission: &submission.id,
                exercise: &self.course.exercises[at],
                files,
            })
        };
        submissions.iter().flat_map(of).collect()
    }

    fn grade_one(&self, task: &Task, tools: &Tools, cache: &Cache) -> anyhow::Result<Record> {
        let mut record = Record::unseen(task.submission, task.exercise, &task.files, (tools, &self.options));
        let cell = {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cache.entry(record.key.clone()).or_default())
        };
        if let Some(stored) = self.stored(&record) {
            let _ = cell.set(stored.outcome.clone());
            // It stands there still when the run ended between the record and this.
            self.store.finish(&record.submission, &record.exercise);
            record.outcome = stored.outcome;
            if stored.ignored != record.ignored {
                self.store.write(&record)?;
            }
            return Ok(record);
        }
        let (submission, folder) = (task.submission, &task.exercise.folder);
        if self.fresh {
            self.store.finish(submission, folder);
        }
        match self.store.start(submission, folder, &record.key)? {
            Attempt::Start => {
                let examined =
                    cell.get_or_init(|| examine(self.engine, task.exercise, &task.files, &self.options));
                record.outcome = examined.clone();
                self.store.write(&record)?;
                self.store.finish(submission, folder);
            }
            Attempt::Apart => {
                record.outcome = self.engine.examine_apart(task.exercise, &task.files, &self.options);
                self.store.write(&record)?;
                if record.is_settled() {
                    self.store.finish(submission, folder);
                }
            }
        }
        Ok(record)
    }

    /// The record of the same submission from an earlier run, when nothing has changed since.
    fn stored(&self, record: &Record) -> Option<Record> {
        let stored = match self.store.read(&record.submission, &record.exercise) {
            Ok(stored) => stored?,
            Err(error) => {
                eprintln!("{error:#}; grading it again");
                return None;
            }
        };
        let same = stored.key == record.key && stored.submission == record.submission;
        (same && !self.fresh && stored.is_settled()).then_some(stored)
    }
}

/// Writes what is derived from records: the grade book, the report as data, a feedback file each,
/// and what is for the instructor alone.
fn derive(store: &Store, report: &Report) -> anyhow::Result<()> {
    store.write_report("grades.csv", &report.tell(Format::Csv)?)?;
    store.write_report("report.json", &report.tell(Format::Json)?)?;
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
    let roster = store.roster()?;
    let mut records = Vec::new();
    for submission in &roster.submissions {
        for exercise in &roster.exercises {
            let record = store.read(submission, exercise)?;
            let missing =
                || format!("no record of `{submission}` in `{exercise}`\ngrade again to replace it");
            records.push(record.with_context(missing)?);
        }
    }
    let marks = |record: &Record| record.manifest.rules.iter().map(|rule| rule.marks).sum();
    let of = |folder: &String| records.iter().find(|record| record.exercise == *folder).map_or(0, marks);
    let exercises = roster.exercises.iter().map(|folder| (folder.as_str(), of(folder))).collect();
    let submission = |id: &str| roster.submissions.iter().any(|one| one == id) || store.has(id);
    let overrides = overrides(store.root(), &Known { submission: &submission, exercises })?;
    complete(Report::new(&roster, records, &overrides))
}

/// The report, when it has a row for everybody and everything.
fn complete(report: Report) -> anyhow::Result<Report> {
    let is_whole = |student: &Student| {
        student.exercises.iter().map(|graded| &graded.record.exercise).eq(&report.exercises)
    };
    if let Some(torn) = report.students.iter().find(|student| !is_whole(student)) {
        bail!("the report on `{}` is not complete\ngrade again with `--fresh`", torn.id);
    }
    Ok(report)
}

#[cfg(test)]
mod tests;
