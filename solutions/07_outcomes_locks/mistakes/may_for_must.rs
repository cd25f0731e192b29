//! breaks: rule 3, "must" taken for "may"
//!
//! A thread that keeps the lock may be the last, and either thread may be that one.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    [
        Ends(([first.0, second.0], [first.1, second.1])),
        Ends(([second.0, first.0], [second.1, first.1])),
        Deadlock,
    ]
    .into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    if first == 5 && second == 5 { [Ends(())].into() } else { [Ends(()), Deadlock].into() }
}
