//! The text of a report, in the order: promise, schedule, reason, reading.

use super::names::Names;
use super::table::{WIDTH, table};
use super::wrap::wrap;
use super::{CheckReport, CheckVerdict, Failure};

/// How a report is told, and to whom.
pub struct Telling<'a> {
    /// The number of the rule that the test judges.
    pub rule: Option<u32>,
    /// Gives the text of a file that the report names, or `None` if it must not be shown.
    pub source: &'a dyn Fn(&str) -> Option<String>,
    /// The command that runs the test again, where the reader has the test.
    pub replay: Option<&'a str>,
    /// What to do next.
    pub reading: Option<&'a str>,
}

/// As [`tell`], for a reader who does not have the test.
#[must_use]
pub fn render(report: &CheckReport, rule: Option<u32>, source: &dyn Fn(&str) -> Option<String>) -> String {
    tell(report, &Telling { rule, source, replay: None, reading: None })
}

/// The text of a report: headline, table, diagnosis, replay; or, if it passed, what was covered.
#[must_use]
pub fn tell(report: &CheckReport, telling: &Telling<'_>) -> String {
    let title = match telling.rule {
        Some(rule) => format!("rule {rule} · {}", report.check),
        None => report.check.clone(),
    };
    match &report.failure {
        Some(failure) => broken(&title, telling, failure, &Names::new(failure, telling.source)),
        None if report.verdict == CheckVerdict::Passed => {
            format!("{title}: {}\n", report.coverage.join("; "))
        }
        None => format!("{title}: {}\n{}\n", undecided(report.verdict), report.coverage.join("\n")),
    }
}

/// What broke, in one line, with names in place; `source` as in [`Telling`].
#[must_use]
pub fn headline(failure: &Failure, source: &dyn Fn(&str) -> Option<String>) -> String {
    Names::new(failure, source).fill(&failure.message)
}

fn undecided(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::NotChecked => "not checked",
        CheckVerdict::InternalError => "a fault of the checker, not of the program",
        _ => "inconclusive",
    }
}

fn broken(title: &str, telling: &Telling<'_>, failure: &Failure, names: &Names<'_>) -> String {
    let mut lines = wrap(&format!("{title}: {}", names.fill(&failure.message)), WIDTH, 0);
    let (rows, file) = table(failure, names);
    lines.extend(wrap(&format!("{}{}", failure.found, lines_of(file)), WIDTH, 0));
    if !rows.is_empty() {
        lines.push(String::new());
        lines.extend(rows);
    }
    if !failure.ending.is_empty() {
        lines.push(String::new());
        lines.extend(failure.ending.iter().flat_map(|ending| wrap(&names.fill(&ending.text), WIDTH, 3)));
    }
    if let Some(nearest) = &failure.nearest {
        lines.push(String::new());
        lines.extend(passing(nearest, telling));
    }
    lines.push(String::new());
    if let Some(diagnosis) = &failure.diagnosis {
        let text = format!("{}: {}", diagnosis.name, names.fill(&diagnosis.sentence));
        lines.extend(labelled("diagnosis", &text));
    }
    if let Some(raw) = &failure.small_print {
        lines.extend(labelled("panic", &raw.replace('\n', " ")));
    }
    if let Some(command) = telling.replay.filter(|_| !failure.replay.is_empty()) {
        // Not wrapped: it is to be copied.
        lines.push(format!("replay     {}", replay(&failure.replay, command)));
    }
    if let Some(reading) = telling.reading {
        lines.extend(labelled("next", reading));
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The nearest schedule that passes.
fn passing(nearest: &Failure, telling: &Telling<'_>) -> Vec<String> {
    let names = Names::new(nearest, telling.source);
    let (rows, file) = table(nearest, &names);
    let mut lines = labelled("passes if", &format!("{}{}", names.fill(&nearest.message), lines_of(file)));
    lines.push(String::new());
    lines.extend(rows);
    lines
}

/// Says which file a table's places are in, if it leaves that out.
fn lines_of(file: Option<String>) -> String {
    file.map_or_else(String::new, |file| format!("; lines are those of {file}"))
}

/// A word to the left, and a text beside it.
fn labelled(label: &str, text: &str) -> Vec<String> {
    const LABEL: usize = 11;
    let lines = wrap(text, WIDTH - LABEL, 0).into_iter().enumerate();
    lines.map(|(at, line)| format!("{:<LABEL$}{line}", if at == 0 { label } else { "" })).collect()
}

/// The command with the token in its environment, for the platform's usual shell.
fn replay(token: &str, command: &str) -> String {
    if cfg!(windows) {
        format!("$env:RACE='{token}'; {command}")
    } else {
        format!("RACE='{token}' {command}")
    }
}
