//! breaks: rule 1, lists out of step
//!
//! The two lists may come apart, as if the two locks were not held together; or both threads wait for ever.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let names = [[first.0, second.0], [second.0, first.0]];
    let addresses = [[first.1, second.1], [second.1, first.1]];
    let mixed = names.into_iter().flat_map(|names| addresses.map(|addresses| Ends((names, addresses))));
    mixed.chain([Deadlock]).collect()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    match (first == 5, second == 5) {
        (true, true) => [Ends(())].into(),
        (true, false) | (false, true) => [Ends(()), Deadlock].into(),
        (false, false) => [Deadlock].into(),
    }
}
