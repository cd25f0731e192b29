//! The steps of processes for the message table: what was sent, received and asked, and at which time.

use crate::facts::Facts;
use crate::report::{Letter, Place, ProcessStep, Thread, Way};
use crate::run::processes::{self, Processes, Remark};
use crate::run::step::Event;
use crate::spec::Action;

/// The columns of a message table: the body, then the processes.
pub(super) fn columns(processes: &Processes) -> Vec<Thread> {
    let column = |id: &str| Thread { id: id.to_owned(), label: None };
    std::iter::once("main").chain(processes.names.iter().map(String::as_str)).map(column).collect()
}

/// The facts of event `number`, if it is a step of a process.
pub(super) fn step(facts: &Facts<'_>, number: usize) -> Option<ProcessStep> {
    let processes = facts.recording.processes.as_ref()?;
    let event = &facts.events()[number];
    let mut step = ProcessStep { message: message(processes, event), ..ProcessStep::default() };
    for remark in processes.remarks_on(number) {
        match remark {
            Remark::Does(label) => step.does = Some(label.clone()),
            Remark::Holds(label) => step.holds.push(label.clone()),
            Remark::Clock(clock) => step.clock = Some(*clock),
            Remark::With(process) => step.other = Some(process + 1),
        }
    }
    step.loses = lost_by(processes, number);
    step.silent = is_silent(facts, processes, number);
    Some(step)
}

/// The numbers of the messages that were lost with event `number`.
fn lost_by(processes: &Processes, number: usize) -> Vec<usize> {
    let messages = processes.letters.iter().filter(|letter| !letter.notice).enumerate();
    messages.filter(|(_, letter)| letter.lost_by == Some(number)).map(|(at, _)| at + 1).collect()
}

/// Returns whether event `number` delivers something to a process of the program, and it sends nothing. Only those
/// processes are known to be of the program that send from its files.
fn is_silent(facts: &Facts<'_>, processes: &Processes, number: usize) -> bool {
    let (events, event) = (facts.events(), &facts.events()[number]);
    let sends = |event: &Event| message(processes, event).is_some_and(|letter| letter.way != Way::Again);
    let posts = |event: &Event| event.action == Action::Post && sends(event);
    let column = facts.column(event.thread);
    let of_program = |event: &Event| {
        facts.column(event.thread) == column && posts(event) && facts.is_programs(event.at.file())
    };
    // The step may be cut short by the end of the execution.
    let has_ended = number + 1 < events.len();
    let mut parts = events[number + 1..].iter().take_while(|part| part.action.is_part());
    event.action == Action::Deliver && has_ended && events.iter().any(of_program) && !parts.any(posts)
}

/// The message that `event` sends or delivers.
fn message(processes: &Processes, event: &Event) -> Option<Letter> {
    let link = match event.action {
        Action::Post => event.object,
        Action::Deliver => event.second?,
        _ => return None,
    };
    let mut count = 0;
    for letter in &processes.letters {
        count += usize::from(!letter.notice);
        if (letter.link, letter.ticket) == (link, event.ticket) {
            return Some(Letter {
                number: (!letter.notice).then_some(count),
                from: letter.from + 1,
                to: letter.to + 1,
                content: letter.content.clone(),
                lost: letter.lost,
                way: match letter.way {
                    processes::Way::InOrder => Way::InOrder,
                    processes::Way::Late => Way::Late,
                    processes::Way::Again => Way::Again,
                },
            });
        }
    }
    None
}

/// Returns whether the row of `event` says something: the system's notices are shown where they arrive.
pub(super) fn is_shown(facts: &Facts<'_>, event: &Event) -> bool {
    let Some(processes) = &facts.recording.processes else { return true };
    match event.action {
        Action::Lose | Action::Change => false,
        Action::Post => message(processes, event).is_some_and(|letter| letter.number.is_some()),
        _ => true,
    }
}

/// The place at which the program sent its last message.
pub(super) fn last_sent(facts: &Facts<'_>) -> Option<Place> {
    let own = |event: &&Event| event.action == Action::Post && facts.is_programs(event.at.file());
    facts.events().iter().rev().find(own).map(|event| event.at.into())
}
