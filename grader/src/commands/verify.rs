//! `grader verify`: the report on the course, and on request what a student reads about each mistake.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::{indices, jobs, put};
use crate::cli;
use crate::course::Course;
use crate::examine::connect;
use crate::exit::Exit;
use crate::options::{Budget, Options};
use crate::report::soundness;
use crate::system::sandbox::Sandbox;
use crate::verify;

pub(super) fn verify(
    course: &Course,
    sandbox: Sandbox,
    args: cli::Verify,
    out: &mut dyn Write,
) -> Result<Exit> {
    let mut selected = indices(course, &args.names)?;
    if selected.is_empty() {
        selected = (0..course.exercises.len()).collect();
    }
    if sandbox.complete().is_err() {
        let missing = sandbox.missing().join(", ");
        eprintln!("note: this machine lacks {missing}; what `verify` runs is the course's own");
    }
    let engine = connect(course, sandbox, args.explore.seconds)?;
    let options =
        Options { seed: args.explore.seed, budget: Budget::Standard, locks_off: false, all_traps: true };
    let found = verify::verify(course, &selected, &*engine, options, jobs(args.explore));
    put(out, &args.format.render(&found)?)?;
    if let Some(folder) = &args.feedback {
        for (path, page) in soundness::pages(&found, course, (&engine.tools(), &options)) {
            write_page(&folder.join(path), &page)?;
        }
    }
    Ok(if found.holds() { Exit::Done } else { Exit::MarksLost })
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    let folder = path.parent().expect("a page stands in the folder of its exercise");
    fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    fs::write(path, page).with_context(|| format!("cannot write `{}`", path.display()))
}
