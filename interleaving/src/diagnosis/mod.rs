//! The textbook's name for a failure, from the pattern of its events; none when no pattern fits.
//!
//! Each pattern also says which step is to blame, and what the thread believed there.

mod access;
pub(crate) mod facts;
mod locks;
mod loops;
mod memory;
#[cfg(test)]
mod recorded;
mod semaphores;
mod updates;
mod waits;

pub(crate) use facts::Facts;
pub(crate) use locks::kept_apart;
pub(crate) use loops::{Vain, in_vain};

use crate::report::Diagnosis;
use crate::run::world::Ended;

/// A pattern of the closed list that the events show.
pub(crate) struct Pattern {
    name: &'static str,
    sentence: String,
    /// The earliest event after which it cannot end well, and what to notice there.
    pub(crate) mark: Option<(usize, String)>,
    /// Other events that the texts speak of.
    pub(crate) cited: Vec<usize>,
}

impl Pattern {
    fn new(name: &'static str, sentence: String) -> Self {
        Self { name, sentence, mark: None, cited: Vec::new() }
    }

    fn mark(self, event: usize, note: String) -> Self {
        Self { mark: Some((event, note)), ..self }
    }

    fn citing(self, cited: impl IntoIterator<Item = usize>) -> Self {
        Self { cited: cited.into_iter().collect(), ..self }
    }

    /// As reports have it.
    pub(crate) fn diagnosis(&self) -> Diagnosis {
        Diagnosis { name: self.name.to_owned(), sentence: self.sentence.clone() }
    }
}

/// The pattern of the closed list that fits, the most certain first. `repeats` is the loop that the
/// execution ends in, as a range of events.
pub(crate) fn recognise(facts: &Facts<'_>, repeats: Option<(usize, usize)>) -> Option<Pattern> {
    match facts.recording.ended.as_ref()? {
        Ended::DataRace { first, second } => memory::race(facts, *first, *second),
        Ended::LeakedLock { thread, object } => Some(locks::leaked(facts, *thread, *object)),
        Ended::Deadlock => locks::too_much(facts)
            .or_else(|| locks::own(facts))
            .or_else(|| locks::cycle(facts))
            .or_else(|| locks::never_released(facts))
            .or_else(|| waits::lost_wakeup(facts))
            .or_else(|| waits::one_notified(facts))
            .or_else(|| semaphores::too_few(facts)),
        Ended::NeverYields { thread } => {
            repeats.and_then(|(from, to)| loops::without_yield(facts, *thread, from, to))
        }
        Ended::NeverFinishes => repeats.and_then(|(from, to)| loops::repeating(facts, from, to)),
        Ended::Panic { .. } => waits::without_loop(facts)
            .or_else(|| updates::stale(facts))
            .or_else(|| semaphores::too_many(facts))
            .or_else(|| updates::intermediate(facts))
            .or_else(|| updates::not_yet_changed(facts)),
        Ended::Misuse(_) | Ended::NotHeld { .. } | Ended::AsMeant | Ended::Abandoned => None,
    }
}
