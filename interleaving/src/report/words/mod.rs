//! The words for a report, in the order: promise, schedule, reason, replay, next step.
//!
//! One file words each kind of fact: headlines, coverage, searches, steps, endings. They make messages;
//! [`names`] fills in the objects' names from the source; [`table`] draws.

mod coverage;
mod endings;
mod found;
mod headlines;
mod names;
mod network;
mod next;
mod numbers;
mod passing;
mod receiver;
mod steps;
mod table;
mod wrap;

pub(crate) use headlines::headline as headline_of;
pub(crate) use next::next;

use std::collections::BTreeSet;

use super::{CheckReport, CheckVerdict, Ending, Failure, Message, Passing, Row};
use names::Names;
use table::{WIDTH, table};
use wrap::wrap;

/// The reader of a report, and the options for rendering it.
pub struct RenderOptions<'a> {
    /// The number of the rule that the test judges.
    pub rule: Option<u32>,
    /// Gives the text of a file that the report names, or `None` if it must not be shown.
    pub source: &'a dyn Fn(&str) -> Option<String>,
    /// The command that runs the test again, if the reader has the test.
    pub replay: Option<&'a str>,
    /// The reader's next step.
    pub next: Option<&'a str>,
}

impl<'a> RenderOptions<'a> {
    /// Makes the options for a reader without the test.
    #[must_use]
    pub fn new(source: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { rule: None, source, replay: None, next: None }
    }
}

/// The text of a report: headline, table, diagnosis, replay; or, if it passed, what was covered.
#[must_use]
pub fn render(report: &CheckReport, options: &RenderOptions<'_>) -> String {
    let title = match options.rule {
        Some(rule) => format!("rule {rule} · {}", report.check),
        None => report.check.clone(),
    };
    match &report.failure {
        Some(failure) => broken(&title, options, report, failure),
        None if report.verdict == CheckVerdict::Passed => {
            format!("{title}: {}\n", report.covered().join("; "))
        }
        None => format!("{title}: {}\n{}\n", undecided(report.verdict), report.covered().join("\n")),
    }
}

/// The headline, with names in place; `source` as in [`RenderOptions`].
#[must_use]
pub fn headline(failure: &Failure, source: &dyn Fn(&str) -> Option<String>) -> String {
    names(failure, source).text(&headlines::headline(&failure.broken))
}

impl Failure {
    /// The headline, without names from the source: for tests and logs.
    #[must_use]
    pub fn headline(&self) -> String {
        headlines::headline(&self.broken).to_string()
    }

    /// A sentence on the search that found it, and on its size.
    #[must_use]
    pub fn how_found(&self) -> String {
        found::of(self)
    }

    /// All its texts but those of the nearest schedule.
    pub(super) fn texts(&self) -> Vec<Message> {
        let mut texts = rows_text(&self.rows);
        texts.extend(self.ending.iter().map(endings::line));
        texts.push(headlines::headline(&self.broken));
        texts.extend(self.diagnosis.iter().map(|diagnosis| diagnosis.sentence.clone()));
        texts
    }

    /// The objects that its texts name.
    pub(crate) fn mentioned(&self) -> BTreeSet<usize> {
        self.texts().iter().flat_map(Message::objects).collect()
    }
}

impl Passing {
    /// The step at which it leaves the failing schedule, in one line.
    #[must_use]
    pub fn headline(&self) -> String {
        passing::headline(self).to_string()
    }

    /// The texts of its rows.
    pub(super) fn texts(&self) -> Vec<Message> {
        rows_text(&self.rows)
    }

    /// The objects that its texts name.
    pub(crate) fn mentioned(&self) -> BTreeSet<usize> {
        self.texts().iter().flat_map(Message::objects).collect()
    }
}

fn rows_text(rows: &[Row]) -> Vec<Message> {
    rows.iter().flat_map(|row| [Some(steps::words(row)), row.note.clone()]).flatten().collect()
}

/// The words of a row, without names from the source: for tests and logs.
impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        steps::words(self).fmt(f)
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        endings::line(self).fmt(f)
    }
}

fn names<'a>(failure: &'a Failure, source: names::Source<'a>) -> Names<'a> {
    Names::new(&failure.threads, &failure.objects, &failure.mentioned(), source)
}

fn undecided(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::NotChecked => "not checked",
        CheckVerdict::InternalError => "a fault of the checker, not of the program",
        _ => "inconclusive",
    }
}

fn broken(title: &str, options: &RenderOptions<'_>, report: &CheckReport, failure: &Failure) -> String {
    let names = names(failure, options.source);
    let headline = names.text(&headlines::headline(&failure.broken));
    let mut lines = wrap(&format!("{title}: {headline}"), WIDTH, 0);
    let (rows, file) = table(&failure.threads, &failure.rows, &names);
    let found = found::sentence(report, failure);
    lines.extend(wrap(&format!("{found}{}", lines_of(file)), WIDTH, 0));
    if !rows.is_empty() {
        lines.push(String::new());
        lines.extend(rows);
    }
    if !failure.ending.is_empty() {
        lines.push(String::new());
        let text = |ending: &Ending| wrap(&names.text(&endings::line(ending)), WIDTH, 3);
        lines.extend(failure.ending.iter().flat_map(text));
    }
    if let Some(nearest) = &failure.nearest {
        lines.push(String::new());
        lines.extend(passing(nearest, options));
    }
    lines.push(String::new());
    lines.extend(below(failure, options, &names));
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The labelled lines: diagnosis, panic, replay, next.
fn below(failure: &Failure, options: &RenderOptions<'_>, names: &Names<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(diagnosis) = &failure.diagnosis {
        let text = format!("{}: {}", diagnosis.name, names.text(&diagnosis.sentence));
        lines.extend(labelled("diagnosis", &text));
    }
    if let Some(raw) = headlines::raw_panic(&failure.broken) {
        lines.extend(labelled("panic", &raw.replace('\n', " ")));
    }
    if let Some(command) = options.replay.filter(|_| !failure.replay.is_empty()) {
        // The command is not wrapped, because the reader copies it.
        lines.push(format!("replay     {}", replay(&failure.replay, command)));
    }
    if let Some(next) = options.next {
        lines.extend(labelled("next", next));
    }
    lines
}

/// The nearest schedule that passes.
fn passing(nearest: &Passing, options: &RenderOptions<'_>) -> Vec<String> {
    let names = Names::new(&nearest.threads, &nearest.objects, &nearest.mentioned(), options.source);
    let (rows, file) = table(&nearest.threads, &nearest.rows, &names);
    let text = names.text(&passing::headline(nearest));
    let mut lines = labelled("passes if", &format!("{text}{}", lines_of(file)));
    lines.push(String::new());
    lines.extend(rows);
    lines
}

/// Names the file of a table's places, if the table leaves it out.
fn lines_of(file: Option<String>) -> String {
    file.map_or_else(String::new, |file| format!("; lines are those of {file}"))
}

/// A label, with a text beside it.
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
