//! `grader grade`: checks everything that can be checked before the first submission is examined.

use std::io::Write;

use anyhow::Result;

use super::report::summarise;
use super::{indices, jobs, put};
use crate::cli;
use crate::collect::{Roster, Submission, contest, gather, handed_in};
use crate::course::Course;
use crate::examine::connect;
use crate::exit::Exit;
use crate::grade::Run;
use crate::options::Options;
use crate::record::{Override, Store, feedback_path, overrides};
use crate::report::{Format, PASS_RATES, Report, Student, inert, notes, words};
use crate::system::sandbox::Sandbox;
use crate::system::scratch::Scratch;

pub(super) fn grade(
    course: &Course,
    sandbox: Sandbox,
    args: cli::Grade,
    out: &mut dyn Write,
) -> Result<Exit> {
    let named = indices(course, &args.exercises)?;
    if let Err(refused) = sandbox.complete() {
        if !args.allow_degraded {
            return Err(refused.into());
        }
        eprintln!("{}", words::degraded(&sandbox.missing()));
    }
    let paths = if args.path.is_empty() { vec![course.root.clone()] } else { args.path };
    let store = Store::open(&args.out)?;
    let roster = args.roster.as_deref().map(Roster::read).transpose()?;
    let mut submissions = gather(course, &named, &paths)?;
    let all: Vec<usize> = (0..course.exercises.len()).collect();
    let strangers = roster.map(|roster| roster.call(&mut submissions, &all)).transpose()?;
    for id in strangers.iter().flatten() {
        eprintln!("`{}` is not on the roster", inert::line(id));
    }
    // After the roster, which may give a submission the name of another.
    contest(&mut submissions, PASS_RATES);
    let selected = if named.is_empty() { worth_grading(course, &submissions) } else { named };
    let overrides = known_overrides(course, &store, &submissions)?;
    store.preflight(submissions.len() * selected.len())?;
    let scratch = Scratch::open(&std::env::temp_dir())?;
    // A process may override it once; nothing else does.
    let _ = tempfile::env::override_temp_dir(scratch.path());
    let engine = connect(course, sandbox, args.explore.seconds)?;
    let run = Run {
        course,
        engine: &*engine,
        store: &store,
        options: Options { seed: args.explore.seed, budget: args.budget, locks_off: false, all_traps: false },
        jobs: jobs(args.explore),
        fresh: args.fresh,
        sampled: args.sampled,
        strangers,
        overrides: &overrides,
    };
    let report = run.grade(&submissions, &selected)?;
    put(out, &args.format.render(&report)?)?;
    if args.format == Format::Github {
        summarise(&report)?;
    }
    say_where(&store, &report);
    Ok(report.exit())
}

/// Prints on standard error where the files of the report are.
fn say_where(store: &Store, report: &Report) {
    let root = store.root();
    let feedback = match &report.students[..] {
        [student] => feedback_path(&student.id),
        _ => "feedback".into(),
    };
    eprintln!(
        "feedback: {}   grade book: {}   data: {}",
        root.join(feedback).display(),
        root.join("grades.csv").display(),
        root.join("report.json").display()
    );
    if report.students.iter().any(|student| notes(student).is_some()) {
        // Where there are no hidden tests, the notes give nothing away.
        let advice = report.students.iter().any(Student::is_advice);
        let whose = if advice { "the grader's notes" } else { "for the instructor alone" };
        eprintln!("{whose}: {}", root.join("instructor").display());
    }
}

/// The marks that the instructor set by hand, checked before anything is graded.
fn known_overrides(course: &Course, store: &Store, submissions: &[Submission]) -> Result<Vec<Override>> {
    let submissions: Vec<_> = submissions.iter().map(|submission| submission.id.as_str()).collect();
    let exercises = course.exercises.iter().map(|exercise| (&*exercise.folder, exercise.manifest.marks()));
    overrides(store, &submissions, exercises.collect())
}

/// The exercises to grade if none is named: those that somebody handed in, else all.
fn worth_grading(course: &Course, submissions: &[Submission]) -> Vec<usize> {
    let (found, all) = (handed_in(submissions), course.exercises.len());
    if found.is_empty() {
        return (0..all).collect();
    }
    if found.len() < all {
        eprintln!(
            "{} of {all} exercises: nobody handed in the others (`-e NAME` counts one in)",
            found.len()
        );
    }
    found
}
