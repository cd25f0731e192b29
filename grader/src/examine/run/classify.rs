//! The verdict on a test, from what its process did. Facts that the grader observed itself come first.

use interleaving::report::{CheckReport, CheckVerdict, Failure};

use super::claims::{doubt, without_content};
use super::messages::{End, Said};
use crate::examine::program::Test;
use crate::system::os;
use crate::system::process::{Ended, Hit, Limits};
use crate::system::text::printable;
use crate::verdict::Verdict;

/// A verdict and its reasons.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    /// One line for the student; of a hidden test it quotes only the check's report.
    pub(super) message: String,
    /// For the instructor; empty when there is nothing to add.
    pub(super) instructor: String,
}

impl Judged {
    fn new(verdict: Verdict, message: impl Into<String>) -> Self {
        Self { verdict, message: message.into(), instructor: String::new() }
    }
}

/// The longest text of a hidden test's panic that is kept.
const TEXT_BYTES: usize = 20_000;

/// The most reasons against reports that are kept.
const MOST_REASONS: usize = 10;

pub(super) fn classify(ended: &Ended, said: &Said, test: &Test, limits: &Limits) -> Judged {
    let mut judged = by_force(ended, said, limits).unwrap_or_else(|| by_word(ended, said, test));
    judged.instructor.extend(said.untrue.iter().take(MOST_REASONS).map(|why| format!("{why}\n")));
    if said.strays > 0 {
        judged.instructor += &format!("{} datagrams on the channel were not the harness's\n", said.strays);
    }
    if !judged.instructor.is_empty() {
        judged.instructor = format!("{}: {}", test.name, judged.instructor);
    }
    judged
}

/// The verdict on a process that was ended by force.
fn by_force(ended: &Ended, said: &Said, limits: &Limits) -> Option<Judged> {
    let megabytes = |bytes: u64| bytes >> 20;
    match ended.hit {
        Some(Hit::Memory) => return Some(out_of_memory(limits)),
        Some(Hit::Output) => {
            let text = format!("printed more than its limit of {} MB", megabytes(limits.output_bytes));
            return Some(Judged::new(Verdict::OutputLimit, text));
        }
        _ => {}
    }
    // A counterexample that was found stays found, even if the process was killed afterwards.
    if let Some(check) =
        said.worst().filter(|check| matches!(check.verdict, CheckVerdict::Failed | CheckVerdict::Hangs))
    {
        return Some(of_check(check));
    }
    if let (Some(_), Some((check, text))) = (ended.hit, &said.broken) {
        let first = text.lines().next().unwrap_or_default();
        return Some(Judged::new(Verdict::Failed, format!("{check}: {first}")));
    }
    match (ended.hit, os::signal(ended.status)) {
        (Some(Hit::Threads), _) => {
            let text = format!("had more than {} threads of the system at once", limits.threads);
            Some(Judged::new(Verdict::TooManyThreads, text))
        }
        (Some(Hit::Wall), _) => {
            let text = format!("did not end within its limit of {} s", limits.wall.as_secs());
            Some(Judged::new(Verdict::Inconclusive, text))
        }
        (Some(_), _) => {
            let text = format!("did not end within its limit of {} s of CPU time", limits.cpu.as_secs());
            Some(Judged::new(Verdict::TooSlow, text))
        }
        (None, Some(signal)) => Some(of_signal(signal, &ended.output, limits)),
        (None, None) => None,
    }
}

fn out_of_memory(limits: &Limits) -> Judged {
    Judged::new(
        Verdict::MemoryLimit,
        format!("used more than its limit of {} MB of memory", limits.memory_bytes >> 20),
    )
}

/// The runtime's last message distinguishes aborts; forging it turns one failure into another.
fn of_signal(signal: i32, output: &[u8], limits: &Limits) -> Judged {
    let says = |words: &str| output.windows(words.len()).any(|window| window == words.as_bytes());
    let crashed = |text: &str| Judged::new(Verdict::Crashed, text);
    match signal {
        os::SIGSYS => Judged::new(Verdict::ForbiddenOperation, "tried an operation that the sandbox forbids"),
        os::SIGABRT if says("memory allocation of ") => out_of_memory(limits),
        os::SIGABRT | os::SIGSEGV if says("has overflowed its stack") => {
            crashed("crashed: the stack overflowed; is there a recursion without an end?")
        }
        os::SIGABRT => {
            crashed("crashed: the program aborted (a panic while another panic was unwinding, perhaps)")
        }
        os::SIGSEGV | os::SIGBUS => {
            crashed("crashed: an invalid memory access (SIGSEGV); perhaps the stack overflowed")
        }
        os::SIGXFSZ => Judged::new(Verdict::ForbiddenOperation, "tried to write a file"),
        signal => crashed(&format!("crashed: ended by signal {signal}")),
    }
}

/// The verdict of a process that exited by itself.
fn by_word(ended: &Ended, said: &Said, test: &Test) -> Judged {
    let worst = said.worst().filter(|check| check.verdict != CheckVerdict::Passed);
    match &said.end {
        None => Judged::new(Verdict::StoppedEarly, "the program stopped before the test had finished"),
        Some(End::Unable { text }) => Judged {
            instructor: format!("{text}\n"),
            ..Judged::new(Verdict::InternalError, "this machine could not run the test")
        },
        Some(_) if ended.status.code() != Some(0) => {
            Judged::new(Verdict::StoppedEarly, "the program stopped before the test had finished")
        }
        Some(_) if worst.is_some() => worst.map(of_check).expect("it was just looked at"),
        Some(End::Passed { checks: 0, .. }) => Judged {
            instructor: "the test made no check; every rule needs one\n".into(),
            ..Judged::new(Verdict::InternalError, "the test explored nothing")
        },
        Some(End::Passed { .. }) if !said.untrue.is_empty() => forged(""),
        Some(End::Passed { checks, executions }) => {
            match doubt(&said.checks, *checks, *executions, ended.cpu) {
                Some(why) => forged(&format!("{why}\n")),
                None => Judged::new(Verdict::Passed, "passed"),
            }
        }
        Some(End::Failed { text, place }) => of_panic(text, place.as_ref(), test),
    }
}

/// A pass that cannot be true.
fn forged(why: &str) -> Judged {
    Judged {
        instructor: why.to_owned(),
        ..Judged::new(Verdict::Forged, "reports a pass that cannot be true")
    }
}

fn of_check(check: &CheckReport) -> Judged {
    let why = check.failure.as_ref().map(Failure::headline);
    let why = why.or_else(|| without_content(check).map(str::to_owned));
    let why = why.or_else(|| check.covered().pop()).unwrap_or_default();
    Judged::new(check.verdict.into(), format!("{}: {why}", check.check))
}

/// The test's own assertion, outside every check.
fn of_panic(text: &str, place: Option<&(String, u32)>, test: &Test) -> Judged {
    let named = place.filter(|(file, _)| !file.is_empty());
    let at = named.map(|(file, line)| format!("{file}:{line}: ")).unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    if test.public {
        return Judged::new(Verdict::Failed, format!("{at}{first}"));
    }
    // The text may quote the hidden test.
    Judged {
        instructor: printable(format!("{at}{text}\n").as_bytes(), TEXT_BYTES),
        ..Judged::new(Verdict::Failed, "a hidden test of this rule failed")
    }
}
