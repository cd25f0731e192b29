//! Reads that were out of date when their thread acted on them.

use super::{Access, AccessWay, Facts};
use crate::run::step::Event;
use crate::spec::Action;

/// A thread reads a value, another thread changes it, and the first thread acts on its old value.
pub(crate) struct StaleAct {
    pub(crate) read: Access,
    pub(crate) change: Access,
    pub(crate) act: Access,
}

impl StaleAct {
    /// Returns whether the act overwrites a change that its thread did not read, instead of deciding by the old value.
    pub(crate) fn overwrites(&self) -> bool {
        match self.act.way {
            AccessWay::Locked => is_rewritten(&self.act),
            AccessWay::Store => !is_flag(&self.act),
            _ => false,
        }
    }
}

impl Facts<'_> {
    /// The first act on a read that another thread's change made out of date.
    pub(crate) fn stale_act(&self) -> Option<StaleAct> {
        let accesses = self.accesses();
        let acts = accesses.iter().filter(|access| self.may_act(access));
        acts.into_iter().find_map(|act| stale_read(&accesses, act))
    }

    /// Returns whether the access writes, or panicked while it held the lock, and can rest on an earlier read.
    fn may_act(&self, access: &Access) -> bool {
        let open = access.to.is_none() && self.panicked() == Some(access.thread);
        let own = access.writes || open && access.way == AccessWay::Locked;
        let event: &Event = &self.events()[access.from];
        // An exchange acts only if nothing has changed; a swap that changes nothing is a failed attempt;
        // a thread that wakes from a wait gave others the chance to change things on purpose.
        let fresh = access.way == AccessWay::Exchange
            || access.way == AccessWay::Update && access.found == access.left
            || matches!(event.action, Action::Wake(_));
        // The test's own reads decide nothing.
        own && !fresh && !self.watches(event)
    }

    /// Returns whether the written value was computed from the old read, not from the current value: it differs
    /// from the read by an amount in the thread's label, or it repeats the value that another thread just wrote.
    pub(crate) fn is_computed(&self, read: &Access, act: &Access) -> bool {
        let number = |value: &Option<String>| value.as_ref().and_then(|value| value.parse::<i128>().ok());
        let (Some(saw), Some(found), Some(left)) =
            (number(&read.found), number(&act.found), number(&act.left))
        else {
            return false;
        };
        if is_rewritten(act) {
            return true;
        }
        let label = self.recording.threads[act.thread].label.clone().unwrap_or_default();
        let mut amounts =
            label.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
        let mut named = |amount: i128| amounts.any(|other: i128| other == amount.abs());
        found - left != saw - left && named(left - saw)
    }
}

fn stale_read(accesses: &[Access], act: &Access) -> Option<StaleAct> {
    let own = |access: &&Access| access.thread == act.thread && access.object == act.object;
    let before = |access: &&Access| access.is_before(act.from);
    let reads = accesses.iter().filter(own).filter(before).rev().take_while(|access| !access.writes);
    // A store after reads of other variables may have nothing to do with this read.
    let elsewhere = |read: &Access, access: &Access| {
        let within = access.from > read.from && access.from < act.from;
        within && access.thread == act.thread && access.object != act.object
    };
    reads.enumerate().find_map(|(earlier, read)| {
        let between = |access: &&Access| {
            let after = access.to.is_some_and(|to| read.is_before(to));
            access.thread != act.thread && access.object == act.object && access.writes && after
        };
        let change = accesses.iter().filter(between).rfind(|change| change.is_before(act.from))?;
        let loose = act.way != AccessWay::Locked && accesses.iter().any(|access| elsewhere(read, access));
        // A value that has changed back to the one that was read misleads no thread.
        let known = read.found.is_some() && act.found.is_some() && act.way != AccessWay::Store;
        let as_seen = known && read.found == act.found;
        // The thread may have read again since: then only the values show which read it acts on.
        let acts_on_it = earlier == 0 && !loose && !as_seen;
        (acts_on_it || twice_from(read, change, act)).then(|| StaleAct {
            read: read.clone(),
            change: change.clone(),
            act: act.clone(),
        })
    })
}

/// Returns whether both threads computed the same number from the same number: the second one from a read
/// before the first one's write.
fn twice_from(read: &Access, change: &Access, act: &Access) -> bool {
    is_rewritten(act) && change.left == act.left && change.found == read.found && read.found != act.left
}

/// Returns whether a flag was written: a flag is set because of a read, not computed from it.
pub(crate) fn is_flag(act: &Access) -> bool {
    matches!(act.left.as_deref(), Some("true" | "false"))
}

/// Returns whether a number was overwritten with itself: the thread computed again what another one had written.
fn is_rewritten(act: &Access) -> bool {
    let number = act.left.as_ref().is_some_and(|value| value.parse::<i128>().is_ok());
    act.to.is_some() && act.left == act.found && number
}
