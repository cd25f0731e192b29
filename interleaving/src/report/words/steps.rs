//! A step in words.

use super::network;
use crate::report::message::{object, say, thread, thread_id};
use crate::report::{Action, Half, Message, ProcessStep, Row, Socket, Step, Waiting};

/// Stands in for facts that were not recorded.
const NO_STEP: ProcessStep = ProcessStep {
    message: None,
    does: None,
    holds: Vec::new(),
    loses: Vec::new(),
    silent: false,
    clock: None,
    other: None,
};

/// The words of a row.
pub(crate) fn words(row: &Row) -> Message {
    match &row.unlock {
        Some(unlock) => lock_and_unlock(&row.did, unlock),
        None => step(row.thread, &row.did),
    }
}

fn lock_and_unlock(lock: &Step, unlock: &Step) -> Message {
    let verb = verb(lock.action);
    let value = match (lock.values.last(), &unlock.change) {
        (_, Some((found, left))) => format!(": {found} → {left}"),
        (Some(value), None) => format!(": {value}"),
        (None, None) => String::new(),
    };
    say![verb, " ", object(lock.object), value, ", unlock"]
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::TryLock => "try_lock",
        Action::Read => "read-lock",
        Action::TryRead => "try_read",
        Action::Write => "write-lock",
        Action::TryWrite => "try_write",
        _ => "lock",
    }
}

/// The words of one step; `me` is its thread.
fn step(me: usize, step: &Step) -> Message {
    let o = || object(step.object);
    let ok = step.ok;
    match step.action {
        Action::Lock
        | Action::TryLock
        | Action::Read
        | Action::TryRead
        | Action::Write
        | Action::TryWrite => {
            let verb = verb(step.action);
            if ok { found(step, verb) } else { say![verb, " ", o(), ": ", in_the_way(me, step)] }
        }
        Action::Unlock | Action::Unread | Action::Unwrite => say!["unlock ", o(), change(step)],
        Action::Wait => say!["wait on ", o(), ", unlock ", mutex(step), change(step)],
        Action::Wake(_) if ok => locks_again(step, "woken"),
        Action::Wake(Waiting::Timed) => locks_again(step, "timeout"),
        Action::Wake(Waiting::Untimed) => locks_again(step, "spurious wakeup"),
        Action::NotifyOne => say!["notify_one ", o(), ": wakes ", whom(&step.woken)],
        Action::NotifyAll => say!["notify_all ", o(), ": wakes ", whom(&step.woken)],
        Action::Acquire | Action::TryAcquire | Action::Release => permits(step),
        Action::Arrive if step.meeting => "arrives at the test's meeting".into(),
        Action::Arrive => say!["arrive at ", o()],
        Action::Depart => say!["leave ", o()],
        Action::Meet => "all are at the meeting".into(),
        Action::OnceBegin if ok => say!["begin ", o()],
        Action::OnceBegin | Action::OnceForce => say!["read ", o(), ": done"],
        Action::OnceEnd(_) => say!["end ", o()],
        Action::OnceLook => say!["read ", o(), if ok { ": done" } else { ": not done" }],
        Action::Send | Action::TrySend if ok => found(step, "send to"),
        Action::Send | Action::TrySend => say!["send to ", o(), ": refused"],
        Action::Ready => say!["wait at ", o()],
        Action::Handed => say!["the value in ", o(), " was received"],
        Action::Recv | Action::TryRecv | Action::RecvTimeout => received(step),
        Action::AddSender => say!["clone a sender of ", o()],
        Action::DropSender => say!["drop a sender of ", o()],
        Action::DropReceiver => say!["drop the receiver of ", o()],
        Action::Load(_) | Action::CellRead => found(step, "read"),
        Action::Store(_) | Action::CellWrite => changed(step, "write"),
        Action::Update(_) => changed(step, "update"),
        Action::CompareExchange(..) if ok => changed(step, "exchange"),
        Action::CompareExchange(..) => not_exchanged(step),
        Action::Fence(order) => format!("fence {order:?}").into(),
        Action::Park | Action::ParkTimeout if ok => "park: unparked, goes on".into(),
        Action::Park | Action::ParkTimeout => "park: timeout".into(),
        Action::Unpark => match step.target {
            Some(target) => say!["unpark ", thread(target)],
            None => "unpark".into(),
        },
        Action::Yield => "yield".into(),
        Action::Sleep => "sleep".into(),
        Action::Join => "join".into(),
        Action::LookFinished => "is_finished".into(),
        Action::Socket(action) => socket(step, action),
        // All others are steps of processes.
        _ => network::step(step.action, step.process.as_ref().unwrap_or(&NO_STEP)),
    }
}

/// A step of the network. The values are the number of bytes and their beginning, or the number of a connection.
fn socket(step: &Step, action: Socket) -> Message {
    let o = || object(step.object);
    let number = || step.values.first().cloned().unwrap_or_default();
    let bytes = || match step.values.as_slice() {
        [count, text, ..] => say![count, if count == "1" { " byte" } else { " bytes" }, ": ", text],
        _ => Message::default(),
    };
    match action {
        Socket::Bind(_) => say!["bind", if step.ok { "" } else { ": the port is in use" }],
        Socket::Connect(_) if step.ok => say!["connect: connection ", number()],
        Socket::Connect(_) => "connect: refused".into(),
        Socket::Accept(_) if step.ok => say!["accept: connection ", number()],
        Socket::Accept(_) => "accept: the listener is closed".into(),
        Socket::Close(_) => "close the listener".into(),
        Socket::Read(..) if step.ok => say![o(), ": read ", bytes()],
        Socket::Read(..) => say![o(), ": read the end"],
        Socket::Write(..) if step.ok => say![o(), ": write ", bytes()],
        Socket::Write(..) => say![o(), ": write: broken pipe"],
        Socket::Shutdown(_, Half::Read) => say![o(), ": stop reading"],
        Socket::Shutdown(_, Half::Write) => say![o(), ": stop writing"],
        Socket::Shutdown(_, Half::Both) => say![o(), ": shut down"],
        Socket::Clone(_) => say![o(), ": clone a stream"],
        Socket::Drop(_) if step.ok => say![o(), ": hang up"],
        Socket::Drop(_) => say![o(), ": drop a clone"],
    }
}

fn mutex(step: &Step) -> Message {
    object(step.mutex.unwrap_or(step.object)).into()
}

/// The first value, with the newer one that it hides under a weak memory model.
fn value(step: &Step) -> Option<Message> {
    let value = step.values.first()?;
    let stale = step.stale.as_ref();
    let stale = stale.map(|stale| say![" (stale: ", &stale.newest, " was written in ", stale.written, ")"]);
    Some(say![value, stale.unwrap_or_default()])
}

fn found(step: &Step, verb: &str) -> Message {
    let value = value(step).map(|value| say![": ", value]);
    say![verb, " ", object(step.object), value.unwrap_or_default()]
}

fn changed(step: &Step, verb: &str) -> Message {
    match step.values.as_slice() {
        [former, new, ..] => say![verb, " ", object(step.object), format!(": {former} → {new}")],
        _ => found(step, verb),
    }
}

/// The change that the holder of a lock made: `: 10 → 3`.
fn change(step: &Step) -> String {
    step.change.as_ref().map_or_else(String::new, |(found, left)| format!(": {found} → {left}"))
}

fn locks_again(step: &Step, woken: &str) -> Message {
    let value = value(step).map(|value| say![": ", value]);
    say![woken, ", lock ", mutex(step), " again", value.unwrap_or_default()]
}

fn received(step: &Step) -> Message {
    if !step.ok {
        return say!["receive from ", object(step.object), ": nothing"];
    }
    let overtook = match step.drawn {
        0 => String::new(),
        1 => ", which overtook a message".to_owned(),
        earlier => format!(", which overtook {earlier} messages"),
    };
    say![found(step, "receive from"), overtook]
}

fn not_exchanged(step: &Step) -> Message {
    let o = object(step.object);
    match (value(step), step.drawn) {
        (Some(value), 1) => say!["compare ", o, ": is ", value, ", as expected, and fails: it is weak"],
        (None, 1) => say!["compare ", o, ": as expected, and fails: it is weak"],
        (Some(value), _) => say!["compare ", o, ": is ", value, ", no exchange"],
        (None, _) => say!["compare ", o, ": differs, no exchange"],
    }
}

/// The threads that hold the lock that a `try_` did not get.
fn in_the_way(me: usize, step: &Step) -> String {
    let name = |&holder: &usize| if holder == me { "itself".to_owned() } else { thread_id(holder) };
    let names: Vec<String> = step.holders.iter().map(name).collect();
    if names.is_empty() { "not free".to_owned() } else { format!("held by {}", names.join(" and ")) }
}

/// A semaphore's count before and after, and the threads that it lets go on.
fn permits(step: &Step) -> Message {
    let verb = match step.action {
        Action::Release => "signal",
        Action::TryAcquire => "try_wait",
        _ => "wait",
    };
    if !step.ok {
        return say![verb, " ", object(step.object), ": none is left"];
    }
    let count = step.permits.map_or_else(String::new, |(before, after)| format!(": {before} → {after}"));
    let wakes = match step.woken.as_slice() {
        [] => String::new(),
        [one] => format!(", wakes {}", thread_id(*one)),
        many => format!(", wakes one of {}", names(many)),
    };
    say![verb, " ", object(step.object), count, wakes]
}

fn whom(woken: &[usize]) -> String {
    if woken.is_empty() { "nobody".to_owned() } else { names(woken) }
}

fn names(threads: &[usize]) -> String {
    threads.iter().map(|&thread| thread_id(thread)).collect::<Vec<_>>().join(", ")
}
