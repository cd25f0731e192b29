//! Recordings made by hand, for patterns that no small program produces.

use std::panic::Location;

use crate::run::recording::Recording;
use crate::run::step::{Ended, Event, Slot, ThreadSlot};
use crate::spec::{Action, Seed, Tid};

/// A step of a thread: the action, the object, and whether the action succeeded.
pub(crate) type Step = (Tid, Action, usize, bool);

/// Makes the recording of these steps on objects of these kinds.
#[track_caller]
pub(crate) fn recording(ended: Ended, seeds: &[Seed], steps: &[Step]) -> Recording {
    let at = Location::caller();
    let slot = |&seed: &Seed| Slot {
        state: seed.state(),
        seed,
        first: at,
        address: 0,
        name: None,
        held: Vec::new(),
    };
    let event = |&(thread, action, object, ok): &Step| Event {
        thread,
        action,
        object,
        second: None,
        at,
        ok,
        woken: Vec::new(),
        enabled: 0b110,
        opens: false,
        closes: false,
        values: Vec::new(),
        wrote: false,
        ticket: 0,
        drawn: 0,
        stale: None,
    };
    Recording {
        ended: Some(ended),
        events: steps.iter().map(event).collect(),
        threads: (0..3).map(|_| ThreadSlot::default()).collect(),
        slots: seeds.iter().map(slot).collect(),
        schedule: steps.iter().map(|step| step.0).collect(),
        preemptions: 0,
        departed_at: None,
        links: Vec::new(),
        processes: None,
    }
}
