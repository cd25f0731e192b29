//! `grader new`: a new exercise and its solution, with a TODO for everything that `verify` requires.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::exit::Usage;

/// The files: their paths and their texts, with the placeholders `NAME` and `FOLDER`.
const FILES: [(&str, &str); 13] = [
    ("exercises/FOLDER/Cargo.toml", include_str!("exercise.Cargo.toml")),
    ("exercises/FOLDER/exercise.toml", include_str!("exercise.toml")),
    ("exercises/FOLDER/README.md", include_str!("exercise.README.md")),
    ("exercises/FOLDER/src/lib.rs", include_str!("stub.rs")),
    ("exercises/FOLDER/tests/public.rs", include_str!("public.rs")),
    ("solutions/FOLDER/Cargo.toml", include_str!("solution.Cargo.toml")),
    ("solutions/FOLDER/README.md", include_str!("solution.README.md")),
    ("solutions/FOLDER/src/lib.rs", include_str!("reference.rs")),
    ("solutions/FOLDER/tests/it/main.rs", include_str!("main.rs")),
    ("solutions/FOLDER/tests/it/hidden.rs", include_str!("hidden.rs")),
    ("solutions/FOLDER/mistakes/unchanged.rs", include_str!("mistake.rs")),
    ("solutions/FOLDER/alternatives/first.rs", include_str!("alternative.rs")),
    ("solutions/FOLDER/alternatives/second.rs", include_str!("alternative.rs")),
];

/// Writes the files of an exercise `name` after the last one of the course in `root`; returns their paths.
///
/// # Errors
/// [`Usage`] when the name is not a package name or is taken; otherwise when a file cannot be written.
pub(crate) fn write(root: &Path, name: &str) -> Result<Vec<PathBuf>> {
    let plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
    let good = name.starts_with(|char: char| char.is_ascii_lowercase()) && name.chars().all(plain);
    ensure!(
        good,
        Usage(format!(
            "`{name}` is not a name\nwrite lower case, digits and underscores, as in `reader_writer`"
        ))
    );
    let exercises = root.join("exercises");
    let entries =
        fs::read_dir(&exercises).with_context(|| format!("cannot list `{}`", exercises.display()))?;
    let mut last = 0;
    for entry in entries {
        let folder = entry?.file_name().to_string_lossy().into_owned();
        let Some((number, taken)) = folder.split_once('_') else { continue };
        ensure!(taken != name, Usage(format!("there is already `exercises/{folder}`\nchoose another name")));
        last = last.max(number.parse::<u32>().unwrap_or(0));
    }
    let folder = format!("{:02}_{name}", last + 1);
    let mut paths = Vec::new();
    for (path, text) in FILES {
        let path = PathBuf::from(path.replace("FOLDER", &folder));
        let target = root.join(&path);
        let text = text.replace("FOLDER", &folder).replace("NAME", name);
        let parent = target.parent().expect("a file of the course has a parent");
        let saved = fs::create_dir_all(parent).and_then(|()| fs::write(&target, text));
        saved.with_context(|| format!("cannot write `{}`", target.display()))?;
        paths.push(path);
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;

    #[test]
    fn a_new_exercise_is_read_and_comes_last() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("exercises")).unwrap();
        write(root.path(), "withdraw").unwrap();
        write(root.path(), "reader_writer").unwrap();
        let course = Course::load(root.path()).unwrap();
        assert_eq!(course.exercises[1].folder, "02_reader_writer");
        assert!(write(root.path(), "withdraw").unwrap_err().is::<Usage>());
        assert!(write(root.path(), "With Draw").unwrap_err().is::<Usage>());
    }

    #[test]
    fn a_new_exercise_is_consistent_and_says_what_to_do() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("exercises")).unwrap();
        let paths = write(root.path(), "withdraw").unwrap();
        let course = Course::load(root.path()).unwrap();
        assert_eq!(crate::verify::text_faults(&course.exercises[0]), Vec::<String>::new());
        for path in paths.iter().filter(|path| !path.ends_with("Cargo.toml") && !path.ends_with("main.rs")) {
            assert!(
                fs::read_to_string(root.path().join(path)).unwrap().contains("TODO"),
                "{}",
                path.display()
            );
        }
    }
}
