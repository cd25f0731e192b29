//! The means by which this machine compiles and runs a submission.

use super::workbench::Workbench;
use crate::system::process::Limits;
use crate::system::sandbox::Sandbox;

/// The compiler and the library, the sandbox, and the limits of each process.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) workbench: Workbench,
    pub(crate) sandbox: Sandbox,
    pub(crate) test_limits: Limits,
    pub(crate) compiler_limits: Limits,
}

impl Machine {
    /// A machine on which a test and a call of the compiler may take `seconds` each.
    pub(crate) fn new(workbench: Workbench, sandbox: Sandbox, seconds: u64) -> Self {
        let test_limits = Limits::for_a_test_of(seconds);
        let compiler_limits = Limits::for_the_compiler_of(seconds);
        Self { workbench, sandbox, test_limits, compiler_limits }
    }
}
