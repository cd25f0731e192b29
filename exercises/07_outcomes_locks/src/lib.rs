//! The outcomes of two small programs with locks, each with two threads.
//!
//! The programs are at the top of `tests/public.rs`; here are their sets of outcomes. Each set holds the
//! outcome of running the first thread before the second. Run the tests to see the others.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order; or `Deadlock`.
///
/// Both threads take both locks, append to both lists, and release both locks. The first thread takes the
/// lock of the names first, the second thread the lock of the addresses.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // TODO: Add the other outcomes.
    [Ends(([first.0, second.0], [first.1, second.1]))].into()
}

/// `Ends(())` if the program can end, `Deadlock` if it can deadlock, or both.
///
/// Both threads take the same lock. Each releases it only if its own number is 5.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    // TODO: Distinguish the numbers for which it must end, may end, and cannot end.
    let _ = (first, second);
    [Ends(())].into()
}
