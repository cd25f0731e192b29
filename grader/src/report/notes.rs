//! Notes on a submission for the instructor alone: they may quote hidden tests.

use std::fmt::Write as _;

use super::content::{Graded, Student};
use super::feedback::faults;
use super::{inert, words};
use crate::canary::marked;
use crate::evidence::Evidence;

/// The notes on one submission, as Markdown; `None` when there is nothing to say.
pub(crate) fn notes(student: &Student) -> Option<String> {
    let mut text = String::new();
    for graded in &student.exercises {
        let noted = noted(graded);
        if noted.trim().is_empty() {
            continue;
        }
        let verdict = graded.grade.verdict.name();
        let _ = writeln!(text, "\n## {}: {verdict}\n", graded.record.exercise);
        text += &inert::block(&noted);
    }
    let caution = if student.is_advice() { "" } else { "\nMay quote hidden tests.\n" };
    let head = || format!("# For the instructor on {}\n{caution}", inert::code(&student.id));
    (!text.is_empty()).then(|| head() + &text)
}

/// The words in what students read that carry the mark of the hidden tests; their pages have `…` in their place.
fn quotations(evidence: &Evidence) -> String {
    let checks = evidence.tests.iter().map(|test| serde_json::to_string(&test.checks).unwrap_or_default());
    let findings = evidence.findings.iter().map(|finding| finding.text.clone());
    let texts: Vec<String> = checks.chain(findings).chain([evidence.diagnostics.clone()]).collect();
    let mut words: Vec<&str> = texts.iter().flat_map(|text| marked(text)).collect();
    words.sort_unstable();
    words.dedup();
    words
        .iter()
        .map(|word| format!("kept from the student's page, for it quotes a hidden test: {word}\n"))
        .collect()
}

/// All notes on one exercise, a line or more each.
fn noted(graded: &Graded) -> String {
    let evidence = &graded.record.evidence;
    let untold = faults(graded).into_iter().map(|fault| format!("could not be written: {fault}"));
    let audited = words::contradictions(&evidence.audit);
    let audited = audited.into_iter().map(|text| format!("contradicts the explorer: {text}"));
    let mut noted = [evidence.instructor.as_str(), &evidence.withheld, &quotations(evidence)].concat();
    for line in untold.chain(audited) {
        if !noted.is_empty() && !noted.ends_with('\n') {
            noted.push('\n');
        }
        let _ = writeln!(noted, "{line}");
    }
    noted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canary::CANARY;
    use crate::report::tests::class;

    #[test]
    fn notes_are_kept_apart_from_the_feedback() {
        let mut report = class(&[("ada", "//! whole: does_not_compile")]);
        let student = &mut report.students[0];
        assert_eq!(notes(student), None);
        student.exercises[0].record.evidence.instructor = "the tests do not compile:\nrule_9_secret".into();
        let text = notes(student).unwrap();
        assert!(text.contains("## 01_withdraw: does not compile\n\n```text\nthe tests"), "{text}");
        assert!(!crate::report::feedback(student).contains("secret"));
    }

    #[test]
    fn a_page_that_would_quote_a_hidden_test_is_noted() {
        let mut report = class(&[("ada", "//! whole: does_not_compile")]);
        let student = &mut report.students[0];
        let path = format!("tests::t1::{CANARY}3f::rule_2_secret");
        student.exercises[0].record.evidence.withheld = "not shown to the student: sent home\n".into();
        student.exercises[0].record.evidence.diagnostics = format!("error: `{path}` is not `Copy`");
        let page = crate::report::feedback(student);
        assert!(page.contains("error: `…` is not `Copy`"), "{page}");
        let notes = notes(student).unwrap();
        assert!(notes.contains(&format!("quotes a hidden test: {path}\n")), "{notes}");
        assert!(notes.contains("sent home") && !page.contains("sent home"), "{notes}");
    }
}
