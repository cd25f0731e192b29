//! The layers between a submission and the machine.

use clap::ValueEnum;

/// A layer that grading requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    /// The source is screened before it is compiled.
    Screen,
    /// The compiler offers only the names that exercises need.
    Names,
    /// The kernel restricts the files that a program can open.
    Landlock,
    /// The kernel restricts the system calls that a program can make.
    Seccomp,
}

impl Layer {
    pub(crate) const ALL: [Self; 4] = [Self::Screen, Self::Names, Self::Landlock, Self::Seccomp];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Names => "names",
            Self::Landlock => "landlock",
            Self::Seccomp => "seccomp",
        }
    }

    /// The consequence of a missing layer.
    pub(crate) fn without(self) -> &'static str {
        match self {
            Self::Screen => {
                "a submission may keep values from one execution to the next, or depend on how it is built"
            }
            Self::Names => "a submission may use operations that the checks cannot see",
            Self::Landlock => {
                "a submission may read every file that its user may read, hidden tests included"
            }
            Self::Seccomp => "a submission may start processes and reach the network",
        }
    }
}

/// A layer and its state on this machine: a description, or why it is missing and the remedy on a line of its own.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) layer: Layer,
    pub(crate) state: Result<String, String>,
}
