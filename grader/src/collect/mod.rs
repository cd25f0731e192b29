//! Takes the files that an exercise names from a submission, and nothing else.
//!
//! A path is a repository, a class folder, an archive of either, or one `.rs` file. A fault of a
//! submission becomes a `Finding`; an `Err` means that the instructor gave a path that cannot be
//! used. No link is followed, no device is opened, no archive is unpacked to disk, and at most
//! [`MAX_FILE_BYTES`] of a file are read.

mod gather;
mod roster;

mod identity;

mod class;
mod platform;

mod ignored;
mod take;

mod archive;
mod node;

mod known;
mod submission;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::course::Course;
use archive::Format;
use class::Wanted;
use node::Node;

pub(crate) use gather::gather;
pub(crate) use identity::contest;
pub(crate) use known::known;
pub(crate) use roster::Roster;
pub(crate) use submission::{Files, NamedFile, Submission};

/// The most bytes of a file that are read; a solved exercise has a few kilobytes.
const MAX_FILE_BYTES: u64 = 1_000_000;

/// The exercises that at least one submission hands in, as indices, ascending.
pub(crate) fn handed_in(submissions: &[Submission]) -> Vec<usize> {
    let all = submissions.iter().flat_map(|submission| &submission.exercises);
    all.map(|(index, _)| *index).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The submissions in `path`, sorted by id; `selected` are indices of exercises, all when empty.
///
/// Only a path that the instructor gives `alone` may be a class. One of several is one student's, whatever is in it,
/// so that nobody hands in for another.
fn collect(course: &Course, selected: &[usize], path: &Path, alone: bool) -> Result<Vec<Submission>> {
    let all: Vec<usize> = (0..course.exercises.len()).collect();
    let selected = if selected.is_empty() { all.as_slice() } else { selected };
    let wanted = Wanted { course, selected, source: path, alone };
    let kind = std::fs::metadata(path).with_context(|| {
        let path = path.display();
        format!("cannot open `{path}`\ngive a repository, a class folder, a zip or tar.gz, or an `.rs` file")
    })?;
    let name = place(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut submissions = match () {
        () if kind.is_dir() => wanted.folder(&name)?,
        () if name.ends_with(".rs") => vec![single_file(&wanted, &name)?],
        () if Format::is_named(&name) => wanted.archive(&name),
        () => bail!("`{}` is neither an archive nor an `.rs` file", path.display()),
    };
    submissions.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(submissions)
}

/// The same for all ways to write `path`. A link has a place of its own, because its name is what was given.
fn place(path: &Path) -> PathBuf {
    let whole = || path.canonicalize().unwrap_or_else(|_| path.into());
    // `.` and `..` have no name of their own.
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return whole() };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().map_or_else(|_| path.into(), |folder| folder.join(name))
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
    let id = name.strip_suffix(".rs").unwrap_or(name).to_owned();
    let exercises = vec![(index, take::take(&place, exercise))];
    Ok(Submission { exercises, ..Submission::refused(id, wanted.source, &[], None) })
}

/// Returns whether an entry of this name is hidden.
fn hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

#[cfg(test)]
mod tests;
