//! A thread writes a value and then a flag, with an ordering that does not publish the value.
//!
//! `cargo run -p interleaving --example relaxed_publication`

use interleaving::cell::RaceCell;
use interleaving::report::{CheckReport, RenderOptions, render};
use interleaving::sync::atomic::{AtomicBool, Ordering};
use interleaving::{Check, actor, concurrently};

/// The reader reads the value only after it has seen the flag.
pub(crate) fn explored() -> CheckReport {
    Check::new("a value and its flag").explore(|| {
        let (value, ready) = (RaceCell::new(0), AtomicBool::new(false));
        concurrently([
            actor("publish", || {
                value.set(42);
                ready.store(true, Ordering::Relaxed);
            }),
            actor("read", || {
                if ready.load(Ordering::Relaxed) {
                    assert_eq!(value.get(), 42);
                }
            }),
        ]);
    })
}

#[allow(dead_code, reason = "a test reads the report of `explored`")]
fn main() {
    print!("{}", render(&explored(), &RenderOptions::new(&|file| std::fs::read_to_string(file).ok())));
}
