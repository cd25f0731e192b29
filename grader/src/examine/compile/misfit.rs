//! The reason why the tests do not fit a submission, in words that give no hidden test away.

use std::fs;

use super::diagnostics::{Diagnostics, words};
use crate::course::Exercise;
use crate::examine::program::TestProgram;

/// One sentence about public items that no longer fit, with names that the student knows: those that
/// the exercise's own source has.
pub(super) fn misfit(exercise: &Exercise, tests: &TestProgram, said: &Diagnostics) -> String {
    let stub: String = exercise
        .manifest
        .files
        .iter()
        .filter_map(|file| fs::read_to_string(exercise.path.join(file)).ok())
        .collect();
    let words: Vec<&str> = words(&stub).collect();
    let declared = |name: &str| {
        words.windows(2).any(|pair| {
            pair[1] == name && ["fn", "struct", "enum", "trait", "type", "const", "mod"].contains(&pair[0])
        })
    };
    let mut names: Vec<&str> =
        said.names().filter(|name| declared(name) || tests.imports.contains(*name)).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "the tests need public items that this version does not have, or has with another signature"
            .into();
    }
    let list: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
    format!("the tests cannot use {} as this version declares it", list.join(", "))
}
