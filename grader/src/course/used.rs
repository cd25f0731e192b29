//! An exercise whose crate another exercise uses.
//!
//! The instructor's grader offers the reference, so that an error in one exercise is not paid for in another.

use std::fs;
use std::path::{Path, PathBuf};

/// An exercise whose crate another exercise uses.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    pub(crate) name: String,
    /// The crate: the reference, or in a student's repository the student's own.
    pub(crate) path: PathBuf,
}

impl Used {
    /// The exercise of that name in the course in `root`.
    pub(super) fn find(root: &Path, name: &str) -> Option<Self> {
        let folders = fs::read_dir(root.join("exercises")).ok()?.flatten();
        let mut folders = folders.filter_map(|entry| entry.file_name().into_string().ok());
        let folder = folders.find(|folder| folder.split_once('_').is_some_and(|(_, rest)| rest == name))?;
        let solution = root.join("solutions").join(&folder);
        let path = if solution.is_dir() { solution } else { root.join("exercises").join(&folder) };
        Some(Self { name: name.into(), path })
    }

    /// A hash of the crate's sources; a file that cannot be read counts as empty.
    pub(crate) fn key(&self) -> String {
        let mut files = Vec::new();
        let mut folders = vec![self.path.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        let mut hash = blake3::Hasher::new();
        for file in files {
            let (name, bytes) = (file.strip_prefix(&self.path), fs::read(&file).unwrap_or_default());
            for part in [name.unwrap_or(&file).as_os_str().as_encoded_bytes(), &bytes] {
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().to_hex()[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::course::Exercise;
    use crate::course::manifest::tests::GOOD;

    #[test]
    fn an_exercise_uses_the_reference_of_another_if_there_is_one() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["exercises/01_account", "exercises/02_bank", "solutions/01_account"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let manifest = root.path().join("exercises/02_bank/exercise.toml");
        let load = |uses: &str| {
            let text = GOOD.replacen("\n[[rules]]", &format!("uses = [\"{uses}\"]\n[[rules]]"), 1);
            std::fs::write(&manifest, text).unwrap();
            Exercise::load(root.path(), "02_bank")
        };
        assert_eq!(load("account").unwrap().uses[0].path, root.path().join("solutions/01_account"));
        std::fs::remove_dir(root.path().join("solutions/01_account")).unwrap();
        assert_eq!(load("account").unwrap().uses[0].path, root.path().join("exercises/01_account"));
        let error = load("nothing").unwrap_err().to_string();
        assert_eq!(error, "exercises/02_bank/exercise.toml: no exercise is called `nothing`");
    }
}
