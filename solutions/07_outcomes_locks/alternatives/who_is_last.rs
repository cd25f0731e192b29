//! design: asks which thread is last; all others must release the lock
//!
//! The order in which the threads get in, and whether each waits for the other, describe a schedule.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let in_turn = |one: Entry, other: Entry| Ends(([one.0, other.0], [one.1, other.1]));
    let mut ends: Outcomes<_> = [in_turn(first, second), in_turn(second, first)].into();
    // Each thread has one lock, and wants the other's.
    ends.insert(Deadlock);
    ends
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    let before_the_last = [first, second];
    before_the_last.map(|a| if a == 5 { Ends(()) } else { Deadlock }).into()
}
