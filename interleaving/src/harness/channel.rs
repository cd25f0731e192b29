//! The connection to the grader: every message goes over a socket with a nonce. A submission cannot forge one by
//! its output or by the way it ends.

use std::process::exit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

use crate::report::CheckReport;

/// The connection to the grader.
#[derive(Debug)]
pub(super) struct Channel {
    descriptor: i32,
    nonce: String,
    test: String,
}

/// Set in a process that the grader started.
static CHANNEL: OnceLock<Channel> = OnceLock::new();

/// The checks so far, and their executions.
static CHECKS: AtomicU64 = AtomicU64::new(0);
static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// The longest message, in bytes; a longer one loses rows of its table.
const LONGEST: usize = 190_000;

#[derive(Serialize)]
#[serde(tag = "message", rename_all = "snake_case")]
enum Message<'a> {
    Started { test: &'a str },
    Broken { test: &'a str, check: &'a str, text: &'a str },
    Check { test: &'a str, report: &'a CheckReport },
    Passed { test: &'a str, checks: u64, executions: u64 },
    Failed { test: &'a str, text: String, file: String, line: u32 },
    Unable { test: &'a str, text: String },
    Audited { test: &'a str, of: &'a str, check: &'a str, rounds: u32, contradiction: Option<&'a str> },
}

/// Returns whether the grader started this process.
pub(super) fn is_open() -> bool {
    CHANNEL.get().is_some()
}

/// Opens the channel on the socket `descriptor`, and reports the start of `test`.
pub(super) fn open(descriptor: i32, test: &str) -> &'static Channel {
    let channel = Channel { descriptor, nonce: socket::nonce(descriptor), test: test.to_owned() };
    let channel = CHANNEL.get_or_init(|| channel);
    channel.send(&Message::Started { test });
    channel
}

/// The longest text of a failure that is not told in full, in bytes.
const LONGEST_TEXT: usize = 1_000;

/// Sends word of a failure before its report, which may take long.
pub(super) fn broken(check: &str, text: &str) {
    let Some(channel) = CHANNEL.get() else { return };
    let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
    channel.send(&Message::Broken { test: &channel.test, check, text });
}

/// Sends the result of an audit: the rounds that ended, and how another one failed, if one did.
pub(super) fn audited(of: &str, check: &str, rounds: u32, contradiction: Option<&str>) {
    CHECKS.fetch_add(1, Relaxed);
    EXECUTIONS.fetch_add(u64::from(rounds), Relaxed);
    let Some(channel) = CHANNEL.get() else { return };
    let contradiction = contradiction.map(|text| &text[..text.floor_char_boundary(LONGEST_TEXT)]);
    channel.send(&Message::Audited { test: &channel.test, of, check, rounds, contradiction });
}

/// Reports that the audit is over, and ends the process.
pub(super) fn end() -> ! {
    if let Some(channel) = CHANNEL.get() {
        channel.passed();
    }
    exit(0)
}

/// Sends the report of a check that has ended.
pub(super) fn finished(report: &CheckReport) {
    CHECKS.fetch_add(1, Relaxed);
    EXECUTIONS.fetch_add(report.executions, Relaxed);
    let Some(channel) = CHANNEL.get() else { return };
    let fits = serde_json::to_string(report).is_ok_and(|text| text.len() < LONGEST);
    if fits {
        channel.send(&Message::Check { test: &channel.test, report });
        return;
    }
    let mut shorter = report.clone();
    if let Some(failure) = &mut shorter.failure {
        let kept = failure.rows.len().saturating_sub(200);
        failure.rows.drain(..kept);
    }
    channel.send(&Message::Check { test: &channel.test, report: &shorter });
}

impl Channel {
    /// Reports that the test has returned.
    pub(super) fn passed(&self) {
        let (checks, executions) = (CHECKS.load(Relaxed), EXECUTIONS.load(Relaxed));
        self.send(&Message::Passed { test: &self.test, checks, executions });
    }

    /// Reports that the test has panicked with `text`.
    pub(super) fn failed(&self, text: String, file: String, line: u32) {
        self.send(&Message::Failed { test: &self.test, text, file, line });
    }

    /// Reports that the machine cannot run the test.
    pub(super) fn unable(&self, text: String) {
        self.send(&Message::Unable { test: &self.test, text });
    }

    fn send(&self, message: &Message<'_>) {
        let Ok(text) = serde_json::to_string(message) else {
            return;
        };
        socket::send(self.descriptor, &format!("{} {text}", self.nonce));
    }
}

/// The channel's socket.
#[cfg(unix)]
mod socket {
    pub(super) fn send(descriptor: i32, text: &str) {
        // SAFETY: the pointer and the length are those of `text`. An error means that the grader is gone.
        unsafe { libc::send(descriptor, text.as_ptr().cast(), text.len(), libc::MSG_NOSIGNAL) };
    }

    /// Receives the grader's only message, the nonce, which is the prefix of all of ours.
    pub(super) fn nonce(descriptor: i32) -> String {
        let mut bytes = [0_u8; 64];
        // SAFETY: the pointer and the length are those of `bytes`. The nonce was sent before this process began;
        // without a grader, the call does not wait.
        let length =
            unsafe { libc::recv(descriptor, bytes.as_mut_ptr().cast(), bytes.len(), libc::MSG_DONTWAIT) };
        let received = usize::try_from(length).unwrap_or(0);
        String::from_utf8_lossy(&bytes[..received]).into_owned()
    }
}

/// Other systems lack such sockets and cannot grade; `cargo test` needs none.
#[cfg(not(unix))]
mod socket {
    pub(super) fn send(_: i32, _: &str) {}

    pub(super) fn nonce(_: i32) -> String {
        String::new()
    }
}
