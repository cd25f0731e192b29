//! breaks: rule 1, rule 2, rule 3, serial orders only
//!
//! Each thread has its turn, and no thread ever waits.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let first_then_second = ([first.0, second.0], [first.1, second.1]);
    let second_then_first = ([second.0, first.0], [second.1, first.1]);
    [first_then_second, second_then_first].map(Ends).into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(_first: i64, _second: i64) -> Outcomes<()> {
    [Ends(())].into()
}
