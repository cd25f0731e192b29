//! The audit of the rules that hold: their tests' scenarios on real threads, where nothing is modelled.

use std::time::Duration;

use anyhow::Result;

use super::messages::Said;
use super::{Built, Machine, Options, Process, Test, TestProgram, nonce, start};
use crate::evidence::Audit;
use crate::system::os;
use crate::system::process::{Ended, Hit, Limits};
use crate::system::text::printable;

/// The rounds of each check.
const ROUNDS: u32 = 12;

/// The name of an audit on the channel, in place of a test's.
const NAME: &str = "audit";

/// The contradictions that are kept; an honest harness stops at the first.
const MOST: usize = 10;

/// The longest text of a contradiction, in bytes.
const LONGEST: usize = 1_000;

/// Audits the scenarios of `tests`, all in one process. An `Err` is a fault of the machine.
pub(crate) fn run_audit(
    built: &Built,
    program: &TestProgram,
    tests: &[&Test],
    machine: &Machine,
    options: &Options,
) -> Result<Audit> {
    if tests.is_empty() {
        return Ok(Audit::default());
    }
    let nonce = nonce()?;
    // Debug assertions and hash keys are those of the world.
    let variables = vec![("RACECOURSE_AUDIT", ROUNDS.to_string()), ("RACECOURSE_BUILD", "release".into())];
    let arguments = tests.iter().map(|test| test.number.to_string()).collect();
    let process = Process { name: NAME.into(), arguments, variables };
    let limits =
        Limits { cpu: machine.test_limits.cpu.min(Duration::from_secs(20)), ..machine.test_limits.clone() };
    let ended = start(built, &process, machine, &limits, options, &nonce)?;
    let mut said = Said::read(&ended.datagrams, &nonce, NAME, program, options.locks_off);
    said.contradictions.truncate(MOST);
    for contradiction in &mut said.contradictions {
        for text in [&mut contradiction.test, &mut contradiction.check, &mut contradiction.text] {
            *text = printable(text.as_bytes(), LONGEST);
        }
    }
    let cut = cut(&ended, &said);
    Ok(Audit { rounds: said.rounds, contradictions: said.contradictions, cut })
}

/// The way in which the program ended the audit before its end. A machine that was too slow for it says nothing.
fn cut(ended: &Ended, said: &Said) -> Option<String> {
    match (ended.hit, os::signal(ended.status)) {
        (Some(Hit::Wall | Hit::Cpu | Hit::Enough), _) => None,
        (Some(Hit::Memory), _) => Some("used more memory than its limit".to_owned()),
        (Some(Hit::Threads), _) => Some("had more threads than its limit".to_owned()),
        (Some(Hit::Output), _) => Some("printed more than its limit".to_owned()),
        (None, Some(signal)) => Some(format!("was ended by signal {signal}")),
        (None, None) => said.end.is_none().then(|| "stopped early".to_owned()),
    }
}
