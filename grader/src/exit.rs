//! The exit codes of the process, and the errors that have one of their own.

use std::fmt;

/// The exit codes of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Full marks everywhere; or the command did its work.
    Done = 0,
    /// Marks were lost, or the course has a fault.
    MarksLost = 1,
    /// The command line is wrong; also clap's own code.
    Usage = 2,
    /// Not started: the output folder is in use or not writable, or the sandbox is incomplete.
    Refused = 3,
    /// Something could not be graded.
    Open = 4,
}

/// The reason why the work was not started.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) String);

/// A fault of the command line, and the remedy.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}
impl std::error::Error for Usage {}

impl Exit {
    /// The code for a command that ended in an error.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        match () {
            () if error.is::<Refused>() => Self::Refused,
            () if error.is::<Usage>() => Self::Usage,
            () => Self::Open,
        }
    }
}

/// An error for people: the failure and its causes on one line, the remedies below.
pub(crate) fn words(error: &anyhow::Error) -> String {
    let texts: Vec<_> = error.chain().map(ToString::to_string).collect();
    let heads: Vec<_> = texts.iter().filter_map(|text| text.lines().next()).collect();
    let remedies = texts.iter().flat_map(|text| text.lines().skip(1));
    std::iter::once(heads.join(": ").as_str()).chain(remedies).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_below_the_whole_reason() {
        let error = anyhow::anyhow!("disk full").context("cannot save `x`\nuse another disk");
        assert_eq!(words(&error), "cannot save `x`: disk full\nuse another disk");
    }
}
