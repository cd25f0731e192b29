//! What the system tells of one OS thread: the CPU time it has used, which does not move while the machine
//! does other things, and whether it sleeps.

use std::time::Duration;

/// A thread's clock, readable from any other; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CpuClock(pub(crate) i64);

#[cfg(unix)]
impl CpuClock {
    /// The clock of this thread.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(crate) fn here() -> Self {
        let mut clock = 0;
        // SAFETY: this thread's handle is valid in it, and `clock` is ours.
        let failed = unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
        Self(if failed == 0 { i64::from(clock) } else { 0 })
    }

    /// Without a clock per thread, the process's serves: no more than this check runs for long.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(crate) fn here() -> Self {
        Self(libc::CLOCK_PROCESS_CPUTIME_ID as i64)
    }

    /// What was used so far; nothing if the thread has ended.
    pub(crate) fn now(self) -> Duration {
        let Ok(clock) = libc::clockid_t::try_from(self.0) else {
            return Duration::ZERO;
        };
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        if self.0 != 0 {
            // SAFETY: `time` is ours; a clock whose thread has ended fails, and leaves it at zero.
            unsafe { libc::clock_gettime(clock, &raw mut time) };
        }
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
}

/// Elsewhere nothing is measured, and nothing is said to hang.
#[cfg(not(unix))]
impl CpuClock {
    pub(crate) fn here() -> Self {
        Self(0)
    }

    pub(crate) fn now(self) -> Duration {
        Duration::ZERO
    }
}

/// The system's number of this thread, for [`is_asleep`].
#[cfg(target_os = "linux")]
pub(super) fn thread_number() -> i64 {
    // SAFETY: it takes nothing and cannot fail.
    i64::from(unsafe { libc::gettid() })
}

/// Whether the thread of this process is in an interruptible sleep: the state `S` of proc(5).
#[cfg(target_os = "linux")]
pub(super) fn is_asleep(number: i64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{number}/stat")).unwrap_or_default();
    // The name before it, in parentheses, may hold anything.
    stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('S'))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn thread_number() -> i64 {
    0
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_asleep(_: i64) -> bool {
    false
}
