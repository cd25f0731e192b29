//! design: counts the threads that keep the lock
//!
//! If none keeps it, no thread waits for ever; if one does, a thread may; if both do, a thread must.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // A thread that gets both locks comes first in both lists. If each gets one lock, both wait.
    let orders = [[first, second], [second, first]];
    let lists = orders.map(|[a, b]| Ends(([a.0, b.0], [a.1, b.1])));
    lists.into_iter().chain([Deadlock]).collect()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    let kept = [first, second].into_iter().filter(|a| *a != 5).count();
    let mut ends = Outcomes::new();
    if kept <= 1 {
        ends.insert(Ends(()));
    }
    if kept >= 1 {
        ends.insert(Deadlock);
    }
    ends
}
