//! Systems without Landlock and seccomp: nothing is confined, and the layers are reported as missing.

use std::io;
use std::path::Path;

use super::Sandbox;

/// No confinement.
#[derive(Debug, Default)]
pub(crate) struct Confinement;

impl Sandbox {
    /// The confinement for one run of a test program.
    pub(crate) fn for_a_test(&self, _program: &Path, _open_files: u64) -> io::Result<Confinement> {
        Ok(Confinement)
    }

    /// The confinement for one call of the compiler.
    pub(crate) fn for_the_compiler(&self, _readable: &[&Path], _writable: &Path) -> io::Result<Confinement> {
        Ok(Confinement)
    }
}

pub(super) mod probe {
    use crate::system::sandbox::Layer;

    /// The state of `layer`, or why it is missing and the remedy.
    pub(in crate::system::sandbox) fn layer(layer: Layer) -> Result<String, String> {
        match layer {
            Layer::Screen => Ok("sources are screened before they are compiled".into()),
            Layer::Names => Ok("the compiler offers only the names that exercises need".into()),
            Layer::Landlock | Layer::Seccomp => {
                Err("not sandboxed: only Linux has this layer\ngrade on Linux".into())
            }
        }
    }

    /// No other user.
    pub(in crate::system::sandbox) fn user() -> Option<u32> {
        None
    }
}
