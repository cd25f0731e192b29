//! `grader hint`: the staged hints of an exercise, one at a time.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::course::Exercise;
use crate::course::readme::{Hint, Readme};

/// The next hint that was not shown yet, or `all` of them. The last one is repeated.
///
/// A file under `target/`, which nobody hands in, counts the hints shown.
///
/// # Errors
/// When the README cannot be read, or has no hints.
pub(crate) fn next(course: &Path, exercise: &Exercise, all: bool) -> Result<String> {
    let path = exercise.path.join("README.md");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let hints = Readme::parse(&text).hints;
    if hints.is_empty() {
        bail!("`{}` has no hints", exercise.name);
    }
    if all {
        return Ok((0..hints.len()).map(|at| render(&hints, at)).collect());
    }
    let folder = course.join("target/racecourse/hints");
    let note = folder.join(&exercise.name);
    let shown: usize = fs::read_to_string(&note).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    let at = shown.min(hints.len() - 1);
    // Without the note the first hint is shown again, which does no harm.
    let _ = fs::create_dir_all(&folder).and_then(|()| fs::write(&note, (at + 1).to_string()));
    Ok(render(&hints, at))
}

fn render(hints: &[Hint], at: usize) -> String {
    format!("hint {} of {}: {}\n\n{}\n\n", at + 1, hints.len(), hints[at].summary, hints[at].text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_come_one_at_a_time_and_the_last_stays() {
        let course = tempfile::tempdir().unwrap();
        let text =
            "<details><summary>a</summary>first</details><details><summary>b</summary>second</details>";
        fs::write(course.path().join("README.md"), text).unwrap();
        let exercise = Exercise { path: course.path().into(), ..crate::tests::fake::exercise() };
        let next = |all| next(course.path(), &exercise, all).unwrap();
        assert_eq!(next(false), "hint 1 of 2: a\n\nfirst\n\n");
        assert_eq!(next(false), "hint 2 of 2: b\n\nsecond\n\n");
        assert_eq!(next(false), "hint 2 of 2: b\n\nsecond\n\n");
        assert!(next(true).contains("first") && next(true).contains("second"));
    }
}
