//! The audit of a check: its scenario outside the explorer, on real threads, for a number of rounds.
//!
//! What a program does in the explorer and what it does in the world are the same, unless it can tell the two apart. A
//! round that fails where every explored schedule passed is a contradiction, which somebody has to look at.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use crate::run::CpuClock;
use crate::run::body::Body;
use crate::run::goal::Goal;
use crate::run::payload;
use crate::run::round::{self, Look, Round};
use crate::search::bench::Plan;

/// The CPU time after which a round is said not to end. Those of a right program use less than a thousandth of it.
const CPU: Duration = Duration::from_secs(5);

/// The time between two looks at a round.
const TICK: Duration = Duration::from_millis(200);

/// The looks after which a round is said not to end, whatever it waits for: 20 s. A stopped process takes none.
const LOOKS: u32 = 100;

/// The threads of given up and stuck rounds after which nothing more is audited: they are there for ever.
const LEFT: usize = 12;

/// The result of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audited {
    /// So many rounds ended as they should.
    Agrees { rounds: u32 },
    /// This round, from 1, failed.
    Contradicts { round: u32, text: String },
    /// The system could not start a thread.
    GivenUp,
    /// The scenario needs the explorer: processes, sockets in memory, a schedule that is only possible.
    NotOutside,
}

/// Runs the scenario for `rounds` rounds, or up to the first that fails. `left` counts the threads that are left behind.
pub(crate) fn audit(plan: &Plan, body: &Body, rounds: u32, left: &mut usize) -> Audited {
    let settings = &plan.settings;
    if plan.goal != Goal::Always || settings.any_end.is_some() || settings.locks_off {
        return Audited::NotOutside;
    }
    for number in 1..=rounds {
        if *left > LEFT {
            return Audited::Agrees { rounds: number - 1 };
        }
        let round = Round::new(plan.seed.wrapping_add(u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let Some(outcome) = start(&round, body) else { return Audited::GivenUp };
        let failed = match followed(&round, LOOKS) {
            // A round is over when all its threads have ended, the one that sends the outcome among them.
            Look::Over => outcome.recv().ok().flatten(),
            Look::Stuck => Some("its threads wait for each other for ever".to_owned()),
            Look::StuckAsMeant => {
                *left += round.threads();
                None
            }
            Look::Running => {
                let (cpu, wall) = (CPU.as_secs(), (TICK * LOOKS).as_secs());
                Some(format!("it has not ended after {cpu} s of CPU time, or {wall} s"))
            }
            Look::Lacks => return Audited::NotOutside,
        };
        if let Some(text) = failed {
            return Audited::Contradicts { round: number, text };
        }
    }
    Audited::Agrees { rounds }
}

/// Starts the body as the first thread of a round. It sends the text of its panic, or `None`; there is no channel if
/// the system cannot start a thread.
fn start(round: &Arc<Round>, body: &Body) -> Option<Receiver<Option<String>>> {
    let (sender, receiver) = sync_channel(1);
    let (round, body) = (Arc::clone(round), Arc::clone(body));
    let started = std::thread::Builder::new().name("main".to_owned()).spawn(move || {
        let _part = round::join(Some(round));
        let outcome = catch_unwind(AssertUnwindSafe(|| body()));
        let panicked = outcome.err().map(|payload| {
            let text = payload::message(&*payload);
            payload::forget(payload);
            text
        });
        // It fails only if the round has been given up.
        let _ = sender.send(panicked);
    });
    started.is_ok().then_some(receiver)
}

/// Waits for the end of a round; it is still running if it has used up its CPU time or these looks.
fn followed(round: &Round, looks: u32) -> Look {
    let clock = CpuClock::of_the_process();
    let used = clock.now();
    for _ in 0..looks {
        let look = round.wait(TICK);
        if look != Look::Running || clock.now().saturating_sub(used) >= CPU {
            return look;
        }
    }
    Look::Running
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use crate::{Check, actor, concurrently, thread};

    fn rounds(body: impl Fn() + Send + Sync + 'static, rounds: u32, left: &mut usize) -> Audited {
        Check::new("audited").audit(&(Arc::new(body) as Body), rounds, left)
    }

    fn audited(body: impl Fn() + Send + Sync + 'static) -> Audited {
        rounds(body, 40, &mut 0)
    }

    fn increments(increment: impl Fn(&AtomicU32) + Send + Sync + 'static) -> Audited {
        audited(move || {
            let x = AtomicU32::new(0);
            concurrently([actor("first", || increment(&x)), actor("second", || increment(&x))]);
            assert_eq!(x.load(SeqCst), 2);
        })
    }

    #[test]
    fn an_increment_in_two_steps_fails_on_real_threads_and_one_step_does_not() {
        let in_two = increments(|x| x.store(x.load(SeqCst) + 1, SeqCst));
        assert!(
            matches!(&in_two, Audited::Contradicts { text, .. } if text.contains("left: 1")),
            "{in_two:?}"
        );
        let in_one = increments(|x| _ = x.fetch_add(1, SeqCst));
        assert_eq!(in_one, Audited::Agrees { rounds: 40 });
    }

    #[test]
    fn a_program_that_tells_the_worlds_apart_is_told() {
        let honest_while_checked = audited(|| {
            let begun = crate::time::Instant::now();
            (0..1_000).for_each(|_| std::hint::spin_loop());
            assert!(begun.elapsed().is_zero(), "not in a check");
        });
        assert!(matches!(honest_while_checked, Audited::Contradicts { round: 1, .. }));
    }

    #[test]
    fn what_is_meant_to_wait_does_not_contradict_and_a_deadlock_does() {
        let waits = || crate::waits("park", thread::park);
        assert_eq!(rounds(waits, 4, &mut 0), Audited::Agrees { rounds: 4 });
        assert!(matches!(audited(thread::park), Audited::Contradicts { round: 1, .. }));
        // Threads that are left behind are not gathered without end.
        assert_eq!(rounds(waits, 40, &mut 10), Audited::Agrees { rounds: 3 });
    }

    #[test]
    fn a_round_that_sleeps_for_hours_does_not_end() {
        let body: Body = Arc::new(|| thread::sleep(Duration::from_secs(36_000)));
        let round = Round::new(1);
        let _outcome = start(&round, &body).unwrap();
        assert_eq!(followed(&round, 2), Look::Running);
        // A sleep of a second is one of some milliseconds here.
        assert_eq!(audited(|| thread::sleep(Duration::from_millis(100))), Audited::Agrees { rounds: 40 });
    }

    #[test]
    fn processes_are_not_run_outside() {
        let body = || crate::run::begin_network(vec!["a".into()]);
        assert_eq!(audited(body), Audited::NotOutside);
    }
}
