//! A course on disk: its exercises, their manifests, where their files lie.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One exercise: what `exercise.toml` says, and where its files are.
#[derive(Clone, Debug)]
pub(crate) struct Exercise {
    /// `01_withdraw`
    pub(crate) folder: String,
    /// From the folder's name: 1.
    pub(crate) number: u32,
    /// From the folder's name: `withdraw`.
    pub(crate) name: String,
    /// `exercises/01_withdraw`
    pub(crate) path: PathBuf,
    /// `solutions/01_withdraw`; `None` in a student's repository.
    pub(crate) solution: Option<PathBuf>,
    pub(crate) manifest: Manifest,
}

/// `exercise.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) title: String,
    pub(crate) idea: String,
    pub(crate) chapter: u32,
    pub(crate) minutes: u32,
    pub(crate) difficulty: u8,
    pub(crate) files: Vec<String>,
    #[serde(default)]
    pub(crate) forbid: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

/// A numbered promise, worth marks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) marks: u32,
    /// Rules that must hold for these marks to count.
    #[serde(default)]
    pub(crate) needs: Vec<u32>,
}
