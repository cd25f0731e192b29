//! Reads that were out of date when their thread acted on them.

use super::{Access, AccessWay, Facts};
use crate::run::step::Event;
use crate::spec::Action;

/// A thread reads, another changes, and the first acts on what it read.
pub(crate) struct StaleAct {
    pub(crate) read: Access,
    pub(crate) change: Access,
    pub(crate) act: Access,
}

impl StaleAct {
    /// Whether the act overwrites what it did not read, rather than decides by it.
    pub(crate) fn overwrites(&self) -> bool {
        match self.act.way {
            AccessWay::Locked => is_rewritten(&self.act),
            AccessWay::Store => !is_flag(&self.act),
            _ => false,
        }
    }
}

impl Facts<'_> {
    /// The first act on a read that another thread has overtaken.
    pub(crate) fn stale_act(&self) -> Option<StaleAct> {
        let accesses = self.accesses();
        let acts = accesses.iter().filter(|access| self.may_act(access));
        acts.into_iter().find_map(|act| stale_read(&accesses, act))
    }

    /// Whether the access writes, or failed before it could, on its thread's own account.
    fn may_act(&self, access: &Access) -> bool {
        let open = access.to.is_none() && self.panicked() == Some(access.thread);
        let own = access.writes || open && access.way == AccessWay::Locked;
        let event: &Event = &self.events()[access.from];
        // An exchange acts only if nothing has changed; a swap that changes nothing is an attempt that
        // failed; a thread that wakes from a wait has let others change things on purpose.
        let fresh = access.way == AccessWay::Exchange
            || access.way == AccessWay::Update && access.found == access.left
            || matches!(event.action, Action::Wake(_));
        // The test's own reads are no decision.
        own && !fresh && !self.watches(event)
    }

    /// Whether what was written follows from what was read, not from what is: by an amount that the test
    /// names in the thread's label, or by rewriting what another thread has just written.
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
    // A store after reads of other things may well have nothing to do with this read.
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
        // A value that is again as it was read misleads nobody.
        let known = read.found.is_some() && act.found.is_some() && act.way != AccessWay::Store;
        let as_seen = known && read.found == act.found;
        // It may have read again since: then only the values can show which read it acts on.
        let acts_on_it = earlier == 0 && !loose && !as_seen;
        (acts_on_it || twice_from(read, change, act)).then(|| StaleAct {
            read: read.clone(),
            change: change.clone(),
            act: act.clone(),
        })
    })
}

/// Whether both made the same number of the same number: the second from what it read before the first.
fn twice_from(read: &Access, change: &Access, act: &Access) -> bool {
    is_rewritten(act) && change.left == act.left && change.found == read.found && read.found != act.left
}

/// Whether a flag was written: one is set because of what was read, not computed from it.
pub(crate) fn is_flag(act: &Access) -> bool {
    matches!(act.left.as_deref(), Some("true" | "false"))
}

/// Whether a number was written over itself: what another thread wrote was computed once more.
fn is_rewritten(act: &Access) -> bool {
    let number = act.left.as_ref().is_some_and(|value| value.parse::<i128>().is_ok());
    act.to.is_some() && act.left == act.found && number
}
