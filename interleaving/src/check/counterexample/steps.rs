//! A step in words.

use crate::diagnosis::facts::{Facts, name, takes};
use crate::run::world::Event;
use crate::spec::{Action, Seed, State, Tid, Waiting};

/// Whether the two are a lock and its unlock with nothing between.
pub(super) fn are_one(lock: &Event, unlock: &Event) -> bool {
    let drops = matches!(unlock.action, Action::Unlock | Action::Unread | Action::Unwrite);
    drops && takes(lock.action) && lock.ok && lock.thread == unlock.thread && lock.object == unlock.object
}

/// A lock and its unlock as one row.
pub(super) fn both(facts: &Facts<'_>, lock: usize, unlock: usize) -> String {
    let event = &facts.events()[lock];
    match (event.values.last(), change(facts, unlock)) {
        (_, Some(change)) => format!("{} {{o{}}}: {change}, unlock", verb(event.action), event.object),
        (Some(value), None) => format!("{} {{o{}}}: {value}, unlock", verb(event.action), event.object),
        (None, None) => format!("{} {{o{}}}, unlock", verb(event.action), event.object),
    }
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

/// What the holder of a lock changed: `10 → 3`.
fn change(facts: &Facts<'_>, unlock: usize) -> Option<String> {
    let event = &facts.events()[unlock];
    let object = if event.action == Action::Wait { event.second? } else { event.object };
    let took = |earlier: &&Event| {
        let woke = matches!(earlier.action, Action::Wake(_)) && earlier.second == Some(object);
        earlier.thread == event.thread
            && (woke || earlier.object == object && takes(earlier.action) && earlier.ok)
    };
    let former = facts.events()[..unlock].iter().rev().find(took)?.values.last()?;
    let left = event.values.first()?;
    // A number that was written again as it was tells of an update; a list that was only looked at does not.
    let number = left.parse::<i128>().is_ok();
    (former != left || event.wrote && number).then(|| format!("{former} → {left}"))
}

/// The step in words, with `{o3}` for objects.
pub(super) fn text(facts: &Facts<'_>, number: usize) -> String {
    let event = &facts.events()[number];
    let o = format!("{{o{}}}", event.object);
    let mutex = format!("{{o{}}}", event.second.unwrap_or(event.object));
    let found = |word: &str| match event.values.first() {
        Some(value) => format!("{word} {o}: {value}"),
        None => format!("{word} {o}"),
    };
    let changed = |word: &str| match event.values.as_slice() {
        [former, new, ..] => format!("{word} {o}: {former} → {new}"),
        [value] => format!("{word} {o}: {value}"),
        [] => format!("{word} {o}"),
    };
    let again = |word: &str| match event.values.first() {
        Some(value) => format!("{word}, lock {mutex} again: {value}"),
        None => format!("{word}, lock {mutex} again"),
    };
    let ok = event.ok;
    match event.action {
        action if takes(action) && ok => found(verb(action)),
        action if takes(action) => format!("{} {o}: {}", verb(action), in_the_way(facts, number)),
        Action::Unlock | Action::Unread | Action::Unwrite => unlock(facts, number),
        Action::Wait => match change(facts, number) {
            Some(change) => format!("wait on {o}, unlock {mutex}: {change}"),
            None => format!("wait on {o}, unlock {mutex}"),
        },
        Action::Wake(_) if ok => again("woken"),
        Action::Wake(Waiting::Timed) => again("time is up"),
        Action::Wake(Waiting::Untimed) => again("wakes without a notification"),
        Action::NotifyOne => format!("notify_one {o}: wakes {}", whom(&event.woken)),
        Action::NotifyAll => format!("notify_all {o}: wakes {}", whom(&event.woken)),
        Action::Acquire | Action::TryAcquire | Action::Release => permits(facts, number),
        Action::Arrive if matches!(facts.recording.slots[event.object].seed, Seed::Meeting(_)) => {
            "comes to the test's meeting".to_owned()
        }
        Action::Arrive => format!("arrive at {o}"),
        Action::Depart => format!("leave {o}"),
        Action::OnceBegin if ok => format!("begin {o}"),
        Action::OnceBegin | Action::OnceForce => format!("look at {o}: done"),
        Action::OnceEnd(_) => format!("end {o}"),
        Action::OnceLook => format!("look at {o}: {}", if ok { "done" } else { "not done" }),
        Action::Send | Action::TrySend if ok => found("send to"),
        Action::Send | Action::TrySend => format!("send to {o}: refused"),
        Action::Ready => format!("wait at {o}"),
        Action::Handed => format!("the value in {o} was received"),
        Action::Recv | Action::TryRecv | Action::RecvTimeout if ok => match event.drawn {
            0 => found("receive from"),
            1 => format!("{}, which overtook a message", found("receive from")),
            earlier => format!("{}, which overtook {earlier} messages", found("receive from")),
        },
        Action::Recv | Action::TryRecv | Action::RecvTimeout => format!("receive from {o}: nothing"),
        Action::AddSender => format!("clone a sender of {o}"),
        Action::DropSender => format!("drop a sender of {o}"),
        Action::DropReceiver => format!("drop the receiver of {o}"),
        Action::Load(_) | Action::CellRead => found("read"),
        Action::Store(_) | Action::CellWrite => changed("write"),
        Action::Update(_) => changed("update"),
        Action::CompareExchange(..) if ok => changed("exchange"),
        Action::CompareExchange(..) if event.drawn == 1 => match event.values.first() {
            Some(value) => format!("compare {o}: is {value}, as expected, and fails: it is weak"),
            None => format!("compare {o}: as expected, and fails: it is weak"),
        },
        Action::CompareExchange(..) => match event.values.first() {
            Some(value) => format!("compare {o}: is {value}, no exchange"),
            None => format!("compare {o}: differs, no exchange"),
        },
        Action::Fence(order) => format!("fence {order:?}"),
        Action::Park | Action::ParkTimeout if ok => "park: unparked, goes on".to_owned(),
        Action::Park | Action::ParkTimeout => "park: time is up".to_owned(),
        Action::Unpark => match of_object(facts, event.object) {
            Some(thread) => format!("unpark {}", name(thread)),
            None => "unpark".to_owned(),
        },
        Action::Yield => "yield".to_owned(),
        Action::Sleep => "sleep".to_owned(),
        Action::Join => "join".to_owned(),
        Action::LookFinished => "is_finished".to_owned(),
        Action::Meet => "all are at the meeting".to_owned(),
        // The locks are above; a guard of its own keeps this list closed.
        Action::Lock
        | Action::TryLock
        | Action::Read
        | Action::TryRead
        | Action::Write
        | Action::TryWrite => found(verb(event.action)),
    }
}

/// What the holder changed; and for a guard that nobody kept, that it is dropped at once.
fn unlock(facts: &Facts<'_>, number: usize) -> String {
    let event = &facts.events()[number];
    let o = format!("{{o{}}}", event.object);
    if let Some(change) = change(facts, number) {
        return format!("unlock {o}: {change}");
    }
    let own = |earlier: &&Event| earlier.thread == event.thread;
    let lock = facts.events()[..number].iter().rev().find(own).filter(|lock| are_one(lock, event));
    // The renderer has the source, and says so only where it reads `let _ =`.
    let dropped = lock.map_or_else(String::new, |lock| {
        format!("{{d:{}:{}:{}}}", lock.at.file(), lock.at.line(), lock.at.column())
    });
    format!("unlock {o}{dropped}")
}

/// Who holds what a `try_` did not get.
fn in_the_way(facts: &Facts<'_>, number: usize) -> String {
    let event = &facts.events()[number];
    let held = facts.accesses().into_iter().filter(|access| {
        let open = access.to.is_none_or(|to| to > number);
        access.object == event.object && access.from < number && open
    });
    let names: Vec<String> = held
        .map(|access| if access.thread == event.thread { "itself".to_owned() } else { name(access.thread) })
        .collect();
    if names.is_empty() { "not free".to_owned() } else { format!("held by {}", names.join(" and ")) }
}

/// A semaphore's count before and after, and whom it lets go on.
fn permits(facts: &Facts<'_>, number: usize) -> String {
    let event = &facts.events()[number];
    let o = format!("{{o{}}}", event.object);
    let word = match event.action {
        Action::Release => "signal",
        Action::TryAcquire => "try_wait",
        _ => "wait",
    };
    if !event.ok {
        return format!("{word} {o}: none is left");
    }
    let count =
        facts.permits(number).map_or_else(String::new, |(before, after)| format!(": {before} → {after}"));
    let waiting = match facts.permits(number) {
        Some((0, _)) if event.action == Action::Release => {
            facts.standing_at(event.object, number, |action| action == Action::Acquire)
        }
        _ => Vec::new(),
    };
    match waiting.as_slice() {
        [] => format!("{word} {o}{count}"),
        [one] => format!("{word} {o}{count}, wakes {}", name(*one)),
        many => {
            let names: Vec<String> = many.iter().map(|&thread| name(thread)).collect();
            format!("{word} {o}{count}, wakes one of {}", names.join(", "))
        }
    }
}

fn whom(woken: &[Tid]) -> String {
    if woken.is_empty() {
        return "nobody".to_owned();
    }
    woken.iter().map(|&thread| name(thread)).collect::<Vec<_>>().join(", ")
}

/// The thread whose object this is.
fn of_object(facts: &Facts<'_>, object: usize) -> Option<Tid> {
    let own = facts.recording.threads.iter().position(|thread| thread.object == Some(object));
    own.filter(|_| matches!(facts.state(object), State::Thread { .. }))
}
