//! What a submission holds besides the files that its exercise names.

use super::node::{Kind, Node};
use crate::course::Exercise;

/// Names of ignored files that are listed before "and more".
const MAX_LISTED: usize = 20;
/// Entries looked at in one submission, so that a million files cost no more than this.
const MAX_ENTRIES: usize = 2_000;

/// What lies in the exercise's folder of a submission beside the named files, unless it is the
/// course's own file, unchanged.
pub(super) fn ignored(place: &Node, exercise: &Exercise) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), place.clone())];
    let mut left = MAX_ENTRIES;
    while let Some((prefix, folder)) = folders.pop() {
        for child in folder.children().unwrap_or_default() {
            left = left.saturating_sub(1);
            let relative = format!("{prefix}{}", child.name);
            let named = exercise.manifest.files.contains(&relative);
            if child.kind == Kind::Folder && relative != "target" && child.name != ".git" {
                folders.push((format!("{relative}/"), child.node));
            } else if child.kind != Kind::Folder && !named && !is_own(&child.node, exercise, &relative) {
                found.push(relative);
            }
            if left == 0 {
                folders.clear();
                break;
            }
        }
    }
    found.sort();
    if found.len() > MAX_LISTED || left == 0 {
        let more =
            if left == 0 { "and more".into() } else { format!("and {} more", found.len() - MAX_LISTED) };
        found.truncate(MAX_LISTED);
        found.push(more);
    }
    found
}

/// Whether a submitted file repeats the course's.
fn is_own(submitted: &Node, exercise: &Exercise, relative: &str) -> bool {
    let own = exercise.path.join(relative);
    let small = own.symlink_metadata().is_ok_and(|kind| kind.is_file() && kind.len() < super::MAX_FILE_BYTES);
    small && std::fs::read(own).is_ok_and(|bytes| submitted.holds(&bytes))
}
