//! An execution that never ends, cut down to its way into a loop and one round of it.

use super::{Smallest, same};
use crate::run::body::Body;
use crate::run::recording::Recording;
use crate::run::settings::Settings;
use crate::run::step::{Ended, Event};
use crate::search::Found;
use crate::search::bench::run_recorded;
use crate::search::replay::along;

/// The longest round to search for, in steps.
const LONGEST: usize = 400;

/// Finds the shortest beginning of the schedule after which no fair continuation ends.
pub(super) fn shortest(settings: &Settings, body: &Body, found: &Found) -> Option<Smallest> {
    let mut replays = 0;
    let mut begin = |length: usize, recording: bool| {
        replays += 1;
        let wanted = found.schedule[..length.min(found.schedule.len())].to_vec();
        let (oracle, told) = along(wanted, found.numbers.clone());
        // A thread that never yields must run alone; an execution that never finishes must give all threads turns.
        let oracle = if found.ended == Ended::NeverFinishes { oracle.fair() } else { oracle };
        let told = run_recorded(oracle, &told, settings, body, recording)?;
        same(told.ended.as_ref(), &found.ended).then_some(told)
    };
    // Doubling, then halving the gap: a loop that follows a beginning also follows every longer one.
    let mut long = [0, 1, 2, 4, 8, 16, 32, 64, 128, 512, 2_048]
        .into_iter()
        .find(|&length| begin(length, false).is_some());
    let mut short = long.map_or(0, |long| long / 2);
    while let Some(end) = long.filter(|end| short + 1 < *end) {
        let middle = usize::midpoint(short, end);
        if begin(middle, false).is_some() {
            long = Some(middle);
        } else {
            short = middle;
        }
    }
    let mut recording = begin(long.unwrap_or(found.schedule.len()), true)?;
    let repeats = round(&recording.events[..recording.events.len().min(settings.step_bound)]);
    cut(&mut recording, repeats.map_or(LONGEST, |(_, to)| to));
    Some(Smallest { recording, numbers: found.numbers.clone(), replays, repeats })
}

fn cut(recording: &mut Recording, end: usize) {
    let end = end.min(recording.events.len());
    let chosen = recording.events[..end].iter().filter(|event| event.enabled != 1).count();
    recording.events.truncate(end);
    recording.schedule.truncate(chosen);
    let pairs = recording.events.windows(2).filter(|pair| {
        let could_go_on = pair[1].enabled & (1 << (pair[0].thread & 63)) != 0;
        pair[0].thread != pair[1].thread && could_go_on && !pair[0].action.is_yield()
    });
    recording.preemptions = u32::try_from(pairs.count()).unwrap_or(u32::MAX);
}

/// The first round of the loop in which the events end, as a range with an exclusive end.
fn round(events: &[Event]) -> Option<(usize, usize)> {
    let same = |a: &Event, b: &Event| {
        // The object of a yield does not matter.
        let object = a.object == b.object || a.action.is_yield();
        let done = a.action == b.action && a.ok == b.ok && a.values == b.values;
        a.thread == b.thread && a.at == b.at && object && done
    };
    let rounds = (1..=LONGEST.min(events.len() / 3)).filter_map(|length| {
        let agree =
            (length..events.len()).rev().take_while(|&at| same(&events[at], &events[at - length])).count();
        // A loop needs at least three rounds.
        (agree >= 2 * length).then(|| (events.len() - agree - length, length))
    });
    let (from, length) = rounds.min_by_key(|&(from, length)| (from / 8, length))?;
    Some((from, from + length))
}
