//! Runs one foreign program under limits and reports how it ended.
//!
//! The child has its own session, cannot gain privileges, inherits only the descriptors given to it, dies
//! with the thread that started it, and is confined as the caller demands. Every wait ends with the child
//! or with a limit, which [`Ended::hit`] names. The child's output is data and decides nothing.

#[cfg(all(unix, not(target_os = "linux")))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(unix))]
mod nowhere;

use std::process::ExitStatus;
use std::time::Duration;

#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) use elsewhere::{channel, run};
#[cfg(target_os = "linux")]
pub(crate) use linux::{channel, run};
#[cfg(not(unix))]
pub(crate) use nowhere::{channel, hand_over, run};

/// Writes `first` to our end of the channel, for the process that gets the child's end; returns the number of
/// the child's descriptor.
#[cfg(unix)]
pub(crate) fn hand_over(
    ours: &std::os::fd::OwnedFd,
    theirs: &std::os::fd::OwnedFd,
    first: &str,
) -> std::io::Result<i32> {
    use std::io::Write;
    std::fs::File::from(ours.try_clone()?).write_all(first.as_bytes())?;
    Ok(std::os::fd::AsRawFd::as_raw_fd(theirs))
}

/// The limits of a child.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) wall: Duration,
    /// CPU time of all its threads; whole seconds.
    pub(crate) cpu: Duration,
    /// Resident memory, and private data if `address_space_bytes` is not set.
    pub(crate) memory_bytes: u64,
    /// Limits the address space instead of the data segment (a compiler maps much and starts few threads).
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux limits memory this way"))]
    pub(crate) address_space_bytes: Option<u64>,
    /// Output that is kept.
    pub(crate) kept_bytes: usize,
    /// Output after which the child is killed.
    pub(crate) output_bytes: u64,
    /// The largest file it may write.
    pub(crate) file_bytes: u64,
    pub(crate) open_files: u64,
    /// Threads of the system that it may have at once.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux counts threads"))]
    pub(crate) threads: u64,
    /// A message on the channel that begins like this ends the child: nothing more is wanted of it.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux reads the channel at once"))]
    pub(crate) enough: Option<String>,
}

impl Limits {
    /// The limits of one test of 60 s.
    pub(crate) fn for_a_test() -> Self {
        Self::for_a_test_of(60)
    }

    /// The limits of one test of `seconds`: half of them CPU time, 1 GB, 8 MB of output, 64 threads, no
    /// file written.
    pub(crate) fn for_a_test_of(seconds: u64) -> Self {
        Self {
            wall: Duration::from_secs(seconds),
            cpu: Duration::from_secs(seconds / 2),
            memory_bytes: 1 << 30,
            address_space_bytes: None,
            kept_bytes: 64 << 10,
            output_bytes: 8 << 20,
            file_bytes: 0,
            open_files: 64,
            threads: 64,
            enough: None,
        }
    }

    /// The limits of one call of the compiler of `seconds`: all of them CPU time, 6 GB.
    pub(crate) fn for_the_compiler_of(seconds: u64) -> Self {
        Self {
            wall: Duration::from_secs(seconds),
            cpu: Duration::from_secs(seconds),
            memory_bytes: 6 << 30,
            address_space_bytes: Some(6 << 30),
            kept_bytes: 4 << 20,
            output_bytes: 16 << 20,
            file_bytes: 256 << 20,
            open_files: 1024,
            threads: 1024,
            enough: None,
        }
    }
}

#[cfg(test)]
impl Limits {
    /// The limits of one call of the compiler of 60 s.
    pub(crate) fn for_the_compiler() -> Self {
        Self::for_the_compiler_of(60)
    }
}

/// The limit that ended a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing runs on such a system"))]
pub(crate) enum Hit {
    Wall,
    Cpu,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux measures memory"))]
    Memory,
    Output,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux counts threads"))]
    Threads,
    /// It has said what was wanted.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux reads the channel at once"))]
    Enough,
}

/// How a child ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) hit: Option<Hit>,
    /// The head of its standard output and error, in the order of arrival.
    pub(crate) output: Vec<u8>,
    /// The datagrams that it sent on the channel.
    pub(crate) datagrams: Vec<Vec<u8>>,
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
