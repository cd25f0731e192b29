//! breaks: rule 1, an outcome that leaves nothing
//!
//! A deadlock leaves empty lists, so they are in the set.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let first_then_second = ([first.0, second.0], [first.1, second.1]);
    let second_then_first = ([second.0, first.0], [second.1, first.1]);
    [first_then_second, second_then_first, ([""; 2], [""; 2])].map(Ends).into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    match (first == 5, second == 5) {
        (true, true) => [Ends(())].into(),
        (true, false) | (false, true) => [Ends(()), Deadlock].into(),
        (false, false) => [Deadlock].into(),
    }
}
