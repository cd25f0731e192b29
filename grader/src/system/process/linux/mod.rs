//! Limits and supervision on Linux.

mod watch;

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{Ended, Hit, Limits};
use crate::system::sandbox::{Arguments, Confinement};
use watch::Watch;

/// The two ends of the channel on which a test program reports its result: (ours, the child's).
///
/// A sequenced-packet socket, because a pipe can be opened again through `/proc/self/fd` (measured),
/// and a socket cannot.
pub(crate) fn channel() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for the two descriptors that socketpair writes.
    check(unsafe {
        libc::socketpair(libc::AF_UNIX, libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC, 0, ends.as_mut_ptr())
    })?;
    // SAFETY: both descriptors are new and nobody else owns them.
    Ok(unsafe { (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])) })
}

/// Runs `command` to its end or to a limit. `channel` is (our end, the child's end) of [`channel`].
///
/// If the confinement has a program of its own, that one runs. The caller clears the environment and sets
/// standard input. An error is a fault of the machine.
pub(crate) fn run(
    mut command: Command,
    limits: &Limits,
    mut confinement: Confinement,
    channel: Option<(OwnedFd, OwnedFd)>,
) -> io::Result<Ended> {
    let arguments = Arguments::of(&command, &confinement)?;
    let (ours, theirs) = channel.unzip();
    let inherited = theirs.as_ref().map(AsRawFd::as_raw_fd);
    let rlimits = rlimits(limits);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let in_the_child = move || {
        confine(&rlimits, inherited, &mut confinement)?;
        arguments.as_ref().map_or(Ok(()), |arguments| Err(arguments.exec()))
    };
    // SAFETY: it makes system calls only; it neither allocates nor takes a lock.
    unsafe { command.pre_exec(in_the_child) };
    let child = spawn(&mut command)?;
    // Only our end may stay open on this side, or the channel would never close.
    drop((theirs, command));
    Watch::new(child, ours, limits)?.until_it_ends()
}

/// The waits, in milliseconds, before the system is asked again to start a process.
const WAITS: [u64; 6] = [50, 100, 200, 400, 800, 1_600];

/// Starts a process; if the system has none left, or no memory, asks again for some seconds.
fn spawn(command: &mut Command) -> io::Result<Child> {
    for wait in WAITS {
        match command.spawn() {
            Err(error) if matches!(error.raw_os_error(), Some(libc::EAGAIN | libc::ENOMEM)) => {
                std::thread::sleep(Duration::from_millis(wait));
            }
            other => return other,
        }
    }
    command.spawn()
}

type Rlimit = (libc::__rlimit_resource_t, libc::rlimit);

fn rlimits(limits: &Limits) -> [Rlimit; 5] {
    let both = |limit| libc::rlimit { rlim_cur: limit, rlim_max: limit };
    let memory = match limits.address_space_bytes {
        Some(bytes) => (libc::RLIMIT_AS, both(bytes)),
        // Not the address space: every thread reserves an arena there, and 30 threads would be too many.
        None => (libc::RLIMIT_DATA, both(limits.memory_bytes)),
    };
    let seconds = limits.cpu.as_secs().max(1);
    [
        // A second between the limits, or the kernel sends SIGKILL instead of SIGXCPU, which gives the reason.
        (libc::RLIMIT_CPU, libc::rlimit { rlim_cur: seconds, rlim_max: seconds + 1 }),
        memory,
        (libc::RLIMIT_CORE, both(0)),
        (libc::RLIMIT_FSIZE, both(limits.file_bytes)),
        (libc::RLIMIT_NOFILE, both(limits.open_files)),
    ]
    .map(|(resource, limit)| (resource, within(resource, limit)))
}

/// `wanted`, capped at this process's own hard limit, which only root could raise.
fn within(resource: libc::__rlimit_resource_t, wanted: libc::rlimit) -> libc::rlimit {
    let mut own = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a live value.
    match check(unsafe { libc::getrlimit(resource, &mut own) }) {
        Err(_) => wanted,
        Ok(_) => libc::rlimit {
            rlim_cur: wanted.rlim_cur.min(own.rlim_max),
            rlim_max: wanted.rlim_max.min(own.rlim_max),
        },
    }
}

/// Runs between fork and exec; makes system calls only.
fn confine(rlimits: &[Rlimit], inherited: Option<RawFd>, confinement: &mut Confinement) -> io::Result<()> {
    // SAFETY: plain system calls on this process; the pointers are to live values.
    unsafe {
        check(libc::setsid())?;
        // Before the parent-death signal is set, which a change of user would clear.
        confinement.change_user()?;
        check(libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL))?;
        check(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))?;
        for (resource, limit) in rlimits {
            check(libc::setrlimit(*resource, limit))?;
        }
        check(libc::syscall(libc::SYS_close_range, 3, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) as i32)?;
        if let Some(fd) = inherited {
            check(libc::fcntl(fd, libc::F_SETFD, 0))?;
        }
    }
    confinement.apply()
}

/// The result of a system call that returns -1 on an error.
fn check(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_lowered_to_the_grader_s_own() {
        let mut own = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: the pointer is to a live value.
        check(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut own) }).unwrap();
        let more = libc::rlimit { rlim_cur: own.rlim_max + 1, rlim_max: own.rlim_max + 2 };
        let both = |limit: libc::rlimit| (limit.rlim_cur, limit.rlim_max);
        assert_eq!(both(within(libc::RLIMIT_NOFILE, more)), (own.rlim_max, own.rlim_max));
        let less = libc::rlimit { rlim_cur: 3, rlim_max: 4 };
        assert_eq!(both(within(libc::RLIMIT_NOFILE, less)), (3, 4));
    }
}
