//! From the parsed command line to the work: opens what a command needs, calls it, and names the exit code.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::class_list::ClassList;
use crate::cli::{self, Cli, Command, VerifyFormat};
use crate::collect::{Submission, handed_in};
use crate::engine::{Budget, Options, connect};
use crate::exercise::{Course, Exercise};
use crate::exit::{Exit, Usage};
use crate::grade::{Run, gather, recall};
use crate::parallel::default_jobs;
use crate::record::{Known, Override, Store, feedback_path, overrides};
use crate::report::{Format, Report, Student, inert, listing, notes, soundness, words};
use crate::sandbox::Sandbox;
use crate::scratch::Scratch;
use crate::{apart, doctor, hint, lockfile, reset, scaffold, template, verify};

/// Does what the command line says; data goes to `out`.
///
/// # Errors
/// What kept the command from being done; [`Exit::of`] has its code.
pub(crate) fn call(cli: Cli, out: &mut dyn Write) -> Result<Exit> {
    let course = || Course::load(&course_root(cli.course.as_deref())?);
    let sandbox = || Sandbox::probe(&cli.without_layer);
    match cli.command {
        Command::Grade(args) => grade(&course()?, sandbox(), args, out),
        Command::Report(args) => report(args, out),
        Command::Verify(args) => verify(&course()?, sandbox(), args, out),
        Command::Template(args) => {
            let course = course()?;
            let count = template::write(&course, &args.dir, &args.chapters)?;
            eprintln!("wrote {count} exercises to `{}`", args.dir.display());
            Ok(Exit::Done)
        }
        Command::New { name } => {
            let root = course_root(cli.course.as_deref())?;
            for path in scaffold::write(&root, &name)? {
                writeln!(out, "{}", path.display())?;
            }
            lockfile::settle(&root);
            eprintln!("fill in every TODO, then run `grader verify {name}`");
            Ok(Exit::Done)
        }
        Command::ExamineApart { seconds } => {
            let course = course()?;
            let engine = connect(&course, sandbox(), seconds)?;
            put(out, &apart::answer(&course, &*engine, &mut std::io::stdin())?)
        }
        Command::List => put(out, &listing::exercises(&course()?.exercises)),
        Command::Doctor => {
            let health = doctor::examine(&course()?, sandbox());
            put(out, &listing::health(&health))?;
            Ok(if health.iter().all(|finding| finding.state.is_ok()) { Exit::Done } else { Exit::Refused })
        }
        Command::Hint { name, all } => {
            let course = course()?;
            let exercise = &course.exercises[index(&course, &name)?];
            put(out, &hint::next(&course.root, exercise, all)?)
        }
        Command::Reset { name, yes } => {
            let course = course()?;
            let exercise = &course.exercises[index(&course, &name)?];
            put(out, &reset::reset(&course.root, exercise, yes)?)
        }
    }
}

fn grade(course: &Course, sandbox: Sandbox, args: cli::Grade, out: &mut dyn Write) -> Result<Exit> {
    let named = indices(course, &args.exercises)?;
    if let Err(refused) = sandbox.complete() {
        if !args.allow_degraded {
            return Err(refused.into());
        }
        eprintln!("{}", words::degraded(&sandbox.missing()));
    }
    let paths = if args.path.is_empty() { vec![course.root.clone()] } else { args.path };
    let store = Store::open(&args.out)?;
    let list = args.roster.as_deref().map(ClassList::read).transpose()?;
    let mut submissions = gather(course, &named, &paths)?;
    let all: Vec<usize> = (0..course.exercises.len()).collect();
    let strangers = list.map(|list| list.call(&mut submissions, &all)).transpose()?;
    for id in strangers.iter().flatten() {
        eprintln!("`{}` is not on the roster", inert::line(id));
    }
    let selected = if named.is_empty() { worth_grading(course, &submissions) } else { named };
    let overrides = known_overrides(course, &store, &submissions)?;
    store.preflight(submissions.len() * selected.len())?;
    let scratch = Scratch::open(&std::env::temp_dir())?;
    // It can be said once in a process, and this is the only place that does.
    let _ = tempfile::env::override_temp_dir(scratch.path());
    let engine = connect(course, sandbox, args.explore.seconds)?;
    let run = Run {
        course,
        engine: &*engine,
        store: &store,
        options: Options { seed: args.explore.seed, budget: args.budget, locks_off: false },
        jobs: jobs(args.explore),
        fresh: args.fresh,
        strangers,
        overrides: &overrides,
    };
    let report = run.grade(&submissions, &selected)?;
    put(out, &report.tell(args.format)?)?;
    if args.format == Format::Github {
        summarise(&report)?;
    }
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
    Ok(report.exit())
}

/// What the instructor set by hand, checked before anything is graded.
fn known_overrides(course: &Course, store: &Store, submissions: &[Submission]) -> Result<Vec<Override>> {
    let submission = |id: &str| submissions.iter().any(|one| one.id == id) || store.has(id);
    let marks = |exercise: &Exercise| exercise.manifest.rules.iter().map(|rule| rule.marks).sum();
    let exercises = course.exercises.iter().map(|exercise| (exercise.folder.as_str(), marks(exercise)));
    overrides(store.root(), &Known { submission: &submission, exercises: exercises.collect() })
}

/// Where no exercise is named: those that somebody handed in, else all.
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

fn report(args: cli::Report, out: &mut dyn Write) -> Result<Exit> {
    let report = recall(&Store::open_to_read(&args.out)?)?;
    let text = report.tell(args.format)?;
    match args.to {
        Some(file) => fs::write(&file, text).with_context(|| format!("cannot write `{}`", file.display()))?,
        None => _ = put(out, &text)?,
    }
    if args.format == Format::Github {
        summarise(&report)?;
    }
    Ok(report.exit())
}

/// Adds the page to the summary of the workflow's job, or tells it on standard error where there is no job.
fn summarise(report: &Report) -> Result<()> {
    let page = report.summary();
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        eprint!("{page}");
        return Ok(());
    };
    let file = fs::File::options().append(true).create(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(page.as_bytes()));
    written.with_context(|| format!("cannot write the job summary `{}`", Path::new(&path).display()))
}

fn verify(course: &Course, sandbox: Sandbox, args: cli::Verify, out: &mut dyn Write) -> Result<Exit> {
    let mut selected = indices(course, &args.names)?;
    if selected.is_empty() {
        selected = (0..course.exercises.len()).collect();
    }
    if sandbox.complete().is_err() {
        let missing = sandbox.missing().join(", ");
        eprintln!("note: this machine lacks {missing}; what `verify` runs is the course's own");
    }
    let engine = connect(course, sandbox, args.explore.seconds)?;
    let options = Options { seed: args.explore.seed, budget: Budget::Standard, locks_off: false };
    let found = verify::verify(course, &selected, &*engine, options, jobs(args.explore));
    let text = match args.format {
        VerifyFormat::Terminal => soundness::terminal(&found),
        VerifyFormat::Json => soundness::json(&found)?,
    };
    put(out, &text)?;
    if let Some(folder) = &args.feedback {
        for (path, page) in soundness::pages(&found, course, (&engine.tools(), &options)) {
            write_page(&folder.join(path), &page)?;
        }
    }
    Ok(if found.holds() { Exit::Done } else { Exit::MarksLost })
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    let folder = path.parent().expect("a page stands in the folder of its exercise");
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    std::fs::write(path, page).with_context(|| format!("cannot write `{}`", path.display()))
}

fn put(out: &mut dyn Write, text: &str) -> Result<Exit> {
    out.write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn jobs(explore: cli::Explore) -> usize {
    explore.jobs.map_or_else(default_jobs, usize::from)
}

/// The folder of the course: the one named, or the nearest ancestor with `exercises/`.
fn course_root(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let found = here.ancestors().find(|folder| folder.join("exercises").is_dir()).map(Path::to_owned);
    let text = || {
        format!("no folder above `{}` has `exercises/`\nname the course with `--course DIR`", here.display())
    };
    found.ok_or_else(|| Usage(text()).into())
}

fn indices(course: &Course, names: &[String]) -> Result<Vec<usize>> {
    let mut indices = names.iter().map(|name| index(course, name)).collect::<Result<Vec<_>>>()?;
    indices.sort_unstable();
    indices.dedup();
    Ok(indices)
}

fn index(course: &Course, name: &str) -> Result<usize> {
    let unknown = || Usage(format!("there is no exercise `{name}`\n`grader list` shows them"));
    Ok(course.find(name).ok_or_else(unknown)?)
}
