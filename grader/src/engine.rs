//! The seam between the commands and the pipeline that collects, screens, compiles and runs.
//!
//! The commands know an [`Engine`] only; [`connect`] is the single place that says which one it is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::exercise::Exercise;
use crate::outcome::Outcome;

/// What the commands need of the pipeline.
pub(crate) trait Engine: Sync {
    /// What verdicts depend on besides the files: part of every record's key.
    fn tools(&self) -> Tools;
    /// The submissions found under `paths`, each with what it hands in of `exercises`.
    fn collect(&self, paths: &[PathBuf], exercises: &[Exercise]) -> anyhow::Result<Vec<Submission>>;
    /// Screens, compiles and runs one submission of one exercise. `name` is for the machine's own notes.
    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Outcome;
    /// The layers that contain a submission, for `doctor`: a name, and what there is or what is missing.
    fn layers(&self) -> Vec<(String, Result<String, String>)>;
}

/// Submitted files, by path relative to the exercise.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// One student's work.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    /// As the instructor knows it: the folder's or the archive's name.
    pub(crate) id: String,
    /// One for each exercise asked for.
    pub(crate) handed_in: Vec<HandedIn>,
}

/// What a submission holds of one exercise.
#[derive(Clone, Debug, Default)]
pub(crate) struct HandedIn {
    /// The exercise's folder: `01_withdraw`.
    pub(crate) exercise: String,
    pub(crate) files: Files,
    /// Present, and not used.
    pub(crate) ignored: Vec<String>,
    /// Why there is nothing to examine; the verdict is then `bad submission`.
    pub(crate) problem: Option<String>,
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

/// The engine that the commands use.
///
/// # Errors
/// When the workbench cannot be built, or a layer of the sandbox is missing.
pub(crate) fn connect() -> anyhow::Result<Box<dyn Engine>> {
    anyhow::bail!("this build of the grader has no engine")
}
