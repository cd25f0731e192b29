//! A network of processes in words: what broke, and each step.

use super::wrap;
use crate::report::message::{Part, say};
use crate::report::{Action, Letter, Message, ProcessStep, Way};

/// A user waits, and nothing is left to deliver.
pub(super) fn never_served(process: usize, condition: &str) -> Message {
    let who = Part::Thread(process);
    say![who, format!(" waits for ever: nothing is left to deliver, and it never {condition}")]
}

/// A request was granted before another that happened before it.
pub(super) fn out_of_order(first: usize, served: usize, request: &str, granted: &str) -> Message {
    let (first, served) = (Part::Thread(first), Part::Thread(served));
    say![
        "out of order: \"",
        first,
        format!(" {request}\" happened before \""),
        served.clone(),
        format!(" {request}\", but "),
        served,
        format!(" {granted} first")
    ]
}

/// The words of a row of the message table.
pub(super) fn step(action: Action, step: &ProcessStep) -> Message {
    let done = match (action, &step.message) {
        (Action::Deliver, Some(letter)) => received(letter),
        (Action::Post, Some(letter)) => sent(letter),
        (Action::Input, _) => step.does.as_deref().unwrap_or("goes on").into(),
        (Action::Crash, _) => say!["crashes", lost(&step.loses)],
        (Action::Replace, _) => "a new process takes its place".into(),
        (Action::Disconnect, _) => match step.other {
            Some(other) => say!["loses the connection with ", Part::Thread(other), lost(&step.loses)],
            None => "loses a connection".into(),
        },
        _ => "acts".into(),
    };
    let holds: String = step.holds.iter().map(|holds| format!(", {holds}")).collect();
    let clock = step.clock.map_or_else(String::new, |clock| format!(" @{clock}"));
    let silent = if step.silent { ", sends nothing" } else { "" };
    say![done, holds, silent, clock]
}

/// The messages under way that are lost.
fn lost(numbers: &[usize]) -> String {
    let all: Vec<String> = numbers.iter().map(|number| format!("#{number}")).collect();
    match &all[..] {
        [] => String::new(),
        [one] => format!(", {one} is lost"),
        [rest @ .., last] => format!(", {} and {last} are lost", rest.join(", ")),
    }
}

fn received(letter: &Letter) -> Message {
    match letter.number {
        None => format!("learns that {}", letter.content).into(),
        Some(number) => {
            let again = if letter.way == Way::Again { ", again" } else { "" };
            say![format!("#{number} ← "), Part::Thread(letter.from), again, ": ", compact(&letter.content)]
        }
    }
}

fn sent(letter: &Letter) -> Message {
    let Some(number) = letter.number else {
        return "tells the others".into();
    };
    if letter.way == Way::Again {
        return format!("#{number}, a copy that the network keeps: {}", compact(&letter.content)).into();
    }
    let fate = match (letter.lost, letter.way) {
        (true, _) => ", lost",
        (false, Way::Late) => ", late",
        (false, _) => "",
    };
    say![format!("#{number} → "), Part::Thread(letter.to), fate, ": ", compact(&letter.content)]
}

/// The text of `Debug` without the spaces inside braces: columns are narrow. A line breaks in no pair of braces, or if
/// it must, after a comma.
fn compact(content: &str) -> String {
    let content = content.replace("{ ", "{").replace(" }", "}");
    let (mut depth, mut last, mut text) = (0_usize, ' ', String::new());
    for char in content.chars() {
        match char {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        text.push(match char {
            ' ' if depth > 0 && last == ',' => wrap::LATER,
            ' ' if depth > 0 => wrap::NEVER,
            char => char,
        });
        last = char;
    }
    text
}
