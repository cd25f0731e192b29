//! Takes from a submission the files its exercise names, and nothing else.
//!
//! A path is a repository, a class folder of repositories, or one `.rs` file. What is wrong with a
//! submission becomes a [`Finding`]; an `Err` means that the instructor gave a path that cannot be
//! used. No link is followed, no device is opened, and no more than [`MAX_FILE_BYTES`] are read.

mod folder;
mod take;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::exercise::{Course, Exercise};
use crate::outcome::Finding;
use take::{absent, take_file};

pub(crate) use take::MAX_FILE_BYTES;

/// One student's work.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    /// The name of its folder, or of its file without `.rs`.
    pub(crate) id: String,
    pub(crate) source: PathBuf,
    /// By index into [`Course::exercises`], in that order.
    pub(crate) exercises: Vec<(usize, Files)>,
    /// The selected exercises of which there is no trace.
    pub(crate) not_handed_in: Vec<usize>,
    /// The folder holds nothing at all.
    pub(crate) is_empty: bool,
}

/// What was taken for one exercise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// The files that the manifest names, in its order; incomplete when `bad` is not empty.
    pub(crate) named: Vec<NamedFile>,
    /// What lay beside them and is not used; capped.
    pub(crate) ignored: Vec<String>,
    /// Why this is a bad submission; empty when it can be judged.
    pub(crate) bad: Vec<Finding>,
}

/// A file as it was handed in, without a byte order mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedFile {
    /// As in the manifest: `src/lib.rs`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Submission {
    /// What stands for `exercise` where there is no trace of it.
    pub(crate) fn nothing(&self, exercise: &Exercise) -> Files {
        let text = if self.is_empty { "the submission is an empty folder" } else { "not handed in" };
        let file = exercise.manifest.files.first().map_or("", String::as_str);
        Files { bad: vec![absent(file, text)], ..Files::default() }
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
    let wanted = Wanted { course, selected };
    let kind = std::fs::metadata(path).with_context(|| {
        format!("cannot open `{}`\ngive a repository, a class folder or an `.rs` file", path.display())
    })?;
    if !kind.is_dir() {
        return Ok(vec![wanted.single_file(path)?]);
    }
    if wanted.is_repository(path) {
        return Ok(vec![wanted.repository(path)]);
    }
    let mut submissions = Vec::new();
    for entry in folder::visible(path)? {
        if entry.is_dir {
            submissions.push(wanted.repository(&entry.path));
        } else if entry.path.extension().is_some_and(|extension| extension == "rs") {
            submissions.push(wanted.single_file(&entry.path)?);
        }
    }
    if submissions.is_empty() {
        bail!(
            "no submission in `{}`\na submission holds `exercises/{}/…`, and a class folder holds one folder a student",
            path.display(),
            course.exercises[selected[0]].folder
        );
    }
    Ok(submissions)
}

struct Wanted<'a> {
    course: &'a Course,
    selected: &'a [usize],
}

impl Wanted<'_> {
    /// The only exercise selected, which a path may then leave unsaid.
    fn only(&self) -> Option<usize> {
        <[usize; 1]>::try_from(self.selected).ok().map(|[index]| index)
    }

    fn is_repository(&self, path: &Path) -> bool {
        path.join("exercises").is_dir()
            || self
                .course
                .exercises
                .iter()
                .any(|exercise| path.join(&exercise.folder).is_dir() || names(path, exercise))
            || (self.only().is_some() && path.join("src").is_dir())
    }

    fn single_file(&self, path: &Path) -> Result<Submission> {
        let index = self.only().with_context(|| {
            format!(
                "`{}` does not say which exercise it solves\nname the exercise with `-e NAME`",
                path.display()
            )
        })?;
        let exercise = &self.course.exercises[index];
        let [name] = exercise.manifest.files.as_slice() else {
            bail!(
                "`{}` takes {} files\ngive the exercise's folder",
                exercise.folder,
                exercise.manifest.files.len()
            );
        };
        let mut files = Files::default();
        let base = path.parent().unwrap_or(Path::new(""));
        match take_file(base, Path::new(path.file_name().unwrap_or_default()), name) {
            Ok(file) => files.named.push(file),
            Err(finding) => files.bad.push(finding),
        }
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let exercises = vec![(index, files)];
        Ok(Submission { id, source: path.into(), exercises, not_handed_in: Vec::new(), is_empty: false })
    }

    fn repository(&self, path: &Path) -> Submission {
        let mut submission = Submission {
            id: path
                .canonicalize()
                .unwrap_or_else(|_| path.into())
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            source: path.into(),
            exercises: Vec::new(),
            not_handed_in: Vec::new(),
            is_empty: folder::visible(path).is_ok_and(|entries| entries.is_empty()),
        };
        for index in self.selected.iter().copied() {
            let exercise = &self.course.exercises[index];
            if let Some(place) = self.place(path, exercise) {
                submission.exercises.push((index, take(&place, exercise)));
            } else {
                submission.not_handed_in.push(index);
            }
        }
        submission
    }

    /// Where a repository keeps the exercise.
    fn place(&self, path: &Path, exercise: &Exercise) -> Option<PathBuf> {
        let usual = [path.join("exercises").join(&exercise.folder), path.join(&exercise.folder)];
        if let Some(place) =
            usual.into_iter().find(|place| place.symlink_metadata().is_ok_and(|kind| kind.is_dir()))
        {
            return Some(place);
        }
        let direct =
            path.join("src").symlink_metadata().is_ok() && (self.only().is_some() || names(path, exercise));
        direct.then(|| path.into())
    }
}

/// Whether the folder itself is called like the exercise and holds its sources.
fn names(path: &Path, exercise: &Exercise) -> bool {
    path.file_name().is_some_and(|name| name == exercise.folder.as_str()) && path.join("src").is_dir()
}

fn take(place: &Path, exercise: &Exercise) -> Files {
    let mut files = Files { ignored: folder::ignored(place, exercise), ..Files::default() };
    for name in &exercise.manifest.files {
        match take_file(place, Path::new(name), name) {
            Ok(file) => files.named.push(file),
            Err(finding) => files.bad.push(finding),
        }
    }
    files
}

#[cfg(test)]
mod tests;
