//! A thread that waits for a flag in an empty loop, and never says that it can do nothing meanwhile.
//!
//! `cargo run -p interleaving --example spin_without_yield`

use interleaving::report::{CheckReport, RenderOptions, render};
use interleaving::sync::atomic::{AtomicBool, Ordering};
use interleaving::{Check, actor, concurrently};

/// Nothing is wrong with the orderings, and on two processors it would not even be slow.
pub(crate) fn explored() -> CheckReport {
    Check::new("a spinning thread and a flag").must_yield().explore(|| {
        let ready = AtomicBool::new(false);
        concurrently([
            actor("wait until it is ready", || while !ready.load(Ordering::Acquire) {}),
            actor("make it ready", || ready.store(true, Ordering::Release)),
        ]);
    })
}

#[allow(dead_code, reason = "a test reads what `explored` finds")]
fn main() {
    print!("{}", render(&explored(), &RenderOptions::new(&|file| std::fs::read_to_string(file).ok())));
}
