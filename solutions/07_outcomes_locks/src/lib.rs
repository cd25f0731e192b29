//! The outcomes of two small programs with locks, each with two threads: the reference.
//!
//! A deadlock is an outcome like the others: it is in the set if some schedule has it, and it is alone there
//! only if all schedules have it. "Has a deadlock" may mean the one or the other; a set says which.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order; or `Deadlock`.
///
/// Both threads take both locks, append to both lists, and release both locks. The first thread takes the
/// lock of the names first, the second thread the lock of the addresses.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // A thread that gets both locks is done before the other gets either, so the lists are in step. But each
    // may get one of the two, and then both wait.
    [
        Ends(([first.0, second.0], [first.1, second.1])),
        Ends(([second.0, first.0], [second.1, first.1])),
        Deadlock,
    ]
    .into()
}

/// `Ends(())` if the program can end, `Deadlock` if it can deadlock, or both.
///
/// Both threads take the same lock. Each releases it only if its own number is 5.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    match (first == 5, second == 5) {
        (true, true) => [Ends(())].into(),
        // The thread that keeps the lock harms only those that come after it, and it may be the last.
        (true, false) | (false, true) => [Ends(()), Deadlock].into(),
        // The second thread waits for one that has ended.
        (false, false) => [Deadlock].into(),
    }
}

// Another way to see `released_if_five`: one thread has to be last. The program ends exactly in those
// schedules in which all others release the lock; so count the threads that do not: none, one, or more.
