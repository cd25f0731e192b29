//! The report as a page: of one submission its feedback, of a class a table. Fit for a CI job summary.

use std::fmt::Write as _;

use crate::report::content::{Graded, Report};
use crate::report::feedback::feedback;
use crate::report::{inert, words};

/// The page.
pub(super) fn render(report: &Report) -> String {
    match &report.students[..] {
        [student] => feedback(student),
        _ => class(report),
    }
}

fn class(report: &Report) -> String {
    let mut text = format!("# {} submissions\n\n", report.students.len());
    let missing = report.degraded();
    if !missing.is_empty() {
        let _ = writeln!(text, "**{}**\n", words::degraded(&missing));
    }
    text += &open_list(report);
    let names: Vec<_> = report.exercises.iter().map(|folder| words::exercise_name(folder)).collect();
    let _ = writeln!(text, "| submission | {} | all |", names.join(" | "));
    let _ = writeln!(text, "|---|{}", "---:|".repeat(names.len() + 1));
    for student in &report.students {
        let note = if student.on_roster == Some(false) { " (not on the roster)" } else { "" };
        let _ = write!(text, "| {}{note} |", inert::code(&student.id));
        for folder in &report.exercises {
            let graded = student.exercises.iter().find(|graded| graded.record.exercise == *folder);
            let marks = graded.map(Graded::fraction);
            let _ = write!(text, " {} |", marks.unwrap_or_else(|| "–".into()));
        }
        let (marks, max, open) = student.marks();
        let _ = writeln!(text, " {} |", words::fraction(marks, max, open));
    }
    text + &pass_rates(report)
}

fn open_list(report: &Report) -> String {
    let mut text = String::new();
    for graded in report.all().filter(|graded| graded.grade.open_marks > 0) {
        let rules: Vec<_> =
            graded.grade.rules.iter().filter(|rule| rule.open).map(|rule| rule.number).collect();
        let id = inert::code(&graded.record.submission);
        let verdict = graded.grade.verdict.name();
        let why = graded.why_open().map_or_else(String::new, |why| format!("; {}", inert::prose(&why)));
        let _ = writeln!(text, "- {id}, {}: {}, {verdict}{why}", graded.name(), words::rules(&rules));
    }
    if text.is_empty() { text } else { format!("## Could not be graded\n\n{text}\n## Marks\n\n") }
}

fn pass_rates(report: &Report) -> String {
    let mut text = String::from("\n## Pass rates\n\n| exercise | rule | passed |\n|---|---:|---:|\n");
    for folder in &report.exercises {
        for (number, passed, judged) in report.pass_rates(folder) {
            let rate = words::percent(passed, judged);
            let _ = writeln!(
                text,
                "| {} | {number} | {rate} ({passed} of {judged}) |",
                words::exercise_name(folder)
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::report::tests::class;

    #[test]
    fn a_class_is_a_table() {
        let report =
            class(&[("ada", ""), ("a|b`<i>", "//! rule 2: failed"), ("cyd", "//! rule 1: not_checked")]);
        insta::assert_snapshot!(super::render(&report));
    }

    #[test]
    fn one_submission_is_its_feedback() {
        assert!(super::render(&class(&[("ada", "")])).starts_with("# Feedback for `ada`"));
    }
}
