//! Runs an exploration on an OS thread of its own, and notices when it computes for ever.

use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::run::Progress;
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
    let clock = CpuClock::of(&worker);
    let mut seen = (progress.operations(), clock.now());
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
        let (operations, used) = (progress.operations(), clock.now());
        if operations != seen.0 {
            seen = (operations, used);
        } else if used.saturating_sub(seen.1) >= PATIENCE {
            let (thread, at) = progress.last();
            return Err(Lost::Hung { thread, at });
        }
    }
}

/// The CPU time of one thread, which does not move while the machine does other things.
#[cfg(unix)]
struct CpuClock(Option<libc::clockid_t>);

#[cfg(unix)]
impl CpuClock {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn of(thread: &std::thread::JoinHandle<()>) -> Self {
        use std::os::unix::thread::JoinHandleExt;
        let mut clock = 0;
        // SAFETY: the thread has not been joined, so its handle is valid, and `clock` is ours.
        let failed = unsafe { libc::pthread_getcpuclockid(thread.as_pthread_t(), &raw mut clock) };
        Self((failed == 0).then_some(clock))
    }

    /// Without a clock per thread, the process's serves: no more than this check runs for long.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn of(_: &std::thread::JoinHandle<()>) -> Self {
        Self(Some(libc::CLOCK_PROCESS_CPUTIME_ID))
    }

    fn now(&self) -> Duration {
        let Some(clock) = self.0 else {
            return Duration::ZERO;
        };
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is ours; a clock whose thread has ended fails, and leaves it at zero.
        unsafe { libc::clock_gettime(clock, &raw mut time) };
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
}

/// Elsewhere nothing is measured, and nothing is said to hang.
#[cfg(not(unix))]
struct CpuClock;

#[cfg(not(unix))]
impl CpuClock {
    fn of(_: &std::thread::JoinHandle<()>) -> Self {
        Self
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}
