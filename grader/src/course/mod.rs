//! A course on disk: its exercises with their manifests and READMEs, and the commands that only read or write it.
//!
//! Everything here belongs to the instructor, so a fault is an `Err` that names the file, the line
//! and the remedy. `collect` reads submissions.

mod exercise;
mod manifest;
pub(crate) mod readme;
pub(crate) mod test_names;
mod used;

pub(crate) mod hint;
pub(crate) mod reset;
pub(crate) mod scaffold;
pub(crate) mod template;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

pub(crate) use exercise::Exercise;
pub(crate) use manifest::{Manifest, Rule};
pub(crate) use used::Used;

/// A course: the folder that holds `exercises/` and, for the instructor, `solutions/`.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) root: PathBuf,
    /// In the order of their numbers.
    pub(crate) exercises: Vec<Exercise>,
}

impl Course {
    /// Reads the course in `root`; every manifest is checked.
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let root = root.canonicalize().with_context(|| format!("cannot open `{}`", root.display()))?;
        let folder = root.join("exercises");
        let entries = std::fs::read_dir(&folder).with_context(|| {
            format!("no `exercises` folder in `{}`\ngive the course with `--course DIR`", root.display())
        })?;
        let mut exercises = Vec::new();
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list `{}`", folder.display()))?;
            if entry.path().join("exercise.toml").is_file() {
                let name = entry
                    .file_name()
                    .into_string()
                    .map_err(|name| anyhow!("`{}` is not UTF-8", name.display()))?;
                exercises.push(Exercise::load(&root, &name)?);
            }
        }
        exercises.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
        for pair in exercises.windows(2) {
            if pair[0].number == pair[1].number || pair[0].name == pair[1].name {
                bail!(
                    "`{}` and `{}` share a number or a name\nrename one of the folders",
                    pair[0].folder,
                    pair[1].folder
                );
            }
        }
        if exercises.is_empty() {
            bail!(
                "no exercise in `{}`\nan exercise is a folder `NN_name` with an `exercise.toml`",
                folder.display()
            );
        }
        Ok(Self { root, exercises })
    }

    /// The index of the exercise called `withdraw`, `01_withdraw` or `1`.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.exercises.iter().position(|exercise| {
            exercise.name == name || exercise.folder == name || name.parse() == Ok(exercise.number)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_finds_its_exercises_by_name_folder_and_number() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["02_transfer", "01_withdraw"] {
            let path = root.path().join("exercises").join(folder);
            std::fs::create_dir_all(&path).unwrap();
            std::fs::write(path.join("exercise.toml"), manifest::tests::GOOD).unwrap();
        }
        let course = Course::load(root.path()).unwrap();
        assert_eq!(course.find("withdraw"), Some(0));
        assert_eq!(course.find("02_transfer"), Some(1));
        assert_eq!(course.find("2"), Some(1));
        assert_eq!(course.find("3"), None);
        assert!(course.exercises[0].solution.is_none());
    }
}
