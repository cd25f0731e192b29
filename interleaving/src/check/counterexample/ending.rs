//! What is said below the table: who waits for what, who holds it, the cycle, the loop.

use std::collections::HashSet;

use crate::diagnosis::facts::{Facts, at, name, takes};
use crate::diagnosis::{Vain, in_vain, kept_apart};
use crate::oracle::Goal;
use crate::report::Ending;
use crate::run::world::{Ended, Event, Pending};
use crate::spec::{Action, State, Tid};

/// The lines below the table. `repeats` are the events that repeat for ever.
pub(super) fn ending(facts: &Facts<'_>, repeats: Option<(usize, usize)>) -> Vec<Ending> {
    let lines = match facts.recording.ended {
        Some(Ended::Deadlock | Ended::NeverFinishes) if facts.goal == Goal::Possible => apart(facts),
        Some(Ended::Deadlock) => deadlock(facts),
        Some(Ended::NeverFinishes | Ended::NeverYields { .. }) => endless(facts, repeats),
        _ => Vec::new(),
    };
    lines.into_iter().map(|text| Ending { text }).collect()
}

/// Why a meeting cannot take place: in one sentence about locks, if it is one.
fn apart(facts: &Facts<'_>) -> Vec<String> {
    let Some((inside, outside, object, taken)) = kept_apart(facts) else {
        return deadlock(facts);
    };
    let who = |thread: Tid| facts.recording.threads[thread].label.clone().unwrap_or_else(|| name(thread));
    let wanted =
        facts.blocked().into_iter().find(|&(thread, _)| thread == outside).map(|(_, pending)| pending.at);
    let wanted = wanted.map_or_else(String::new, |place| format!(" ({})", at(place)));
    vec![format!(
        "while {} is there, {} waits for {{o{object}}}{wanted}, which {} took ({}); they can never be there together",
        who(inside),
        who(outside),
        who(inside),
        at(facts.events()[taken].at)
    )]
}

fn deadlock(facts: &Facts<'_>) -> Vec<String> {
    let blocked = facts.blocked();
    let own = |(_, pending): &&(Tid, Pending)| !facts.is_tests(pending.at) && pending.action != Action::Meet;
    let mut told: Vec<&(Tid, Pending)> = blocked.iter().filter(own).collect();
    // Whoever waits in the test would go on if the others did: who it is belongs to the story.
    let mut aside: Vec<&(Tid, Pending)> = blocked.iter().filter(|waiting| !own(waiting)).collect();
    if told.is_empty() {
        told = std::mem::take(&mut aside);
    }
    let mut lines: Vec<String> =
        told.iter().map(|(thread, pending)| waits(facts, *thread, pending)).collect();
    lines.extend(aside.iter().map(|(thread, pending)| in_test(facts, *thread, pending)));
    if let Some(circle) = facts.cycle().filter(|circle| circle.len() > 1) {
        let mut text = "the cycle: ".to_owned();
        for (thread, object, _) in &circle {
            text += &format!("{} → {{o{object}}} → ", name(*thread));
        }
        lines.push(text + &name(circle[0].0));
    }
    lines
}

/// Who waits in what the test itself does.
fn in_test(facts: &Facts<'_>, thread: Tid, pending: &Pending) -> String {
    let me = name(thread);
    let label = facts.recording.threads[thread].label.as_ref();
    let whose = label.map_or_else(|| me.clone(), |label| format!("{me} ({label})"));
    match pending.action {
        Action::Meet => format!("{whose} waits at the meeting of the test"),
        _ => format!("{whose} waits in the test until one of the others has gone on"),
    }
}

/// Why nobody does what the thread waits for: all who could have ended, or they wait themselves.
fn nobody(facts: &Facts<'_>, thread: Tid, what: &str) -> String {
    let of = |wanted: Tid| facts.blocked().into_iter().find(|&(other, _)| other == wanted);
    let same = of(thread).map(|(_, pending)| (pending.action, pending.object));
    let others = facts.blocked().into_iter().any(|(other, pending)| {
        // Who waits for the same would not have done it.
        other != thread && Some((pending.action, pending.object)) != same
    });
    let done = what.trim_start_matches("to ");
    if others { format!("who might {done} waits, too") } else { format!("nobody is left {what}") }
}

/// Who waits, for what, where, and who is in the way.
fn waits(facts: &Facts<'_>, thread: Tid, pending: &Pending) -> String {
    let me = name(thread);
    let place = at(pending.at);
    if facts.is_asleep(thread, pending) {
        let waits = |event: &Event| event.thread == thread && event.action == Action::Wait;
        let since = facts.events().iter().rposition(waits);
        let since = since.map_or_else(String::new, |event| format!(" since {}", facts.step(event)));
        return format!(
            "{me} has been asleep on {{o{}}}{since} ({place}); {}",
            pending.object,
            nobody(facts, thread, "to wake it")
        );
    }
    let object = facts.awaited(thread, pending);
    let mut text = match pending.action {
        Action::Acquire => format!("{me} waits for a permit of {{o{object}}} ({place}), none is left"),
        Action::Recv => {
            let nobody = nobody(facts, thread, "to send one");
            format!("{me} waits for a value from {{o{object}}} ({place}); {nobody}")
        }
        Action::Send => {
            let nobody = nobody(facts, thread, "to receive");
            format!("{me} waits for room in {{o{object}}} ({place}); {nobody}")
        }
        Action::Handed => {
            let nobody = nobody(facts, thread, "to do so");
            format!("{me} waits until {{o{object}}} is received from ({place}); {nobody}")
        }
        Action::Park => format!("{me} is parked ({place}); {}", nobody(facts, thread, "to unpark it")),
        Action::Depart => match facts.state(object) {
            State::Barrier { size, arrived, .. } => {
                format!("{me} waits at {{o{object}}} ({place}); {arrived} of {size} have come")
            }
            _ => format!("{me} waits at {{o{object}}} ({place})"),
        },
        Action::Meet => format!("{me} waits at the meeting of the test"),
        Action::OnceBegin | Action::OnceForce => format!("{me} waits until {{o{object}}} is done ({place})"),
        _ => format!("{me} waits for {{o{object}}} ({place})"),
    };
    let mut holders = facts.holders(object);
    let permits = holders.len();
    // A thread can hold several permits; one sentence says so.
    let mut told = HashSet::new();
    holders.retain(|&(holder, _)| told.insert(holder));
    let holders: Vec<String> = holders
        .into_iter()
        .map(|(holder, taken)| {
            let since = format!("since {} ({})", facts.step(taken), at(facts.events()[taken].at));
            if holder == thread {
                format!("it has held itself {since}")
            } else {
                format!("{} has held {since}", name(holder))
            }
        })
        .collect();
    if !holders.is_empty()
        && (takes(pending.action) || matches!(pending.action, Action::Wake(_) | Action::Acquire))
    {
        let (which, lost) = match (pending.action, permits) {
            (Action::Acquire, 1) => ("; the permit that", " is not given back"),
            (Action::Acquire, _) => ("; the permits that", " are not given back"),
            _ => (", which", ""),
        };
        text += &format!("{which} {}{lost}", holders.join(" and "));
    }
    text
}

/// The loop, and who waits outside it.
fn endless(facts: &Facts<'_>, repeats: Option<(usize, usize)>) -> Vec<String> {
    let Some((from, to)) = repeats else {
        return Vec::new();
    };
    let numbers: Vec<usize> = (from..to).filter_map(|event| facts.number(event)).collect();
    let mut lines = match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if first < last => vec![format!("⟲ steps {first}–{last} repeat for ever")],
        (Some(only), _) => vec![format!("⟲ step {only} repeats for ever")],
        _ => vec!["⟲ this repeats for ever".to_owned()],
    };
    let round = &facts.events()[from..to];
    lines.extend(looks(facts, from, to));
    for (thread, pending) in facts.blocked() {
        let inside = |thread: Tid| round.iter().any(|event| event.thread == thread);
        if inside(thread) || facts.can_go_on(thread, &pending) {
            continue;
        }
        // What the test waits for is no news, unless the loop keeps it.
        let kept = facts.holders(facts.awaited(thread, &pending)).iter().any(|&(holder, _)| inside(holder));
        if kept || !facts.is_tests(pending.at) {
            lines.push(waits(facts, thread, &pending));
        }
    }
    lines
}

/// Who looks in vain at something that nobody in the loop changes, nor anybody else.
fn looks(facts: &Facts<'_>, from: usize, to: usize) -> Option<String> {
    let round = &facts.events()[from..to];
    let outside = |thread: Tid| round.iter().all(|event| event.thread != thread);
    let mut others = facts.blocked().into_iter().filter(|&(thread, _)| outside(thread));
    if others.any(|(thread, pending)| facts.can_go_on(thread, &pending)) {
        return None;
    }
    let Vain { threads, at: place, object, value, since } = in_vain(facts, from, to)?;
    let by = since.map(|since| facts.events()[since].thread);
    let by = by.filter(|by| !outside(*by) && !threads.contains(by));
    let who: Vec<String> = threads.into_iter().map(name).collect();
    let s = if who.len() == 1 { "s" } else { "" };
    let finds = match (value, since) {
        (Some(value), Some(since)) => format!(" and find{s} the {value} of {}", facts.step(since)),
        (Some(value), None) => format!(" and find{s} {value}"),
        (None, _) => String::new(),
    };
    let waits = facts.blocked().into_iter().any(|(thread, _)| outside(thread));
    let others = match by {
        Some(by) => format!("{}, who made it so, does not get on either", name(by)),
        None if waits => "who might change it waits".to_owned(),
        None => "nobody is left to change it".to_owned(),
    };
    Some(format!(
        "{} look{s} at {{o{object}}} again and again ({}){finds}; {others}",
        who.join(" and "),
        at(place)
    ))
}
