//! breaks: rule 1, rule 2, "may" taken for "must"
//!
//! A program that can deadlock does deadlock.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(_first: Entry, _second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    [Deadlock].into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    if first == 5 && second == 5 { [Ends(())].into() } else { [Deadlock].into() }
}
