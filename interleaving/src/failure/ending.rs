//! The state after the rows: the waiting threads, the holders, the cycle, the loop.

use std::collections::HashSet;

use crate::facts::{Facts, Vain, takes};
use crate::report::{Awaited, Ending, Holder, Rescue, StepRef};
use crate::run::goal::Goal;
use crate::run::step::{Ended, Event, Pending};
use crate::spec::{Action, Socket, State, Tid};

/// The lines below the table.
pub(super) fn ending(facts: &Facts<'_>) -> Vec<Ending> {
    match facts.recording.ended {
        Some(Ended::Deadlock | Ended::NeverFinishes) if facts.goal == Goal::Possible => apart(facts),
        Some(Ended::Deadlock) => deadlock(facts),
        Some(Ended::NeverFinishes | Ended::NeverYields { .. }) => endless(facts),
        _ => Vec::new(),
    }
}

/// The reason why a meeting cannot take place: one line if a lock prevents it.
fn apart(facts: &Facts<'_>) -> Vec<Ending> {
    let Some(apart) = facts.kept_apart() else {
        return deadlock(facts);
    };
    let wanted = facts.blocked().into_iter().find(|&(thread, _)| thread == apart.outside);
    vec![Ending::KeptApart {
        inside: apart.inside,
        outside: apart.outside,
        lock: apart.lock,
        wanted: wanted.map(|(_, pending)| pending.at.into()),
        taken: facts.events()[apart.taken].at.into(),
    }]
}

fn deadlock(facts: &Facts<'_>) -> Vec<Ending> {
    let blocked = facts.blocked();
    let own = |(_, pending): &&(Tid, Pending)| !facts.is_tests(pending.at) && pending.action != Action::Meet;
    let mut waiting: Vec<&(Tid, Pending)> = blocked.iter().filter(own).collect();
    // A thread that waits in the test would go on if the others did; it has its own line, after them.
    let mut aside: Vec<&(Tid, Pending)> = blocked.iter().filter(|waiting| !own(waiting)).collect();
    if waiting.is_empty() {
        waiting = std::mem::take(&mut aside);
    }
    let mut lines: Vec<Ending> =
        waiting.iter().map(|(thread, pending)| waits(facts, *thread, pending)).collect();
    lines.extend(aside.iter().map(|(thread, pending)| {
        let meeting = pending.action == Action::Meet;
        Ending::InTest { thread: *thread, meeting }
    }));
    if let Some(circle) = facts.cycle().filter(|circle| circle.len() > 1) {
        lines.push(Ending::Cycle(circle.iter().map(|&(thread, wanted, _)| (thread, wanted)).collect()));
    }
    lines
}

/// Returns whether other threads could do what `thread` waits for, but wait themselves.
fn others_wait(facts: &Facts<'_>, thread: Tid) -> bool {
    let of = |wanted: Tid| facts.blocked().into_iter().find(|&(other, _)| other == wanted);
    let same = of(thread).map(|(_, pending)| (pending.action, pending.object));
    facts.blocked().into_iter().any(|(other, pending)| {
        // A thread that waits for the same operation cannot be the one to end the wait.
        other != thread && Some((pending.action, pending.object)) != same
    })
}

/// The line on one waiting thread: the object, the place, and the threads that hold the object.
fn waits(facts: &Facts<'_>, thread: Tid, pending: &Pending) -> Ending {
    let place = pending.at.into();
    let others_wait = others_wait(facts, thread);
    if facts.is_asleep(thread, pending) {
        let waits = |event: &Event| event.thread == thread && event.action == Action::Wait;
        let since = facts.events().iter().rposition(waits).map(|event| facts.step(event));
        return Ending::Asleep { thread, object: pending.object, since, place, others_wait };
    }
    let object = facts.awaited(thread, pending);
    let awaited = match pending.action {
        Action::Acquire => Awaited::Permit,
        Action::Recv => Awaited::Value { others_wait },
        Action::Send => Awaited::Room { others_wait },
        Action::Handed => Awaited::Taken { others_wait },
        Action::Park => Awaited::Unpark { others_wait },
        Action::Depart => match facts.state(object) {
            &State::Barrier { size, arrived, .. } => Awaited::Barrier { arrived, size },
            _ => Awaited::Other,
        },
        Action::Meet => Awaited::Meeting,
        Action::Socket(Socket::Accept(_)) => Awaited::Connection { others_wait },
        Action::Socket(Socket::Read(..)) => Awaited::Bytes { others_wait },
        Action::Socket(Socket::Write(..)) => Awaited::Room { others_wait },
        Action::OnceBegin | Action::OnceForce => Awaited::Initialised,
        action if takes(action) || matches!(action, Action::Wake(_)) => Awaited::Lock,
        _ => Awaited::Other,
    };
    let (holders, several) = match awaited {
        Awaited::Lock | Awaited::Permit => holders(facts, object),
        _ => (Vec::new(), false),
    };
    Ending::Waits { thread, object, awaited, place, holders, several }
}

/// The threads that hold the object, each once, and whether they hold more than one permit of it.
fn holders(facts: &Facts<'_>, object: usize) -> (Vec<Holder>, bool) {
    let mut holders = facts.holders(object);
    let several = holders.len() != 1;
    let mut named = HashSet::new();
    holders.retain(|&(holder, _)| named.insert(holder));
    let holder = |(thread, taken): (Tid, usize)| {
        let place = facts.events()[taken].at.into();
        Holder { thread, since: facts.step(taken), place }
    };
    (holders.into_iter().map(holder).collect(), several)
}

/// The loop, and the threads that wait outside it.
fn endless(facts: &Facts<'_>) -> Vec<Ending> {
    let Some((from, to)) = facts.repeats else {
        return Vec::new();
    };
    let numbers: Vec<usize> = (from..to).filter_map(|event| facts.number(event)).collect();
    let mut lines = vec![Ending::Repeats(numbers.first().copied().zip(numbers.last().copied()))];
    lines.extend(reads_in_vain(facts));
    for (thread, pending) in facts.blocked() {
        let inside = |thread: Tid| facts.round().iter().any(|event| event.thread == thread);
        if inside(thread) || facts.can_go_on(thread, &pending) {
            continue;
        }
        // A wait of the test's own is not worth a line, unless the loop causes it.
        let kept = facts.holders(facts.awaited(thread, &pending)).iter().any(|&(holder, _)| inside(holder));
        if kept || !facts.is_tests(pending.at) {
            lines.push(waits(facts, thread, &pending));
        }
    }
    lines
}

/// The threads that read in vain an object that no thread changes.
fn reads_in_vain(facts: &Facts<'_>) -> Option<Ending> {
    let outside = |thread: Tid| facts.round().iter().all(|event| event.thread != thread);
    let mut others = facts.blocked().into_iter().filter(|&(thread, _)| outside(thread));
    if others.any(|(thread, pending)| facts.can_go_on(thread, &pending)) {
        return None;
    }
    let Vain { threads, at, object, value, since } = facts.read_in_vain()?;
    let by = since.map(|since| facts.events()[since].thread);
    let by = by.filter(|by| !outside(*by) && !threads.contains(by));
    let waits = facts.blocked().into_iter().any(|(thread, _)| outside(thread));
    let rescue = match by {
        Some(by) => Rescue::Stuck(by),
        None if waits => Rescue::Waits,
        None => Rescue::Nobody,
    };
    let since: Option<StepRef> = since.map(|since| facts.step(since));
    let threads = threads.into_iter().collect();
    Some(Ending::ReadsInVain { threads, object, place: at.into(), value, since, rescue })
}
