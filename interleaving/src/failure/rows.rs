//! The choice of the steps to show: as few as explain the failure, about a dozen at most.

use std::collections::BTreeSet;

use super::{messages, steps};
use crate::diagnosis::Pattern;
use crate::facts::Facts;
use crate::report::Row;
use crate::run::step::Event;
use crate::spec::Action;

/// The most rows that a reader can follow.
const MOST: usize = 12;

/// The same for a message table, where each message has a row when it is sent and another when it arrives.
const MOST_MESSAGES: usize = 36;

/// The rows of the table.
pub(super) fn rows(facts: &Facts<'_>, pattern: Option<&Pattern>) -> Vec<Row> {
    let wanted = wanted(facts, pattern);
    let shown: Vec<usize> =
        (0..facts.events().len()).filter(|&event| is_shown(facts, event, &wanted)).collect();
    let mut groups: Vec<Vec<usize>> = shown.iter().map(|&event| vec![event]).collect();
    let most = if facts.recording.processes.is_some() { MOST_MESSAGES } else { MOST };
    if groups.len() > most {
        groups = folded(facts, &shown);
    }
    if groups.len() > most {
        groups = shortened(groups, &wanted, most);
    }
    let mut rows: Vec<Row> = groups.iter().map(|group| row(facts, group, pattern)).collect();
    let begins = facts.recording.processes.iter().flat_map(|processes| &processes.begins);
    for &begin in begins {
        let after = groups.iter().position(|group| group[0] >= begin).filter(|&at| at > 0);
        if let Some(at) = after {
            rows[at].settled = true;
        }
    }
    rows
}

/// The first rows from `event` on of a passing execution.
pub(super) fn rows_from(facts: &Facts<'_>, event: usize) -> Vec<Row> {
    let shown: Vec<usize> =
        (event..facts.events().len()).filter(|&event| is_shown(facts, event, &BTreeSet::new())).collect();
    folded(facts, &shown).iter().take(MOST).map(|group| row(facts, group, None)).collect()
}

/// The events that the texts refer to, those with an unexpected choice, and those that took an object that
/// blocks a thread at the end.
fn wanted(facts: &Facts<'_>, pattern: Option<&Pattern>) -> BTreeSet<usize> {
    let mut wanted = BTreeSet::new();
    if let Some(pattern) = pattern {
        wanted.extend(pattern.cited.iter().copied());
        wanted.extend(pattern.mark.as_ref().map(|&(event, _)| event));
    }
    let drawn = facts.events().iter().enumerate().filter(|(_, event)| event.drawn > 0);
    wanted.extend(drawn.map(|(number, _)| number));
    let waited: Vec<usize> =
        facts.blocked().iter().map(|(thread, pending)| facts.awaited(*thread, pending)).collect();
    for object in waited {
        wanted.extend(facts.holders(object).into_iter().map(|(_, taken)| taken));
    }
    for (thread, _) in facts.blocked() {
        let waits = |event: &Event| event.thread == thread && event.action == Action::Wait;
        wanted.extend(facts.events().iter().rposition(waits));
    }
    if let Some((from, to)) = facts.repeats {
        // A long round shows its beginning and its end.
        let half = MOST / 2;
        wanted.extend((from..to).filter(|&event| event < from + half || event + half >= to));
        wanted.extend(facts.read_in_vain().and_then(|vain| vain.since));
    }
    wanted.retain(|&event| event < facts.events().len());
    wanted
}

/// Hides the body's own steps while it is alone, and the steps with which the test only observes.
fn is_shown(facts: &Facts<'_>, number: usize, wanted: &BTreeSet<usize>) -> bool {
    if wanted.contains(&number) {
        return true;
    }
    let event = &facts.events()[number];
    if facts.recording.processes.is_some() {
        return messages::is_shown(facts, event);
    }
    let meets = matches!(event.action, Action::Arrive | Action::Meet);
    let awaited =
        || facts.blocked().iter().any(|(thread, pending)| facts.awaited(*thread, pending) == event.object);
    if facts.watches(event) && !meets && !awaited() {
        return false;
    }
    let alone = facts.events().iter().all(|event| event.thread == 0);
    if event.thread != 0 || alone {
        return true;
    }
    let touched = |other: &Event| other.thread != 0 && other.object == event.object;
    facts.number(number).is_some() && facts.events().iter().any(touched)
}

/// Puts a lock and the unlock that follows at once into one row.
fn folded(facts: &Facts<'_>, shown: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &event in shown {
        let joins = groups.last().and_then(|group| group.first()).is_some_and(|&former| {
            let adjacent = event == former + 1;
            adjacent && steps::are_one(&facts.events()[former], &facts.events()[event])
        });
        match groups.last_mut() {
            Some(group) if joins && group.len() == 1 => group.push(event),
            _ => groups.push(vec![event]),
        }
    }
    groups
}

/// Keeps the wanted rows, and fills up with the last of the others.
fn shortened(groups: Vec<Vec<usize>>, wanted: &BTreeSet<usize>, most: usize) -> Vec<Vec<usize>> {
    let needed = |group: &[usize]| group.iter().any(|event| wanted.contains(event));
    let mut room = most.saturating_sub(groups.iter().filter(|group| needed(group)).count());
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for group in groups.into_iter().rev() {
        if needed(&group) {
            kept.push(group);
        } else if room > 0 {
            room -= 1;
            kept.push(group);
        }
    }
    kept.reverse();
    kept
}

/// Returns whether the step has no line in the student's source: the network delivers, faults strike, and the
/// processes of the test send.
fn is_outside(facts: &Facts<'_>, event: &Event) -> bool {
    facts.recording.processes.is_some() && !facts.is_programs(event.at.file())
}

fn row(facts: &Facts<'_>, group: &[usize], pattern: Option<&Pattern>) -> Row {
    let (first, last) = (group[0], group[group.len() - 1]);
    let event = &facts.events()[first];
    let note = pattern.and_then(|pattern| pattern.mark.as_ref()).filter(|(marked, _)| group.contains(marked));
    // The drop of a guard has no source line of its own.
    let dropped = matches!(event.action, Action::Unlock | Action::Unread | Action::Unwrite | Action::Wake(_));
    Row {
        thread: facts.column(event.thread),
        did: steps::step(facts, first),
        unlock: (last > first).then(|| steps::step(facts, last)),
        place: (!dropped && !is_outside(facts, event)).then(|| event.at.into()),
        note: note.map(|(_, note)| note.clone()),
        step: facts.number(first),
        until: facts.number(last).filter(|_| last > first),
        settled: false,
    }
}
