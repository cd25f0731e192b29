//! An audit: the process runs its tests' scenarios on real threads instead of exploring them.

use std::sync::{Mutex, PoisonError};

use super::{channel, environment};
use crate::audit::Audited;

/// The rounds of each check, if this process is an audit.
pub(crate) fn audits() -> Option<u32> {
    environment::given().audit
}

/// Audits a check and tells the grader the result. The first contradiction ends the process, because threads of its
/// round may still run.
pub(crate) fn audited(check: &str, audit: impl FnOnce(&mut usize) -> Audited) {
    /// The threads that earlier audits have left behind.
    static LEFT: Mutex<usize> = Mutex::new(0);
    let audited = audit(&mut LEFT.lock().unwrap_or_else(PoisonError::into_inner));
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    match audited {
        Audited::Agrees { rounds } => channel::audited(test, check, rounds, None),
        Audited::NotOutside => {}
        Audited::GivenUp => channel::end(),
        Audited::Contradicts { round, text } => {
            channel::audited(test, check, round - 1, Some(&text));
            channel::end();
        }
    }
}
