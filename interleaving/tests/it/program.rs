//! Programs in a file of their own, as in an exercise: the tests that use them are in other files.

use interleaving::cell::Shared;
use interleaving::{actor, concurrently};

/// Two increments, one of which may be lost.
pub(crate) fn two_increments() -> i64 {
    let x = Shared::new(0);
    let increment = || {
        let value = x.get();
        x.set(value + 1);
    };
    concurrently([actor("increment", increment), actor("increment", increment)]);
    x.get()
}
