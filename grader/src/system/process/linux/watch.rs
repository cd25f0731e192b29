//! Watches a child: reads its output, and kills it when it hits a limit.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use super::{Ended, Hit, Limits, check};

/// The interval at which the limits are checked.
const SAMPLE: Duration = Duration::from_millis(10);
/// The largest message of the protocol is 200,000 bytes.
const DATAGRAM_BYTES: usize = 256 << 10;
/// More than the checks of one test can send; beyond it the child is flooding.
const CHANNEL_BYTES: usize = 64 << 20;
/// What a message costs beside its bytes, so that very many short ones are a flood too.
const OVERHEAD_BYTES: usize = 64;

pub(super) struct Watch<'a> {
    child: Child,
    pidfd: OwnedFd,
    pipes: [Option<File>; 2],
    channel: Option<OwnedFd>,
    limits: &'a Limits,
    started: Instant,
    hit: Option<Hit>,
    output: Vec<u8>,
    printed: u64,
    datagrams: Vec<Vec<u8>>,
    received: usize,
}

impl<'a> Watch<'a> {
    pub(super) fn new(mut child: Child, channel: Option<OwnedFd>, limits: &'a Limits) -> io::Result<Self> {
        let out = child.stdout.take().map(|pipe| File::from(OwnedFd::from(pipe)));
        let err = child.stderr.take().map(|pipe| File::from(OwnedFd::from(pipe)));
        // SAFETY: a plain system call; the child has not been waited for, so its id is its own.
        let opened = check(unsafe { libc::syscall(libc::SYS_pidfd_open, child.id(), 0) } as i32);
        let pidfd = match opened {
            // SAFETY: the descriptor is new and nobody else owns it.
            Ok(fd) => unsafe { OwnedFd::from_raw_fd(fd) },
            Err(error) => {
                let _ = child.kill().and_then(|()| child.wait());
                return Err(error);
            }
        };
        for pipe in [&out, &err].into_iter().flatten() {
            // SAFETY: the descriptor is open and ours.
            check(unsafe { libc::fcntl(pipe.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) })?;
        }
        let (pipes, started) = ([out, err], Instant::now());
        let (output, datagrams) = (Vec::new(), Vec::new());
        Ok(Self {
            child,
            pidfd,
            pipes,
            channel,
            limits,
            started,
            hit: None,
            output,
            printed: 0,
            datagrams,
            received: 0,
        })
    }

    pub(super) fn until_it_ends(mut self) -> io::Result<Ended> {
        loop {
            let ended = self.poll()?;
            self.read_all();
            if ended {
                break;
            }
            self.look_at_the_limits();
            if self.hit.is_some() {
                self.kill_the_group();
                self.reap_traced_threads();
            }
        }
        // Kills every process it left running; the id is still its own, as the child is not reaped yet.
        self.kill_the_group();
        let (status, cpu) = self.wait()?;
        let wall = self.started.elapsed();
        // The kernel may kill it for its CPU time (SIGXCPU, then SIGKILL) before we look.
        let out_of_cpu =
            status.signal() == Some(libc::SIGXCPU) || (status.signal().is_some() && cpu >= self.limits.cpu);
        let hit = self.hit.or(out_of_cpu.then_some(Hit::Cpu));
        Ok(Ended { status, hit, output: self.output, datagrams: self.datagrams, cpu, wall })
    }

    /// Waits for output or for the next check of the limits; returns whether the child has ended.
    fn poll(&self) -> io::Result<bool> {
        let entry = |fd: Option<i32>| libc::pollfd { fd: fd.unwrap_or(-1), events: libc::POLLIN, revents: 0 };
        let pipe = |index: usize| entry(self.pipes[index].as_ref().map(AsRawFd::as_raw_fd));
        let channel = entry(self.channel.as_ref().map(AsRawFd::as_raw_fd));
        let mut entries = [entry(Some(self.pidfd.as_raw_fd())), pipe(0), pipe(1), channel];
        // SAFETY: `entries` lives through the call and its length is the one given.
        let count =
            unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as u64, SAMPLE.as_millis() as i32) };
        match check(count) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
            Err(error) => Err(error),
            Ok(_) => Ok(entries[0].revents != 0),
        }
    }

    fn read_all(&mut self) {
        for index in 0..2 {
            if self.pipes[index].is_some() && self.read_pipe(index) {
                self.pipes[index] = None;
            }
        }
        if self.channel.is_some() && self.read_channel() {
            self.channel = None;
        }
    }

    /// Reads what has arrived, up to one turn's share; returns whether the pipe is closed.
    fn read_pipe(&mut self, index: usize) -> bool {
        let mut buffer = [0; 64 << 10];
        // Bounded, so that a flood cannot delay the check of the limits.
        for _ in 0..16 {
            let Some(pipe) = &mut self.pipes[index] else { return true };
            match pipe.read(&mut buffer) {
                Ok(0) => return true,
                Ok(count) => {
                    self.printed += count as u64;
                    let room = self.limits.kept_bytes.saturating_sub(self.output.len());
                    self.output.extend_from_slice(&buffer[..count.min(room)]);
                }
                Err(error) => return error.kind() != io::ErrorKind::WouldBlock,
            }
        }
        false
    }

    /// Reads the datagrams that have arrived; returns whether the channel is closed.
    fn read_channel(&mut self) -> bool {
        let Some(channel) = &self.channel else { return true };
        let mut buffer = vec![0; DATAGRAM_BYTES];
        while self.received < CHANNEL_BYTES {
            // SAFETY: the buffer lives through the call and its length is the one given.
            let count = unsafe {
                libc::recv(channel.as_raw_fd(), buffer.as_mut_ptr().cast(), buffer.len(), libc::MSG_DONTWAIT)
            };
            match count {
                1.. => {
                    self.received += count as usize + OVERHEAD_BYTES;
                    let datagram = buffer[..count as usize].to_vec();
                    let enough = self.limits.enough.as_ref();
                    if enough.is_some_and(|enough| datagram.starts_with(enough.as_bytes())) {
                        self.hit = self.hit.or(Some(Hit::Enough));
                    }
                    self.datagrams.push(datagram);
                }
                0 => return true,
                _ => return io::Error::last_os_error().kind() != io::ErrorKind::WouldBlock,
            }
        }
        false
    }

    fn look_at_the_limits(&mut self) {
        let hit = if self.printed > self.limits.output_bytes || self.received >= CHANNEL_BYTES {
            Some(Hit::Output)
        } else if self.resident_bytes() > self.limits.memory_bytes {
            Some(Hit::Memory)
        } else if self.threads() > self.limits.threads {
            Some(Hit::Threads)
        } else if self.started.elapsed() > self.limits.wall {
            Some(Hit::Wall)
        } else {
            None
        };
        self.hit = self.hit.or(hit);
    }

    /// Shared mappings escape the data limit, so the resident pages are counted too.
    fn resident_bytes(&self) -> u64 {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.child.id())).unwrap_or_default();
        let pages: u64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
        // SAFETY: sysconf has no preconditions.
        pages * unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as u64
    }

    /// Its threads, from proc(5): the folder `task` has a folder for each.
    fn threads(&self) -> u64 {
        let folder = std::fs::metadata(format!("/proc/{}/task", self.child.id()));
        folder.map_or(0, |folder| folder.nlink().saturating_sub(2))
    }

    fn kill_the_group(&self) {
        // SAFETY: a plain system call; the child leads the group and has not been waited for.
        unsafe { libc::kill(-(self.child.id() as i32), libc::SIGKILL) };
    }

    /// Reaps the child's ended threads that have made us their tracer, which is possible without seccomp:
    /// until then the child does not count as ended.
    fn reap_traced_threads(&self) {
        let leader = self.child.id() as i32;
        let tasks = std::fs::read_dir(format!("/proc/{leader}/task")).into_iter().flatten().flatten();
        let threads = tasks.filter_map(|task| task.file_name().to_str()?.parse().ok());
        for thread in threads.filter(|&thread: &i32| thread != leader) {
            // SAFETY: a plain system call with a null pointer; it fails for a thread that is not ours to reap.
            unsafe { libc::waitpid(thread, std::ptr::null_mut(), libc::WNOHANG | libc::__WALL) };
        }
    }

    /// Reaps the ended child; returns its status and the CPU time it used.
    fn wait(&self) -> io::Result<(ExitStatus, Duration)> {
        let mut status = 0;
        // SAFETY: all zeros is a valid rusage.
        let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
        // SAFETY: both pointers are to live values; the child is ours and not yet waited for.
        check(unsafe { libc::wait4(self.child.id() as i32, &mut status, 0, &mut usage) })?;
        let time = |value: libc::timeval| Duration::new(value.tv_sec as u64, value.tv_usec as u32 * 1000);
        Ok((ExitStatus::from_raw(status), time(usage.ru_utime) + time(usage.ru_stime)))
    }
}
