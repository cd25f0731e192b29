//! The harness's messages on the channel.

use interleaving::report::{CheckReport, CheckVerdict};
use serde::Deserialize;
use serde_json::Value;

use super::claims::{Untrue, believed};
use crate::evidence::Contradiction;
use crate::examine::program::{PROGRAM_FILE, TestProgram};

/// A message of the protocol.
#[derive(Debug, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
enum Message {
    Started { test: String },
    Broken { test: String, check: String, text: String },
    Check { test: String, report: Box<CheckReport> },
    Passed { test: String, checks: u64, executions: u64 },
    Failed { test: String, text: String, file: Option<String>, line: Option<u32> },
    Unable { test: String, text: String },
    Audited { test: String, of: String, check: String, rounds: u32, contradiction: Option<String> },
}

/// The messages of one run, those with its nonce and its test's name.
#[derive(Debug, Default)]
pub(super) struct Said {
    started: bool,
    /// It was started a second time, which only a submission does that means to answer for itself.
    restarted: bool,
    /// The last check that failed, and what was seen first of its failure.
    pub(super) broken: Option<(String, String)>,
    pub(super) checks: Vec<CheckReport>,
    /// Why some of these cannot be true: they are kept without their content. A line each.
    pub(super) untrue: Vec<String>,
    pub(super) end: Option<End>,
    /// The rounds of an audit that ended as they should.
    pub(super) rounds: u64,
    pub(super) contradictions: Vec<Contradiction>,
    /// Datagrams that are no message of this run, which only something foreign sends.
    pub(super) strays: usize,
}

/// The last message.
#[derive(Debug)]
pub(super) enum End {
    Passed {
        checks: u64,
        executions: u64,
    },
    Failed {
        text: String,
        place: Option<(String, u32)>,
    },
    /// The machine could not run the test.
    Unable {
        text: String,
    },
}

impl Said {
    pub(super) fn read(
        datagrams: &[Vec<u8>],
        nonce: &str,
        test: &str,
        program: &TestProgram,
        locks_off: bool,
    ) -> Self {
        let mut said = Self::default();
        for datagram in datagrams {
            match message(datagram, nonce, program) {
                Some(message) => said.take(message, test, locks_off),
                None => said.strays += 1,
            }
        }
        said
    }

    fn take(&mut self, message: Message, wanted: &str, locks_off: bool) {
        let (Message::Started { test }
        | Message::Broken { test, .. }
        | Message::Check { test, .. }
        | Message::Passed { test, .. }
        | Message::Failed { test, .. }
        | Message::Unable { test, .. }
        | Message::Audited { test, .. }) = &message;
        // Nothing follows the end, and a harness that starts again is not the one that was started.
        let again = self.started && matches!(message, Message::Started { .. });
        self.restarted |= again;
        if test != wanted || self.end.is_some() || self.restarted {
            self.strays += 1;
            return;
        }
        match message {
            Message::Started { .. } => self.started = true,
            Message::Broken { check, text, .. } => self.broken = Some((check, text)),
            Message::Check { report, .. } => match believed(*report, locks_off) {
                Ok(report) => self.checks.push(report),
                Err(untrue) => {
                    let Untrue { empty, why } = *untrue;
                    self.checks.push(empty);
                    self.untrue.push(why);
                }
            },
            Message::Passed { checks, executions, .. } => self.end = Some(End::Passed { checks, executions }),
            Message::Failed { text, file, line, .. } => {
                self.end = Some(End::Failed { text, place: file.zip(line) })
            }
            Message::Unable { text, .. } => self.end = Some(End::Unable { text }),
            Message::Audited { of, check, rounds, contradiction, .. } => {
                self.rounds = self.rounds.saturating_add(rounds.into());
                let round = rounds.saturating_add(1);
                self.contradictions.extend(contradiction.map(|text| Contradiction {
                    test: of,
                    check,
                    round,
                    text,
                }));
            }
        }
    }

    /// Executions over all checks.
    pub(super) fn executions(&self) -> u64 {
        match self.end {
            Some(End::Passed { executions, .. }) => executions,
            _ => self.checks.iter().fold(0, |sum, check| sum.saturating_add(check.executions)),
        }
    }

    /// The check that decides the test: the first of the worst kind.
    pub(super) fn worst(&self) -> Option<&CheckReport> {
        self.checks.iter().rev().max_by_key(|check| badness(check.verdict))
    }
}

/// How the message begins that a check has failed.
pub(super) fn broken(nonce: &str) -> String {
    format!("{nonce} {{\"message\":\"broken\"")
}

fn badness(verdict: CheckVerdict) -> u8 {
    match verdict {
        CheckVerdict::Failed => 5,
        CheckVerdict::Hangs => 4,
        CheckVerdict::InternalError => 3,
        CheckVerdict::Inconclusive => 2,
        CheckVerdict::NotChecked => 1,
        CheckVerdict::Passed => 0,
    }
}

fn message(datagram: &[u8], nonce: &str, program: &TestProgram) -> Option<Message> {
    let json = datagram.strip_prefix(nonce.as_bytes())?.strip_prefix(b" ")?;
    let mut value: Value = serde_json::from_slice(json).ok()?;
    place_in_test_files(&mut value, program);
    serde_json::from_value(value).ok()
}

/// A place in the test program becomes a place in a test file, wherever a message names one.
fn place_in_test_files(value: &mut Value, program: &TestProgram) {
    match value {
        Value::Object(fields) => {
            let line = fields.get("line").and_then(Value::as_u64).unwrap_or(0) as u32;
            if fields.get("file").is_some_and(|file| file == PROGRAM_FILE) {
                let (file, line) = program.place(line);
                fields.insert("file".into(), file.into());
                fields.insert("line".into(), line.into());
            }
            fields.values_mut().for_each(|value| place_in_test_files(value, program));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| place_in_test_files(value, program)),
        _ => {}
    }
}
