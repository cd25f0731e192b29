//! Compiles a submission and the tests over it, with rustc itself.
//!
//! The student's crate is compiled in a folder of its own that holds nothing else; the tests reach the
//! compiler on its standard input and are never in a folder. The student's crate gets its names from facades of
//! std and of the library, the tests from these themselves. The compiler's messages about the student's
//! crate are for the student, those about the tests for the instructor alone.

mod compiler;
mod withheld;

mod diagnostics;
mod ending;
mod misfit;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::machine::Machine;
use super::program::TestProgram;
use crate::collect::NamedFile;
use crate::course::Exercise;
use crate::evidence::Finding;
use crate::system::os;
use crate::verdict::Verdict;
use compiler::Compiler;

/// A program that runs the tests over one submission; its folder is removed with it.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) program: PathBuf,
    pub(crate) folder: TempDir,
}

/// The reasons if there is nothing to run.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) verdict: Verdict,
    pub(crate) findings: Vec<Finding>,
    /// The compiler's words about the student's crate.
    pub(crate) diagnostics: String,
    pub(crate) instructor: String,
}

/// Compiles `files` and then `tests`; an `Err` is a fault of the machine or of the course.
pub(crate) fn compile(
    exercise: &Exercise,
    files: &[NamedFile],
    tests: &TestProgram,
    machine: &Machine,
) -> Result<Result<Built, Refused>> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("racecourse-");
    if let Some(private) = os::permissions(0o700) {
        builder.permissions(private);
    }
    let folder = builder.tempdir().context("cannot make a folder to compile in")?;
    let workbench = &machine.workbench;
    let uses = exercise.uses.iter().map(|used| Ok((used.name.clone(), workbench.used(used)?)));
    let uses: Vec<(String, PathBuf)> = uses.collect::<Result<_>>()?;
    let facade = workbench.facade(&exercise.manifest.forbid)?;
    let mut facades = vec![facade.folder.clone(), workbench.facade(&[])?.folder];
    facades.dedup();
    let compiler = Compiler { folder, machine, facade, uses, facades };
    compiler.write(files)?;
    if let Some(refused) = compiler.student(exercise)? {
        return Ok(Err(refused));
    }
    if let Some(refused) = compiler.tests(exercise, tests)? {
        return Ok(Err(refused));
    }
    let program = compiler.folder.path().join("tests");
    // It may be run and not read: it holds the hidden tests' strings.
    if let Some(executable) = os::permissions(0o111) {
        fs::set_permissions(&program, executable).context("cannot protect the test program")?;
    }
    Ok(Ok(Built { program, folder: compiler.folder }))
}

#[cfg(test)]
mod tests;
