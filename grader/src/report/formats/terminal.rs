//! The report for the eye: what could not be graded, then a table of marks.

use std::fmt::Write as _;

use comfy_table::{Cell, CellAlignment};

use crate::judge::RuleGrade;
use crate::record::notes_path;
use crate::report::content::{Graded, Report, Student};
use crate::report::table::table;
use crate::report::{inert, words};
use crate::verdict::Verdict;

/// The whole report. Plain text: a terminal without colour loses nothing.
pub(super) fn render(report: &Report) -> String {
    let missing = report.degraded();
    let mut text = if missing.is_empty() { String::new() } else { words::degraded(&missing) + "\n\n" };
    text += &contradictions(report);
    text += &open_list(report);
    text += &misfits(report);
    text += &refused(report);
    text += &marks_table(report);
    text += &set_by_hand(report);
    text += &sampled(report);
    if let [student] = &report.students[..] {
        text += &rules_table(student);
    }
    if report.students.iter().any(Student::is_advice) {
        let _ = writeln!(text, "\n{}", words::ADVICE);
    }
    text
}

/// The checks that passed in every explored schedule and failed on real threads. The marks stay as judged, so the
/// instructor has to see these first.
fn contradictions(report: &Report) -> String {
    let mut text = String::new();
    for graded in report.all() {
        for line in words::contradictions(&graded.record.evidence.audit) {
            let id = inert::line(&graded.record.submission);
            let first = inert::line(line.lines().next().unwrap_or_default());
            let _ = writeln!(text, "  {id}  {}  {first}", graded.name());
        }
    }
    let head = "contradicts the explorer (passed in every explored schedule, failed on real threads; the marks stand):";
    if text.is_empty() { text } else { format!("{head}\n{text}\n") }
}

/// The open marks, which the instructor must look at first.
fn open_list(report: &Report) -> String {
    let open: Vec<_> = report.all().filter(|graded| graded.grade.open_marks > 0).collect();
    let mut text = String::new();
    if !open.is_empty() {
        text += "could not be graded, the marks are open:\n";
    }
    for graded in open {
        let rules = graded.grade.rules.iter().filter(|rule| rule.open);
        let say = |rule: &RuleGrade| match rule.holds() {
            true => format!("rule {} waits for {}", rule.number, words::rules(&rule.needs_unmet)),
            false => format!("rule {} {}", rule.number, rule.verdict.name()),
        };
        let rules: Vec<_> = rules.map(say).collect();
        let what = match graded.record.evidence.whole {
            Some(whole) => whole.name().to_owned(),
            None => rules.join(", "),
        };
        let noted = graded.record.evidence.instructor.lines().next().map(str::to_owned);
        let why = inert::line(&noted.or_else(|| graded.why_open()).unwrap_or_default());
        let colon = if why.is_empty() { "" } else { ": " };
        let id = inert::line(&graded.record.submission);
        let _ = writeln!(text, "  {id}  {}  {what}{colon}{why}", graded.name());
        if graded.record.evidence.instructor.lines().count() > 1 {
            let _ = writeln!(text, "      more: {}", notes_path(&graded.record.submission));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Submissions whose public items the tests do not fit; only the instructor may read the reason.
fn misfits(report: &Report) -> String {
    let misfit = |graded: &&Graded| {
        graded.grade.verdict == Verdict::DoesNotCompile && !graded.record.evidence.instructor.is_empty()
    };
    let mut text = String::new();
    for graded in report.all().filter(misfit) {
        let id = &graded.record.submission;
        let (shown, notes) = (inert::line(id), notes_path(id));
        let _ = writeln!(text, "  {shown}  {}  the compiler's words: {notes}", graded.name());
    }
    if text.is_empty() { text } else { format!("the tests do not compile against:\n{text}\n") }
}

/// The submissions that were refused, with the first reason of each.
fn refused(report: &Report) -> String {
    let mut text = String::new();
    for graded in report.all() {
        let evidence = &graded.record.evidence;
        let refused = evidence.whole == Some(Verdict::Rejected);
        let Some(finding) = evidence.findings.first().filter(|_| refused) else { continue };
        let (id, file) = (inert::line(&graded.record.submission), inert::line(&finding.file));
        let instead =
            finding.instead.as_ref().map_or_else(String::new, |instead| format!("; instead: {instead}"));
        let why = inert::line(&format!("{}{instead}", finding.text));
        let _ = writeln!(text, "  {id}  {}  {file}:{}: {why}", graded.name(), finding.line);
    }
    if text.is_empty() { text } else { format!("rejected:\n{text}\n") }
}

/// Submissions down, exercises across.
fn marks_table(report: &Report) -> String {
    let mut table = table();
    let names = report.exercises.iter().map(|folder| words::exercise_name(folder).to_owned());
    let heads: Vec<_> =
        std::iter::once("submission".to_owned()).chain(names).chain(["all".to_owned()]).collect();
    table.set_header(heads);
    for student in &report.students {
        let mut row = vec![Cell::new(student.line())];
        for folder in &report.exercises {
            let graded = student.exercises.iter().find(|graded| graded.record.exercise == *folder);
            let cell = graded.map_or_else(
                || "–".to_owned(),
                |graded| {
                    let marks = graded.fraction();
                    match graded.record.evidence.whole {
                        Some(whole) if !whole.leaves_open() => format!("{marks} {}", whole.name()),
                        _ => marks,
                    }
                },
            );
            row.push(Cell::new(cell).set_alignment(CellAlignment::Right));
        }
        let (marks, max, open) = student.marks();
        row.push(Cell::new(words::fraction(marks, max, open)).set_alignment(CellAlignment::Right));
        table.add_row(row);
    }
    format!("{table}\n")
}

/// The marks that are the instructor's own, with their reasons.
fn set_by_hand(report: &Report) -> String {
    let mut text = String::new();
    for graded in report.all() {
        if let Some(settled) = graded.settled() {
            let id = inert::line(&graded.record.submission);
            let _ = writeln!(text, "  {id}  {}  {}", graded.name(), inert::line(&settled));
        }
    }
    if text.is_empty() { text } else { format!("\nfrom `overrides.csv`:\n{text}") }
}

/// The rules that hold, but were explored less than the reference was.
fn sampled(report: &Report) -> String {
    let mut text = String::new();
    for graded in report.all() {
        let rules = graded.record.sampled();
        let Some(words) = words::sampled(&rules) else { continue };
        let _ = writeln!(text, "  {}  {}  {words}", inert::line(&graded.record.submission), graded.name());
    }
    let head = "passed on less coverage than the reference's (`--sampled` explores more of these):";
    if text.is_empty() { text } else { format!("\n{head}\n{text}") }
}

/// One submission's rules, each with its marks.
fn rules_table(student: &Student) -> String {
    let mut text = String::new();
    for graded in &student.exercises {
        let _ = writeln!(text, "\n{}", graded.name());
        for rule in &graded.grade.rules {
            let earned = rule.marks == rule.max_marks;
            let sign = words::sign(earned, rule.open || rule.holds());
            let mut line =
                format!("  {sign} rule {}  {}/{}  {}", rule.number, rule.marks, rule.max_marks, rule.title);
            match rule.needs_unmet.as_slice() {
                [] if rule.holds() => {}
                needs if rule.holds() => _ = write!(line, "  (counts when {})", words::rules_hold(needs)),
                _ => _ = write!(line, "  ({})", rule.verdict.name()),
            }
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::evidence::{Evidence, Finding};
    use crate::report::Report;
    use crate::report::tests::class;
    use crate::verdict::Verdict;

    #[test]
    fn what_is_open_stands_before_the_marks() {
        let text = super::render(&class(&[
            ("ada", ""),
            ("bob", "//! rule 2: failed"),
            ("cyd", "//! rule 2: inconclusive"),
            ("dan", "//! whole: does_not_compile"),
        ]));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn the_reason_of_a_name_that_is_used_twice_is_with_the_open_marks() {
        let mut report = class(&[("ada", ""), ("bob", "")]);
        end(
            &mut report,
            0,
            Verdict::AmbiguousName,
            &[(0, "the name `ada` is\nalso that of `Ada.zip`", None)],
        );
        let text = super::render(&report);
        let row =
            "  ada  withdraw  ambiguous name: `src/lib.rs`: the name `ada` is also that of `Ada.zip`\n\n";
        assert!(text.contains(&format!("the marks are open:\n{row}")), "{text}");
        assert!(text.contains("0/6 (6 open)"), "{text}");
    }

    #[test]
    fn one_submission_is_shown_rule_by_rule() {
        insta::assert_snapshot!(super::render(&class(&[("bob", "//! rule 2: failed")])));
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert!(!super::render(&class(&[("\u{1b}[2Jada\n", "")])).contains('\u{1b}'));
    }

    /// As if the whole of the submission at `at` had ended so, for these reasons.
    fn end(report: &mut Report, at: usize, whole: Verdict, reasons: &[(u32, &str, Option<&str>)]) {
        let finding = |(line, text, instead): &(u32, &str, Option<&str>)| Finding {
            file: "src/lib.rs".into(),
            line: *line,
            text: (*text).into(),
            instead: instead.map(Into::into),
        };
        let findings = reasons.iter().map(finding).collect();
        let graded = &mut report.students[at].exercises[0];
        graded.record.evidence = Evidence { findings, ..Evidence::whole(whole) };
        graded.grade = graded.record.grade();
    }

    #[test]
    fn who_was_refused_is_listed_with_the_first_reason_before_the_marks() {
        let mut report = class(&[("ada", ""), ("bob\n  cyd", ""), ("dan", ""), ("eve", "")]);
        let reasons = [(3, "`unsafe` is\nno part", Some("safe Rust")), (9, "a second", None)];
        end(&mut report, 1, Verdict::Rejected, &reasons);
        end(&mut report, 2, Verdict::Rejected, &[(7, "no exits", None)]);
        end(&mut report, 3, Verdict::DoesNotCompile, &reasons);
        let text = super::render(&report);
        let (_, refused) = text.split_once("rejected:\n").unwrap();
        let (refused, marks) = refused.split_once("\n\n").unwrap();
        let rows = [
            "  bob cyd  withdraw  src/lib.rs:3: `unsafe` is no part; instead: safe Rust",
            "  dan  withdraw  src/lib.rs:7: no exits",
        ];
        assert_eq!(refused.lines().collect::<Vec<_>>(), rows);
        assert!(marks.contains("0/6 rejected"), "{marks}");
        assert!(!super::render(&class(&[("ada", "")])).contains("rejected"));
    }
}
