//! A failing schedule with fewer preemptions, then fewer switches, then fewer steps. For a network of processes:
//! with fewer steps.

mod endless;

use crate::run::body::Body;
use crate::run::explorer;
use crate::run::recording::Recording;
use crate::run::schedule::Schedule;
use crate::run::settings::Settings;
use crate::run::step::Ended;
use crate::search::Found;
use crate::search::bench::{Bench, replay};
use crate::search::worker::Lost;
use crate::spec::Action;

/// Replays that shrinking may use.
const MOST_REPLAYS: u64 = 300;

/// Steps that all replays together may take; a single livelock has tens of thousands.
const MOST_STEPS: usize = 300_000;

/// OS threads that may be leaked before shrinking stops; the grader counts the threads of a process.
const MOST_LEAKED: usize = 24;

/// The smallest failing execution that was found, recorded with its values.
pub(crate) struct Smallest {
    pub(crate) recording: Recording,
    pub(crate) numbers: Vec<u64>,
    pub(crate) replays: u64,
    /// The events that repeat for ever, if the execution ends in a loop.
    pub(crate) repeats: Option<(usize, usize)>,
}

/// Shrinks `found` on one worker thread, and records the result.
pub(crate) fn shrink(bench: &Bench, found: &Found) -> Result<Smallest, Lost> {
    let found = found.clone();
    let smallest = bench.on_worker(move |settings, body| smaller(settings, body, &found))?;
    smallest.map_err(|step| Lost::Differs { step })
}

/// Shrinks `found`; the error is the first step in which a repetition differed, if it is known.
fn smaller(settings: &Settings, body: &Body, found: &Found) -> Result<Smallest, Option<usize>> {
    if matches!(found.ended, Ended::NeverFinishes | Ended::NeverYields { .. }) {
        return endless::shortest(settings, body, found).ok_or(None);
    }
    let mut replays = 1;
    let again = |schedule: &Schedule, recording| {
        let repeated = replay(settings, body, schedule.clone(), &found.numbers, recording).ok_or(None)?;
        if same(repeated.ended.as_ref(), &found.ended) {
            return Ok(repeated);
        }
        Err(Some(parting(schedule, &repeated.schedule)))
    };
    let mut best = again(&found.schedule, false)?;
    let mut steps = best.schedule.len();
    'better: loop {
        let schedule = best.schedule.clone();
        let fewer = best.processes.as_ref().map(|_| without_one(&schedule));
        for candidate in fewer.into_iter().flatten().chain(candidates(&schedule)) {
            if replays >= MOST_REPLAYS || steps >= MOST_STEPS || explorer::leaked() >= MOST_LEAKED {
                break 'better;
            }
            replays += 1;
            steps += candidate.len();
            let Some(tried) = replay(settings, body, candidate, &found.numbers, false) else {
                continue;
            };
            if same(tried.ended.as_ref(), &found.ended) && size(&tried) < size(&best) {
                best = tried;
                continue 'better;
            }
        }
        break;
    }
    let recording = again(&best.schedule, true)?;
    Ok(Smallest { recording, numbers: found.numbers.clone(), replays, repeats: None })
}

/// The first step in which two schedules differ; the last one if all are the same.
fn parting(one: &Schedule, other: &Schedule) -> usize {
    let differs = one.iter().zip(other).position(|(one, other)| one != other);
    let shorter = one.len().min(other.len());
    differs.unwrap_or(if one.len() == other.len() { shorter.saturating_sub(1) } else { shorter })
}

/// Returns whether the failure is the same: the same kind, and the same message if it is a panic.
fn same(ended: Option<&Ended>, wanted: &Ended) -> bool {
    match (ended, wanted) {
        (Some(Ended::Panic { said, .. }), Ended::Panic { said: wanted, .. }) => said == wanted,
        // An object from outside the body is recognised only at its second use.
        (Some(Ended::Misuse(_)), _) => true,
        (Some(ended), wanted) => std::mem::discriminant(ended) == std::mem::discriminant(wanted),
        (None, _) => false,
    }
}

/// The sizes to minimise, the most important first.
fn size(recording: &Recording) -> (u32, usize, usize) {
    let steps = recording.schedule.len();
    let switches = recording.schedule.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if recording.processes.is_some() {
        // A switch between deliveries is no preemption; what the failure does not need is left out.
        let sent = recording.events.iter().filter(|event| event.action == Action::Post).count();
        return (0, steps, sent);
    }
    (recording.preemptions, switches, steps)
}

/// Schedules without one of the steps, the last one first.
fn without_one(schedule: &Schedule) -> impl Iterator<Item = Schedule> + '_ {
    (0..schedule.len()).rev().map(|step| {
        let mut changed = schedule.clone();
        changed.remove(step);
        changed
    })
}

/// Schedules with one switch less or one step moved: a later stretch of a thread is pulled up to its
/// former one, or the former one pushed down to it. They are made lazily: a long schedule has very many.
fn candidates(schedule: &Schedule) -> impl Iterator<Item = Schedule> + '_ {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (step, &thread) in schedule.iter().enumerate() {
        match stretches.last_mut() {
            Some(last) if schedule[last.0] == thread => last.1 = step + 1,
            _ => stretches.push((step, step + 1)),
        }
    }
    (0..3 * stretches.len()).filter_map(move |number| {
        let (index, way) = (number / 3, number % 3);
        let (from, to) = stretches[index];
        let thread = schedule[from];
        let next = || stretches[index + 1..].iter().find(|&&(start, _)| schedule[start] == thread);
        let mut changed = schedule[..from].to_vec();
        match way {
            // Pull up the later stretch.
            0 => {
                let &(start, end) = next()?;
                changed.extend(&schedule[from..to]);
                changed.extend(&schedule[start..end]);
                changed.extend(&schedule[to..start]);
                changed.extend(&schedule[end..]);
            }
            // Push down the former stretch.
            1 => {
                let &(start, _) = next()?;
                changed.extend(&schedule[to..start]);
                changed.extend(&schedule[from..to]);
                changed.extend(&schedule[start..]);
            }
            // Leave out the stretch: the thread goes on where the schedule wants no other.
            _ => changed.extend(&schedule[to..]),
        }
        Some(changed)
    })
}
