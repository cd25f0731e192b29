//! The limits that every Unix offers: time, CPU time, output, open files. Nothing here confines a malicious
//! program, so the sandbox reports its layers as missing.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Ended, Hit, Limits};
use crate::system::sandbox::Confinement;

/// The interval at which the child is polled.
const SAMPLE: Duration = Duration::from_millis(5);
/// The largest message of the protocol is 200,000 bytes.
const DATAGRAM_BYTES: usize = 256 << 10;

/// The two ends of the channel on which a test program reports its result: (ours, the child's).
pub(crate) fn channel() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for the two descriptors that socketpair writes.
    check(unsafe { libc::socketpair(libc::AF_UNIX, libc::SOCK_DGRAM, 0, ends.as_mut_ptr()) })?;
    // SAFETY: both descriptors are new and nobody else owns them.
    let ends = unsafe { (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])) };
    // SAFETY: a plain system call on an open descriptor.
    check(unsafe { libc::fcntl(ends.0.as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) })?;
    Ok(ends)
}

/// Runs `command` to its end or to a limit. `channel` is (our end, the child's end) of [`channel`].
///
/// The caller clears the environment and sets standard input. An error is a fault of the machine.
pub(crate) fn run(
    mut command: Command,
    limits: &Limits,
    _: Confinement,
    channel: Option<(OwnedFd, OwnedFd)>,
) -> io::Result<Ended> {
    let (cpu, files) = (limits.cpu.as_secs().max(1), limits.open_files);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let in_the_child = move || {
        // SAFETY: plain system calls on this process; the pointers are to live values.
        unsafe {
            check(libc::setsid())?;
            let both = |limit| libc::rlimit { rlim_cur: limit, rlim_max: limit };
            check(libc::setrlimit(libc::RLIMIT_CPU, &both(cpu)))?;
            check(libc::setrlimit(libc::RLIMIT_NOFILE, &both(files)))?;
            check(libc::setrlimit(libc::RLIMIT_CORE, &both(0)))?;
        }
        Ok(())
    };
    // SAFETY: it makes system calls only; it neither allocates nor takes a lock.
    unsafe { command.pre_exec(in_the_child) };
    let mut child = command.spawn()?;
    let (ours, theirs) = channel.unzip();
    drop((theirs, command));
    let readers = readers(&mut child, limits);
    let mut ended = watch(child, ours.as_ref(), limits)?;
    for reader in readers {
        let text = reader.join().unwrap_or_default();
        // At the limit the reader stops, and the child can write no more.
        if text.len() as u64 == limits.output_bytes {
            ended.hit = Some(Hit::Output);
        }
        ended.output.extend(text);
    }
    ended.output.truncate(limits.kept_bytes);
    Ok(ended)
}

/// Reads both pipes to their end, or to the limit on output.
fn readers(child: &mut Child, limits: &Limits) -> Vec<thread::JoinHandle<Vec<u8>>> {
    let out = child.stdout.take().map(|pipe| File::from(OwnedFd::from(pipe)));
    let err = child.stderr.take().map(|pipe| File::from(OwnedFd::from(pipe)));
    let most = limits.output_bytes;
    let read = |pipe: File| {
        thread::spawn(move || {
            let mut text = Vec::new();
            let _ = pipe.take(most).read_to_end(&mut text);
            text
        })
    };
    [out, err].into_iter().flatten().map(read).collect()
}

/// Waits for the child, within the limit on wall-clock time.
fn watch(mut child: Child, channel: Option<&OwnedFd>, limits: &Limits) -> io::Result<Ended> {
    let (started, mut hit, mut datagrams) = (Instant::now(), None, Vec::new());
    let status = loop {
        datagrams.extend(channel.into_iter().flat_map(received));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > limits.wall {
            hit = Some(Hit::Wall);
            // SAFETY: a plain system call; the child leads the group and has not been waited for.
            unsafe { libc::kill(-(child.id() as i32), libc::SIGKILL) };
        }
        thread::sleep(SAMPLE);
    };
    datagrams.extend(channel.into_iter().flat_map(received));
    hit = hit.or((status.signal() == Some(libc::SIGXCPU)).then_some(Hit::Cpu));
    let wall = started.elapsed();
    Ok(Ended { status, hit, output: Vec::new(), datagrams, cpu: Duration::ZERO, wall })
}

/// The datagrams that have arrived.
fn received(channel: &OwnedFd) -> Vec<Vec<u8>> {
    let mut buffer = vec![0; DATAGRAM_BYTES];
    let mut all = Vec::new();
    loop {
        // SAFETY: the buffer lives through the call and its length is the one given.
        let count = unsafe {
            libc::recv(channel.as_raw_fd(), buffer.as_mut_ptr().cast(), buffer.len(), libc::MSG_DONTWAIT)
        };
        match usize::try_from(count) {
            Ok(count) if count > 0 => all.push(buffer[..count].to_vec()),
            _ => return all,
        }
    }
}

/// The result of a system call that returns -1 on an error.
fn check(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}
