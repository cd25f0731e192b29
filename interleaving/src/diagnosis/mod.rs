//! The textbook's name for a failure, if the pattern of its events has one.
//!
//! Each pattern also marks the step to blame, with a note on it. A new pattern needs a file and a line in
//! [`ALL`], from which the table in the crate's README is made.

mod busy_waiting;
mod check_before_change;
mod check_then_act;
mod data_race;
mod if_around_wait;
mod intermediate_state;
mod livelock;
mod lock_cycle;
mod lock_never_released;
mod lost_update;
mod lost_wakeup;
mod one_notified;
mod overtaken;
mod permit_extra;
mod permit_missing;
mod publication_without_release;
mod self_deadlock;
mod starvation;
#[cfg(test)]
mod tests;
mod too_much_synchronisation;
mod weak_ordering;

pub(crate) use weak_ordering::weak_ordering;

use crate::facts::Facts;
use crate::report::{Diagnosis, Message};

/// A fault of the closed list.
pub(crate) struct Entry {
    /// The textbook's name.
    pub(crate) name: &'static str,
    /// Its meaning, for the documentation.
    #[cfg_attr(not(test), expect(dead_code, reason = "the documentation's table is made of it, by a test"))]
    pub(crate) meaning: &'static str,
    /// Finds the pattern of its events.
    find: fn(&Facts<'_>) -> Option<Pattern>,
}

/// The closed list, the most certain pattern of each kind of failure first.
pub(crate) const ALL: [Entry; 21] = [
    publication_without_release::RELEASE,
    publication_without_release::ACQUIRE,
    publication_without_release::BOTH,
    data_race::ENTRY,
    lock_never_released::ENTRY,
    too_much_synchronisation::ENTRY,
    self_deadlock::ENTRY,
    lock_cycle::ENTRY,
    lost_wakeup::ENTRY,
    one_notified::ENTRY,
    permit_missing::ENTRY,
    busy_waiting::ENTRY,
    livelock::ENTRY,
    starvation::ENTRY,
    if_around_wait::ENTRY,
    lost_update::ENTRY,
    check_then_act::ENTRY,
    permit_extra::ENTRY,
    intermediate_state::ENTRY,
    check_before_change::ENTRY,
    weak_ordering::ENTRY,
];

/// A pattern that was found in the events.
pub(crate) struct Pattern {
    sentence: Message,
    /// The earliest event after which the execution cannot end well, and a note on it.
    pub(crate) mark: Option<(usize, Message)>,
    /// Other events that the texts refer to.
    pub(crate) cited: Vec<usize>,
}

impl Pattern {
    fn new(sentence: Message) -> Self {
        Self { sentence, mark: None, cited: Vec::new() }
    }

    fn mark(self, event: usize, note: impl Into<Message>) -> Self {
        Self { mark: Some((event, note.into())), ..self }
    }

    fn citing(self, cited: impl IntoIterator<Item = usize>) -> Self {
        Self { cited: cited.into_iter().collect(), ..self }
    }
}

/// A pattern under its textbook's name.
pub(crate) struct Recognised {
    pub(crate) name: &'static str,
    pub(crate) pattern: Pattern,
}

impl Recognised {
    /// The form that reports use.
    pub(crate) fn diagnosis(&self) -> Diagnosis {
        Diagnosis { name: self.name.to_owned(), sentence: self.pattern.sentence.clone() }
    }
}

/// The first pattern of the list that fits.
pub(crate) fn recognise(facts: &Facts<'_>) -> Option<Recognised> {
    ALL.iter().find_map(|entry| {
        let pattern = (entry.find)(facts)?;
        Some(Recognised { name: entry.name, pattern })
    })
}
