//! How rules are broken. One cause is one story: the first broken rule is explained in full, each other in a line.

use std::fmt::Write as _;

use super::causes::{causes, first_broken};
use crate::judge::RuleGrade;
use crate::report::content::Graded;
use crate::report::disclosed::{Disclosed, disclosed};
use crate::report::{inert, words};

/// The first broken rule in full, every other in a line.
pub(super) fn stories(graded: &Graded) -> String {
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

fn story(graded: &Graded, rule: &RuleGrade) -> String {
    let mut text = format!("\n### Rule {}: {}\n\n", rule.number, inert::prose(&rule.title));
    let Some((check, output)) = worst_check(graded, rule) else {
        let _ = writeln!(text, "{}", rule.verdict.sentence());
        return text;
    };
    match &check.story {
        Some(story) => text += &inert::block(story),
        None => {
            let _ = writeln!(text, "{}: {}", inert::code(&check.name), check.verdict.sentence());
            if !check.message.trim().is_empty() {
                let _ = write!(text, "\n{}", inert::block(&check.message));
            }
        }
    }
    if check.public && !output.trim().is_empty() {
        let _ = write!(text, "\nIt printed:\n\n{}", inert::block(output));
    }
    text
}

/// The check that shows best how a rule is broken, and what its test printed: one with a counterexample if there
/// is one, of public tests first.
fn worst_check<'a>(graded: &Graded, rule: &'a RuleGrade) -> Option<(Disclosed, &'a str)> {
    let tests = rule.checks.iter().filter(|test| test.verdict == rule.verdict);
    let all = tests.flat_map(|test| {
        disclosed(test, &graded.record.sources).into_iter().map(|check| (check, test.output.as_str()))
    });
    let mut broken: Vec<_> = all.filter(|(check, _)| check.verdict == rule.verdict).collect();
    broken.sort_by_key(|(check, _)| check.story.is_none());
    broken.into_iter().next()
}

fn in_a_line(graded: &Graded, rule: &RuleGrade, rules: &[RuleGrade]) -> Option<String> {
    let needs = &rule.needs_unmet;
    if rule.holds() {
        return (!needs.is_empty()).then(|| format!("counts when {}.", words::rules_hold(needs)));
    }
    if rule.verdict.leaves_open() {
        return Some(rule.verdict.sentence().to_owned());
    }
    let causes = causes(rule, rules);
    if !causes.is_empty() {
        // What a rule needs is in the manifest; whether its failure has the same cause is not known.
        return Some(format!("is broken as well, and needs {}.", words::rules(&causes)));
    }
    let check = worst_check(graded, rule).map(|(check, _)| check);
    Some(match check.filter(|check| !check.message.trim().is_empty()) {
        Some(check) => format!("{}: {}", inert::prose(&check.name), inert::prose(&check.message)),
        None => rule.verdict.sentence().to_owned(),
    })
}
