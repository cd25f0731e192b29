//! Counts attempts that never ended, so that a submission that ends the grader is noticed.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use super::Store;

/// How often grading may end the grader before a process of its own tries it.
const ATTEMPTS: u32 = 2;

/// The way in which a submission is graded next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// In this process; the marker is set.
    Start,
    /// In a process of its own, because earlier attempts never ended.
    Apart,
}

impl Store {
    /// Marks the grading of one exercise as begun, so that the next run knows if it never ended.
    ///
    /// # Errors
    /// When the marker cannot be written.
    pub(crate) fn start(&self, submission: &str, exercise: &str, key: &str) -> anyhow::Result<Attempt> {
        let path = self.marker(submission, exercise);
        let before = fs::read_to_string(&path).unwrap_or_default();
        let attempts: u32 = match before.split_once(' ') {
            Some((of, count)) if of == key => count.trim().parse().unwrap_or(0),
            _ => 0,
        };
        if attempts >= ATTEMPTS {
            return Ok(Attempt::Apart);
        }
        self.disk
            .write(&path, format!("{key} {}\n", attempts + 1).as_bytes())
            .with_context(|| format!("cannot save `{}`", path.display()))?;
        Ok(Attempt::Start)
    }

    /// Forgets that the grading of one exercise began.
    pub(crate) fn finish(&self, submission: &str, exercise: &str) {
        // A marker that stays costs one needless attempt later, nothing else.
        let _ = fs::remove_file(self.marker(submission, exercise));
    }

    fn marker(&self, submission: &str, exercise: &str) -> PathBuf {
        self.folder(submission).join(format!("{exercise}.started"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_the_grader_twice_is_graded_apart() {
        let out = tempfile::tempdir().unwrap();
        let attempt = |key| Store::open(out.path()).unwrap().start("ada", "01_withdraw", key).unwrap();
        assert_eq!(
            [attempt("k"), attempt("k"), attempt("k")],
            [Attempt::Start, Attempt::Start, Attempt::Apart]
        );
        assert_eq!(attempt("another submission"), Attempt::Start);
    }

    #[test]
    fn a_finished_attempt_is_forgotten() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        for _ in 0..5 {
            assert_eq!(store.start("ada", "01_withdraw", "k").unwrap(), Attempt::Start);
            store.finish("ada", "01_withdraw");
        }
    }
}
