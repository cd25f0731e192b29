//! The files of a program that the course itself holds: a stub, or a reference.

use std::fs;
use std::path::Path;

use super::{Files, NamedFile};
use crate::course::Exercise;

/// The files that the manifest of `exercise` names, under `root`.
///
/// # Errors
/// Names the file that cannot be read.
pub(crate) fn known(exercise: &Exercise, root: &Path) -> Result<Files, String> {
    let read = |path: &String| {
        let text =
            fs::read_to_string(root.join(path)).map_err(|error| format!("cannot read `{path}`: {error}"))?;
        Ok(NamedFile { path: path.clone(), text })
    };
    let named = exercise.manifest.files.iter().map(read).collect::<Result<_, String>>()?;
    Ok(Files { named, ..Files::default() })
}
