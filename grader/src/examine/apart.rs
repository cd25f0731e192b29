//! Examines one submission in a grader process of its own, because doing it here ended the grader twice.
//!
//! A grader may end for other reasons: it was killed, or the power failed. So a submission is not given up
//! because it was being graded then; it is, for this run, if the process that does nothing else ends too.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::engine::{Engine, examine};
use crate::collect::Files;
use crate::course::{Course, Exercise};
use crate::evidence::Evidence;
use crate::options::Options;
use crate::verdict::Verdict;

/// The name of the command; the grader is its only caller.
pub(crate) const COMMAND: &str = "examine-apart";

/// A submission to examine, on standard input.
#[derive(Serialize, Deserialize)]
struct Request<F> {
    exercise: String,
    files: F,
    options: Options,
}

/// Has another process examine the files. If that process fails, the verdict is an internal error.
///
/// `like` are the arguments that give it the limits and the sandbox of this process.
pub(crate) fn ask(
    course: &Path,
    like: &[String],
    exercise: &Exercise,
    files: &Files,
    options: &Options,
) -> Evidence {
    asked(course, like, exercise, files, options).unwrap_or_else(|error| Evidence {
        instructor: format!("grading this ended the grader twice, and then a process of its own: {error:#}"),
        ..Evidence::whole(Verdict::InternalError)
    })
}

fn asked(
    course: &Path,
    like: &[String],
    exercise: &Exercise,
    files: &Files,
    options: &Options,
) -> Result<Evidence> {
    let request = Request { exercise: exercise.folder.clone(), files, options: *options };
    let mut command = Command::new(std::env::current_exe().context("cannot find the grader itself")?);
    command.arg("--course").arg(course).arg(COMMAND).args(like).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start another grader")?;
    let mut input = child.stdin.take().context("the other grader has no input")?;
    // The other process reads everything before it answers.
    let sent = input.write_all(&serde_json::to_vec(&request)?);
    drop(input);
    let output = child.wait_with_output().context("cannot wait for the other grader")?;
    ensure!(output.status.success(), "{}", output.status);
    sent.context("cannot speak to the other grader")?;
    serde_json::from_slice(&output.stdout).context("the other grader said something else")
}

/// Answers [`ask`]: examines the request on `input`.
///
/// # Errors
/// When `input` is not a request.
pub(crate) fn answer(course: &Course, engine: &dyn Engine, input: &mut dyn Read) -> Result<String> {
    let mut text = Vec::new();
    input.read_to_end(&mut text)?;
    let request: Request<Files> =
        serde_json::from_slice(&text).context("this command is the grader's own")?;
    let index = course.find(&request.exercise).context("no such exercise")?;
    let evidence = examine(engine, &course.exercises[index], &request.files, &request.options);
    Ok(serde_json::to_string(&evidence)?)
}
