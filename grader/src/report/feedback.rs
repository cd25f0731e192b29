//! One submission's feedback: promise, schedule, reason, reading, and never the repair.
//!
//! One cause is one story: the first broken rule is told in full, the others in a line each. Of hidden
//! tests only what [`told`] lets through is here.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::told::{Told, told};
use super::{Graded, Student, inert, words};
use crate::judge::RuleGrade;

/// The feedback file of one submission, as Markdown.
pub(crate) fn feedback(student: &Student) -> String {
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
        text += &exercise(graded);
    }
    text
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
    if let Some(whole) = record.outcome.whole {
        let _ = writeln!(text, "{}\n", words::sentence(whole));
    }
    text += &findings(graded);
    for rule in &grade.rules {
        text += &rule_line(rule);
    }
    if record.outcome.whole.is_none() {
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
    let outcome = &graded.record.outcome;
    let mut text = String::new();
    for finding in &outcome.findings {
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
    if !outcome.diagnostics.trim().is_empty() {
        text += if text.is_empty() { "" } else { "\n" };
        text += &inert::block(&outcome.diagnostics);
    }
    if text.is_empty() { text } else { text + "\n" }
}

fn rule_line(rule: &RuleGrade) -> String {
    let earned = rule.marks == rule.max_marks;
    let sign = words::sign(earned, rule.open || rule.holds());
    let title = inert::prose(&rule.title);
    format!("- {sign} rule {} ({} of {}): {title}\n", rule.number, rule.marks, rule.max_marks)
}

/// The first broken rule in full, every other in a line.
fn stories(graded: &Graded) -> String {
    let rules = &graded.grade.rules;
    let first = first_broken(rules);
    let mut text = first.map(|rule| story(graded, rule)).unwrap_or_default();
    let mut lines = String::new();
    for rule in rules {
        if first.is_some_and(|first| first.number == rule.number) {
            continue;
        }
        if let Some(line) = in_a_line(graded, rule, rules) {
            let _ = writeln!(lines, "- rule {}: {line}", rule.number);
        }
    }
    if !lines.is_empty() {
        let _ = write!(text, "\n### The other rules\n\n{lines}");
    }
    text
}

/// The lowest-numbered broken rule that follows from no other.
fn first_broken(rules: &[RuleGrade]) -> Option<&RuleGrade> {
    let own = rules.iter().filter(|rule| is_broken(rule) && causes(rule, rules).is_empty());
    own.min_by_key(|rule| rule.number)
}

/// The broken rules that `rule` needs and may follow from.
///
/// Rules may need each other, as when nobody eats and nobody is fed: then all of them follow from the
/// one with the lowest number, which follows from none of them.
fn causes(rule: &RuleGrade, rules: &[RuleGrade]) -> Vec<u32> {
    let behind = needed_broken(rule.number, rules);
    let first_of_a_cycle =
        |&other: &u32| other > rule.number && needed_broken(other, rules).contains(&rule.number);
    if behind.iter().all(first_of_a_cycle) {
        return vec![];
    }
    let needed = rules.iter().filter(|other| is_broken(other) && rule.needs_unmet.contains(&other.number));
    needed.map(|other| other.number).collect()
}

/// The broken rules that `number` needs, and those that they need, without itself.
fn needed_broken(number: u32, rules: &[RuleGrade]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut next = vec![number];
    while let Some(at) = next.pop() {
        let needs = rules.iter().filter(|rule| rule.number == at).flat_map(|rule| &rule.needs_unmet);
        let broken = |need: &&u32| rules.iter().any(|rule| rule.number == **need && is_broken(rule));
        next.extend(needs.filter(broken).filter(|&&need| need != number && found.insert(need)));
    }
    found
}

fn is_broken(rule: &RuleGrade) -> bool {
    !rule.holds() && !rule.verdict.leaves_open()
}

fn story(graded: &Graded, rule: &RuleGrade) -> String {
    let mut text = format!("\n### Rule {}: {}\n\n", rule.number, inert::prose(&rule.title));
    let Some((told, output)) = worst_told(graded, rule) else {
        let _ = writeln!(text, "{}", words::sentence(rule.verdict));
        return text;
    };
    match &told.story {
        Some(story) => text += &inert::block(story),
        None => {
            let _ = writeln!(text, "{}: {}", inert::code(&told.name), words::sentence(told.verdict));
            if !told.message.trim().is_empty() {
                let _ = write!(text, "\n{}", inert::block(&told.message));
            }
        }
    }
    if told.public && !output.trim().is_empty() {
        let _ = write!(text, "\nIt printed:\n\n{}", inert::block(output));
    }
    text
}

/// The first thing to tell of a broken rule: a counterexample if there is one, of public tests first.
fn worst_told<'a>(graded: &Graded, rule: &'a RuleGrade) -> Option<(Told, &'a str)> {
    let tests = rule.checks.iter().filter(|test| test.verdict == rule.verdict);
    let all = tests.flat_map(|test| {
        told(test, &graded.record.sources).into_iter().map(|told| (told, test.output.as_str()))
    });
    let mut broken: Vec<_> = all.filter(|(told, _)| told.verdict == rule.verdict).collect();
    broken.sort_by_key(|(told, _)| told.story.is_none());
    broken.into_iter().next()
}

fn in_a_line(graded: &Graded, rule: &RuleGrade, rules: &[RuleGrade]) -> Option<String> {
    let needs = &rule.needs_unmet;
    if rule.holds() {
        return (!needs.is_empty()).then(|| format!("counts when {}.", words::rules_hold(needs)));
    }
    if rule.verdict.leaves_open() {
        return Some(words::sentence(rule.verdict).to_owned());
    }
    let causes = causes(rule, rules);
    if !causes.is_empty() {
        return Some(format!("follows from {}.", words::rules(&causes)));
    }
    let told = worst_told(graded, rule).map(|(told, _)| told);
    Some(match told.filter(|told| !told.message.trim().is_empty()) {
        Some(told) => format!("{}: {}", inert::prose(&told.name), inert::prose(&told.message)),
        None => words::sentence(rule.verdict).to_owned(),
    })
}

/// How much was looked at, for the rules that hold.
fn coverage(graded: &Graded) -> String {
    let mut text = String::new();
    for rule in graded.grade.rules.iter().filter(|rule| rule.holds()) {
        for told in rule.checks.iter().flat_map(|test| told(test, &graded.record.sources)) {
            if !told.coverage.is_empty() {
                let covered = inert::prose(&told.coverage.join("; "));
                let _ = writeln!(text, "- rule {}, {}: {covered}", rule.number, inert::prose(&told.name));
            }
        }
    }
    if text.is_empty() { text } else { format!("\n### What was covered\n\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Finding;
    use crate::record::tests::recorded;
    use crate::report::tests::class;
    use crate::verdict::Verdict;

    fn of(text: &str) -> String {
        feedback(&class(&[("ada", text)]).students[0])
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
            "- rule 3: follows from rule 2.",
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
        assert_eq!(first_broken(&rules).unwrap().number, 2);
    }

    #[test]
    fn rules_that_need_each_other_are_told_by_the_first() {
        let mut record = recorded("ada", "//! rule 1: failed\n//! rule 2: failed\n//! rule 3: failed");
        record.manifest.rules[0].needs = vec![2];
        record.manifest.rules[1].needs = vec![3];
        record.manifest.rules[2].needs = vec![2];
        let grade = record.grade();
        assert_eq!(first_broken(&grade.rules).unwrap().number, 2);
        let text = feedback(&Student {
            id: "ada".into(),
            exercises: vec![Graded { record, grade }],
            on_roster: None,
        });
        assert!(text.contains("### Rule 2: "), "{text}");
        for line in ["- rule 1: follows from rule 2.", "- rule 3: follows from rule 2."] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains("follows from rule 3"), "{text}");
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
        record.outcome.whole = Some(Verdict::Rejected);
        record.outcome.findings = vec![Finding {
            file: "src/lib.rs".into(),
            line: 3,
            text: "`std::sync::Mutex` escapes the checks <script>".into(),
            instead: Some("`interleaving::sync::Mutex`".into()),
        }];
        record.outcome.diagnostics = "error\n```\n# heading".into();
        record.ignored = vec!["Cargo.toml".into()];
        let grade = record.grade();
        let student =
            Student { id: "a`b\n# c".into(), exercises: vec![Graded { record, grade }], on_roster: None };
        insta::assert_snapshot!(feedback(&student));
    }

    #[test]
    fn a_hidden_test_is_never_named() {
        let mut record = recorded("ada", "//! rule 2: failed");
        let test = &mut record.outcome.tests[1];
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
