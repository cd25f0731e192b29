//! One submission's feedback: promise, schedule, reason, reading, and never the repair.
//!
//! Of hidden tests only what [`disclosed`] lets through is here.

mod causes;
mod stories;

use std::fmt::Write as _;

use super::content::{Graded, Student};
use super::disclosed::disclosed;
use super::{inert, words};
use crate::canary::unmarked;
use crate::judge::RuleGrade;
use crate::system::caught::caught;
use stories::stories;

/// The feedback file of one submission, as Markdown, without a word that carries the mark of the hidden tests.
pub(crate) fn feedback(student: &Student) -> String {
    unmarked(&page(student)).into_owned()
}

fn page(student: &Student) -> String {
    let (marks, max, open) = student.marks();
    let mut text = format!("# Feedback for {}\n\n", inert::code(&student.id));
    let _ = writeln!(text, "**{}**", words::marks(marks, max, open));
    if student.is_advice() {
        let _ = writeln!(text, "\n{}", words::ADVICE);
    }
    let missing = student.degraded();
    if !missing.is_empty() {
        let _ = writeln!(text, "\n{}", words::degraded(&missing));
    }
    for graded in &student.exercises {
        text += &section(graded, exercise).0;
    }
    text
}

/// Why parts of an exercise's feedback could not be written, for the instructor.
pub(super) fn faults(graded: &Graded) -> Vec<String> {
    let tests = graded.grade.rules.iter().flat_map(|rule| &rule.checks);
    let told = tests.flat_map(|test| disclosed(test, &graded.record.sources));
    let untold = told.filter_map(|check| Some(format!("`{}`: {}", check.name, check.fault?)));
    untold.chain(section(graded, exercise).1).collect()
}

/// The part about one exercise, as `write` writes it. If that panics, it costs this part, and nothing else: the
/// second text has the words of the panic.
fn section(graded: &Graded, write: impl FnOnce(&Graded) -> String) -> (String, Option<String>) {
    match caught(|| write(graded)) {
        Ok(text) => (text, None),
        Err(fault) => {
            let title = inert::prose(&graded.record.manifest.title);
            (format!("\n## {title}\n\n{}\n", words::UNTOLD), Some(fault))
        }
    }
}

fn exercise(graded: &Graded) -> String {
    let Graded { record, grade } = graded;
    let marks = words::marks(grade.marks, grade.max_marks, grade.open_marks);
    let number = record.exercise.split('_').next().unwrap_or_default();
    let mut text = format!("\n## {number} {}: {marks}\n\n", inert::prose(&record.manifest.title));
    if let Some(settled) = &grade.settled {
        let reason = inert::prose(&settled.reason);
        let _ =
            writeln!(text, "Marks set by your instructor, in place of {}: {reason}\n", settled.judged_marks);
    }
    if let Some(whole) = record.evidence.whole {
        let _ = writeln!(text, "{}\n", whole.sentence());
    }
    text += &findings(graded);
    for rule in &grade.rules {
        text += &rule_line(rule);
    }
    if record.evidence.whole.is_none() {
        text += &stories(graded);
        text += &coverage(graded);
    }
    if !record.ignored.is_empty() {
        let files: Vec<_> = record.ignored.iter().take(20).map(|file| inert::code(file)).collect();
        let more = if record.ignored.len() > 20 {
            format!(" and {} more", record.ignored.len() - 20)
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "\nNot used, because the exercise does not ask for it: {}{more}.",
            files.join(", ")
        );
    }
    text
}

/// Why nothing could be run: each place with what to use instead, and the compiler's words.
fn findings(graded: &Graded) -> String {
    let evidence = &graded.record.evidence;
    let mut text = String::new();
    for finding in &evidence.findings {
        let place = match finding.line {
            0 => inert::code(&finding.file),
            line => inert::code(&format!("{}:{line}", finding.file)),
        };
        let _ = write!(text, "- {place}: {}", inert::prose(&finding.text));
        if let Some(instead) = &finding.instead {
            let _ = write!(text, "; instead: {}", inert::prose(instead));
        }
        text.push('\n');
    }
    if !evidence.diagnostics.trim().is_empty() {
        text += if text.is_empty() { "" } else { "\n" };
        text += &inert::block(&evidence.diagnostics);
    }
    if text.is_empty() { text } else { text + "\n" }
}

fn rule_line(rule: &RuleGrade) -> String {
    let earned = rule.marks == rule.max_marks;
    let sign = words::sign(earned, rule.open || rule.holds());
    let title = inert::prose(&rule.title);
    format!("- {sign} rule {} ({} of {}): {title}\n", rule.number, rule.marks, rule.max_marks)
}

/// How much was looked at, for the rules that hold.
fn coverage(graded: &Graded) -> String {
    let mut text = String::new();
    for rule in graded.grade.rules.iter().filter(|rule| rule.holds()) {
        for check in rule.checks.iter().flat_map(|test| disclosed(test, &graded.record.sources)) {
            if !check.coverage.is_empty() {
                let covered = inert::prose(&check.coverage.join("; "));
                let _ = writeln!(text, "- rule {}, {}: {covered}", rule.number, inert::prose(&check.name));
            }
        }
    }
    if text.is_empty() { text } else { format!("\n### What was covered\n\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Finding;
    use crate::record::tests::recorded;
    use crate::report::tests::class;
    use crate::verdict::Verdict;

    fn of(text: &str) -> String {
        feedback(&class(&[("ada", text)]).students[0])
    }

    #[test]
    fn a_panic_costs_one_exercise_of_one_page() {
        let report = class(&[("ada", "")]);
        let graded = &report.students[0].exercises[0];
        let (text, fault) = section(graded, |_| panic!("no column 7"));
        assert_eq!(text, format!("\n## Withdraw\n\n{}\n", words::UNTOLD));
        assert_eq!(fault.as_deref(), Some("no column 7"));
        assert_eq!(faults(graded), Vec::<String>::new());
    }

    #[test]
    fn one_cause_is_one_story() {
        let text = of("//! rule 1: failed\n//! rule 2: failed\n//! rule 3: failed");
        let (story, others) = text.split_once("### The other rules").unwrap();
        assert!(story.contains("### Rule 1: Promise 1\n\n```text\n"), "{text}");
        assert!(!story.contains("promise 2 is broken"), "{text}");
        let lines = [
            "",
            "",
            "- rule 2: two clients of rule 2: promise 2 is broken",
            "- rule 3: is broken as well, and needs rule 2.",
        ];
        assert_eq!(others.lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn a_rule_that_waits_is_not_called_broken() {
        let text = of("//! rule 2: failed");
        assert!(
            text.contains("- – rule 3 (0 of 2)") && text.contains("rule 3: counts when rule 2 holds."),
            "{text}"
        );
    }

    #[test]
    fn the_first_broken_rule_is_the_one_the_others_need() {
        let mut rules = class(&[("ada", "//! rule 2: failed\n//! rule 3: failed")])
            .students
            .remove(0)
            .exercises
            .remove(0)
            .grade
            .rules;
        rules.swap(1, 2);
        assert_eq!(causes::first_broken(&rules).unwrap().number, 2);
    }

    #[test]
    fn of_rules_that_need_each_other_the_first_is_explained() {
        let mut record = recorded("ada", "//! rule 1: failed\n//! rule 2: failed\n//! rule 3: failed");
        record.manifest.rules[0].needs = vec![2];
        record.manifest.rules[1].needs = vec![3];
        record.manifest.rules[2].needs = vec![2];
        let grade = record.grade();
        assert_eq!(causes::first_broken(&grade.rules).unwrap().number, 2);
        let text = feedback(&Student {
            id: "ada".into(),
            exercises: vec![Graded { record, grade }],
            on_roster: None,
        });
        assert!(text.contains("### Rule 2: "), "{text}");
        for line in [
            "- rule 1: is broken as well, and needs rule 2.",
            "- rule 3: is broken as well, and needs rule 2.",
        ] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains("follows from"), "{text}");
        assert!(!text.contains("needs rule 3"), "{text}");
    }

    #[test]
    fn full_marks_say_how_much_was_looked_at() {
        let text = of("");
        assert!(text.contains("6 of 6 marks") && text.contains("all 60 schedules"), "{text}");
        assert!(!text.contains("✗"), "{text}");
    }

    #[test]
    fn findings_name_the_line_and_the_cure_and_stay_inert() {
        let mut record = recorded("ada", "");
        record.evidence.whole = Some(Verdict::Rejected);
        record.evidence.findings = vec![Finding {
            file: "src/lib.rs".into(),
            line: 3,
            text: "`std::sync::Mutex` escapes the checks <script>".into(),
            instead: Some("`interleaving::sync::Mutex`".into()),
        }];
        record.evidence.diagnostics = "error\n```\n# heading".into();
        record.ignored = vec!["Cargo.toml".into()];
        let grade = record.grade();
        let student =
            Student { id: "a`b\n# c".into(), exercises: vec![Graded { record, grade }], on_roster: None };
        insta::assert_snapshot!(feedback(&student));
    }

    #[test]
    fn a_hidden_test_is_never_named() {
        let mut record = recorded("ada", "//! rule 2: failed");
        let test = &mut record.evidence.tests[1];
        test.public = false;
        test.test = "hidden::rule_2_secret".into();
        test.message = "secret".into();
        test.output = "secret".into();
        let grade = record.grade();
        let text = feedback(&Student {
            id: "ada".into(),
            exercises: vec![Graded { record, grade }],
            on_roster: None,
        });
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains("promise 2 is broken"), "{text}");
    }
}
