//! One student's work, as far as it was taken.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::course::Exercise;
use crate::evidence::Finding;

/// One student's work.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    /// Its name, and a number if there is another of that name.
    pub(crate) id: String,
    /// The name of its folder, or of its file without the ending; a platform's additions taken off.
    pub(crate) name: String,
    /// Other names by which a roster may know the student.
    pub(crate) aliases: Vec<String>,
    /// The path by which the instructor finds it; empty if it is on the roster only.
    pub(crate) source: PathBuf,
    /// By index into `Course::exercises`, in that order.
    pub(crate) exercises: Vec<(usize, Files)>,
    /// The selected exercises of which there is no trace.
    pub(crate) not_handed_in: Vec<usize>,
    /// Why there is no trace of those, where there is a reason.
    pub(crate) refused: Option<Finding>,
    /// Why nobody can say whose work it is.
    pub(crate) contested: Option<Finding>,
}

/// The files that were taken for one exercise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Files {
    /// The files that the manifest names, in its order; incomplete when `bad` is not empty.
    pub(crate) named: Vec<NamedFile>,
    /// The files beside them, which are not used; capped.
    pub(crate) ignored: Vec<String>,
    /// Why this is a bad submission; empty when it can be judged.
    pub(crate) bad: Vec<Finding>,
    /// Why nobody can say whose work this is; then it is not judged.
    pub(crate) contested: Option<Finding>,
}

/// A file as it was handed in, without a byte order mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedFile {
    /// As in the manifest: `src/lib.rs`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Submission {
    /// A submission of which nothing can be used, and why.
    pub(crate) fn refused(id: String, source: &Path, selected: &[usize], refused: Option<Finding>) -> Self {
        let (name, source, not_handed_in) = (id.clone(), source.into(), selected.to_vec());
        let (aliases, exercises, contested) = (vec![], vec![], None);
        Self { id, name, aliases, source, exercises, not_handed_in, refused, contested }
    }

    /// Leaves every exercise open, because nobody can say whose work this is.
    pub(super) fn contest(&mut self, why: &Finding) {
        self.contested = Some(why.clone());
        self.exercises.iter_mut().for_each(|(_, files)| files.contested = Some(why.clone()));
    }

    /// The files of an `exercise` that was not handed in: none, and the reason.
    pub(crate) fn nothing(&self, exercise: &Exercise) -> Files {
        let root = exercise.manifest.root();
        let why = self.refused.clone().unwrap_or_else(|| absent(root, "not handed in"));
        Files { bad: vec![why], contested: self.contested.clone(), ..Files::default() }
    }
}

/// A refusal that concerns a whole file.
pub(super) fn absent(name: &str, text: impl Into<String>) -> Finding {
    let instead = Some(format!("hand in `{name}` as a text file of at most 1 MB"));
    Finding { file: name.into(), line: 0, text: text.into(), instead }
}
