//! The layers that stand between a submission and the machine.

use clap::ValueEnum;

/// A layer that grading asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    /// The source is looked through before it is compiled.
    Screen,
    /// The kernel keeps it from files.
    Landlock,
    /// The kernel keeps it from system calls.
    Seccomp,
}

impl Layer {
    pub(crate) const ALL: [Self; 3] = [Self::Screen, Self::Landlock, Self::Seccomp];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Landlock => "landlock",
            Self::Seccomp => "seccomp",
        }
    }

    /// What a submission may do where the layer is missing.
    pub(crate) fn without(self) -> &'static str {
        match self {
            Self::Screen => "a submission may use what the checks cannot see",
            Self::Landlock => {
                "a submission may read the files that its user may read, hidden tests among them"
            }
            Self::Seccomp => "a submission may start processes and reach the network",
        }
    }
}

/// A layer, and what there is of it on this machine; or why there is none, and the remedy on a line of its own.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) layer: Layer,
    pub(crate) state: Result<String, String>,
}
