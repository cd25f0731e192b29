//! Where there is neither Landlock nor seccomp: nothing is contained, and that is said.

use std::io;
use std::path::Path;

use super::Sandbox;

/// Nothing.
#[derive(Debug, Default)]
pub(crate) struct Confinement;

impl Sandbox {
    /// For one run of the test program at `program`.
    pub(crate) fn for_a_test(&self, _program: &Path, _open_files: u64) -> io::Result<Confinement> {
        Ok(Confinement)
    }

    /// For one call of the compiler.
    pub(crate) fn for_the_compiler(&self, _readable: &[&Path], _writable: &Path) -> io::Result<Confinement> {
        Ok(Confinement)
    }
}

pub(super) mod probe {
    use crate::system::sandbox::Layer;

    /// What there is of `layer`, or why it is missing and the remedy.
    pub(in crate::system::sandbox) fn layer(layer: Layer) -> Result<String, String> {
        match layer {
            Layer::Screen => Ok("sources are looked through before they are compiled".into()),
            Layer::Landlock | Layer::Seccomp => {
                Err("not sandboxed: only Linux has it\ngrade on Linux".into())
            }
        }
    }

    /// Nobody else.
    pub(in crate::system::sandbox) fn user() -> Option<u32> {
        None
    }
}
