//! Seccomp: which system calls a child may make.
//!
//! A test program gets two filters. The first kills the process at a call that no honest program
//! makes, which is a verdict of its own. The second allows the calls it needs and answers all others
//! with `ENOSYS`, so that the C library falls back to older calls.

mod lists;

use std::collections::BTreeMap;
use std::io;
use std::os::fd::RawFd;

use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// Calls, each with the conditions on its arguments; an empty list always matches.
type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// A placeholder for the child's process id; no process has this one.
const OWN_ID: u32 = u32::MAX - 0x5eed;

/// A compiled filter.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    program: BpfProgram,
    /// The instructions that compare the process id.
    own_id_at: Vec<usize>,
}

impl Filter {
    fn new(rules: Rules, matched: SeccompAction, otherwise: SeccompAction) -> io::Result<Self> {
        let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
        let filter = SeccompFilter::new(rules, otherwise, matched, arch).map_err(io::Error::other)?;
        let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
        let own_id_at = (0..program.len()).filter(|&at| program[at].k == OWN_ID).collect();
        Ok(Self { program, own_id_at })
    }

    /// Installs the filter in the calling process; makes system calls only.
    pub(super) fn install(&mut self) -> io::Result<()> {
        // SAFETY: getpid has no preconditions.
        let own = unsafe { libc::getpid() } as u32;
        for &at in &self.own_id_at {
            self.program[at].k = own;
        }
        seccompiler::apply_filter(&self.program).map_err(|error| match error {
            Error::Prctl(error) | Error::Seccomp(error) => error,
            _ => io::Error::from_raw_os_error(libc::EINVAL),
        })
    }
}

/// The filters for a test program that is executed once, by the descriptor `program`.
pub(super) fn for_a_test(program: RawFd) -> io::Result<Vec<Filter>> {
    let mut ending = always(lists::FORBIDDEN.iter().chain(lists::PROCESSES));
    // A clone without this flag is a process.
    let process = when(0, SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64), 0)?;
    ending.insert(libc::SYS_clone, vec![rule(vec![process])?]);
    let mut allowed = always(lists::NEEDED);
    for (call, conditions) in conditional(program)? {
        allowed.entry(call).or_default().push(rule(conditions)?);
    }
    Ok(vec![
        Filter::new(ending, SeccompAction::KillProcess, SeccompAction::Allow)?,
        Filter::new(allowed, SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS as u32))?,
    ])
}

/// The filter for a compiler, which starts other programs: no network, no administrator's calls.
pub(super) fn for_the_compiler() -> io::Result<Vec<Filter>> {
    let denied = SeccompAction::Errno(libc::EPERM as u32);
    Ok(vec![Filter::new(always(lists::FORBIDDEN), denied, SeccompAction::Allow)?])
}

/// The calls that a test program may make with certain arguments only.
fn conditional(program: RawFd) -> io::Result<Vec<(i64, Vec<SeccompCondition>)>> {
    use SeccompCmpOp::{Eq, MaskedEq};
    let writing = (libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC) as u64;
    let thread = libc::CLONE_THREAD as u64;
    let mut calls = vec![
        (libc::SYS_openat, vec![when(2, MaskedEq(writing), libc::O_RDONLY as u64)?]),
        // Shared memory would escape the limit on data.
        (libc::SYS_mmap, vec![when(3, MaskedEq(libc::MAP_TYPE as u64), libc::MAP_PRIVATE as u64)?]),
        (libc::SYS_clone, vec![when(0, MaskedEq(thread), thread)?]),
        (libc::SYS_tgkill, vec![when(0, Eq, OWN_ID.into())?, when(2, Eq, libc::SIGABRT as u64)?]),
        (libc::SYS_prlimit64, vec![when(0, Eq, 0)?, null(2)?]),
        (libc::SYS_execveat, vec![when(0, Eq, program as u64)?, when(4, Eq, libc::AT_EMPTY_PATH as u64)?]),
    ];
    for option in [libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_SET_VMA] {
        calls.push((libc::SYS_prctl, vec![when(0, Eq, option as u64)?]));
    }
    for command in [libc::F_GETFD, libc::F_GETFL] {
        calls.push((libc::SYS_fcntl, vec![when(1, Eq, command as u64)?]));
    }
    Ok(calls)
}

fn always<'a>(calls: impl IntoIterator<Item = &'a i64>) -> Rules {
    calls.into_iter().map(|call| (*call, vec![])).collect()
}

fn rule(conditions: Vec<SeccompCondition>) -> io::Result<SeccompRule> {
    SeccompRule::new(conditions).map_err(io::Error::other)
}

/// A condition on the low half of an argument; the kernel ignores the high half of such numbers.
fn when(argument: u8, operator: SeccompCmpOp, value: u64) -> io::Result<SeccompCondition> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value & u64::from(u32::MAX))
        .map_err(io::Error::other)
}

/// The condition that a pointer is null.
fn null(argument: u8) -> io::Result<SeccompCondition> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0).map_err(io::Error::other)
}
