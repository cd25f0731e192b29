//! The repeatable mode, for programs that do not do the same twice: addresses and hash seeds are fixed.
//!
//! Each execution runs on an OS thread of its own (std draws the keys of its hash maps once per OS
//! thread) from a fixed source, and what the program allocates lies at the same addresses each time. What
//! the checker allocates meanwhile lies elsewhere, so that it cannot move the program's memory. Whether
//! this was enough is not assumed: the oracles go on comparing what they repeat.
//!
//! A real clock, the number of an OS thread and input from outside stay what they are.

mod allocator;
mod arena;
mod hash_keys;
mod stacks;

pub(crate) use arena::set_inside;
pub(crate) use hash_keys::fix as fix_hash_keys;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use super::explorer::{self, BoxedOracle};
use super::world::Settings;

/// The stack of an execution's OS thread, in bytes: the engine and the oracle run on it, the program on
/// stacks of its own.
const STACK: usize = 512 * 1024;

/// What passes from one execution's OS thread to the next.
struct Kept {
    oracle: BoxedOracle,
    lease: arena::Lease,
    stacks: stacks::Stacks,
    go_on: bool,
}

/// Runs `body` as often as the oracle wants, repeatably.
pub(super) fn run(
    oracle: BoxedOracle,
    settings: &Settings,
    recording: bool,
    body: &Arc<dyn Fn() + Send + Sync>,
) {
    let lease = arena::Lease::default();
    let mut kept = Some(Kept { oracle, lease, stacks: stacks::Stacks::new(), go_on: true });
    while let Some(last) = kept.take().filter(|kept| kept.go_on) {
        kept = one_more(last, settings.clone(), recording, Arc::clone(body));
    }
}

/// Runs one execution on an OS thread of its own; `None` when nothing can be repeated after it.
fn one_more(
    mut kept: Kept,
    settings: Settings,
    recording: bool,
    body: Arc<dyn Fn() + Send + Sync>,
) -> Option<Kept> {
    let (sender, receiver) = sync_channel(1);
    let given_up = sender.clone();
    let thread = std::thread::Builder::new().name("interleaving".to_owned()).stack_size(STACK);
    let execution = thread.spawn(move || {
        hash_keys::fix();
        super::lane::on_farewell(move |world| {
            explorer::farewell(world);
            // The arena's place stays taken.
            let _ = given_up.send(None);
        });
        let (oracle, pool) = (kept.oracle, &kept.stacks.pool);
        let once = kept.lease.open(|| explorer::run_once(oracle, settings, recording, &body, pool));
        kept.stacks.sort(once.threads, explorer::STACK);
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
