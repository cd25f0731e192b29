//! Helpers of the patterns' own tests, and the table of the README.

use super::{ALL, recognise};
use crate::facts::Facts;
use crate::facts::recorded::{Step, recording};
use crate::run::goal::Goal;
use crate::run::step::Ended;
use crate::spec::Seed;

/// Diagnoses a loop of these steps on the mutex 0 and the atomic 1.
pub(super) fn name_of_loop(steps: &[Step]) -> Option<&'static str> {
    let recording = recording(Ended::NeverFinishes, &[Seed::Mutex, Seed::Atomic], steps);
    let facts = Facts::new(&recording, Goal::Always, "tests.rs", Some((0, steps.len())));
    recognise(&facts).map(|found| found.name)
}

/// Diagnoses a race between the first and the last step, on the cell 0 with the flag 1.
pub(super) fn name_of_race(steps: &[Step]) -> &'static str {
    let ended = Ended::DataRace { first: 0, second: steps.len() - 1 };
    let recording = recording(ended, &[Seed::Cell, Seed::Atomic], steps);
    let facts = Facts::new(&recording, Goal::Always, "tests.rs", None);
    recognise(&facts).unwrap().name
}

/// The table of the README.
fn table() -> String {
    let mut table = "| name | what it means |\n|---|---|\n".to_owned();
    let mut named: Vec<&str> = Vec::new();
    for entry in ALL {
        if !named.contains(&entry.name) {
            named.push(entry.name);
            table += &format!("| {} | {} |\n", entry.name, entry.meaning);
        }
    }
    table
}

#[test]
fn the_readme_has_the_table_of_all_diagnoses() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&table()), "put this table into the README:\n{}", table());
}
