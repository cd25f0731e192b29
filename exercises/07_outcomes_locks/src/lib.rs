//! What two small programs with locks can end with, each with two threads.
//!
//! The programs stand at the top of `tests/public.rs`; here are their sets of ends. Each set holds what
//! comes out if the first thread is done before the second begins. Run the tests to see what else does.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order; or `Deadlock`.
///
/// Both threads take both locks, append to both lists, and let both locks go. The first takes the lock of
/// the names first, the second that of the addresses.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // TODO: Add how else it may end.
    [Ends(([first.0, second.0], [first.1, second.1]))].into()
}

/// Whether it ends, with `Ends(())`, or with `Deadlock`, or may do either.
///
/// Both threads take the same lock. Each lets it go if its own number is 5, and otherwise does not.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    // TODO: Tell apart what must end, what may end, and what cannot.
    let _ = (first, second);
    [Ends(())].into()
}
