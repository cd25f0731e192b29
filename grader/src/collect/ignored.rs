//! The files of a submission that its exercise does not name.

use super::node::{Kind, Node};
use crate::course::Exercise;

/// The most ignored files that are listed by name.
const MAX_LISTED: usize = 20;
/// The most entries that are visited in one submission, which bounds the cost of a million files.
const MAX_ENTRIES: usize = 2_000;

/// The files in the exercise's folder of a submission that are neither named nor unchanged files of
/// the course.
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

/// Returns whether a submitted file equals the course's.
fn is_own(submitted: &Node, exercise: &Exercise, relative: &str) -> bool {
    let own = exercise.path.join(relative);
    let small = own.symlink_metadata().is_ok_and(|kind| kind.is_file() && kind.len() < super::MAX_FILE_BYTES);
    small && std::fs::read(own).is_ok_and(|bytes| submitted.holds(&bytes))
}
