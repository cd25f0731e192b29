//! The lines below the table in words.

use super::numbers::thousands;
use crate::report::message::{object, say, thread};
use crate::report::{Awaited, Ending, Holder, Message, Outcome, Part, Place, Rescue, StepRef};

/// One line.
pub(crate) fn line(ending: &Ending) -> Message {
    match ending {
        Ending::KeptApart { inside, outside, lock, wanted, taken } => {
            kept_apart(*inside, *outside, *lock, wanted.as_ref(), taken)
        }
        Ending::Asleep { thread: me, object: condvar, since, place, others_wait } => {
            let since = since.map_or_else(Message::default, |since| say![" since ", since]);
            let nobody = nobody(*others_wait, "to wake it");
            say![thread(*me), " has been asleep on ", object(*condvar), since, " (", place, "); ", nobody]
        }
        Ending::Waits { thread: me, object, awaited, place, holders, several } => {
            say![waits(*me, *object, *awaited, place), held(*me, *awaited, holders, *several)]
        }
        Ending::InTest { thread: me, meeting: true } => {
            say![Part::Labelled(*me), " waits at the meeting of the test"]
        }
        Ending::InTest { thread: me, meeting: false } => {
            say![Part::Labelled(*me), " waits in the test for another thread to go on"]
        }
        Ending::Cycle(circle) => {
            let mut text: Message = "the cycle: ".into();
            for &(who, wanted) in circle {
                text.push(say![thread(who), " → ", object(wanted), " → "]);
            }
            text.push(thread(circle.first().map_or(0, |&(first, _)| first)));
            text
        }
        Ending::Repeats(Some((first, last))) if first < last => {
            format!("⟲ steps {first}–{last} repeat for ever").into()
        }
        Ending::Repeats(Some((only, _))) => format!("⟲ step {only} repeats for ever").into(),
        Ending::Repeats(None) => "⟲ this repeats for ever".into(),
        Ending::ReadsInVain { threads, object, place, value, since, rescue } => {
            reads_in_vain(threads, *object, place, value.as_deref(), *since, *rescue)
        }
        Ending::Predicted(outcomes) => predicted(outcomes).into(),
    }
}

fn kept_apart(inside: usize, outside: usize, lock: usize, wanted: Option<&Place>, taken: &Place) -> Message {
    let wanted = wanted.map_or_else(Message::default, |place| say![" (", place, ")"]);
    let (inside, outside) = (Part::Label(inside), Part::Label(outside));
    say![
        "while ",
        inside.clone(),
        " is there, ",
        outside,
        " waits for ",
        object(lock),
        wanted,
        ", which ",
        inside,
        " took (",
        taken,
        "); they can never be there together",
    ]
}

/// The reason why no thread ends the wait: the others have finished, or wait themselves.
fn nobody(others_wait: bool, what: &str) -> String {
    if others_wait { "the other threads wait too".to_owned() } else { format!("no thread is left {what}") }
}

fn waits(me: usize, at: usize, awaited: Awaited, place: &Place) -> Message {
    let (me, o, place) = (thread(me), object(at), say![" (", place, ")"]);
    match awaited {
        Awaited::Permit => say![me, " waits for a permit of ", o, place, ", none is left"],
        Awaited::Value { others_wait } => {
            say![me, " waits for a value from ", o, place, "; ", nobody(others_wait, "to send one")]
        }
        Awaited::Room { others_wait } => {
            say![me, " waits for room in ", o, place, "; ", nobody(others_wait, "to receive")]
        }
        Awaited::Taken { others_wait } => {
            say![
                me,
                " waits until its value in ",
                o,
                " is received",
                place,
                "; ",
                nobody(others_wait, "to do so")
            ]
        }
        Awaited::Unpark { others_wait } => {
            say![me, " is parked", place, "; ", nobody(others_wait, "to unpark it")]
        }
        Awaited::Barrier { arrived, size } => {
            say![me, " waits at ", o, place, format!("; {arrived} of {size} have come")]
        }
        Awaited::Meeting => say![me, " waits at the meeting of the test"],
        Awaited::Connection { others_wait } => {
            say![me, " waits in accept", place, "; ", nobody(others_wait, "to connect")]
        }
        Awaited::Bytes { others_wait } => {
            say![me, " waits for bytes from ", o, place, "; ", nobody(others_wait, "to send any")]
        }
        Awaited::Initialised => say![me, " waits until ", o, " is initialised", place],
        Awaited::Lock | Awaited::Other => say![me, " waits for ", o, place],
    }
}

/// The threads that hold the object that this one waits for.
fn held(me: usize, awaited: Awaited, holders: &[Holder], several: bool) -> Message {
    if holders.is_empty() {
        return Message::default();
    }
    let holder = |Holder { thread: holder, since, place }: &Holder| {
        let since = say!["since ", *since, " (", place, ")"];
        match *holder == me {
            true => say!["it has held itself ", since],
            false => say![thread(*holder), " has held ", since],
        }
    };
    let (which, lost) = match (awaited, several) {
        (Awaited::Permit, false) => ("; the permit that ", " is not given back"),
        (Awaited::Permit, true) => ("; the permits that ", " are not given back"),
        _ => (", which ", ""),
    };
    say![which, Message::join(holders.iter().map(holder), " and "), lost]
}

fn reads_in_vain(
    threads: &[usize],
    at: usize,
    place: &Place,
    value: Option<&str>,
    since: Option<StepRef>,
    rescue: Rescue,
) -> Message {
    let who = Message::join(threads.iter().map(|&who| thread(who).into()), " and ");
    let s = if threads.len() == 1 { "s" } else { "" };
    let finds = match (value, since) {
        (Some(value), Some(since)) => say![" and find", s, format!(" the {value} of "), since],
        (Some(value), None) => format!(" and find{s} {value}").into(),
        (None, _) => Message::default(),
    };
    let others = match rescue {
        Rescue::Stuck(by) => say![thread(by), ", the thread that set it, is stuck too"],
        Rescue::Waits => "the other threads wait".into(),
        Rescue::Nobody => "no thread is left to change it".into(),
    };
    say![who, " read", s, " ", object(at), " again and again (", place, ")", finds, "; ", others]
}

/// The predicted set in words; only its size if it is long.
fn predicted(outcomes: &[Outcome]) -> String {
    const MOST: usize = 6;
    let ends: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
    match ends.as_slice() {
        [] => "your set is empty".to_owned(),
        [only] => format!("your set has only {only}"),
        [first @ .., last] if ends.len() <= MOST => format!("your set has {} and {last}", first.join(", ")),
        _ => format!("your set has {} others", thousands(ends.len() as u64)),
    }
}
