//! A queue whose reader checks once before it sleeps: `if` instead of `while`.
//!
//! `cargo run -p interleaving --example if_around_wait`

use std::collections::VecDeque;

use interleaving::report::{CheckReport, RenderOptions, render};
use interleaving::sync::{Condvar, Mutex};
use interleaving::{Check, actor, concurrently};

#[derive(Default)]
struct Queue {
    items: Mutex<VecDeque<char>>,
    more: Condvar,
}

impl Queue {
    fn put(&self, item: char) {
        self.items.lock().unwrap().push_back(item);
        self.more.notify_all();
    }

    fn take(&self) -> char {
        let mut items = self.items.lock().unwrap();
        if items.is_empty() {
            items = self.more.wait(items).unwrap();
        }
        items.pop_front().expect("woken, and nothing is there")
    }
}

/// One reader sleeps, another arrives, and the items come one after the other.
pub(crate) fn explored() -> CheckReport {
    Check::new("two readers of a queue").explore(|| {
        let queue = Queue::default();
        concurrently([
            actor("take", || _ = queue.take()),
            actor("take", || _ = queue.take()),
            actor("put, put", || "ab".chars().for_each(|item| queue.put(item))),
        ]);
    })
}

#[allow(dead_code, reason = "a test reads the report of `explored`")]
fn main() {
    print!("{}", render(&explored(), &RenderOptions::new(&|file| std::fs::read_to_string(file).ok())));
}
