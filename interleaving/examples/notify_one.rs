//! Two threads wait at a gate, and the gate wakes one of them.
//!
//! `cargo run -p interleaving --example notify_one`

use interleaving::report::{CheckReport, RenderOptions, render};
use interleaving::sync::{Condvar, Mutex};
use interleaving::{Check, actor, concurrently};

#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_one();
    }

    fn pass(&self) {
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
    }
}

/// Two threads wait at the gate when it opens.
pub(crate) fn explored() -> CheckReport {
    Check::new("two at a gate").explore(|| {
        let gate = Gate::default();
        concurrently([
            actor("pass", || gate.pass()),
            actor("pass", || gate.pass()),
            actor("open", || gate.open()),
        ]);
    })
}

#[allow(dead_code, reason = "a test reads the report of `explored`")]
fn main() {
    print!("{}", render(&explored(), &RenderOptions::new(&|file| std::fs::read_to_string(file).ok())));
}
