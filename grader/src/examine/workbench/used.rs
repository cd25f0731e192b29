//! The crates of other exercises that an exercise uses: compiled once, and kept beside the library.
//!
//! A submission never brings its own: the instructor's grader offers the reference, so that an error in one
//! exercise is not paid for in another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::Workbench;
use crate::course::Used;

impl Workbench {
    /// The library of `used`; compiles it if its sources have changed.
    ///
    /// # Errors
    /// When it does not compile: a fault of the course, or, at home, of the student's own crate.
    pub(crate) fn used(&self, used: &Used) -> Result<PathBuf> {
        let folder = self.dependencies.join(format!("{}-{}", used.name, used.key()));
        let library = folder.join(format!("lib{}.rlib", used.name));
        if library.is_file() {
            return Ok(library);
        }
        let staged = tempfile::Builder::new()
            .prefix("staged-")
            .tempdir_in(&self.dependencies)
            .context("cannot stage a crate of the workbench")?;
        let output = self.rustc_for(used, staged.path())?.output().context("cannot start `rustc`")?;
        if !output.status.success() {
            bail!("`{}` does not compile:\n{}", used.name, String::from_utf8_lossy(&output.stderr).trim());
        }
        // If this fails, another worker has already put the same file there.
        let _ = fs::rename(staged.path(), &folder);
        if library.is_file() { Ok(library) } else { bail!("cannot keep `{}`", library.display()) }
    }

    fn rustc_for(&self, used: &Used, to: &Path) -> Result<Command> {
        let mut rustc = Command::new(&self.rustc);
        rustc.current_dir(&used.path).stdin(Stdio::null());
        rustc.args(["--edition", "2024", "--crate-type", "rlib", "--crate-name", &used.name, "src/lib.rs"]);
        rustc.args(["--cap-lints=allow", "-C", "opt-level=3", "-C", "debuginfo=0"]);
        rustc.args(["-C", "overflow-checks=on", "-C", "debug-assertions=on"]);
        // Else a place in it would look like a place in the student's file.
        rustc.arg(format!("--remap-path-prefix=src={}", used.name));
        self.offer(&mut rustc, &self.facade(&[])?);
        rustc.arg("-L").arg(format!("dependency={}", self.dependencies.display()));
        rustc.arg("--out-dir").arg(to);
        Ok(rustc)
    }
}
