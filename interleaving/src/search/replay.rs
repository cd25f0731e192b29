//! Replay: one execution along a given schedule, to reproduce, shrink or record a failure.

use std::sync::{Arc, Mutex, PoisonError};

use crate::run::explorer::Oracle;
use crate::run::recording::Recording;
use crate::run::schedule::Schedule;
use crate::run::step::Event;
use crate::run::world::World;
use crate::spec::Tid;

/// Follows a schedule. Where the wanted thread cannot go on, or the schedule is over, the running thread goes
/// on, or the next that can.
pub(crate) struct Replay {
    wanted: Schedule,
    numbers: Vec<u64>,
    drawn: usize,
    begun: bool,
    at: usize,
    departed_at: Option<usize>,
    /// Once the schedule is over, a thread that begins to repeat itself is switched from.
    fair: bool,
    recording: Arc<Mutex<Option<Recording>>>,
}

/// A search of one execution along `wanted`, with `numbers` for the choices among other things than threads,
/// and its future recording.
pub(crate) fn along(wanted: Schedule, numbers: Vec<u64>) -> (Replay, Arc<Mutex<Option<Recording>>>) {
    let recording = Arc::new(Mutex::new(None));
    let replay = Replay {
        wanted,
        numbers,
        drawn: 0,
        begun: false,
        at: 0,
        departed_at: None,
        fair: false,
        recording: Arc::clone(&recording),
    };
    (replay, recording)
}

impl Replay {
    /// Lets all threads have their turns once the schedule is over: shows the condition that a loop waits
    /// for.
    pub(crate) fn fair(self) -> Self {
        Self { fair: true, ..self }
    }
}

/// Returns whether the thread of the last step has taken the same step before, since it was last switched to.
fn repeats_itself(events: &[Event]) -> bool {
    let Some((last, former)) = events.split_last() else {
        return false;
    };
    let own = former.iter().rev().take(50).take_while(|event| event.thread == last.thread);
    own.into_iter()
        .any(|event| event.action == last.action && event.object == last.object && event.at == last.at)
}

impl Oracle for Replay {
    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        let can = |thread: Tid| enabled.contains(&thread);
        if enabled.len() == 1 && can(0) {
            return Some(0);
        }
        let wanted = self.wanted.get(self.at).copied();
        self.at += 1;
        if let Some(thread) = wanted {
            if can(thread) {
                return Some(thread);
            }
            self.departed_at.get_or_insert(self.at - 1);
        }
        let current = world.events.last().map_or(0, |event| event.thread);
        let turns = self.fair && self.at > self.wanted.len() && repeats_itself(&world.events);
        let goes_on = can(current) && !world.yielded && !turns;
        let later = enabled.iter().copied().find(|&thread| thread > current);
        Some(if goes_on { current } else { later.unwrap_or(enabled[0]) })
    }

    fn number(&mut self) -> u64 {
        self.drawn += 1;
        self.numbers.get(self.drawn - 1).copied().unwrap_or(0)
    }

    fn end(&mut self, world: &mut World) -> bool {
        let recording = Recording { departed_at: self.departed_at, ..Recording::take(world) };
        *self.recording.lock().unwrap_or_else(PoisonError::into_inner) = Some(recording);
        false
    }
}
