//! Runs an exploration on an OS thread of its own, and notices when it computes for ever.

use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::run::{CpuClock, Progress};
use crate::spec::Tid;

/// The CPU time that a thread may use between two operations on shared objects.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often to look.
const TICK: Duration = Duration::from_millis(100);

/// Why an exploration has no result.
#[derive(Debug)]
pub(super) enum Lost {
    /// A thread computed for ever; its last operation's place.
    Hung { thread: Tid, at: Option<&'static Location<'static>> },
    /// The exploration itself panicked: a fault of ours.
    Broken(String),
}

/// Runs `exploration`; its thread is left behind if it hangs.
pub(super) fn run<R: Send + 'static>(
    progress: &Arc<Progress>,
    exploration: impl FnOnce() -> R + Send + 'static,
) -> Result<R, Lost> {
    let (sender, receiver) = sync_channel(1);
    let worker = std::thread::Builder::new().name("interleaving".to_owned()).spawn(move || {
        // The receiver is gone only when it has stopped waiting for us.
        let _ = sender.send(exploration());
    });
    let worker = match worker {
        Ok(worker) => worker,
        Err(error) => {
            return Err(Lost::Broken(format!("the system could not start a thread: {error}")));
        }
    };
    let mut seen = (0, CpuClock::default(), Duration::ZERO);
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(result) => {
                // Its result is here; the rest of its life is a return.
                let _ = worker.join();
                return Ok(result);
            }
            Err(RecvTimeoutError::Disconnected) => {
                let payload = worker.join().err();
                let text = payload.map(|payload| crate::run::panics::message(&*payload));
                return Err(Lost::Broken(
                    text.unwrap_or_else(|| "the exploration ended without a result".to_owned()),
                ));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        let (operations, clock) = (progress.operations(), progress.clock());
        if (operations, clock) != (seen.0, seen.1) {
            seen = (operations, clock, clock.now());
        } else if clock.now().saturating_sub(seen.2) >= PATIENCE {
            let (thread, at) = progress.last();
            return Err(Lost::Hung { thread, at });
        }
    }
}
