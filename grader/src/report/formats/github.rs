//! Annotations for a GitHub workflow: one command a line, at the line of the student's that breaks a rule.
//!
//! The runner obeys every line that begins with `::`, so every text goes through the escapes of its
//! workflow commands, and nothing else is on standard output.

use std::fmt::Write as _;

use super::markdown;
use crate::judge::RuleGrade;
use crate::report::content::{Graded, Report};
use crate::report::disclosed::disclosed;
use crate::report::{inert, words};
use crate::verdict::Verdict;

/// The most errors of a file that does not compile; GitHub shows ten a step.
const FINDINGS: usize = 5;
/// GitHub refuses a summary of more than 1 MiB, whole.
const SUMMARY_BYTES: usize = 1_000_000;

/// The annotations.
pub(super) fn render(report: &Report) -> String {
    // In a class the files are not those of the repository in which the workflow runs.
    let alone = report.students.len() == 1;
    let mut text = String::new();
    let missing = report.degraded();
    if !missing.is_empty() {
        let _ = writeln!(text, "::warning title=degraded::{}", data(&words::degraded(&missing)));
    }
    for graded in report.all() {
        let whose = Whose { graded, alone };
        if let Some(whole) = graded.record.evidence.whole.filter(|whole| !whole.leaves_open()) {
            whose.findings(&mut text, whole);
        } else {
            graded.grade.rules.iter().for_each(|rule| whose.rule(&mut text, rule));
        }
    }
    text
}

/// The page for the summary of a workflow's job, within the size that GitHub accepts.
pub(crate) fn summary(report: &Report) -> String {
    let mut page = markdown::render(report);
    if page.len() > SUMMARY_BYTES {
        page.truncate(page.floor_char_boundary(SUMMARY_BYTES));
        page += "\n\n… the rest is in the feedback files.\n";
    }
    page
}

/// One submission of one exercise.
struct Whose<'a> {
    graded: &'a Graded,
    alone: bool,
}

impl Whose<'_> {
    fn rule(&self, text: &mut String, rule: &RuleGrade) {
        let name = self.graded.name();
        if rule.verdict.leaves_open() {
            let title = format!("{name} rule {} could not be graded", rule.number);
            self.command(text, "warning", None, &title, rule.verdict.sentence());
        } else if !rule.holds() {
            let (place, message) = self.breaks(rule);
            let title = format!("{name} rule {}: {}", rule.number, rule.title);
            self.command(text, "error", Some(place), &title, &message);
        }
    }

    /// Where the rule breaks, within the files that were handed in, and the headline.
    fn breaks(&self, rule: &RuleGrade) -> (Place, String) {
        let record = &self.graded.record;
        let tests = rule.checks.iter().filter(|test| test.verdict == rule.verdict);
        let mut checks: Vec<_> = tests.flat_map(|test| disclosed(test, &record.sources)).collect();
        checks.retain(|check| check.verdict == rule.verdict);
        checks.sort_by_key(|check| check.story.is_none());
        let Some(check) = checks.into_iter().next() else {
            return (self.main_file(), rule.verdict.sentence().to_owned());
        };
        let place = check.place.filter(|place| record.manifest.files.contains(&place.file));
        let place =
            place.map_or_else(|| self.main_file(), |place| Place { file: place.file, line: place.line });
        let sentence = rule.verdict.sentence();
        let message = if check.message.trim().is_empty() { sentence } else { &check.message };
        (place, format!("{}: {message}", check.name))
    }

    /// The places at which the screen or the compiler refused the submission.
    fn findings(&self, text: &mut String, whole: Verdict) {
        let title = format!("{}: {}", self.graded.name(), whole.name());
        let findings = &self.graded.record.evidence.findings;
        if findings.is_empty() {
            self.command(text, "error", Some(self.main_file()), &title, whole.sentence());
        }
        for finding in findings.iter().take(FINDINGS) {
            let instead = finding.instead.iter().map(|instead| format!("; instead: {instead}"));
            let message: String = std::iter::once(finding.text.clone()).chain(instead).collect();
            let place = Place { file: finding.file.clone(), line: finding.line };
            self.command(text, "error", Some(place), &title, &message);
        }
    }

    fn main_file(&self) -> Place {
        Place { file: self.graded.record.manifest.root().to_owned(), line: 0 }
    }

    fn command(&self, text: &mut String, kind: &str, place: Option<Place>, title: &str, message: &str) {
        let record = &self.graded.record;
        let _ = write!(text, "::{kind} ");
        if let Some(Place { file, line }) = place.filter(|_| self.alone) {
            let _ = write!(text, "file={},", property(&format!("exercises/{}/{file}", record.exercise)));
            if line > 0 {
                let _ = write!(text, "line={line},");
            }
        }
        let title = if self.alone { title.to_owned() } else { format!("{}: {title}", record.submission) };
        let _ = writeln!(text, "title={}::{}", property(&title), data(message));
    }
}

/// A file that was handed in, and a line from 1, or 0 for the whole file.
struct Place {
    file: String,
    line: u32,
}

/// A message, escaped as the runner reads it.
fn data(text: &str) -> String {
    // The runner also knows an older form of command, `##[…]`, anywhere in a line.
    let text = inert::plain(text.trim()).replace("##[", "# #[");
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, escaped as the runner reads it.
fn property(text: &str) -> String {
    data(&inert::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Finding;
    use crate::report::tests::class;
    use interleaving::report::{Broken, Panic, Place};

    /// A submission that breaks rules 1 and 2 at these places.
    fn broken_at(places: [&str; 2]) -> Report {
        let mut report =
            class(&[("ada", "//! rule 1: failed\n//! rule 2: failed\n//! rule 3: inconclusive")]);
        let graded = &mut report.students[0].exercises[0];
        for (test, file) in graded.record.evidence.tests.iter_mut().zip(places) {
            let failure = test.checks[0].failure.as_mut().unwrap();
            failure.place = Some(Place { file: file.into(), line: 16, column: 5 });
        }
        // A student may read this file, too, but cannot mend it.
        graded.record.sources.insert("tests/public.rs".into(), String::new());
        graded.grade = graded.record.grade();
        report
    }

    #[test]
    fn a_rule_is_annotated_where_the_students_own_line_breaks_it() {
        insta::assert_snapshot!(render(&broken_at(["src/lib.rs", "tests/public.rs"])));
    }

    #[test]
    fn full_marks_need_no_annotation() {
        assert_eq!(render(&class(&[("ada", "")])), "");
    }

    #[test]
    fn what_was_refused_is_annotated_at_its_line() {
        let mut report = class(&[("ada", "//! whole: does_not_compile")]);
        let evidence = &mut report.students[0].exercises[0].record.evidence;
        evidence.findings = vec![Finding {
            file: "src/lib.rs".into(),
            line: 3,
            text: "expected `;`\n::error::no\r\n100%".into(),
            instead: Some("a semicolon".into()),
        }];
        assert_eq!(
            render(&report),
            "::error file=exercises/01_withdraw/src/lib.rs,line=3,title=withdraw%3A does not compile\
             ::expected `;`%0A::error::no%0A100%25; instead: a semicolon\n"
        );
    }

    #[test]
    fn hostile_names_and_texts_stay_within_their_annotation() {
        let name = "a,file=x::y\n::stop-commands::z\r\n##[group]%0A\u{1b}[2J";
        let mut report = class(&[(name, "//! rule 1: failed"), ("bob", "//! rule 2: inconclusive")]);
        let graded = &mut report.students[0].exercises[0];
        let test = &mut graded.record.evidence.tests[0];
        let panic = Panic::Words(format!("left\n::set-output name=x::{name}"));
        let broken = Broken::Panic { thread: 0, panic, place: None };
        test.checks[0].failure.as_mut().unwrap().broken = broken;
        graded.grade = graded.record.grade();
        let text = render(&report);
        assert_eq!(
            text.lines().filter(|line| line.starts_with("::error title=a%2Cfile=x%3A%3Ay ")).count(),
            1
        );
        assert!(
            text.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")),
            "{text}"
        );
        assert!(!text.contains("##[") && !text.contains(['\r', '\u{1b}']), "{text}");
        // Nothing of a name ends the properties early.
        for line in text.lines() {
            let (properties, _) = line[2..].split_once("::").unwrap();
            assert_eq!(properties.matches(',').count(), 0, "{line}");
        }
    }

    #[test]
    fn a_summary_keeps_within_what_github_takes() {
        let mut report = class(&[("ada", "//! whole: does_not_compile")]);
        report.students[0].exercises[0].record.evidence.diagnostics = "é".repeat(SUMMARY_BYTES);
        assert!(summary(&report).len() < 1 << 20);
        assert_eq!(report.students[0].exercises[0].grade.verdict, Verdict::DoesNotCompile);
    }
}
