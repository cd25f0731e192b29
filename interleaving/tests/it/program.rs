//! Programs in a file of their own, as an exercise's is: the tests that use them stand elsewhere.

use interleaving::cell::Shared;
use interleaving::{actor, concurrently};

/// Two increments that may lose one.
pub(crate) fn two_increments() -> i64 {
    let x = Shared::new(0);
    let increment = || {
        let value = x.get();
        x.set(value + 1);
    };
    concurrently([actor("increment", increment), actor("increment", increment)]);
    x.get()
}
