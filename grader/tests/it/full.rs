//! A disk that is full before a run, and one that fills up during a run.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::park_timeout;
use std::time::Duration;

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;

use crate::real::{copy, files, grade, report, student, timeless};

/// A small file system of its own, if this user may mount one.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=7m", "tmpfs"]).arg(at);
        mount.output().is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned()))
    }

    /// Fills the disk except for `left` bytes.
    fn fill(&self, left: u64) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        let size = file.metadata().unwrap().len();
        file.set_len(size.saturating_sub(left)).unwrap();
    }

    fn clear(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_reported_and_nothing_old_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mount(&folder.path().join("disk")) else {
        eprintln!(
            "skipped: this user may not mount a small disk (the store's own tests fill a simulated one)"
        );
        return;
    };
    let (class, out) = (folder.path().join("class"), disk.0.join("out"));
    for name in ["bo-chen", "dmitri-egorov", "farid-gul", "jonas-kim"] {
        copy(&student(name), &class.join(name));
    }
    grade(&class, &["withdraw"], &out).assert().code(1);
    let (calm, book) = (timeless(report(&out)), fs::read(out.join("grades.csv")).unwrap());
    let there = files(&out);

    // Before a run: not a single submission is examined.
    for left in [0, 300_000, 2_000_000] {
        disk.fill(left);
        let refused = grade(&class, &["withdraw"], &out).arg("--fresh").assert().code(3).stdout("");
        refused.stderr(contains("cannot write to").or(contains("MB left, and this run may need 5 MB")));
        disk.clear();
        assert_eq!((files(&out), fs::read(out.join("grades.csv")).unwrap()), (there.clone(), book.clone()));
    }

    // During a run: from the first marker on.
    std::thread::scope(|scope| {
        let run = scope
            .spawn(|| grade(&class, &["withdraw"], &out).args(["--fresh", "--jobs", "1"]).assert().code(4));
        let begun = || files(&out).iter().any(|file| file.extension().is_some_and(|end| end == "started"));
        while !begun() && !run.is_finished() {
            park_timeout(Duration::from_millis(1));
        }
        disk.fill(0);
        run.join()
            .unwrap()
            .stdout("")
            .stderr(contains("cannot save").and(contains("No space left on device")));
    });
    assert_eq!(fs::read(out.join("grades.csv")).unwrap(), book);
    assert!(files(&out).iter().all(|file| !file.to_string_lossy().ends_with(".tmp")));
    disk.clear();
    grade(&class, &["withdraw"], &out).assert().code(1);
    assert_eq!(
        (timeless(report(&out)), fs::read(out.join("grades.csv")).unwrap(), files(&out)),
        (calm, book, there)
    );
}
