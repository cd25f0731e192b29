//! From the parsed command line to the work: opens what a command needs, calls it, and names the exit code.

mod grade;
mod report;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cli::{self, Cli, Command};
use crate::course::{Course, hint, reset, scaffold, template};
use crate::doctor;
use crate::examine::{apart, connect};
use crate::exit::{Exit, Usage};
use crate::report::listing;
use crate::system::lockfile;
use crate::system::parallel::default_jobs;
use crate::system::sandbox::Sandbox;

/// Carries out the command line; data goes to `out`.
///
/// # Errors
/// When the command could not be carried out; [`Exit::of`] has the code.
pub(crate) fn call(cli: Cli, out: &mut dyn Write) -> Result<Exit> {
    let course = || Course::load(&course_root(cli.course.as_deref())?);
    let sandbox = || Sandbox::probe(&cli.without_layer);
    match cli.command {
        Command::Grade(args) => grade::grade(&course()?, sandbox(), args, out),
        Command::Report(args) => report::report(args, out),
        Command::Verify(args) => verify::verify(&course()?, sandbox(), args, out),
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
            let needs = doctor::examine(&course()?, sandbox());
            put(out, &listing::health(&needs))?;
            Ok(if needs.iter().all(|need| need.state.is_ok()) { Exit::Done } else { Exit::Refused })
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
