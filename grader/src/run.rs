//! Runs one test of a compiled submission and says what it showed.
//!
//! A test has passed when the message `passed`, with this run's nonce and the test's name, came over
//! the channel from a process that then exited with 0. Standard output decides nothing.

mod classify;
mod messages;

use std::io::Read;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::compile::Built;
use crate::outcome::TestOutcome;
use crate::process::{self, Ended, Limits};
use crate::program::{Test, TestProgram};
use crate::sandbox::Sandbox;
use crate::text::printable;
use crate::verdict::Verdict;
use classify::{Judged, classify};
use messages::Said;

/// How much exploring a check may do; the library gives it a number of executions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Budget {
    Quick,
    Standard,
    Thorough,
}

/// How tests are run.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) budget: Budget,
    /// Every lock, read-write lock and semaphore lets everybody in (for `verify`).
    pub(crate) locks_off: bool,
    pub(crate) test_limits: Limits,
    pub(crate) compiler_limits: Limits,
    pub(crate) sandbox: Sandbox,
}

#[cfg(test)]
impl Default for Options {
    fn default() -> Self {
        let (test_limits, compiler_limits) = (Limits::for_a_test(), Limits::for_the_compiler());
        let sandbox = Sandbox::probe(&[]);
        Self { seed: 0, budget: Budget::Standard, locks_off: false, test_limits, compiler_limits, sandbox }
    }
}

/// Runs `test`; the second text is for the instructor. An `Err` is a fault of the machine.
///
/// A hang is believed when it happens twice; when the second run breaks in another way, that counts.
pub(crate) fn run_test(
    built: &Built,
    program: &TestProgram,
    test: &Test,
    options: &Options,
) -> Result<(TestOutcome, String)> {
    let first = once(built, program, test, options)?;
    if first.0.verdict != Verdict::HangsInItsOwnCode {
        return Ok(first);
    }
    let (second, note) = once(built, program, test, options)?;
    match second.verdict {
        Verdict::HangsInItsOwnCode => return Ok(first),
        Verdict::Passed => {}
        // Whatever else it broke, it broke for certain; and an open verdict says why itself.
        _ => return Ok((second, note)),
    }
    let message = "hung once and not again; the machine may have been busy".into();
    Ok((TestOutcome { verdict: Verdict::Inconclusive, message, ..second }, note))
}

fn once(
    built: &Built,
    program: &TestProgram,
    test: &Test,
    options: &Options,
) -> Result<(TestOutcome, String)> {
    let nonce = nonce()?;
    let ended = start(built, test, options, &nonce)?;
    let said = Said::read(&ended.datagrams, &nonce, &test.name, program);
    let Judged { verdict, message, instructor } = classify(&ended, &said, test, &options.test_limits);
    let outcome = TestOutcome {
        test: test.name.clone(),
        rule: test.rule,
        public: test.public,
        verdict,
        message: printable(message.as_bytes(), 1_000),
        executions: said.executions(),
        checks: said.checks,
        output: printable(&ended.output, options.test_limits.kept_bytes),
        cpu_ms: ended.cpu.as_millis() as u64,
        wall_ms: ended.wall.as_millis() as u64,
    };
    Ok((outcome, instructor))
}

fn start(built: &Built, test: &Test, options: &Options, nonce: &str) -> Result<Ended> {
    let (ours, theirs) = process::channel().context("cannot open the channel for the verdict")?;
    let mut command = Command::new(&built.program);
    command.arg(&test.name).current_dir(built.folder.path()).stdin(Stdio::null()).env_clear();
    // Not by the environment, which stays readable under /proc: the harness takes it off the channel first.
    let number = process::hand_over(&ours, &theirs, nonce).context("cannot hand over the nonce")?;
    command.env("RACECOURSE_CHANNEL", number.to_string());
    command.env("RACECOURSE_SEED", options.seed.to_string());
    command.env(
        "RACECOURSE_BUDGET",
        match options.budget {
            Budget::Quick => "quick",
            Budget::Standard => "standard",
            Budget::Thorough => "thorough",
        },
    );
    if options.locks_off {
        command.env("RACECOURSE_LOCKS", "off");
    }
    let limits = &options.test_limits;
    let confined = options.sandbox.for_a_test(&built.program, limits.open_files);
    let confined = confined.context("cannot prepare the sandbox of a test")?;
    process::run(command, limits, confined, Some((ours, theirs)))
        .with_context(|| format!("cannot run `{}`", test.name))
}

/// 128 bits that the submission cannot guess.
fn nonce() -> Result<String> {
    let mut bytes = [0; 16];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("cannot read `/dev/urandom`")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests;
