use std::os::fd::AsRawFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use super::*;
use crate::system::sandbox::Confinement;

fn shell(script: &str, limits: &Limits) -> Ended {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]).env_clear().stdin(Stdio::null());
    run(command, limits, Confinement::default(), None).unwrap()
}

#[test]
fn a_child_that_ends_is_reported_with_its_output() {
    let ended = shell("echo out; echo err >&2; exit 3", &Limits::for_a_test());
    assert_eq!((ended.status.code(), ended.hit), (Some(3), None));
    let mut lines: Vec<_> = ended.output.split(|byte| *byte == b'\n').collect();
    lines.sort();
    assert_eq!(lines, [b"".as_slice(), b"err", b"out"]);
}

#[test]
fn each_limit_is_named_when_it_is_hit() {
    let limits = Limits { wall: Duration::from_millis(50), ..Limits::for_a_test() };
    assert_eq!(shell("read never </dev/zero; while :; do :; done", &limits).hit, Some(Hit::Wall));
    let limits = Limits { cpu: Duration::from_secs(1), ..Limits::for_a_test() };
    let ended = shell("trap '' XCPU; while :; do :; done", &limits);
    assert_eq!((ended.hit, ended.status.signal()), (Some(Hit::Cpu), Some(libc::SIGKILL)));
    let limits = Limits { output_bytes: 100_000, kept_bytes: 1_000, ..Limits::for_a_test() };
    let ended = shell("while :; do echo flood flood flood; done", &limits);
    assert_eq!((ended.hit, ended.output.len()), (Some(Hit::Output), 1_000));
    let limits =
        Limits { memory_bytes: 10 << 20, address_space_bytes: Some(1 << 30), ..Limits::for_a_test() };
    assert_eq!(shell("x=x; while :; do x=$x$x; done", &limits).hit, Some(Hit::Memory));
}

#[test]
fn a_child_writes_no_file_and_leaves_no_process_behind() {
    let file = tempfile::NamedTempFile::new().unwrap();
    // A process left behind holds one end of a pipe; the other end sees it close when it is really gone.
    let (read, write) = std::io::pipe().unwrap();
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("exec 3>&0; sleep 1000 & echo text > {}", file.path().display()));
    command.env_clear().env("PATH", "/bin:/usr/bin").stdin(Stdio::from(write));
    let ended = run(command, &Limits::for_a_test(), Confinement::default(), None).unwrap();
    assert_eq!(ended.status.signal(), Some(libc::SIGXFSZ));
    let mut end = libc::pollfd { fd: read.as_raw_fd(), events: 0, revents: 0 };
    // SAFETY: one live pollfd. The timeout expires only if a process is left, so a slow machine does no harm.
    unsafe { libc::poll(&mut end, 1, 300_000) };
    assert_eq!(end.revents, libc::POLLHUP, "the sleeper is still there");
}

#[test]
fn datagrams_arrive_one_by_one_and_no_other_descriptor_is_inherited() {
    let (ours, theirs) = channel().unwrap();
    let leak = std::fs::File::open("/dev/null").unwrap();
    // SAFETY: the descriptor is open and ours.
    unsafe { libc::fcntl(leak.as_raw_fd(), libc::F_SETFD, 0) };
    // Not `sh`, which may accept one-digit descriptors only.
    let mut command = Command::new("/bin/bash");
    let fd = theirs.as_raw_fd();
    command.arg("-c").arg(format!("echo one >&{fd}; echo two >&{fd}; ls /proc/self/fd | wc -l"));
    command.env_clear().env("PATH", "/bin:/usr/bin").stdin(Stdio::null());
    let ended = run(command, &Limits::for_a_test(), Confinement::default(), Some((ours, theirs))).unwrap();
    assert_eq!(ended.datagrams, [b"one\n", b"two\n"]);
    // 0, 1, 2, the channel, and the one with which `ls` reads the folder.
    assert_eq!(String::from_utf8(ended.output).unwrap().trim(), "5");
}
