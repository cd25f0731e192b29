//! breaks: rule 1, lock order mistaken for entry order
//!
//! One thread starts with the names and the other with the addresses, so the lists have opposite orders.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let crossed = ([first.0, second.0], [second.1, first.1]);
    [Ends(crossed), Deadlock].into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    match (first == 5, second == 5) {
        (true, true) => [Ends(())].into(),
        (true, false) | (false, true) => [Ends(()), Deadlock].into(),
        (false, false) => [Deadlock].into(),
    }
}
