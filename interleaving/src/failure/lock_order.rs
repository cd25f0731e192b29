//! Locks that are taken in opposite orders, as a hint where not all schedules were explored and none deadlocks.
//!
//! One execution suffices: it shows which locks a thread held when it took another. If threads that can run at the
//! same time close a circle of such steps, and no two of these steps were taken under a common lock (a gate, which
//! lets one of them through at a time) or with a permit of a common semaphore, some schedule can deadlock in that
//! circle, unless something else keeps the threads apart (Havelund, "Using runtime analysis to guide model checking
//! of Java programs", SPIN 2000).

use std::panic::Location;

use crate::facts::Facts;
use crate::report::{Coverage, NestedLock};
use crate::run::step::Event;
use crate::run::step::Link;
use crate::search::bench::Bench;
use crate::search::worker::Lost;
use crate::spec::{Action, Tid};

/// The most threads in a circle.
const LONGEST: usize = 3;
/// The most steps of an execution to compare.
const MOST: usize = 200;

/// A step that takes a lock while its thread holds others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Nested {
    thread: Tid,
    /// Each lock that the thread held (or semaphore of which it held a permit), and the place where it took it.
    held: Vec<(usize, &'static Location<'static>)>,
    wanted: usize,
    at: &'static Location<'static>,
}

/// The hint for a check that passed, if there is one.
pub(crate) fn hint(bench: &Bench) -> Result<Option<Coverage>, Lost> {
    let (plan, recording) = (&bench.plan, bench.replay(Vec::new(), Vec::new(), true)?);
    Ok(recording.and_then(|recording| of(&Facts::new(&recording, plan.goal, plan.caller.file(), None))))
}

fn of(facts: &Facts<'_>) -> Option<Coverage> {
    let recording = facts.recording;
    // The test's own locks do not concern the reader.
    let nested: Vec<Nested> =
        nested(&recording.events).into_iter().filter(|step| !facts.is_tests(step.at)).collect();
    let circle = (0..nested.len()).find_map(|first| circle(&nested, &recording.links, vec![first]))?;
    let steps = circle.iter().enumerate().map(|(number, &step)| {
        let Nested { thread, held, at, .. } = &nested[step];
        let former = &nested[circle[(number + circle.len() - 1) % circle.len()]];
        let taken = held.iter().find(|(lock, _)| *lock == former.wanted).map_or(*at, |&(_, taken)| taken);
        NestedLock { thread: *thread, held: taken.into(), wanted: (*at).into() }
    });
    Some(Coverage::LockOrder { steps: steps.collect() })
}

/// Every step that takes a lock while its thread holds others.
fn nested(events: &[Event]) -> Vec<Nested> {
    let mut held: Vec<Vec<(usize, &'static Location<'static>)>> = Vec::new();
    let mut nested: Vec<Nested> = Vec::new();
    // The body's own thread takes its steps before it starts the others, or after they have finished.
    for event in events.iter().filter(|event| event.thread != 0) {
        held.resize_with(held.len().max(event.thread + 1), Vec::new);
        let own = &mut held[event.thread];
        match event.action {
            // A `try_` operation does not wait, and a semaphore counts only as held.
            Action::TryLock | Action::TryWrite | Action::Acquire | Action::TryAcquire if event.ok => {
                own.push((event.object, event.at));
            }
            Action::Lock | Action::Write if event.ok => {
                let step =
                    Nested { thread: event.thread, held: own.clone(), wanted: event.object, at: event.at };
                if !own.is_empty() && nested.len() < MOST && !nested.contains(&step) {
                    nested.push(step);
                }
                own.push((event.object, event.at));
            }
            Action::Unlock | Action::Unwrite | Action::Release => {
                own.retain(|&(lock, _)| lock != event.object)
            }
            Action::Wait => own.retain(|&(lock, _)| Some(lock) != event.second),
            Action::Wake(_) => own.extend(event.second.map(|lock| (lock, event.at))),
            _ => {}
        }
    }
    nested
}

/// Finds a circle that begins with these steps: each wants a lock that the next one's thread holds.
fn circle(nested: &[Nested], links: &[Link], begun: Vec<usize>) -> Option<Vec<usize>> {
    let last = &nested[*begun.last()?];
    let holds = |step: &Nested, lock: usize| step.held.iter().any(|&(held, _)| held == lock);
    let apart = |one: &Nested, other: &Nested| {
        one.thread != other.thread
            && !one.held.iter().any(|&(lock, _)| holds(other, lock))
            && overlap(links, one.thread, other.thread)
    };
    if begun.len() > 1 && holds(&nested[begun[0]], last.wanted) {
        return Some(begun);
    }
    if begun.len() == LONGEST {
        return None;
    }
    let next = (0..nested.len()).filter(|&next| {
        holds(&nested[next], last.wanted) && begun.iter().all(|&step| apart(&nested[step], &nested[next]))
    });
    next.into_iter().find_map(|next| circle(nested, links, [begun.clone(), vec![next]].concat()))
}

/// Returns whether two threads can run at the same time: neither was joined before the other was started.
fn overlap(links: &[Link], one: Tid, other: Tid) -> bool {
    let started = |thread: Tid| links.iter().position(|link| link.to == thread);
    let joined = |thread: Tid| {
        let starter = links[started(thread)?].from;
        links.iter().position(|link| (link.from, link.to) == (thread, starter))
    };
    let before =
        |one: Tid, other: Tid| joined(one).zip(started(other)).is_some_and(|(end, start)| end < start);
    !before(one, other) && !before(other, one)
}
