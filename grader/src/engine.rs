//! The seam between the commands and the pipeline that screens, compiles and runs.
//!
//! The commands know an [`Engine`] only; [`connect`] is the single place that says which one it is.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::collect::Files;
use crate::exercise::{Course, Exercise};
use crate::outcome::Outcome;
use crate::process::Limits;
use crate::sandbox::Sandbox;
use crate::verdict::Verdict;
use crate::workbench::Workbench;
use crate::{apart, pipeline, run};

/// What the commands need of the pipeline.
pub(crate) trait Engine: Sync {
    /// What verdicts depend on besides the files: part of every record's key.
    fn tools(&self) -> Tools;
    /// Screens, compiles and runs one submission of one exercise.
    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Outcome;
    /// The same in a process of its own, which may end without ending this one.
    fn examine_apart(&self, exercise: &Exercise, files: &Files, options: &Options) -> Outcome;
}

/// Examines; a panic of ours becomes an internal error, and the run goes on.
pub(crate) fn examine(engine: &dyn Engine, exercise: &Exercise, files: &Files, options: &Options) -> Outcome {
    if !files.bad.is_empty() {
        return Outcome { findings: files.bad.clone(), ..Outcome::whole(Verdict::BadSubmission) };
    }
    let examined = panic::catch_unwind(AssertUnwindSafe(|| engine.examine(exercise, files, options)));
    examined.unwrap_or_else(|payload| {
        let words = payload.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("without a message");
        Outcome {
            instructor: format!("the grader panicked: {words}"),
            ..Outcome::whole(Verdict::InternalError)
        }
    })
}

/// How to examine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) budget: Budget,
    /// Every lock lets everybody in: what the stub earns without its locks.
    #[serde(default)]
    pub(crate) locks_off: bool,
}

/// How many executions the checks may spend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Budget {
    /// While writing a solution.
    Quick,
    /// What marks are given by.
    #[default]
    Standard,
    /// For a doubt about a verdict.
    Thorough,
}

/// The tools whose change makes every verdict stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tools {
    /// The grader's own version.
    pub(crate) grader: String,
    /// The key of the prebuilt dependencies.
    pub(crate) workbench: String,
    /// `rustc -V`.
    pub(crate) compiler: String,
    /// The limits of a test, as text.
    pub(crate) limits: String,
    /// Missing layers of the sandbox that the instructor accepted; empty when all are there.
    pub(crate) degraded: Vec<String>,
}

/// The engine that the commands use for `course`; builds the workbench when there is none yet.
///
/// A test and a call of the compiler may take `seconds`. It makes do with the layers that `sandbox` has; whether they are enough, its caller decides.
///
/// # Errors
/// When the workbench cannot be built.
pub(crate) fn connect(course: &Course, sandbox: Sandbox, seconds: u64) -> anyhow::Result<Box<dyn Engine>> {
    anyhow::ensure!(
        cfg!(unix),
        "nothing can be graded on this system\ngrade on Linux, on macOS or under WSL"
    );
    let workbench = Workbench::prepare(&course.root, &Workbench::folder(&course.root))?;
    let version = Command::new(&workbench.rustc).arg("-V").output().context("cannot start `rustc`")?;
    let compiler = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    Ok(Box::new(Local { course: course.root.clone(), workbench, compiler, sandbox, seconds }))
}

/// This machine.
struct Local {
    course: PathBuf,
    workbench: Workbench,
    compiler: String,
    sandbox: Sandbox,
    seconds: u64,
}

impl Engine for Local {
    fn tools(&self) -> Tools {
        Tools {
            grader: env!("CARGO_PKG_VERSION").to_owned(),
            workbench: self.workbench.key.clone(),
            compiler: self.compiler.clone(),
            limits: format!("{:?}", Limits::for_a_test_of(self.seconds)),
            degraded: self.sandbox.missing(),
        }
    }

    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Outcome {
        let budget = match options.budget {
            Budget::Quick => run::Budget::Quick,
            Budget::Standard => run::Budget::Standard,
            Budget::Thorough => run::Budget::Thorough,
        };
        let Options { seed, locks_off, .. } = *options;
        let test_limits = Limits::for_a_test_of(self.seconds);
        let compiler_limits = Limits::for_the_compiler_of(self.seconds);
        let sandbox = self.sandbox.clone();
        let options = run::Options { seed, budget, locks_off, test_limits, compiler_limits, sandbox };
        pipeline::examine(exercise, files, &self.workbench, &options)
    }

    fn examine_apart(&self, exercise: &Exercise, files: &Files, options: &Options) -> Outcome {
        let mut like = vec!["--seconds".to_owned(), self.seconds.to_string()];
        for layer in self.sandbox.missing() {
            like.extend(["--without-layer".to_owned(), layer]);
        }
        apart::ask(&self.course, &like, exercise, files, options)
    }
}
