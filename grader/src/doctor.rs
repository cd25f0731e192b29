//! `grader doctor`: what this machine offers, and what is missing.

use std::process::Command;

use crate::course::Course;
use crate::examine::{CANARIES, connect};
use crate::report::listing::Need;
use crate::system::process::Limits;
use crate::system::sandbox::{Found, Sandbox};

/// Examines everything that grading `course` needs; builds the workbench if it is missing.
pub(crate) fn examine(course: &Course, sandbox: Sandbox) -> Vec<Need> {
    let mut needs = vec![
        find("compiler", compiler()),
        find("course", Ok(format!("{} exercises in `{}`", course.exercises.len(), course.root.display()))),
        find("write access", write_access()),
    ];
    needs.extend(sandbox.layers().iter().map(layer));
    needs.push(find("user", Ok(sandbox.runs_as())));
    match connect(course, sandbox, 60) {
        Err(error) => needs.push(find("workbench", Err(crate::exit::words(&error)))),
        Ok(engine) => {
            needs.push(find("workbench", Ok(engine.tools().workbench)));
            needs.push(find("boundary", Ok(boundary())));
            needs.push(find("trust", Ok(TRUST.to_owned())));
            needs.push(find("limits", Ok(limits(&Limits::for_a_test()))));
        }
    }
    needs
}

/// What a verdict rests on, and what it does not.
const TRUST: &str = "trusted are this kernel, this user, the compiler and the grader\nnot the process that runs a \
                     submission: what it says is tested by traps and compared with the reference";

/// What the canaries of the workbench have shown; without it there is no workbench.
fn boundary() -> String {
    format!("the compiler refused {CANARIES} programs that name what a submission must not")
}

/// The limits of one test, in words.
fn limits(limits: &Limits) -> String {
    let megabytes = |bytes: u64| format!("{} MB", bytes >> 20);
    let (wall, cpu) = (limits.wall.as_secs(), limits.cpu.as_secs());
    let files =
        if limits.file_bytes == 0 { "no file".into() } else { megabytes(limits.file_bytes) + " a file" };
    format!(
        "a test may use {wall} s, {cpu} s of CPU time, {} of memory, {} of output, {files}",
        megabytes(limits.memory_bytes),
        megabytes(limits.output_bytes)
    )
}

/// A layer of the sandbox; a missing one with its consequence for the instructor.
fn layer(found: &Found) -> Need {
    let meaning =
        |why: &str| format!("{why}\n{}; `grade` refuses without `--allow-degraded`", found.layer.without());
    find(found.layer.name(), found.state.clone().map_err(|why| meaning(&why)))
}

fn find(name: &str, state: Result<String, String>) -> Need {
    Need { name: name.to_owned(), state }
}

fn compiler() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let missing = |error| format!("cannot start `rustc`: {error}\ninstall Rust from https://rustup.rs");
    let output = Command::new(rustc).arg("-V").output().map_err(missing)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn write_access() -> Result<String, String> {
    let here = std::env::current_dir().map_err(|error| error.to_string())?;
    let missing =
        |error| format!("cannot write to `{}`: {error}\nwork elsewhere, or give `--out DIR`", here.display());
    tempfile::tempfile_in(&here).map_err(missing)?;
    Ok(format!("`{}` can be written to", here.display()))
}
