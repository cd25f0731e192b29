//! `grader grade`: examines what has changed, keeps a record of each, and derives the reports.

mod reports;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::collect::{Files, Submission};
use crate::course::{Course, Exercise};
use crate::evidence::Evidence;
use crate::examine::{Engine, examine};
use crate::options::{Budget, Options, Tools};
use crate::record::{Attempt, Override, Record, Scope, Store};
use crate::report::Report;
use crate::system::parallel::in_order;
use crate::system::progress;

pub(crate) use reports::recall;
use reports::{complete, derive};

/// Everything a run is made of.
pub(crate) struct Run<'a> {
    pub(crate) course: &'a Course,
    pub(crate) engine: &'a dyn Engine,
    pub(crate) store: &'a Store,
    pub(crate) options: Options,
    pub(crate) jobs: usize,
    /// Examine again what has not changed.
    pub(crate) fresh: bool,
    /// Examine again, with the largest budget, what passed on less than the reference's coverage.
    pub(crate) sampled: bool,
    /// The submissions that are not on the roster; `None` without a roster.
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

/// The evidence of every key of this run, so that identical files are examined once.
type Cache = Mutex<HashMap<String, Arc<OnceLock<Evidence>>>>;

impl Run<'_> {
    /// Grades the exercises `selected` (indices, ascending) of `submissions` and writes records, grade book,
    /// report and feedback.
    ///
    /// # Errors
    /// When something cannot be saved. The fate of a submission is never an error.
    pub(crate) fn grade(&self, submissions: &[Submission], selected: &[usize]) -> anyhow::Result<Report> {
        let tasks = self.tasks(submissions, selected);
        let (tools, cache) = (self.engine.tools(), Cache::default());
        let bar = progress::bar("grading", tasks.len());
        let failed = AtomicBool::new(false);
        let records = in_order(&tasks, self.jobs, |task| {
            // After a failure to save, the rest need not be graded. Relaxed: one task more does no harm.
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
        let scope = Scope {
            submissions: submissions.iter().map(|submission| submission.id.clone()).collect(),
            exercises: selected.iter().map(|&at| self.course.exercises[at].folder.clone()).collect(),
            strangers: self.strangers.clone(),
        };
        self.store.write_scope(&scope)?;
        let report = complete(Report::new(&scope, records, self.overrides))?;
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
        let unseen = |budget| {
            let options = Options { budget, ..self.options };
            Record::unseen(task.submission, task.exercise, &task.files, (tools, &options))
        };
        let mut record = unseen(self.options.budget);
        let stored = self.stored(&record, &unseen);
        let is_sampled =
            |stored: &Record| stored.options.budget < Budget::Thorough && !stored.sampled().is_empty();
        let again = self.sampled && stored.as_ref().is_some_and(is_sampled);
        let stored = stored.filter(|_| !again);
        if again {
            record = unseen(Budget::Thorough);
        }
        if let Some(stored) = &stored {
            (record.options, record.key) = (stored.options, stored.key.clone());
        }
        let cell = {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cache.entry(record.key.clone()).or_default())
        };
        if let Some(stored) = stored {
            let _ = cell.set(stored.evidence.clone());
            // A killed run may have left the marker.
            self.store.finish(&record.submission, &record.exercise);
            record.evidence = stored.evidence;
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
                    cell.get_or_init(|| examine(self.engine, task.exercise, &task.files, &record.options));
                record.evidence = examined.clone();
                self.store.write(&record)?;
                self.store.finish(submission, folder);
            }
            Attempt::Apart => {
                record.evidence = self.engine.examine_apart(task.exercise, &task.files, &record.options);
                self.store.write(&record)?;
                if record.is_settled() {
                    self.store.finish(submission, folder);
                }
            }
        }
        Ok(record)
    }

    /// The record of the same submission from an earlier run, when nothing has changed since. One with a larger
    /// budget does as well.
    fn stored(&self, record: &Record, unseen: &dyn Fn(Budget) -> Record) -> Option<Record> {
        let stored = match self.store.read(&record.submission, &record.exercise) {
            Ok(stored) => stored?,
            Err(error) => {
                eprintln!("{error:#}; grading it again");
                return None;
            }
        };
        let more = stored.options.budget > self.options.budget;
        let key = if more { unseen(stored.options.budget).key } else { record.key.clone() };
        let same = stored.key == key && stored.submission == record.submission;
        (same && !self.fresh && stored.is_settled()).then_some(stored)
    }
}

#[cfg(test)]
mod tests;
