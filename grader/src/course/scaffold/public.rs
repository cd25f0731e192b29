//! The promises of NAME, one scenario per test.

use NAME::Counter;
use interleaving::{actor, check, concurrently};
use interleaving::sync::Arc;

#[test]
fn rule_1_alone_it_counts() {
    interleaving::alone("one increment", || {
        let counter = Counter::default();
        counter.increment();
        assert_eq!(counter.get(), 1, "TODO: say what is wrong");
    });
}

#[test]
fn rule_2_no_increment_is_lost() {
    check("two increments at once", || {
        let counter = Arc::new(Counter::default());
        concurrently([
            actor("first", { let counter = Arc::clone(&counter); move || counter.increment() }),
            actor("second", { let counter = Arc::clone(&counter); move || counter.increment() }),
        ]);
        assert_eq!(counter.get(), 2, "an increment is lost");
    });
}
