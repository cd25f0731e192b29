//! The engine of this machine: it examines in this process, or in another grader.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::engine::Engine;
use super::machine::Machine;
use super::reference::References;
use super::workbench::Workbench;
use super::{apart, pipeline};
use crate::collect::Files;
use crate::course::{Course, Exercise};
use crate::evidence::Evidence;
use crate::options::{Options, Tools};
use crate::system::sandbox::Sandbox;

/// The engine that the commands use for `course`; builds the workbench if there is none yet.
///
/// A test and a call of the compiler may take `seconds` each. The engine makes do with the layers that `sandbox`
/// has; the caller decides whether they are enough.
///
/// # Errors
/// When the workbench cannot be built.
pub(crate) fn connect(course: &Course, sandbox: Sandbox, seconds: u64) -> anyhow::Result<Box<dyn Engine>> {
    ensure!(cfg!(unix), "nothing can be graded on this system\ngrade on Linux, on macOS or under WSL");
    let workbench = Workbench::prepare(&course.root, &Workbench::folder(&course.root))?;
    let version = Command::new(&workbench.rustc).arg("-V").output().context("cannot start `rustc`")?;
    let compiler = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let machine = Machine::new(workbench, sandbox, seconds);
    Ok(Box::new(Local {
        course: course.root.clone(),
        machine,
        compiler,
        seconds,
        references: References::default(),
    }))
}

struct Local {
    course: PathBuf,
    machine: Machine,
    /// `rustc -V`
    compiler: String,
    seconds: u64,
    references: References,
}

impl Engine for Local {
    fn tools(&self) -> Tools {
        Tools {
            grader: env!("CARGO_PKG_VERSION").to_owned(),
            workbench: self.machine.workbench.key.clone(),
            compiler: self.compiler.clone(),
            limits: format!("{:?}", self.machine.test_limits),
            degraded: self.machine.sandbox.missing(),
        }
    }

    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence {
        let examine =
            |files: &Files, options: &Options| pipeline::examine(exercise, files, &self.machine, options);
        let mut evidence = examine(files, options);
        self.references.compare(exercise, options, &mut evidence, examine);
        evidence
    }

    fn examine_apart(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence {
        let mut like = vec!["--seconds".to_owned(), self.seconds.to_string()];
        for layer in self.machine.sandbox.missing() {
            like.extend(["--without-layer".to_owned(), layer]);
        }
        apart::ask(&self.course, &like, exercise, files, options)
    }
}
