//! Keeps a foreign program from everything but its own work.
//!
//! A test program may run once, compute, start threads, read the system's libraries and send on the
//! channel that it was given; a compiler may start its linker, read its own files and write into one
//! folder. Neither reaches the network. The layers are tried out on this machine, never assumed, and a
//! layer that is missing has a name and a remedy. The limits on time and memory are `process`'s.

mod calls;
mod confinement;
mod files;
mod layers;
mod probe;

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::exit::Refused;
pub(crate) use confinement::{Arguments, Confinement};
pub(crate) use layers::{Found, Layer};

/// The layers that this machine has, and those that it lacks.
#[derive(Clone, Debug)]
pub(crate) struct Sandbox {
    found: Vec<Found>,
    /// Whom a test program runs as, if not as the grader: only root can lend another name.
    user: Option<u32>,
}

impl Sandbox {
    /// Tries each layer out in a child of its own; `without` are taken for missing.
    pub(crate) fn probe(without: &[Layer]) -> Self {
        let state = |layer| match without.contains(&layer) {
            true => Err("switched off by `--without-layer`".to_owned()),
            false => probe::layer(layer),
        };
        let found = Layer::ALL.into_iter().map(|layer| Found { layer, state: state(layer) }).collect();
        Self { found, user: probe::user() }
    }

    /// All layers, in order.
    pub(crate) fn layers(&self) -> &[Found] {
        &self.found
    }

    /// # Errors
    /// When a layer is missing: each with the reason and the remedy.
    pub(crate) fn complete(&self) -> Result<(), Refused> {
        let missing = self.found.iter().filter_map(|found| Some((found.layer, found.state.as_ref().err()?)));
        let reasons: Vec<_> =
            missing.map(|(layer, why)| format!("{}: {why}\n{}", layer.name(), layer.without())).collect();
        if reasons.is_empty() {
            return Ok(());
        }
        let reasons = reasons.join("\n");
        Err(Refused(format!(
            "the sandbox is incomplete: {reasons}\n`--allow-degraded` grades all the same, and says so in every output"
        )))
    }

    /// In whose name a test program runs.
    pub(crate) fn runs_as(&self) -> String {
        match self.user {
            Some(user) => format!("a test runs as user {user}, who owns nothing"),
            None => "a test runs as you; only root can lend it another name".into(),
        }
    }

    pub(crate) fn has(&self, layer: Layer) -> bool {
        self.found.iter().any(|found| found.layer == layer && found.state.is_ok())
    }

    /// The names of the layers that are missing.
    pub(crate) fn missing(&self) -> Vec<String> {
        let missing = self.found.iter().filter(|found| found.state.is_err());
        missing.map(|found| found.layer.name().to_owned()).collect()
    }

    /// For one run of the test program at `program`, which can have `open_files` descriptors.
    ///
    /// # Errors
    /// When the machine refuses what it granted when it was tried out.
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

    /// For one call of the compiler, which may read `readable` and write into `writable`.
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

/// The same file under a descriptor of at least `least`, which a process with that limit cannot make again.
fn above(file: &File, least: u64) -> io::Result<OwnedFd> {
    // SAFETY: a plain system call on an open descriptor.
    let fd = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_DUPFD_CLOEXEC, least as i32) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is new and nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

#[cfg(test)]
mod tests;
