//! The grade book: a row per submission, a column per rule, and the class pass rates below.

use anyhow::Context;

use crate::report::content::{Graded, Report, Student};
use crate::report::{inert, words};

/// What the last row of the grade book has in place of a student. No student may be called so.
pub(crate) const PASS_RATES: &str = "(class pass rate)";

/// The grade book. A cell with `?` is open. Where a layer of the sandbox was missing, a last column says so.
pub(super) fn render(report: &Report) -> anyhow::Result<String> {
    let mut book = ::csv::Writer::from_writer(vec![]);
    let columns: Vec<_> = report.exercises.iter().map(|folder| (folder, rules(report, folder))).collect();
    let mut head = ["submission", "marks", "max marks", "open marks"].map(str::to_owned).to_vec();
    for (folder, rules) in &columns {
        let name = words::exercise_name(folder);
        head.extend([format!("{name} marks"), format!("{name} open marks"), format!("{name} verdict")]);
        head.extend(rules.iter().map(|(number, max)| format!("{name} rule {number} (of {max})")));
    }
    // The column is there only if somebody has a note.
    let has_notes = report.students.iter().any(|student| !notes(student).is_empty());
    head.extend(has_notes.then(|| "notes".to_owned()));
    let degraded = !report.degraded().is_empty();
    head.extend(degraded.then(|| "sandbox".to_owned()));
    book.write_record(head.iter().map(|cell| inert::cell(cell)))?;
    for student in &report.students {
        let mut row = vec![inert::cell(&student.id)];
        let (marks, max, open) = student.marks();
        row.extend([marks, max, open].map(|number| number.to_string()));
        for (folder, rules) in &columns {
            row.extend(cells(student, folder, rules));
        }
        row.extend(has_notes.then(|| inert::cell(&notes(student))));
        row.extend(degraded.then(|| words::sandbox(&student.degraded())));
        book.write_record(row)?;
    }
    let mut rates = vec![PASS_RATES.to_owned(), String::new(), String::new(), String::new()];
    for (folder, rules) in &columns {
        rates.extend([String::new(), String::new(), String::new()]);
        let known = report.pass_rates(folder);
        rates.extend(rules.iter().map(|(number, _)| {
            let rate = known.iter().find(|rate| rate.0 == *number);
            rate.map_or(String::new(), |&(_, passed, judged)| words::percent(passed, judged))
        }));
    }
    rates.extend(has_notes.then(String::new));
    rates.extend(degraded.then(String::new));
    book.write_record(rates)?;
    let bytes = book.into_inner().context("the grade book cannot be written")?;
    String::from_utf8(bytes).context("the grade book is not UTF-8")
}

/// Notes beside the numbers: marks set by hand, and students that are not on the roster.
fn notes(student: &Student) -> String {
    let stranger = (student.on_roster == Some(false)).then(|| "not on the roster".to_owned());
    let set = |graded: &Graded| Some(format!("{}: {}", graded.name(), graded.settled()?));
    let notes: Vec<_> = stranger.into_iter().chain(student.exercises.iter().filter_map(set)).collect();
    notes.join("; ")
}

/// The rules of an exercise, with their marks.
fn rules(report: &Report, folder: &str) -> Vec<(u32, u32)> {
    let first = report.all().find(|graded| graded.record.exercise == folder);
    let rules =
        first.map(|graded| graded.grade.rules.iter().map(|rule| (rule.number, rule.max_marks)).collect());
    rules.unwrap_or_default()
}

fn cells(student: &Student, folder: &str, rules: &[(u32, u32)]) -> Vec<String> {
    let graded = student.exercises.iter().find(|graded| graded.record.exercise == folder);
    let Some(Graded { grade, .. }) = graded else { return vec![String::new(); 3 + rules.len()] };
    let mut cells =
        vec![grade.marks.to_string(), grade.open_marks.to_string(), grade.verdict.name().to_owned()];
    cells.extend(rules.iter().map(|(number, _)| {
        let rule = grade.rules.iter().find(|rule| rule.number == *number);
        rule.map_or(String::new(), |rule| if rule.open { "?".to_owned() } else { rule.marks.to_string() })
    }));
    cells
}

#[cfg(test)]
mod tests {
    use crate::report::tests::class;

    #[test]
    fn a_row_per_submission_and_the_pass_rates_below() {
        let text = super::render(&class(&[
            ("ada", ""),
            ("=HYPERLINK(\"x\")", "//! rule 2: failed"),
            ("cyd, \"c\"", "//! rule 2: inconclusive"),
        ]));
        insta::assert_snapshot!(text.unwrap());
    }
}
