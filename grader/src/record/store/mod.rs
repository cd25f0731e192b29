//! The output folder: locked, probed, and written so that a power cut leaves no torn file.

mod attempts;
mod reports;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Record;
use super::disk::Disk;
use super::id::safe_id;
use crate::exit::Refused;
pub(crate) use attempts::Attempt;
pub(crate) use reports::{feedback_path, notes_path};

/// The space that a run needs at least, and that each submission of an exercise adds: its record and its share of
/// the reports, with room to spare. Old files stay until the new ones are written.
const NEEDED_BYTES: (u64, u64) = (4_000_000, 300_000);

/// `OUT`, held by this process until the store is dropped.
pub(crate) struct Store {
    root: PathBuf,
    disk: Disk,
    /// The kernel frees the lock when the process ends, however it ends.
    _lock: Option<File>,
}

impl Store {
    /// Opens `root` to write: creates it, takes its lock, proves that it can be written to and
    /// removes what an earlier run left half-written.
    ///
    /// # Errors
    /// [`Refused`] when another grader works there, or when the folder cannot be written to.
    pub(crate) fn open(root: &Path) -> anyhow::Result<Self> {
        let refuse = |error: std::io::Error| {
            Refused(format!(
                "cannot write to `{}`: {error}\nchoose another folder with `--out`",
                root.display()
            ))
        };
        let disk = Disk::default();
        disk.make_folder(&root.join("records")).map_err(refuse)?;
        let lock = File::options().create(true).append(true).open(root.join(".lock")).map_err(refuse)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!(Refused(format!(
                "another grader is writing to `{}`\nwait for it, or choose another folder with `--out`",
                root.display()
            ))),
            Err(TryLockError::Error(error)) => bail!(refuse(error)),
        }
        let probe = root.join(".probe");
        disk.write(&probe, &[b'x'; 4096]).and_then(|()| fs::remove_file(&probe)).map_err(refuse)?;
        let store = Self { root: root.to_owned(), disk, _lock: Some(lock) };
        store.sweep()?;
        Ok(store)
    }

    /// Opens `root` to read only.
    ///
    /// # Errors
    /// When no run has written there.
    pub(crate) fn open_to_read(root: &Path) -> anyhow::Result<Self> {
        if !root.join("roster.json").is_file() {
            bail!("`{}` holds no records\nwrite some with `grader grade --out`", root.display());
        }
        Ok(Self { root: root.to_owned(), disk: Disk::default(), _lock: None })
    }

    /// Makes sure that there is room for the records of so many submissions and their reports.
    ///
    /// # Errors
    /// [`Refused`] if there is not. A file system that does not report its free space is assumed to have enough.
    pub(crate) fn preflight(&self, submissions: usize) -> anyhow::Result<()> {
        let needed = NEEDED_BYTES.1.saturating_mul(submissions as u64).saturating_add(NEEDED_BYTES.0);
        let free = fs4::available_space(&self.root).unwrap_or(u64::MAX);
        if free < needed {
            let [free, needed] = [free, needed].map(|bytes| bytes / 1_000_000);
            bail!(Refused(format!(
                "`{}` has {free} MB left, and this run may need {needed} MB\nmake room, or choose another folder with `--out`",
                self.root.display()
            )));
        }
        Ok(())
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns whether some run graded the submission.
    pub(crate) fn has(&self, submission: &str) -> bool {
        self.folder(submission).is_dir()
    }

    /// The record's file.
    pub(crate) fn record_path(&self, submission: &str, exercise: &str) -> PathBuf {
        self.folder(submission).join(format!("{exercise}.json"))
    }

    /// The stored record, unless there is none or it is garbled.
    ///
    /// # Errors
    /// When there is a file that is not a record, or cannot be read.
    pub(crate) fn read(&self, submission: &str, exercise: &str) -> anyhow::Result<Option<Record>> {
        let path = self.record_path(submission, exercise);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        };
        let garbled = || format!("`{}` is garbled\ngrade again to replace it", path.display());
        Record::from_text(&text).map(Some).with_context(garbled)
    }

    /// Saves a record; when this returns, the record survives a power cut.
    ///
    /// # Errors
    /// When it cannot be written; the former record is then still there.
    pub(crate) fn write(&self, record: &Record) -> anyhow::Result<()> {
        let path = self.record_path(&record.submission, &record.exercise);
        let text = record.to_text()?;
        self.disk.write(&path, text.as_bytes()).with_context(|| format!("cannot save `{}`", path.display()))
    }

    fn folder(&self, submission: &str) -> PathBuf {
        self.root.join("records").join(safe_id(submission))
    }

    /// Removes temporary files that a killed run left.
    fn sweep(&self) -> anyhow::Result<()> {
        let records = self.root.join("records");
        let mut folders = vec![self.root.clone(), self.root.join("feedback"), self.root.join("instructor")];
        for entry in fs::read_dir(&records).with_context(|| format!("cannot read `{}`", records.display()))? {
            folders.push(entry?.path());
        }
        for entry in folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
            if entry.file_name().as_encoded_bytes().ends_with(b".tmp") {
                fs::remove_file(entry.path())
                    .with_context(|| format!("cannot remove `{}`", entry.path().display()))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::recorded;

    impl Store {
        /// Lets the disk be full after so many steps; `None` for never.
        pub(crate) fn full_after(&self, steps: Option<usize>) {
            *self.disk.full_after.lock().unwrap() = steps;
        }
    }

    #[test]
    fn a_disk_full_at_any_step_keeps_the_old_record_and_leaves_nothing() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        let old = recorded("ada", "");
        store.write(&old).unwrap();
        let new = recorded("ada", "//! rule 2: failed");
        // Create, write, fsync, rename, fsync of the folder.
        for steps in 0..5 {
            store.full_after(Some(steps));
            let error = format!("{:#}", store.write(&new).unwrap_err());
            assert!(error.contains("cannot save `") && error.contains("storage"), "{error}");
            let kept = store.read("ada", "01_withdraw").unwrap().unwrap();
            assert_eq!(kept.key, if steps < 4 { old.key.clone() } else { new.key.clone() }, "{steps}");
            assert_eq!(fs::read_dir(out.path().join("records/ada")).unwrap().count(), 1);
        }
        store.full_after(None);
        store.write(&new).unwrap();
    }

    #[test]
    fn a_run_that_could_not_be_saved_is_not_begun() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        store.preflight(10).unwrap();
        let error = store.preflight(usize::MAX).unwrap_err();
        assert!(error.is::<Refused>() && error.to_string().contains("MB left"), "{error}");
    }

    #[test]
    fn a_second_grader_is_refused() {
        let out = tempfile::tempdir().unwrap();
        let _first = Store::open(out.path()).unwrap();
        let error = Store::open(out.path()).err().unwrap();
        assert!(error.is::<Refused>(), "{error}");
        assert!(error.to_string().contains("another grader"));
    }

    #[test]
    fn leftovers_are_removed_and_records_kept() {
        let out = tempfile::tempdir().unwrap();
        Store::open(out.path()).unwrap().write(&recorded("ada", "")).unwrap();
        let leftover = out.path().join("records/ada/.x.tmp");
        fs::write(&leftover, "half").unwrap();
        let store = Store::open(out.path()).unwrap();
        assert!(!leftover.exists());
        assert!(store.read("ada", "01_withdraw").unwrap().is_some());
    }

    #[test]
    fn a_garbled_record_is_an_error_that_names_the_file() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        store.write(&recorded("ada", "")).unwrap();
        fs::write(store.record_path("ada", "01_withdraw"), "{").unwrap();
        let error = store.read("ada", "01_withdraw").unwrap_err();
        assert!(error.to_string().contains("01_withdraw.json"), "{error}");
        assert!(store.read("bob", "01_withdraw").unwrap().is_none());
    }
}
