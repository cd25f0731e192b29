//! Landlock for files, seccomp for system calls, and another user if the grader is root.

mod calls;
mod confinement;
mod files;
pub(super) mod probe;

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{Layer, Sandbox};
pub(crate) use confinement::{Arguments, Confinement};

impl Sandbox {
    /// The confinement for one run of the test program at `program`, which may open `open_files` descriptors.
    ///
    /// # Errors
    /// When the machine refuses a layer that it granted to the probe.
    pub(crate) fn for_a_test(&self, program: &Path, open_files: u64) -> io::Result<Confinement> {
        let opened = File::options().read(true).custom_flags(libc::O_PATH).open(program)?;
        let program = above(&opened, open_files)?;
        let files = self.has(Layer::Landlock).then(|| files::for_a_test(&program)).transpose()?.flatten();
        let calls = match self.has(Layer::Seccomp) {
            true => calls::for_a_test(program.as_raw_fd())?,
            false => vec![],
        };
        Ok(Confinement { files, calls, user: self.user, program: Some(program) })
    }

    /// The confinement for one call of the compiler, which may read `readable` and write into `writable`.
    ///
    /// # Errors
    /// As for [`Self::for_a_test`].
    pub(crate) fn for_the_compiler(&self, readable: &[&Path], writable: &Path) -> io::Result<Confinement> {
        let files = || files::for_the_compiler(readable, writable);
        let files = self.has(Layer::Landlock).then(files).transpose()?.flatten();
        let calls = match self.has(Layer::Seccomp) {
            true => calls::for_the_compiler()?,
            false => vec![],
        };
        Ok(Confinement { files, calls, user: None, program: None })
    }
}

/// The same file under a descriptor of at least `least`, a number that a process with that limit cannot open.
fn above(file: &File, least: u64) -> io::Result<OwnedFd> {
    // SAFETY: a plain system call on an open descriptor.
    let fd = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_DUPFD_CLOEXEC, least as i32) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is new and nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}
