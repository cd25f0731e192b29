//! Short tables about the course and the machine.

use std::fmt::Write as _;

use super::table::table;
use crate::course::Exercise;

/// One thing that grading needs.
pub(crate) struct Need {
    pub(crate) name: String,
    /// A description of it; or an error with the remedy, if it is missing.
    pub(crate) state: Result<String, String>,
}

/// The exercises, one a row.
pub(crate) fn exercises(exercises: &[Exercise]) -> String {
    let mut table = table();
    table.set_header(["", "exercise", "idea", "chapter", "minutes", "marks", "difficulty"]);
    for exercise in exercises {
        let manifest = &exercise.manifest;
        let marks = manifest.marks();
        table.add_row([
            format!("{:02}", exercise.number),
            exercise.name.clone(),
            manifest.idea.clone(),
            manifest.chapter.to_string(),
            manifest.minutes.to_string(),
            marks.to_string(),
            "●".repeat(manifest.difficulty.into()),
        ]);
    }
    format!("{table}\n")
}

/// The needs of grading, one a line, with the remedy for each that is missing.
pub(crate) fn health(needs: &[Need]) -> String {
    let mut text = String::new();
    for need in needs {
        let (sign, words) = match &need.state {
            Ok(words) => ("✓", words),
            Err(words) => ("✗", words),
        };
        let _ = writeln!(text, "{sign} {:<12} {}", need.name, words.replace('\n', "\n               "));
    }
    text
}
