//! Mistakes and alternatives: the reference, with some files replaced.

use std::fs;
use std::path::{Path, PathBuf};

use crate::collect::Files;
use crate::course::Exercise;

/// The programs in the folder `mistakes` or `alternatives`, sorted: an `.rs` file each, or a folder of files.
pub(super) fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_program = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|end| end == "rs");
    let mut programs: Vec<_> = entries.filter(is_program).collect();
    programs.sort();
    programs
}

/// The files of the program at `path`, and its first line.
///
/// A single file replaces the crate root of the reference. A folder holds files under the names that the manifest
/// gives them; the reference has those that the folder lacks. The first line is that of the crate root, or of the
/// first file if the folder lacks the root.
pub(super) fn read(
    mut reference: Files,
    exercise: &Exercise,
    path: &Path,
) -> Result<(Files, String), String> {
    let root = exercise.manifest.root();
    let mut first: Option<String> = None;
    for file in &mut reference.named {
        let from = match path.is_dir() {
            true => path.join(&file.path),
            false if file.path == root => path.to_owned(),
            false => continue,
        };
        if path.is_dir() && !from.exists() {
            continue;
        }
        file.text = fs::read_to_string(&from).map_err(|error| format!("cannot be read: {error}"))?;
        if file.path == root || first.is_none() {
            first = Some(file.text.lines().next().unwrap_or_default().to_owned());
        }
    }
    let none = || format!("the folder has none of the files {}", exercise.manifest.files.join(", "));
    Ok((reference, first.ok_or_else(none)?))
}
