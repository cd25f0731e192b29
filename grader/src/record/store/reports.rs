//! The files that are derived from records: grade book, report, feedback, notes, and the scope of the run.

use std::fs;

use anyhow::Context;

use super::Store;
use crate::record::id::safe_id;
use crate::record::scope::Scope;

impl Store {
    /// Saves a derived file, by its path relative to the folder.
    ///
    /// # Errors
    /// When it cannot be written; the former file is then still there.
    pub(crate) fn write_report(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let path = self.root.join(name);
        // Most files do not change, and each write to the disk takes time.
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        self.disk.write(&path, text.as_bytes()).with_context(|| format!("cannot save `{}`", path.display()))
    }

    /// Removes the pages of `folder` that are not `wanted`; they can be derived again.
    pub(crate) fn sweep_pages(&self, folder: &str, wanted: &[String]) {
        for entry in fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten() {
            let name = format!("{folder}/{}", entry.file_name().display());
            if name.ends_with(".md") && !wanted.contains(&name) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Saves the scope of the run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write_scope(&self, scope: &Scope) -> anyhow::Result<()> {
        self.write_report("roster.json", &(serde_json::to_string_pretty(scope)? + "\n"))
    }

    /// The scope of the last run.
    ///
    /// # Errors
    /// When there is none, or it is garbled.
    pub(crate) fn scope(&self) -> anyhow::Result<Scope> {
        let path = self.root.join("roster.json");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("`{}` is garbled\ngrade again to replace it", path.display()))
    }
}

/// Where a submission's feedback lies, relative to the output folder.
pub(crate) fn feedback_path(submission: &str) -> String {
    format!("feedback/{}.md", safe_id(submission))
}

/// Where the instructor's notes on a submission lie, relative to the output folder.
pub(crate) fn notes_path(submission: &str) -> String {
    format!("instructor/{}.md", safe_id(submission))
}
