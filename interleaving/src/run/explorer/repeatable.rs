//! The repeatable mode: an OS thread for each execution, with fixed hash seeds and addresses.
//!
//! Each execution runs on an OS thread of its own (std draws the keys of its hash maps once per OS thread),
//! and the program's allocations have the same addresses each time. The mode does not assume that this is
//! enough: the oracles still compare the prefixes that they repeat.
//!
//! The real clock, the numbers of OS threads and input from outside are not fixed.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use super::leak::on_leak;
use super::oracle::BoxedOracle;
use super::threads::STACK;
use super::{engine, turn};
use crate::run::body::Body;
use crate::run::repeat::{Lease, Stacks, fix_hash_keys};
use crate::run::settings::Settings;

/// The stack of an execution's OS thread, in bytes: the engine and the oracle run on it, the program on
/// stacks of its own.
const OWN_STACK: usize = 512 * 1024;

/// The state that passes from one execution's OS thread to the next.
struct Kept {
    oracle: BoxedOracle,
    lease: Lease,
    stacks: Stacks,
    go_on: bool,
}

/// Runs `body` as often as the oracle wants, repeatably.
pub(super) fn run(oracle: BoxedOracle, settings: &Settings, recording: bool, body: &Body) {
    let mut kept = Some(Kept { oracle, lease: Lease::default(), stacks: Stacks::new(), go_on: true });
    while let Some(last) = kept.take().filter(|kept| kept.go_on) {
        kept = one_more(last, settings.clone(), recording, Arc::clone(body));
    }
}

/// Runs one execution on an OS thread of its own; `None` if it was leaked, after which nothing is repeatable.
fn one_more(mut kept: Kept, settings: Settings, recording: bool, body: Body) -> Option<Kept> {
    let (sender, receiver) = sync_channel(1);
    let leaked = sender.clone();
    let thread = std::thread::Builder::new().name("interleaving".to_owned()).stack_size(OWN_STACK);
    let execution = thread.spawn(move || {
        fix_hash_keys();
        on_leak(move |world| {
            turn::abandon(world);
            // The leaked program keeps the arena's addresses.
            let _ = leaked.send(None);
        });
        let (oracle, pool) = (kept.oracle, &kept.stacks.pool);
        let once = kept.lease.open(|| engine::run_once(oracle, settings, recording, &body, pool));
        kept.stacks.sort(once.threads, STACK);
        (kept.oracle, kept.go_on) = (once.oracle, once.go_on);
        let _ = sender.send(Some(kept));
    });
    let execution = execution.unwrap_or_else(|error| panic!("the system could not start a thread: {error}"));
    match receiver.recv() {
        Ok(Some(mut kept)) => {
            kept.lease.rewind();
            Some(kept)
        }
        Ok(None) => None,
        Err(_) => match execution.join() {
            Err(payload) => resume_unwind(payload),
            Ok(()) => None,
        },
    }
}
