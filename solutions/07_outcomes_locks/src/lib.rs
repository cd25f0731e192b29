//! What two small programs with locks can end with, each with two threads: the reference.
//!
//! A deadlock is an end like the others: it is in the set if some schedule has it, and it is alone there
//! only if all have it. "Has a deadlock" may mean the one or the other; a set says which.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order; or `Deadlock`.
///
/// Both threads take both locks, append to both lists, and let both locks go. The first takes the lock of
/// the names first, the second that of the addresses.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // Who has both locks is done before the other has either, so the lists are in step. But each may get
    // one of the two, and then both wait.
    [
        Ends(([first.0, second.0], [first.1, second.1])),
        Ends(([second.0, first.0], [second.1, first.1])),
        Deadlock,
    ]
    .into()
}

/// Whether it ends, with `Ends(())`, or with `Deadlock`, or may do either.
///
/// Both threads take the same lock. Each lets it go if its own number is 5, and otherwise does not.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    match (first == 5, second == 5) {
        (true, true) => [Ends(())].into(),
        // Who keeps the lock harms only those who come after: he may be the last.
        (true, false) | (false, true) => [Ends(()), Deadlock].into(),
        // Whoever is second waits for somebody who has gone.
        (false, false) => [Deadlock].into(),
    }
}

// Another way to see the second: somebody has to be last. It ends exactly in those schedules in which all
// who are not last let go; so count those who do not: none, one, or more.
