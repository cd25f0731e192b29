//! The means by which this machine compiles and runs a submission.

use std::time::Duration;

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
    /// The CPU time that all tests of one submission may use together, their traps apart.
    pub(crate) cpu_of_a_submission: Duration,
}

impl Machine {
    /// A machine on which a test and a call of the compiler may take `seconds` each, and all tests of a submission
    /// twice as long together.
    pub(crate) fn new(workbench: Workbench, sandbox: Sandbox, seconds: u64) -> Self {
        let test_limits = Limits::for_a_test_of(seconds);
        let compiler_limits = Limits::for_the_compiler_of(seconds);
        let cpu_of_a_submission = Duration::from_secs(2 * seconds);
        Self { workbench, sandbox, test_limits, compiler_limits, cpu_of_a_submission }
    }
}
