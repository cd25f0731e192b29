//! The confinement of a child: prepared in the grader, applied between fork and exec.

use std::ffi::{CString, OsStr, c_char};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::ptr;

use super::calls::Filter;

/// Everything that a child needs to confine itself by system calls alone.
#[derive(Debug, Default)]
pub(crate) struct Confinement {
    /// Landlock's ruleset.
    pub(super) files: Option<OwnedFd>,
    /// Seccomp's filters, in the order of installation.
    pub(super) calls: Vec<Filter>,
    pub(super) user: Option<u32>,
    /// The program to run, if it is run by descriptor instead of by path.
    pub(super) program: Option<OwnedFd>,
}

impl Confinement {
    /// Switches to another user, if one is given. This clears the parent-death signal.
    pub(crate) fn change_user(&self) -> io::Result<()> {
        let Some(user) = self.user else { return Ok(()) };
        let id = libc::c_ulong::from(user);
        // Raw system calls: libc's wrappers would signal all threads first.
        call(&[libc::SYS_setgroups, 0, 0, 0])?;
        call(&[libc::SYS_setresgid, id as i64, id as i64, id as i64])?;
        call(&[libc::SYS_setresuid, id as i64, id as i64, id as i64])
    }

    /// Restricts files and system calls for good; requires `no_new_privs`.
    pub(crate) fn apply(&mut self) -> io::Result<()> {
        if let Some(files) = &self.files {
            call(&[libc::SYS_landlock_restrict_self, files.as_raw_fd().into(), 0, 0])?;
        }
        self.calls.iter_mut().try_for_each(Filter::install)
    }
}

/// A system call with up to three arguments.
fn call(arguments: &[i64; 4]) -> io::Result<()> {
    let [number, first, second, third] = *arguments;
    // SAFETY: the callers pass numbers and null pointers only.
    match unsafe { libc::syscall(number, first, second, third) } {
        ..0 => Err(io::Error::last_os_error()),
        0.. => Ok(()),
    }
}

/// The arguments and the environment of a command, as exec takes them.
pub(crate) struct Arguments {
    program: RawFd,
    argv: Vec<*const c_char>,
    envp: Vec<*const c_char>,
    _texts: Vec<CString>,
}

// SAFETY: the pointers are to the heap memory of `_texts`, which moves with them and never changes.
unsafe impl Send for Arguments {}
// SAFETY: as for `Send`; they are only read.
unsafe impl Sync for Arguments {}

impl Arguments {
    /// The arguments of `command`, whose environment was cleared; `None` if it is run by path.
    ///
    /// # Errors
    /// When an argument holds a zero byte.
    pub(crate) fn of(command: &Command, confinement: &Confinement) -> io::Result<Option<Self>> {
        let Some(program) = &confinement.program else { return Ok(None) };
        let text = |parts: &[&OsStr]| {
            let bytes: Vec<u8> = parts.iter().flat_map(|part| part.as_bytes()).copied().collect();
            CString::new(bytes).map_err(io::Error::other)
        };
        let arguments = std::iter::once(command.get_program()).chain(command.get_args());
        let arguments = arguments.map(|argument| text(&[argument])).collect::<io::Result<Vec<_>>>()?;
        let set = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
        let variables =
            set.map(|(name, value)| text(&[name, OsStr::new("="), value])).collect::<io::Result<Vec<_>>>()?;
        let pointers = |texts: &[CString]| {
            texts.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect::<Vec<_>>()
        };
        let (argv, envp) = (pointers(&arguments), pointers(&variables));
        let _texts = arguments.into_iter().chain(variables).collect();
        Ok(Some(Self { program: program.as_raw_fd(), argv, envp, _texts }))
    }

    /// Executes the program; returns only on an error.
    pub(crate) fn exec(&self) -> io::Error {
        // SAFETY: both arrays end with a null pointer and hold pointers to live, terminated texts.
        unsafe {
            libc::syscall(
                libc::SYS_execveat,
                self.program,
                c"".as_ptr(),
                self.argv.as_ptr(),
                self.envp.as_ptr(),
                libc::AT_EMPTY_PATH,
            )
        };
        io::Error::last_os_error()
    }
}
