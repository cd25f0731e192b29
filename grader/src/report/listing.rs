//! Short tables about the course and the machine.

use std::fmt::Write as _;

use super::table;
use crate::doctor::Finding;
use crate::exercise::Exercise;

/// The exercises, one a row.
pub(crate) fn exercises(exercises: &[Exercise]) -> String {
    let mut table = table();
    table.set_header(["", "exercise", "idea", "chapter", "minutes", "marks", "difficulty"]);
    for exercise in exercises {
        let manifest = &exercise.manifest;
        let marks: u32 = manifest.rules.iter().map(|rule| rule.marks).sum();
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

/// What the machine offers, one a line, with the remedy where something is missing.
pub(crate) fn health(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let (sign, words) = match &finding.state {
            Ok(words) => ("✓", words),
            Err(words) => ("✗", words),
        };
        let _ = writeln!(text, "{sign} {:<12} {}", finding.name, words.replace('\n', "\n               "));
    }
    text
}
