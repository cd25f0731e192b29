//! Runs one test of a compiled submission.
//!
//! A test has passed when the message `passed`, with this run's nonce and the test's name, came over
//! the channel from a process that then exited with 0, and nothing that it sent contradicts itself. Standard output
//! decides nothing.

mod audit;
mod claims;
mod classify;
mod messages;

use std::io::Read;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::compile::Built;
use super::machine::Machine;
use super::program::{Test, TestProgram};
use crate::evidence::TestResult;
use crate::options::Options;
use crate::system::process::{self, Ended, Limits};
use crate::system::text::printable;
use crate::verdict::Verdict;
pub(crate) use audit::run_audit;
use classify::{Judged, classify};
use messages::Said;

/// Runs `test`; the second text is for the instructor. An `Err` is a fault of the machine.
///
/// A hang counts if it happens twice. If the second run breaks in another way, that counts.
pub(crate) fn run_test(
    built: &Built,
    program: &TestProgram,
    test: &Test,
    machine: &Machine,
    options: &Options,
) -> Result<(TestResult, String)> {
    let first = once(built, program, test, machine, options)?;
    if first.0.verdict != Verdict::HangsInItsOwnCode {
        return Ok(first);
    }
    let (second, note) = once(built, program, test, machine, options)?;
    match second.verdict {
        Verdict::HangsInItsOwnCode => return Ok(first),
        Verdict::Passed => {}
        // Any other failure is certain, and an open verdict gives its own reason.
        _ => return Ok((second, note)),
    }
    let message = "hung once and not again; the machine may have been busy".into();
    Ok((TestResult { verdict: Verdict::Inconclusive, message, ..second }, note))
}

/// Runs a trap up to its first failure; returns the verdict on it. An `Err` is a fault of the machine.
pub(crate) fn run_trap(
    built: &Built,
    program: &TestProgram,
    trap: &Test,
    machine: &Machine,
    options: &Options,
) -> Result<Verdict> {
    let nonce = nonce()?;
    let limits = Limits { enough: Some(messages::broken(&nonce)), ..machine.test_limits.clone() };
    let ended = start(built, &Process::of(trap, program), machine, &limits, options, &nonce)?;
    let said = Said::read(&ended.datagrams, &nonce, &trap.name, program, options.locks_off);
    Ok(classify(&ended, &said, trap, &limits).verdict)
}

fn once(
    built: &Built,
    program: &TestProgram,
    test: &Test,
    machine: &Machine,
    options: &Options,
) -> Result<(TestResult, String)> {
    let nonce = nonce()?;
    let ended = start(built, &Process::of(test, program), machine, &machine.test_limits, options, &nonce)?;
    let said = Said::read(&ended.datagrams, &nonce, &test.name, program, options.locks_off);
    let Judged { verdict, message, instructor } = classify(&ended, &said, test, &machine.test_limits);
    let result = TestResult {
        test: test.name.clone(),
        rule: test.rule,
        public: test.public,
        verdict,
        message: printable(message.as_bytes(), 1_000),
        executions: said.executions(),
        checks: said.checks,
        output: printable(&ended.output, machine.test_limits.kept_bytes),
        cpu_ms: ended.cpu.as_millis() as u64,
        wall_ms: ended.wall.as_millis() as u64,
    };
    Ok((result, instructor))
}

/// What a process of the test program is to do.
struct Process {
    /// Its name in errors.
    name: String,
    arguments: Vec<String>,
    /// The variables that only some processes have.
    variables: Vec<(&'static str, String)>,
}

impl Process {
    /// Explores the checks of `test`.
    fn of(test: &Test, program: &TestProgram) -> Self {
        let mut variables = vec![("RACECOURSE_KEYS", program.keys.to_string())];
        if test.release {
            variables.push(("RACECOURSE_BUILD", "release".into()));
        }
        Self { name: test.name.clone(), arguments: vec![test.number.to_string()], variables }
    }
}

fn start(
    built: &Built,
    process: &Process,
    machine: &Machine,
    limits: &Limits,
    options: &Options,
    nonce: &str,
) -> Result<Ended> {
    let (ours, theirs) = process::channel().context("cannot open the channel for the verdict")?;
    let mut command = Command::new(&built.program);
    command.args(&process.arguments).current_dir(built.folder.path()).stdin(Stdio::null()).env_clear();
    // Not in the environment, which stays readable under /proc: the harness reads the nonce from the channel first.
    let number = process::hand_over(&ours, &theirs, nonce).context("cannot hand over the nonce")?;
    command.env("RACECOURSE_CHANNEL", number.to_string());
    command.env("RACECOURSE_SEED", options.seed.to_string());
    command.env("RACECOURSE_BUDGET", options.budget.name());
    command.envs(process.variables.iter().map(|(name, value)| (name, value)));
    if options.locks_off {
        command.env("RACECOURSE_LOCKS", "off");
    }
    let confined = machine.sandbox.for_a_test(&built.program, limits.open_files);
    let confined = confined.context("cannot prepare the sandbox of a test")?;
    process::run(command, limits, confined, Some((ours, theirs)))
        .with_context(|| format!("cannot run `{}`", process.name))
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
