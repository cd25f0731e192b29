//! breaks: rule 1, constants
//!
//! The outcomes that the tables show, copied into the set.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(_first: Entry, _second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let adrian_first = (["Adrian Day", "Brian Summer"], ["Adelaide", "Bristol"]);
    let brian_first = (["Brian Summer", "Adrian Day"], ["Bristol", "Adelaide"]);
    [Ends(adrian_first), Ends(brian_first), Deadlock].into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    match (first == 5, second == 5) {
        (true, true) => [Ends(())].into(),
        (true, false) | (false, true) => [Ends(()), Deadlock].into(),
        (false, false) => [Deadlock].into(),
    }
}
