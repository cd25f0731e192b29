//! TODO: add scenarios of the same promises, which students do not see.

use NAME::Counter;
use interleaving::{actor, check, concurrently};
use interleaving::sync::Arc;

#[test]
fn rule_2_three_increments_count_three() {
    check("three increments at once", || {
        let counter = Arc::new(Counter::default());
        concurrently(["first", "second", "third"].map(|name| {
            actor(name, { let counter = Arc::clone(&counter); move || counter.increment() })
        }));
        assert_eq!(counter.get(), 3, "an increment is lost");
    });
}
