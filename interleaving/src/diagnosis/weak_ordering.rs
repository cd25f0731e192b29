//! A failure that only a weak memory model allows.

use super::{Entry, Pattern};
use crate::report::{Diagnosis, Message};

pub(super) const ENTRY: Entry = Entry {
    name: "ordering too weak",
    meaning: "the program is right under sequential consistency, and fails under the C11 memory model",
    // No pattern of events shows it: the searches disagree.
    find: |_| None::<Pattern>,
};

/// The diagnosis where loom fails and the explorer does not; `exhausted` says whether it explored all schedules.
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
