//! Features that only some systems have: signals, and the owners and modes of files.

pub(crate) use here::{SIGABRT, SIGBUS, SIGSEGV, SIGSYS, SIGXFSZ};
pub(crate) use here::{confidential, owner, permissions, private, signal, unfollowed};

#[cfg(unix)]
mod here {
    use std::fs::{DirBuilder, Metadata, OpenOptions, Permissions};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    pub(crate) use libc::{SIGABRT, SIGBUS, SIGSEGV, SIGSYS, SIGXFSZ};

    /// The signal that ended the process, if one did.
    pub(crate) fn signal(status: ExitStatus) -> Option<i32> {
        status.signal()
    }

    /// The id of the owner.
    pub(crate) fn owner(of: &Metadata) -> u32 {
        of.uid()
    }

    /// The permissions of this mode, if the system has modes.
    pub(crate) fn permissions(mode: u32) -> Option<Permissions> {
        Some(Permissions::from_mode(mode))
    }

    /// Makes new files accessible to their owner only.
    pub(crate) fn confidential(options: &mut OpenOptions) -> &mut OpenOptions {
        options.mode(0o600)
    }

    /// Makes new folders accessible to their owner only.
    pub(crate) fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
        builder.mode(0o700)
    }

    /// Makes opening follow no link and never block.
    pub(crate) fn unfollowed(options: &mut OpenOptions) -> &mut OpenOptions {
        // O_NONBLOCK: a FIFO would otherwise block the grader until a process opens it for writing.
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY)
    }
}

#[cfg(not(unix))]
mod here {
    use std::fs::{DirBuilder, Metadata, OpenOptions, Permissions};
    use std::process::ExitStatus;

    // No signal ends a process here; the numbers only have to differ.
    pub(crate) const SIGABRT: i32 = 6;
    pub(crate) const SIGBUS: i32 = 7;
    pub(crate) const SIGSEGV: i32 = 11;
    pub(crate) const SIGXFSZ: i32 = 25;
    pub(crate) const SIGSYS: i32 = 31;

    pub(crate) fn signal(_: ExitStatus) -> Option<i32> {
        None
    }

    pub(crate) fn owner(_: &Metadata) -> u32 {
        0
    }

    pub(crate) fn permissions(_: u32) -> Option<Permissions> {
        None
    }

    pub(crate) fn confidential(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(crate) fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
        builder
    }

    pub(crate) fn unfollowed(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }
}
