//! The folder in which a run compiles and tests. The run removes it at its end; if the run was killed, the
//! next one does.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::system::os;

/// The prefix of runs' folders; a lock in each shows whether its run is alive.
const PREFIX: &str = "racecourse-run-";
/// The prefix of a folder that has no lock yet.
const UNLOCKED: &str = "racecourse-new-";
const LOCK: &str = ".lock";

/// A folder of this run.
pub(crate) struct Scratch {
    path: PathBuf,
    /// The kernel releases it when the process ends, however it ends.
    _lock: File,
}

impl Scratch {
    /// Makes a folder in `base`, and removes those of this user's dead runs.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn open(base: &Path) -> anyhow::Result<Self> {
        Self::create(base).with_context(|| format!("cannot make a working folder in `{}`", base.display()))
    }

    fn create(base: &Path) -> std::io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        if let Some(entered) = os::permissions(0o711) {
            builder.permissions(entered);
        }
        let new = builder.prefix(UNLOCKED).tempdir_in(base)?;
        let lock = File::create(new.path().join(LOCK))?;
        lock.try_lock()?;
        sweep(base, os::owner(&lock.metadata()?));
        let name = new.path().file_name().unwrap_or_default().to_string_lossy().replace(UNLOCKED, PREFIX);
        let path = base.join(name);
        // It gets its name only with its lock, so that no other run takes it for a dead run's.
        fs::rename(new.path(), &path)?;
        let _ = new.keep();
        Ok(Self { path, _lock: lock })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The next run removes whatever remains.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes the folders that dead runs of `user` left in `base`, as far as possible.
fn sweep(base: &Path, user: u32) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let is_ours = || entry.metadata().is_ok_and(|folder| folder.is_dir() && os::owner(&folder) == user);
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) && is_ours() {
            // Without a lock it is half removed: a process of the dead run may still have been writing there.
            let is_dead = match File::open(entry.path().join(LOCK)) {
                Ok(lock) => lock.try_lock().is_ok(),
                Err(error) => error.kind() == std::io::ErrorKind::NotFound,
            };
            if is_dead {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_run_s_folder_is_removed_and_a_living_one_s_is_not() {
        let base = tempfile::tempdir().unwrap();
        let dead = base.path().join("racecourse-run-dead");
        fs::create_dir_all(dead.join("work")).unwrap();
        File::create(dead.join(LOCK)).unwrap();
        fs::create_dir(base.path().join("racecourse-run-half-removed")).unwrap();
        let first = Scratch::open(base.path()).unwrap();
        assert!(!dead.exists() && first.path().is_dir());
        let second = Scratch::open(base.path()).unwrap();
        assert!(first.path().is_dir() && second.path().is_dir());
        drop((first, second));
        assert_eq!(fs::read_dir(base.path()).unwrap().count(), 0);
    }
}
