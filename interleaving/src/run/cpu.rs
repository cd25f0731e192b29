//! The system's view of an OS thread: the CPU time it has used, and whether it sleeps.
//!
//! CPU time does not advance while the machine runs other threads.

use std::time::Duration;

/// A thread's CPU clock, readable from any other thread; 0 if the system has none.
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

    /// The process's clock stands in for the thread's: only this check runs for long.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(crate) fn here() -> Self {
        Self(libc::CLOCK_PROCESS_CPUTIME_ID as i64)
    }

    /// The clock of all threads of this process together.
    pub(crate) fn of_the_process() -> Self {
        Self(libc::CLOCK_PROCESS_CPUTIME_ID as i64)
    }

    /// The CPU time used so far; zero if the thread has ended.
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

/// Other systems measure nothing, so no thread is reported to hang.
#[cfg(not(unix))]
impl CpuClock {
    pub(crate) fn here() -> Self {
        Self(0)
    }

    pub(crate) fn of_the_process() -> Self {
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

/// Returns whether this thread of the process is in an interruptible sleep: the state `S` of proc(5).
#[cfg(target_os = "linux")]
pub(super) fn is_asleep(number: i64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{number}/stat")).unwrap_or_default();
    // The thread's name comes first, in parentheses, and may contain any character.
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
