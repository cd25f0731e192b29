//! Runs an exploration on an OS thread of its own, under a watchdog: it notices a thread that computes for ever,
//! or sleeps and cannot be woken.

use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::run::payload;
use crate::run::repeat::fix_hash_keys;
use crate::run::{CpuClock, Progress};
use crate::spec::Tid;

/// The CPU time that a thread may use between two operations on shared objects.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// The time between two checks of the watchdog.
const TICK: Duration = Duration::from_millis(100);

/// The checks in a row that must find the thread asleep, without a step and without CPU time between them. A
/// thread that only waits for a core or a disk is not asleep, however slow the machine is.
const ASLEEP: u32 = 50;

/// The time that a thread may sleep without a step.
pub(crate) const SLEEP: Duration = Duration::from_millis(TICK.as_millis() as u64 * ASLEEP as u64);

/// The reason why an exploration has no result.
#[derive(Debug)]
pub(crate) enum Lost {
    /// A thread computed for ever; its last operation's place.
    Hung { thread: Tid, at: Option<&'static Location<'static>> },
    /// A thread waits for something that the check cannot see; its last operation's place.
    Asleep { thread: Tid, at: Option<&'static Location<'static>> },
    /// Two executions of the same schedule differ; at this step, counted from 0, if it is known.
    Differs { step: Option<usize> },
    /// The exploration itself panicked: a fault of ours.
    Broken(String),
}

/// Runs `exploration`; if it hangs, its thread keeps running.
pub(crate) fn run<R: Send + 'static>(
    progress: &Arc<Progress>,
    exploration: impl FnOnce() -> R + Send + 'static,
) -> Result<R, Lost> {
    let (sender, receiver) = sync_channel(1);
    let worker = std::thread::Builder::new().name("interleaving".to_owned()).spawn(move || {
        // loom runs the program on this OS thread.
        fix_hash_keys();
        // Sending fails only if the receiver has stopped waiting, and then nobody needs the result.
        let _ = sender.send(exploration());
    });
    let worker = match worker {
        Ok(worker) => worker,
        Err(error) => {
            return Err(Lost::Broken(format!("the system could not start a thread: {error}")));
        }
    };
    let mut watch = Watch::default();
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(result) => {
                // The result has arrived, so the worker only has to return.
                let _ = worker.join();
                return Ok(result);
            }
            Err(RecvTimeoutError::Disconnected) => {
                let payload = worker.join().err();
                let text = payload.map(|payload| payload::message(&*payload));
                return Err(Lost::Broken(
                    text.unwrap_or_else(|| "the exploration ended without a result".to_owned()),
                ));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        watch.look(progress)?;
    }
}

/// The state of a running check when the watchdog last checked it.
#[derive(Default)]
struct Watch {
    operations: u64,
    clock: CpuClock,
    /// The clock's time when a step was last seen.
    since: Duration,
    /// The clock's time when the watchdog last checked.
    used: Duration,
    asleep: u32,
}

impl Watch {
    fn look(&mut self, progress: &Progress) -> Result<(), Lost> {
        let (operations, clock) = (progress.operations(), progress.clock());
        let now = clock.now();
        if (operations, clock) != (self.operations, self.clock) {
            *self = Self { operations, clock, since: now, used: now, asleep: 0 };
            return Ok(());
        }
        let (thread, at) = progress.last();
        if now.saturating_sub(self.since) >= PATIENCE {
            return Err(Lost::Hung { thread, at });
        }
        self.asleep = if now == self.used && progress.is_asleep() { self.asleep + 1 } else { 0 };
        self.used = now;
        if self.asleep >= ASLEEP { Err(Lost::Asleep { thread, at }) } else { Ok(()) }
    }
}
