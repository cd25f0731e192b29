//! Where a check runs: under `cargo test`, or in a process of the grader that must be believed.
//!
//! The grader generates a `main` that calls [`main`]; every message goes over a socket with a nonce, and
//! nothing that a submission prints, and no way it ends, can stand in for one.

mod unseen;

use std::sync::OnceLock;

use serde::Serialize;

use crate::check::Budget;
use crate::report::{self, CheckReport, Telling};

/// What the environment asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) seed: u64,
    pub(crate) budget: Budget,
    pub(crate) locks_off: bool,
}

/// What the environment asked for when this was first called.
pub(crate) fn given() -> Given {
    static GIVEN: OnceLock<Given> = OnceLock::new();
    *GIVEN.get_or_init(|| Given {
        seed: variable("RACECOURSE_SEED").and_then(|text| text.parse().ok()).unwrap_or(7),
        budget: variable("RACECOURSE_BUDGET")
            .and_then(|text| Budget::named(&text))
            .unwrap_or(Budget::STANDARD),
        locks_off: variable("RACECOURSE_LOCKS").is_some_and(|text| text == "off"),
    })
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The payload of a failed check's panic: its text is printed as it is.
#[derive(Debug)]
pub(crate) struct Told(String);

/// Ends the running test with the text of `report`.
pub(crate) fn fail(report: &CheckReport) -> ! {
    let command = replay_command();
    let telling = Telling {
        rule: rule(),
        source: &local_source,
        replay: Some(&command),
        reading: Some(reading(report)),
    };
    let text = report::tell(report, &telling);
    if CHANNEL.get().is_none() {
        eprintln!("\n{text}");
    }
    // Not `panic!`: the report is the message, and its place is the schedule's, not a line of ours.
    std::panic::resume_unwind(Box::new(Told(text)))
}

/// What to do next with a failure of this kind; never the repair.
fn reading(report: &CheckReport) -> &'static str {
    use crate::report::FailureKind::{
        Deadlock, Hangs, LeakedLock, Misuse, NeverEnds, NeverFinishes, NeverMeets, NeverYields, NotBlocked,
        NotHeld, NotInOrder, Unpredicted,
    };
    match report.failure.as_ref().map(|failure| failure.kind) {
        Some(Deadlock) => {
            "follow who waits for whom: what keeps the first of them from going on? The README has hints"
        }
        Some(NeverMeets) => "which lock do both need, and need they hold it just then? The README has hints",
        Some(Hangs | NeverFinishes) => {
            "what would let the loop end, and who could bring it about? The README has hints"
        }
        Some(LeakedLock) => "on which path is the lock not given back? The README has hints",
        Some(NotHeld) => "who took the lock last, and who let it go already? The README has hints",
        Some(NeverYields) => "what should a thread say that can do nothing for now? The README has hints",
        Some(NotInOrder) => "what lets the later one pass the earlier one? The README has hints",
        Some(NotBlocked) => "what keeps the waiting thread running? The README has hints",
        Some(Unpredicted) => {
            "play the table by hand; is it the only order that your set forgets? The README has hints"
        }
        Some(NeverEnds) => "play it by hand: which order of the lines would end so? The README has hints",
        Some(Misuse) => "change the code as the first line says, then run the test again",
        Some(_) if shows_no_table(report) => {
            "no order of steps is to blame: follow what this call does by itself. The README has hints"
        }
        Some(_) => "read the table from the top: which step must not come between? The README has hints",
        None => {
            "nothing is wrong with the program as far as was looked; run the test again, or ask your instructor"
        }
    }
}

/// Whether the failure is told without steps of threads.
fn shows_no_table(report: &CheckReport) -> bool {
    let failure = report.failure.as_ref();
    failure.is_some_and(|failure| failure.rows.iter().all(|row| row.thread == 0))
}

/// Says what a passing check covered. Under `cargo test` of an exercise it is seen although the test
/// passes: that all schedules were explored is worth knowing.
pub(crate) fn passed(report: &CheckReport) {
    let title = rule().map_or_else(String::new, |rule| format!("rule {rule} · "));
    let text = format!("{title}{}: {}", report.check, report.coverage.join("; "));
    tell(&text);
}

/// The command that runs the running test, and no other.
fn replay_command() -> String {
    let package = variable("CARGO_PKG_NAME").map_or_else(String::new, |package| format!(" -p {package}"));
    let thread = std::thread::current();
    let test =
        thread.name().filter(|&name| name != "main").map_or_else(String::new, |name| format!(" {name}"));
    format!("cargo test{package}{test}")
}

/// Says something beside the report. Under `cargo test` of an exercise it is seen even if the test passes,
/// elsewhere only if it fails or with `--nocapture`.
pub(crate) fn tell(text: &str) {
    if CHANNEL.get().is_some() {
        return;
    }
    if exercise().is_some() {
        use std::io::Write;
        // Past the test harness, which keeps what passing tests print to itself. Nobody to read it, no harm.
        let _ = writeln!(std::io::stderr(), "{text}");
    } else {
        println!("{text}");
    }
}

/// Says something among what the program itself prints.
pub(crate) fn print(text: &str) {
    if CHANNEL.get().is_none() {
        println!("{text}");
    }
}

/// The folder of the exercise whose tests run under `cargo test`.
fn exercise() -> Option<std::path::PathBuf> {
    let folder = std::path::PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    (CHANNEL.get().is_none() && folder.join("exercise.toml").is_file()).then_some(folder)
}

/// What the exercise under test takes from std and no check can see, as a report; the grader says the same
/// by refusing it.
pub(crate) fn unseen(check: &str) -> Option<CheckReport> {
    static UNSEEN: OnceLock<Option<unseen::Unseen>> = OnceLock::new();
    let found = UNSEEN.get_or_init(|| exercise().and_then(|folder| unseen::look_in(&folder.join("src"))));
    found.as_ref().map(|unseen| unseen.report(check))
}

/// The rule that the running test judges: the number in its name, which is its thread's name.
pub(crate) fn rule() -> Option<u32> {
    let thread = std::thread::current();
    let name = thread.name()?.rsplit("::").next()?.strip_prefix("rule_")?.to_owned();
    name.split('_').next()?.parse().ok()
}

/// Reads a source file as the compiler named it: relative to the package or to the workspace.
pub(crate) fn local_source(file: &str) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find_map(|folder| std::fs::read_to_string(folder.join(file)).ok())
}

/// The connection to the grader.
#[derive(Debug)]
struct Channel {
    descriptor: i32,
    nonce: String,
    test: String,
}

static CHANNEL: OnceLock<Channel> = OnceLock::new();

#[derive(Serialize)]
#[serde(tag = "message", rename_all = "snake_case")]
enum Message<'a> {
    Started { test: &'a str },
    Check { test: &'a str, report: &'a CheckReport },
    Passed { test: &'a str, checks: u64, executions: u64 },
    Failed { test: &'a str, text: String, file: String, line: u32 },
}

/// The longest message, in bytes; what is longer loses rows of its table.
const LONGEST: usize = 190_000;

impl Channel {
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
        // SAFETY: the pointer and the length are those of `text`. A grader that has gone away is not
        // told; it has its own clock.
        unsafe { libc::send(descriptor, text.as_ptr().cast(), text.len(), libc::MSG_NOSIGNAL) };
    }

    /// The first message on the channel is the grader's: what ours are to begin with.
    pub(super) fn nonce(descriptor: i32) -> String {
        let mut bytes = [0_u8; 64];
        // SAFETY: the pointer and the length are those of `bytes`. It was sent before this process began;
        // who runs this without a grader does not wait for one.
        let length =
            unsafe { libc::recv(descriptor, bytes.as_mut_ptr().cast(), bytes.len(), libc::MSG_DONTWAIT) };
        let received = usize::try_from(length).unwrap_or(0);
        String::from_utf8_lossy(&bytes[..received]).into_owned()
    }
}

/// Without such sockets nothing is graded; `cargo test` needs none.
#[cfg(not(unix))]
mod socket {
    pub(super) fn send(_: i32, _: &str) {}

    pub(super) fn nonce(_: i32) -> String {
        String::new()
    }
}

static CHECKS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
static EXECUTIONS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// A check has ended.
pub(crate) fn finished(report: &CheckReport) {
    use std::sync::atomic::Ordering::Relaxed;
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

/// The `main` of a test program that the grader generated: runs the one test its argument names.
///
/// The environment names the socket, the seed and the budget; they are read and removed before any
/// student's code runs. The nonce lies in the socket, and is gone from it by then. Exits with 0 whether the test passed or failed: only messages count.
pub fn main(tests: &[(&str, fn())]) -> ! {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let Some(&(test, function)) = tests.iter().find(|(name, _)| *name == wanted) else {
        eprintln!("no test is called `{wanted}`");
        std::process::exit(2);
    };
    let descriptor = variable("RACECOURSE_CHANNEL").and_then(|text| text.parse().ok()).unwrap_or(-1);
    let channel = Channel { descriptor, nonce: socket::nonce(descriptor), test: test.to_owned() };
    given();
    for name in ["RACECOURSE_CHANNEL", "RACECOURSE_SEED", "RACECOURSE_BUDGET", "RACECOURSE_LOCKS"] {
        // SAFETY: no other thread has been started yet.
        unsafe { std::env::remove_var(name) };
    }
    let channel = CHANNEL.get_or_init(|| channel);
    channel.send(&Message::Started { test });
    let place = std::sync::Arc::new(std::sync::Mutex::new((String::new(), 0)));
    let noted = std::sync::Arc::clone(&place);
    std::panic::set_hook(Box::new(move |info| {
        if let (Some(at), Ok(mut noted)) = (info.location(), noted.lock()) {
            *noted = (at.file().to_owned(), at.line());
        }
    }));
    let name = test.rsplit("::").next().unwrap_or(test).to_owned();
    let runner = std::thread::Builder::new().name(name).spawn(function);
    let outcome = match runner {
        Ok(runner) => runner.join(),
        Err(error) => {
            eprintln!("the system could not start a thread: {error}");
            std::process::exit(3);
        }
    };
    use std::sync::atomic::Ordering::Relaxed;
    match outcome {
        Ok(()) => channel.send(&Message::Passed {
            test,
            checks: CHECKS.load(Relaxed),
            executions: EXECUTIONS.load(Relaxed),
        }),
        Err(payload) => {
            let text = match payload.downcast_ref::<Told>() {
                Some(told) => told.0.clone(),
                None => crate::run::panics::message(&*payload),
            };
            crate::run::panics::forget(payload);
            let (file, line) = place.lock().map(|place| place.clone()).unwrap_or_default();
            channel.send(&Message::Failed { test, text, file, line });
        }
    }
    // Not a return: threads of a hanging check may still run.
    std::process::exit(0)
}
