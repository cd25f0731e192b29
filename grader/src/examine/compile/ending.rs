//! The verdict on a compiler that was ended by force.

use crate::system::os;
use crate::system::process::{Ended, Hit, Limits};
use crate::verdict::Verdict;

/// The verdict and the reason, unless the compiler exited by itself.
pub(super) fn verdict_of(ended: &Ended, limits: &Limits) -> Option<(Verdict, String)> {
    let seconds = |time: std::time::Duration| time.as_secs();
    // A timeout proves nothing: the machine may have been busy.
    let clock = |text| Some((Verdict::Inconclusive, text));
    let refused = |text: &str| Some((Verdict::DoesNotCompile, text.to_owned()));
    let out_of_memory = ["memory allocation", "out of memory"]
        .iter()
        .any(|said| ended.output.windows(said.len()).any(|window| window == said.as_bytes()));
    match ended.hit {
        Some(Hit::Wall) => {
            clock(format!("the compiler did not finish within its limit of {} s", seconds(limits.wall)))
        }
        // CPU time is the program's own doing, however busy the machine is: a constant that is computed for ever.
        Some(Hit::Cpu) => refused(&format!(
            "the compiler needed more than its limit of {} s of CPU time",
            seconds(limits.cpu)
        )),
        Some(Hit::Memory) => refused("the compiler needed more memory than its limit of 6 GB"),
        Some(Hit::Output) => refused("the compiler had more to say than its limit of 16 MB"),
        None if os::signal(ended.status).is_some() && out_of_memory => {
            refused("the compiler needed more memory than its limit of 6 GB")
        }
        None if os::signal(ended.status).is_some() => {
            refused("the compiler crashed on this source; simplify what is nested deeply")
        }
        // The compiler has no channel, and may have many threads.
        Some(Hit::Enough | Hit::Threads) | None => None,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_compiler_without_memory_is_told_from_one_that_crashed() {
        let limits = Limits::for_the_compiler();
        let said = |output: &str| {
            let (status, output) = (ExitStatus::from_raw(libc::SIGABRT), output.as_bytes().to_vec());
            let (cpu, wall) = (Duration::ZERO, Duration::ZERO);
            verdict_of(&Ended { status, hit: None, output, datagrams: vec![], cpu, wall }, &limits).unwrap().1
        };
        for memory in ["memory allocation of 9 bytes failed", "LLVM ERROR: out of memory"] {
            assert_eq!(said(memory), "the compiler needed more memory than its limit of 6 GB");
        }
        assert!(said("LLVM ERROR: no such thing").starts_with("the compiler crashed"));
    }
}
