//! A failing execution as a report: who did what, and why it cannot end well.

use std::panic::Location;

use super::judge::{Way, thousands};
use super::shrink::Smallest;
use super::{Check, token};
use crate::oracle::Goal;
use crate::oracle::guided::Recording;
use crate::report::{Ending, Failure, FailureKind, Object, Place, Row, Thread};
use crate::run::world::{Ended, Event, Pending};
use crate::spec::{Action, State, Tid};

/// Tells the failure of `check` that `smallest` shows.
pub(super) fn tell(
    check: &Check,
    smallest: &Smallest,
    way: Way,
    execution: u64,
    complete_bound: Option<u32>,
) -> Failure {
    let recording = &smallest.recording;
    let told = Told { check, recording };
    let (first, last) = told.shown();
    Failure {
        kind: told.kind(),
        message: told.message(),
        place: told.place(),
        diagnosis: crate::diagnosis::diagnose(recording, check.goal),
        replay: token::text(&check.name, &recording.schedule, &smallest.numbers),
        found: found(recording, way, execution, complete_bound),
        threads: told.threads(),
        objects: told.objects(),
        rows: (first..last).map(|step| told.row(step)).collect(),
        ending: told.ending(),
    }
}

/// How it was found, and how small it is.
fn found(recording: &Recording, way: Way, execution: u64, complete_bound: Option<u32>) -> String {
    let preemptions = recording.preemptions;
    let count = match preemptions {
        0 => "no preemption".to_owned(),
        1 => "1 preemption".to_owned(),
        more => format!("{more} preemptions"),
    };
    // The search by bounds comes to a failure only after all schedules with fewer preemptions passed.
    let minimal = way == Way::Systematic || complete_bound.is_some_and(|bound| bound + 1 >= preemptions);
    let fewer = match (preemptions, minimal) {
        (0, _) => "",
        (1, true) => ", and no schedule without one fails",
        (_, true) => ", and no schedule with fewer fails",
        (_, false) => ", none with fewer was found",
    };
    match way {
        Way::Systematic => format!("found in schedule {}; {count}{fewer}", thousands(execution)),
        Way::Random => format!("found in random schedule {}; {count}{fewer}", thousands(execution)),
        Way::Replay => format!("replayed; {count}"),
    }
}

struct Told<'a> {
    check: &'a Check,
    recording: &'a Recording,
}

impl Told<'_> {
    fn ended(&self) -> &Ended {
        self.recording.ended.as_ref().unwrap_or(&Ended::Abandoned)
    }

    fn kind(&self) -> FailureKind {
        match self.ended() {
            Ended::Panic { message, .. } if message.starts_with("no serial order") => {
                FailureKind::NotSerializable
            }
            Ended::Panic { .. } => FailureKind::Panic,
            Ended::Deadlock | Ended::NeverFinishes if self.check.goal == Goal::Possible => {
                FailureKind::NeverMeets
            }
            Ended::Deadlock => FailureKind::Deadlock,
            Ended::LeakedLock { .. } => FailureKind::LeakedLock,
            Ended::DataRace { .. } => FailureKind::DataRace,
            Ended::NeverFinishes | Ended::Abandoned => FailureKind::NeverFinishes,
            Ended::Misuse(_) => FailureKind::Misuse,
        }
    }

    fn message(&self) -> String {
        match self.ended() {
            Ended::Panic { message, .. } => message.clone(),
            Ended::Deadlock | Ended::NeverFinishes if self.check.goal == Goal::Possible => {
                "they never are: no schedule lets them".to_owned()
            }
            Ended::Deadlock => format!("deadlock: {} for ever", waiters(&self.blocked())),
            Ended::LeakedLock { thread, object } => {
                format!("{} ended without releasing {{o{object}}}", name(*thread))
            }
            Ended::DataRace { .. } => "two accesses that nothing orders: a data race".to_owned(),
            Ended::NeverFinishes | Ended::Abandoned => {
                "goes on and on: no continuation was found that ends".to_owned()
            }
            Ended::Misuse(text) => text.clone(),
        }
    }

    /// Where it breaks: the panic's line, or the last line of somebody who waits.
    fn place(&self) -> Option<Place> {
        match self.ended() {
            Ended::Panic { file, line, column, .. } if !file.is_empty() => {
                Some(Place { file: file.clone(), line: *line, column: *column })
            }
            Ended::Deadlock => {
                let blocked = self.blocked();
                let own = blocked.iter().find(|(_, pending)| pending.at.file() != self.check.caller.file());
                own.or(blocked.first()).map(|(_, pending)| place(pending.at))
            }
            Ended::LeakedLock { object, .. } => {
                self.recording.slots[*object].held.first().map(|&(_, _, at)| place(at))
            }
            _ => self.recording.events.last().map(|event| place(event.at)),
        }
    }

    /// The threads that wait for ever, without those that only wait for other threads' ends.
    fn blocked(&self) -> Vec<(Tid, Pending)> {
        let threads = self.recording.threads.iter().enumerate();
        let waiting = threads.filter(|(_, thread)| !thread.finished);
        let pending = waiting.filter_map(|(tid, thread)| thread.pending.map(|pending| (tid, pending)));
        pending.filter(|(_, pending)| pending.action != Action::Join).collect()
    }

    fn threads(&self) -> Vec<Thread> {
        let threads = self.recording.threads.iter().enumerate();
        threads.map(|(tid, thread)| Thread { id: name(tid), label: thread.label.clone() }).collect()
    }

    fn objects(&self) -> Vec<Object> {
        let slots = &self.recording.slots;
        let objects = slots.iter().map(|slot| Object {
            kind: slot.seed.kind().to_owned(),
            name: slot.name.clone(),
            first_use: Some(place(slot.first)),
            index: None,
        });
        let mut objects: Vec<Object> = objects.collect();
        number_alike(&mut objects, &slots.iter().map(|slot| slot.address).collect::<Vec<_>>());
        objects
    }

    /// The steps worth showing: not what the body does alone, before the others begin and after they end.
    fn shown(&self) -> (usize, usize) {
        let events = &self.recording.events;
        let others = |event: &Event| event.thread != 0;
        match (events.iter().position(others), events.iter().rposition(others)) {
            (Some(first), Some(last)) => (first, last + 1),
            _ => (0, events.len()),
        }
    }

    fn row(&self, step: usize) -> Row {
        let event = &self.recording.events[step];
        Row {
            thread: event.thread,
            text: self.unlock(step).unwrap_or_else(|| text(event, &self.recording.slots)),
            // A guard that is dropped has no line of its own.
            place: (!matches!(
                event.action,
                Action::Unlock | Action::Unread | Action::Unwrite | Action::Wake(_)
            ))
            .then(|| place(event.at)),
            note: None,
        }
    }

    /// An unlock in words: what the holder changed, if it did.
    fn unlock(&self, step: usize) -> Option<String> {
        let events = &self.recording.events;
        let event = &events[step];
        if !matches!(event.action, Action::Unlock | Action::Unwrite) {
            return None;
        }
        let taken = |earlier: &&Event| {
            let lock = matches!(event.action, Action::Unlock) && earlier.second == Some(event.object);
            earlier.thread == event.thread && (earlier.object == event.object || lock)
        };
        let former = events[..step].iter().rev().find(taken)?.values.last()?;
        let left = event.values.first()?;
        Some(if former == left {
            format!("unlock {{o{}}}", event.object)
        } else {
            format!("unlock {{o{}}}: {former} → {left}", event.object)
        })
    }

    /// Who waits for what, who holds it, and the cycle.
    fn ending(&self) -> Vec<Ending> {
        if !matches!(self.ended(), Ended::Deadlock) {
            return Vec::new();
        }
        let mut lines: Vec<Ending> =
            self.blocked().iter().map(|(tid, pending)| self.waits(*tid, pending)).collect();
        if let Some(cycle) = self.cycle() {
            lines.push(Ending { text: format!("the cycle: {cycle}") });
        }
        lines
    }

    fn waits(&self, tid: Tid, pending: &Pending) -> Ending {
        let at = place(pending.at);
        let (object, verb) = match (pending.action, pending.second) {
            (Action::Wake(_), _) => (pending.object, "sleeps on"),
            _ => (pending.object, "waits for"),
        };
        let mut text = format!("{} {verb} {{o{object}}} {{p:{}:{}}}", name(tid), at.file, at.line);
        let holders: Vec<String> = self.recording.slots[object]
            .held
            .iter()
            .map(|&(holder, _, at)| {
                let who = if holder == tid { "itself".to_owned() } else { name(holder) };
                format!("{who} holds it since {{p:{}:{}}}", at.file(), at.line())
            })
            .collect();
        if !holders.is_empty() {
            text += &format!(", which {}", holders.join(" and ").replace(" holds it", " has held"));
        }
        Ending { text }
    }

    /// The cycle of threads that wait for each other's locks.
    fn cycle(&self) -> Option<String> {
        let blocked = self.blocked();
        let holder = |tid: Tid| -> Option<(usize, Tid)> {
            let (_, pending) = blocked.iter().find(|(other, _)| *other == tid)?;
            let &(holder, ..) = self.recording.slots[pending.object].held.first()?;
            Some((pending.object, holder))
        };
        for &(start, _) in &blocked {
            let mut text = name(start);
            let mut tid = start;
            for _ in 0..blocked.len() {
                let Some((object, next)) = holder(tid) else {
                    break;
                };
                text += &format!(" → {{o{object}}} → {}", name(next));
                if next == start {
                    return Some(text);
                }
                tid = next;
            }
        }
        None
    }
}

/// Numbers objects that are first used by the same expression, in the order of their addresses.
fn number_alike(objects: &mut [Object], addresses: &[usize]) {
    for one in 0..objects.len() {
        let alike = |other: &usize| {
            let (a, b) = (&objects[one], &objects[*other]);
            a.kind == b.kind && a.name.is_none() && b.name.is_none()
        };
        let same: Vec<usize> = (0..objects.len()).filter(alike).collect();
        let below = same.iter().filter(|&&other| addresses[other] < addresses[one]).count();
        objects[one].index = (same.len() > 1).then_some(below);
    }
}

fn waiters(blocked: &[(Tid, Pending)]) -> String {
    let names: Vec<String> = blocked.iter().map(|&(tid, _)| name(tid)).collect();
    match names.as_slice() {
        [] => "somebody waits".to_owned(),
        [one] => format!("{one} waits"),
        [first @ .., last] => format!("{} and {last} wait", first.join(", ")),
    }
}

fn name(tid: Tid) -> String {
    if tid == 0 { "main".to_owned() } else { format!("P{tid}") }
}

fn place(at: &Location<'_>) -> Place {
    Place { file: at.file().to_owned(), line: at.line(), column: at.column() }
}

/// A step in words.
fn text(event: &Event, slots: &[crate::run::world::Slot]) -> String {
    let o = format!("{{o{}}}", event.object);
    let first = event.values.first();
    let found = |word: &str| match first {
        Some(value) => format!("{word} {o}: {value}"),
        None => format!("{word} {o}"),
    };
    let changed = |word: &str| match event.values.as_slice() {
        [former, new, ..] => format!("{word} {o}: {former} → {new}"),
        [value] => format!("{word} {o}: {value}"),
        [] => format!("{word} {o}"),
    };
    let tried = |word: &str| {
        if event.ok { found(word) } else { format!("{word} {o}: taken by another") }
    };
    match event.action {
        Action::Lock => found("lock"),
        Action::TryLock => tried("try_lock"),
        Action::Unlock => found("unlock"),
        Action::Read => found("read-lock"),
        Action::TryRead => tried("try_read"),
        Action::Unread => format!("unlock {o}"),
        Action::Write => found("write-lock"),
        Action::TryWrite => tried("try_write"),
        Action::Unwrite => found("unlock"),
        Action::Wait => format!("wait on {o}, unlock {{o{}}}", event.second.unwrap_or(event.object)),
        Action::Wake(_) if event.ok => {
            format!("woken, lock {{o{}}} again", event.second.unwrap_or(event.object))
        }
        Action::Wake(crate::spec::Waiting::Timed) => {
            format!("time is up, lock {{o{}}} again", event.second.unwrap_or(event.object))
        }
        Action::Wake(_) => format!("wakes unasked, lock {{o{}}} again", event.second.unwrap_or(event.object)),
        Action::NotifyOne | Action::NotifyAll => {
            let word = if event.action == Action::NotifyOne { "notify_one" } else { "notify_all" };
            let woken: Vec<String> = event.woken.iter().map(|&tid| name(tid)).collect();
            let whom = if woken.is_empty() { "nobody".to_owned() } else { woken.join(", ") };
            format!("{word} {o}: wakes {whom}")
        }
        Action::Acquire => format!("wait {o}"),
        Action::TryAcquire => {
            if event.ok {
                format!("try_wait {o}: yes")
            } else {
                format!("try_wait {o}: no")
            }
        }
        Action::Release => format!("signal {o}"),
        Action::Arrive => match slots[event.object].state {
            State::Meeting { .. } => "comes to the meeting".to_owned(),
            _ => format!("arrive at {o}"),
        },
        Action::Depart => format!("leave {o}"),
        Action::OnceBegin | Action::OnceForce => {
            if event.ok {
                format!("begin {o}")
            } else {
                format!("look at {o}: done")
            }
        }
        Action::OnceEnd(_) => format!("end {o}"),
        Action::OnceLook => format!("look at {o}"),
        Action::Send | Action::TrySend => {
            if event.ok {
                found("send to")
            } else {
                format!("send to {o}: refused")
            }
        }
        Action::Ready => format!("wait at {o}"),
        Action::Handed => format!("{o} took it"),
        Action::Recv | Action::TryRecv | Action::RecvTimeout => {
            if event.ok {
                found("receive from")
            } else {
                format!("receive from {o}: nothing")
            }
        }
        Action::AddSender => format!("clone a sender of {o}"),
        Action::DropSender => format!("drop a sender of {o}"),
        Action::DropReceiver => format!("drop the receiver of {o}"),
        Action::Load(_) | Action::CellRead => found("read"),
        Action::Store(_) | Action::CellWrite => changed("write"),
        Action::Update(_) => changed("update"),
        Action::CompareExchange(..) => {
            if event.ok {
                changed("exchange")
            } else {
                found("compare, not equal,")
            }
        }
        Action::Fence(order) => format!("fence {order:?}"),
        Action::Park | Action::ParkTimeout => {
            if event.ok {
                "park: has the token".to_owned()
            } else {
                "park: time is up".to_owned()
            }
        }
        Action::Unpark => "unpark".to_owned(),
        Action::Yield => "yield".to_owned(),
        Action::Sleep => "sleep".to_owned(),
        Action::Join => "join".to_owned(),
        Action::Meet => "all are there".to_owned(),
    }
}
