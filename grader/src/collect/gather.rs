//! The submissions of all paths together.

use std::collections::BTreeSet;
use std::path::Path;

use super::identity::folded;
use super::submission::Submission;
use super::{collect, place};
use crate::course::Course;

/// The submissions in all `paths`, with distinct ids, sorted. One path may be a class; each of several is one
/// student's.
///
/// # Errors
/// When a path cannot be used.
pub(crate) fn gather(
    course: &Course,
    selected: &[usize],
    paths: &[impl AsRef<Path>],
) -> anyhow::Result<Vec<Submission>> {
    let mut places = BTreeSet::new();
    let mut paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
    paths.retain(|path| places.insert(place(path)));
    let mut all = Vec::new();
    for path in &paths {
        all.extend(collect(course, selected, path, paths.len() == 1)?);
    }
    tell_apart(&mut all);
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// Numbers the ids that are there already, so that no record replaces another. A name that is there once stays an id.
fn tell_apart(all: &mut [Submission]) {
    let mut taken: BTreeSet<String> = all.iter().map(|submission| folded(&submission.name)).collect();
    let mut seen = BTreeSet::new();
    for submission in all {
        if !seen.insert(submission.name.clone()) {
            let mut ids = (2..).map(|count| format!("{} ({count})", submission.name));
            let free = ids.find(|id| taken.insert(folded(id)));
            submission.id = free.expect("there are more numbers than submissions");
        }
    }
}
