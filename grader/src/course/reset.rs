//! `grader reset`: restores an exercise as it was handed out, and keeps the files it replaces.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::course::Exercise;
use crate::exit::Usage;

/// The folder of the stubs in a student repository.
pub(crate) const STUBS: &str = ".racecourse/stubs";

/// Restores the files of `exercise`; returns a summary.
///
/// The stubs come from the copies in the student repository, else from the first version in git.
///
/// # Errors
/// [`Usage`] without `yes`; otherwise when there is no copy, or a file cannot be written.
pub(crate) fn reset(course: &Path, exercise: &Exercise, yes: bool) -> Result<String> {
    let files = &exercise.manifest.files;
    if !yes {
        let files = files.iter().map(|file| format!("`{}`", exercise.path.join(file).display()));
        let files = files.collect::<Vec<_>>().join(", ");
        return Err(Usage(format!(
            "this would restore {files}\npass `--yes` to do it; your version is kept"
        ))
        .into());
    }
    let stubs = files.iter().map(|file| original(course, exercise, file)).collect::<Result<Vec<_>>>()?;
    let mut text = String::new();
    for (file, stub) in files.iter().zip(stubs) {
        let path = exercise.path.join(file);
        if let Some(kept) = keep(course, exercise, file)? {
            let _ = writeln!(text, "your version is kept in `{}`", kept.display());
        }
        fs::write(&path, stub).with_context(|| format!("cannot write `{}`", path.display()))?;
        let _ = writeln!(text, "restored `{}`", path.display());
    }
    Ok(text)
}

fn original(course: &Path, exercise: &Exercise, file: &str) -> Result<Vec<u8>> {
    let copy = course.join(STUBS).join(&exercise.folder).join(file);
    if let Ok(stub) = fs::read(copy) {
        return Ok(stub);
    }
    let path = format!("exercises/{}/{file}", exercise.folder);
    let git = |args: &[&str]| Command::new("git").arg("-C").arg(course).args(args).output();
    let log = git(&["log", "--format=%H", "--diff-filter=A", "--reverse", "--", &path])
        .context("cannot start `git`")?;
    let log = String::from_utf8_lossy(&log.stdout);
    let missing = || format!("neither `{STUBS}` nor git has `{path}` as it was handed out");
    let first = log.lines().next().with_context(missing)?;
    // `./` makes the path relative to the course, which may be a folder inside the repository.
    let show = git(&["show", &format!("{first}:./{path}")]).context("cannot start `git`")?;
    anyhow::ensure!(show.status.success(), missing());
    Ok(show.stdout)
}

/// Copies the student's version aside, under the first free number.
fn keep(course: &Path, exercise: &Exercise, file: &str) -> Result<Option<std::path::PathBuf>> {
    let path = exercise.path.join(file);
    if !path.exists() {
        return Ok(None);
    }
    let folder = course.join("target/racecourse/before-reset").join(&exercise.folder);
    let free = (1..).map(|number| folder.join(number.to_string()).join(file)).find(|kept| !kept.exists());
    let kept = free.expect("there is always a higher number");
    let copied = kept.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::copy(&path, &kept));
    copied.with_context(|| format!("cannot keep your version in `{}`", kept.display()))?;
    Ok(Some(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A course of one exercise whose file says `mine`.
    fn course() -> (tempfile::TempDir, Exercise) {
        let course = tempfile::tempdir().unwrap();
        let path = course.path().join("exercises/01_withdraw");
        fs::create_dir_all(path.join("src")).unwrap();
        fs::write(path.join("src/lib.rs"), "mine").unwrap();
        (course, Exercise { path, ..crate::tests::fake::exercise() })
    }

    #[test]
    fn without_yes_nothing_happens() {
        let (course, exercise) = course();
        assert!(reset(course.path(), &exercise, false).unwrap_err().is::<Usage>());
        assert_eq!(fs::read_to_string(exercise.path.join("src/lib.rs")).unwrap(), "mine");
    }

    #[test]
    fn the_copy_comes_back_and_every_version_is_kept() {
        let (course, exercise) = course();
        let stub = course.path().join(STUBS).join("01_withdraw/src/lib.rs");
        fs::create_dir_all(stub.parent().unwrap()).unwrap();
        fs::write(stub, "stub").unwrap();
        for _ in 0..2 {
            reset(course.path(), &exercise, true).unwrap();
        }
        assert_eq!(fs::read_to_string(exercise.path.join("src/lib.rs")).unwrap(), "stub");
        let kept = course.path().join("target/racecourse/before-reset/01_withdraw");
        assert_eq!(fs::read_to_string(kept.join("1/src/lib.rs")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(kept.join("2/src/lib.rs")).unwrap(), "stub");
    }

    #[test]
    fn git_gives_the_first_version() {
        let (course, exercise) = course();
        let lib = exercise.path.join("src/lib.rs");
        let git = |args: &[&str]| {
            let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
            assert!(
                Command::new("git")
                    .arg("-C")
                    .arg(course.path())
                    .args(identity)
                    .args(args)
                    .output()
                    .unwrap()
                    .status
                    .success()
            );
        };
        git(&["init", "-q"]);
        for version in ["stub", "mine"] {
            fs::write(&lib, version).unwrap();
            git(&["add", "-A"]);
            git(&["commit", "-qm", version]);
        }
        reset(course.path(), &exercise, true).unwrap();
        assert_eq!(fs::read_to_string(&lib).unwrap(), "stub");
    }
}
