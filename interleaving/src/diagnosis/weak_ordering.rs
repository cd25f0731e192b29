//! A failure that only a weak memory model allows.

use super::{Entry, Pattern};
use crate::report::{Diagnosis, Message};

pub(super) const ENTRY: Entry = Entry {
    name: "ordering too weak",
    meaning: "the program is right under sequential consistency, and fails under the C11 memory model",
    // No pattern of events shows this fault: only the disagreement of loom and the explorer does.
    find: |_| None::<Pattern>,
};

/// The diagnosis if loom fails and the explorer does not; `exhausted` if the explorer covered all schedules.
pub(crate) fn weak_ordering(exhausted: bool) -> Diagnosis {
    let sentence: Message = if exhausted {
        "passes under sequential consistency, fails under the C11 memory model: an ordering is too weak"
            .into()
    } else {
        "a thread reads a value that is no longer the newest, as the C11 memory model allows: an ordering is \
         too weak"
            .into()
    };
    Diagnosis { name: ENTRY.name.to_owned(), sentence }
}
