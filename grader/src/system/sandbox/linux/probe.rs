//! Probes each layer: a child applies it and then tries something that the layer must stop.
//!
//! A kernel that offers a layer is not enough: a container's own filter may deny the call that applies it.

use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Command;

use super::{Confinement, Layer, calls, files};

/// The user that owns nothing, on every Linux.
const NOBODY: u32 = 65_534;
/// The error by which a child reports that its attempt succeeded; no system call here fails with it.
const DONE: i32 = libc::EBADE;

/// The state of `layer`, or why it is missing and the remedy.
pub(in crate::system::sandbox) fn layer(layer: Layer) -> Result<String, String> {
    match layer {
        Layer::Screen => Ok("sources are screened before they are compiled".into()),
        Layer::Names => Ok("the compiler offers only the names that exercises need".into()),
        Layer::Landlock => landlock(),
        Layer::Seccomp => seccomp(),
    }
}

/// The user that a test program can run as, other than the grader's own.
pub(in crate::system::sandbox) fn user() -> Option<u32> {
    // SAFETY: geteuid has no preconditions.
    let root = unsafe { libc::geteuid() } == 0;
    let confinement = Confinement { user: Some(NOBODY), ..Confinement::default() };
    let lent = || {
        let ended = in_a_child(move || confinement.change_user().map_or_else(|error| error, |()| done()));
        matches!(ended, Ended::Said(DONE))
    };
    (root && lent()).then_some(NOBODY)
}

fn landlock() -> Result<String, String> {
    // SAFETY: this call only asks for the version, which takes a null pointer.
    let version = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, 0, 0, 1) };
    let remedy = "Linux has had it since 5.13, unless the build or `lsm=` leaves it out; in a container the host decides";
    if version < 1 {
        return Err(format!("this kernel has no Landlock: {}\n{remedy}", io::Error::last_os_error()));
    }
    let rules = files::nothing().map_err(|error| format!("Landlock refuses a ruleset: {error}\n{remedy}"))?;
    let mut confinement = Confinement { files: rules, ..Confinement::default() };
    let ended = in_a_child(move || {
        // SAFETY: plain system calls; the text ends with a zero byte.
        unsafe {
            libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            match confinement.apply() {
                Err(error) => error,
                Ok(()) if libc::open(c"/".as_ptr(), libc::O_RDONLY | libc::O_DIRECTORY) < 0 => {
                    io::Error::last_os_error()
                }
                Ok(()) => done(),
            }
        }
    });
    match ended {
        Ended::Said(libc::EACCES) => {
            let more = if version < 4 { "; too old to restrict the network" } else { "" };
            Ok(format!("version {version}: files out of reach, nowhere to write{more}"))
        }
        ended => Err(format!("Landlock is present but does not hold: {ended:?}\n{remedy}")),
    }
}

fn seccomp() -> Result<String, String> {
    let remedy = "the kernel must have `CONFIG_SECCOMP_FILTER`, and a container must allow `seccomp`";
    let calls = calls::for_a_test(0).map_err(|error| format!("no filter for this machine: {error}"))?;
    let mut confinement = Confinement { calls, ..Confinement::default() };
    let ended = in_a_child(move || match confinement.apply() {
        Err(error) => error,
        // SAFETY: a plain system call.
        Ok(()) => match unsafe { libc::socket(libc::AF_UNIX, libc::SOCK_STREAM, 0) } {
            ..0 => io::Error::last_os_error(),
            0.. => done(),
        },
    });
    match ended {
        Ended::Signal(libc::SIGSYS) => {
            Ok("one program, no other process, no network, no administrator's calls".into())
        }
        ended => Err(format!("system calls cannot be filtered: {ended:?}\n{remedy}")),
    }
}

fn done() -> io::Error {
    io::Error::from_raw_os_error(DONE)
}

/// How a child ended.
#[derive(Debug)]
enum Ended {
    /// It reported this error number.
    Said(i32),
    Signal(i32),
    /// It could not be started, or reported nothing.
    Unknown,
}

/// Runs `attempt`, which makes system calls only, in a child that never executes a program.
fn in_a_child(mut attempt: impl FnMut() -> io::Error + Send + Sync + 'static) -> Ended {
    let mut command = Command::new("/");
    // SAFETY: the callers' attempts neither allocate nor take a lock.
    unsafe { command.pre_exec(move || Err(attempt())) };
    match command.spawn().and_then(|mut child| child.wait()) {
        Err(error) => error.raw_os_error().map_or(Ended::Unknown, Ended::Said),
        Ok(status) => status.signal().map_or(Ended::Unknown, Ended::Signal),
    }
}
