//! Takes the files that an exercise names from a submission, and nothing else.
//!
//! A path is a repository, a class folder, an archive of either, or one `.rs` file. A fault of a
//! submission becomes a [`Finding`]; an `Err` means that the instructor gave a path that cannot be
//! used. No link is followed, no device is opened, no archive is unpacked to disk, and at most
//! [`MAX_FILE_BYTES`] of a file are read.

mod archive;
mod class;
mod formats;
mod ignored;
mod node;
mod platform;
mod take;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::exercise::{Course, Exercise};
use crate::outcome::Finding;
use class::Wanted;
use formats::Format;
use node::Node;
use take::absent;

pub(crate) use take::MAX_FILE_BYTES;

/// One student's work.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    /// The name of its folder, or of its file without the ending; without a platform's additions.
    pub(crate) id: String,
    /// Other names by which a roster may know the student.
    pub(crate) aliases: Vec<String>,
    pub(crate) source: PathBuf,
    /// By index into [`Course::exercises`], in that order.
    pub(crate) exercises: Vec<(usize, Files)>,
    /// The selected exercises that were not handed in.
    pub(crate) not_handed_in: Vec<usize>,
    /// The reason why those were not handed in, if there is one.
    pub(crate) refused: Option<Finding>,
}

/// The files that were taken for one exercise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Files {
    /// The files that the manifest names, in its order; incomplete when `bad` is not empty.
    pub(crate) named: Vec<NamedFile>,
    /// The files beside them, which are not used; capped.
    pub(crate) ignored: Vec<String>,
    /// The faults of a bad submission; empty when it can be judged.
    pub(crate) bad: Vec<Finding>,
}

/// A file as it was handed in, without a byte order mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedFile {
    /// As in the manifest: `src/lib.rs`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Submission {
    /// A submission without any usable file, and the reason.
    pub(crate) fn refused(id: String, source: &Path, selected: &[usize], refused: Option<Finding>) -> Self {
        let (aliases, exercises) = (vec![], vec![]);
        Self { id, aliases, source: source.into(), exercises, not_handed_in: selected.to_vec(), refused }
    }

    /// The files of an `exercise` that was not handed in: none, and the reason.
    pub(crate) fn nothing(&self, exercise: &Exercise) -> Files {
        let file = exercise.manifest.files.first().map_or("", String::as_str);
        let why = self.refused.clone().unwrap_or_else(|| absent(file, "not handed in"));
        Files { bad: vec![why], ..Files::default() }
    }
}

/// The exercises that at least one submission hands in, as indices, ascending.
pub(crate) fn handed_in(submissions: &[Submission]) -> Vec<usize> {
    let all = submissions.iter().flat_map(|submission| &submission.exercises);
    all.map(|(index, _)| *index).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The submissions in `path`, sorted by id; `selected` are indices of exercises, all when empty.
pub(crate) fn collect(course: &Course, selected: &[usize], path: &Path) -> Result<Vec<Submission>> {
    let all: Vec<usize> = (0..course.exercises.len()).collect();
    let selected = if selected.is_empty() { all.as_slice() } else { selected };
    let wanted = Wanted { course, selected, source: path };
    let kind = std::fs::metadata(path).with_context(|| {
        let path = path.display();
        format!("cannot open `{path}`\ngive a repository, a class folder, a zip or tar.gz, or an `.rs` file")
    })?;
    // `.` and `..` have no name of their own.
    let name = path.canonicalize().unwrap_or_else(|_| path.into());
    let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut submissions = match () {
        () if kind.is_dir() => wanted.folder(&name)?,
        () if name.ends_with(".rs") => vec![single_file(&wanted, &name)?],
        () if Format::is_named(&name) => wanted.archive(&name),
        () => bail!("`{}` is neither an archive nor an `.rs` file", path.display()),
    };
    submissions.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(submissions)
}

/// The one file that the instructor gave.
fn single_file(wanted: &Wanted, name: &str) -> Result<Submission> {
    let shown = wanted.source.display();
    let index = wanted.only().with_context(|| {
        format!("`{shown}` does not say which exercise it solves\nname the exercise with `-e NAME`")
    })?;
    let exercise = &wanted.course.exercises[index];
    let count = exercise.manifest.files.len();
    if count != 1 {
        return Err(anyhow!("`{}` takes {count} files\ngive the exercise's folder", exercise.folder));
    }
    let folder = wanted.source.parent().unwrap_or(Path::new(""));
    // By the name that was given, which may be a link's.
    let file = wanted.source.file_name().unwrap_or_default().to_string_lossy();
    let place = take::Place::File(Node::Disk(folder.into()), file.into_owned());
    let id = name.trim_end_matches(".rs").to_owned();
    let exercises = vec![(index, take::take(&place, exercise))];
    let source = wanted.source.to_owned();
    Ok(Submission { id, aliases: vec![], source, exercises, not_handed_in: vec![], refused: None })
}

/// Returns whether an entry of this name is hidden.
fn hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

#[cfg(test)]
mod archives;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
