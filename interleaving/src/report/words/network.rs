//! A step of a process of a network, in words.

use crate::report::message::{Part, say};
use crate::report::{Action, Letter, Message, ProcessStep, Way};

/// The words of a row of the message table.
pub(super) fn step(action: Action, step: &ProcessStep) -> Message {
    let done = match (action, &step.message) {
        (Action::Deliver, Some(letter)) => received(letter),
        (Action::Post, Some(letter)) => sent(letter),
        (Action::Input, _) => step.does.as_deref().unwrap_or("goes on").into(),
        (Action::Crash, _) => "crashes".into(),
        (Action::Replace, _) => "a new process takes its place".into(),
        (Action::Disconnect, _) => match step.other {
            Some(other) => say!["loses the connection with ", Part::Thread(other)],
            None => "loses a connection".into(),
        },
        _ => "acts".into(),
    };
    let holds: String = step.holds.iter().map(|holds| format!(", {holds}")).collect();
    let clock = step.clock.map_or_else(String::new, |clock| format!(" @{clock}"));
    say![done, holds, clock]
}

fn received(letter: &Letter) -> Message {
    match letter.number {
        None => format!("learns that {}", letter.content).into(),
        Some(number) => {
            let again = if letter.way == Way::Again { ", again" } else { "" };
            say![format!("#{number} ← "), Part::Thread(letter.from), again, ": ", &letter.content]
        }
    }
}

fn sent(letter: &Letter) -> Message {
    let Some(number) = letter.number else {
        return "tells the others".into();
    };
    if letter.way == Way::Again {
        return format!("#{number}, a copy that the network keeps: {}", letter.content).into();
    }
    let fate = match (letter.lost, letter.way) {
        (true, _) => ", lost",
        (false, Way::Late) => ", late",
        (false, _) => "",
    };
    say![format!("#{number} → "), Part::Thread(letter.to), fate, ": ", &letter.content]
}
