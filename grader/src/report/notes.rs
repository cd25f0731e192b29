//! Notes on a submission for the instructor alone: they may quote hidden tests.

use std::fmt::Write as _;

use super::content::Student;
use super::feedback::faults;
use super::inert;

/// The notes on one submission, as Markdown; `None` when there is nothing to say.
pub(crate) fn notes(student: &Student) -> Option<String> {
    let mut text = String::new();
    for graded in &student.exercises {
        let untold = faults(graded).into_iter().map(|fault| format!("could not be written: {fault}\n"));
        let said = graded.record.evidence.instructor.clone();
        let parted = if said.is_empty() || said.ends_with('\n') { "" } else { "\n" };
        let said = said + parted + &untold.collect::<String>();
        if said.trim().is_empty() {
            continue;
        }
        let verdict = graded.grade.verdict.name();
        let _ = writeln!(text, "\n## {}: {verdict}\n", graded.record.exercise);
        text += &inert::block(&said);
    }
    let caution = if student.is_advice() { "" } else { "\nMay quote hidden tests.\n" };
    let head = || format!("# For the instructor on {}\n{caution}", inert::code(&student.id));
    (!text.is_empty()).then(|| head() + &text)
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
