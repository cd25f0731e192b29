//! A thread waits for a flag in an empty loop, without a yield.
//!
//! `cargo run -p interleaving --example spin_without_yield`

use interleaving::report::{CheckReport, RenderOptions, render};
use interleaving::sync::atomic::{AtomicBool, Ordering};
use interleaving::{Check, actor, concurrently};

/// The orderings are right, and on two processors the loop would not even be slow.
pub(crate) fn explored() -> CheckReport {
    Check::new("a spinning thread and a flag").must_yield().explore(|| {
        let ready = AtomicBool::new(false);
        concurrently([
            actor("wait until it is ready", || while !ready.load(Ordering::Acquire) {}),
            actor("make it ready", || ready.store(true, Ordering::Release)),
        ]);
    })
}

#[allow(dead_code, reason = "a test reads the report of `explored`")]
fn main() {
    print!("{}", render(&explored(), &RenderOptions::new(&|file| std::fs::read_to_string(file).ok())));
}
