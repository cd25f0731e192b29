//! Lists folders of strangers: sorted, capped, following nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::exercise::Exercise;

/// Names of ignored files that are listed before "and more".
const MAX_LISTED: usize = 20;
/// Entries looked at in one submission, so that a million files cost no more than this.
const MAX_ENTRIES: usize = 2_000;

/// An entry of a folder.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    /// A folder itself, not a link to one.
    pub(super) is_dir: bool,
}

/// The entries of `path` that are not hidden, sorted by name.
pub(super) fn visible(path: &Path) -> Result<Vec<Entry>> {
    let context = || format!("cannot list `{}`", path.display());
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).with_context(context)? {
        let entry = entry.with_context(context)?;
        let hidden =
            entry.file_name().as_encoded_bytes().starts_with(b".") || entry.file_name() == "__MACOSX";
        if !hidden {
            entries.push(Entry {
                path: entry.path(),
                is_dir: entry.file_type().is_ok_and(|kind| kind.is_dir()),
            });
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// What lies in the exercise's folder of a submission beside the named files, unless it is the
/// course's own file, unchanged.
pub(super) fn ignored(place: &Path, exercise: &Exercise) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![place.to_owned()];
    let mut left = MAX_ENTRIES;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            left = left.saturating_sub(1);
            let path = entry.path();
            let relative = path.strip_prefix(place).unwrap_or(&path).to_owned();
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let named = exercise.manifest.files.iter().any(|file| Path::new(file) == relative);
            if is_dir && relative != Path::new("target") && entry.file_name() != ".git" {
                folders.push(path);
            } else if !is_dir && !named && !same_file(&path, &exercise.path.join(&relative)) {
                found.push(relative.to_string_lossy().into_owned());
            }
            if left == 0 {
                folders.clear();
                break;
            }
        }
    }
    found.sort();
    if found.len() > MAX_LISTED || left == 0 {
        let more =
            if left == 0 { "and more".into() } else { format!("and {} more", found.len() - MAX_LISTED) };
        found.truncate(MAX_LISTED);
        found.push(more);
    }
    found
}

/// Whether a submitted regular file repeats the course's.
fn same_file(submitted: &Path, own: &Path) -> bool {
    let size =
        |path: &Path| path.symlink_metadata().ok().filter(|kind| kind.is_file()).map(|kind| kind.len());
    size(own).is_some_and(|own| own < super::MAX_FILE_BYTES)
        && size(own) == size(submitted)
        && std::fs::read(own).ok().is_some_and(|bytes| Some(bytes) == std::fs::read(submitted).ok())
}
