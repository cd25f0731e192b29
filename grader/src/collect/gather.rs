//! The submissions of several paths together.

use std::collections::BTreeSet;
use std::path::Path;

use super::collect;
use super::submission::Submission;
use crate::course::Course;

/// The submissions in all `paths`, with distinct ids, sorted.
///
/// # Errors
/// When a path cannot be used.
pub(crate) fn gather(
    course: &Course,
    selected: &[usize],
    paths: &[impl AsRef<Path>],
) -> anyhow::Result<Vec<Submission>> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(collect(course, selected, path.as_ref())?);
    }
    let mut taken = BTreeSet::new();
    for submission in &mut all {
        let plain = submission.id.clone();
        let mut count = 1;
        while !taken.insert(submission.id.clone()) {
            count += 1;
            submission.id = format!("{plain} ({count})");
        }
        if count > 1 {
            let (source, id) = (submission.source.display(), &submission.id);
            eprintln!("`{source}` is graded as `{id}`: there is another `{plain}`");
        }
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}
