//! Fairness: holds back threads that yield again and again while others could run (Musuvathi and Qadeer,
//! "Fair stateless model checking", PLDI 2008).

use crate::run::step::bit;
use crate::run::world::World;
use crate::spec::Tid;

/// Bit sets of threads, for the first 64.
#[derive(Default)]
pub(super) struct Fairness {
    /// For each thread, those that must run, or be unable to, before it may.
    held: Vec<u64>,
    /// For each thread, those that were enabled at each step since it last yielded.
    enabled: Vec<u64>,
    /// For each thread, those that ran since it last yielded.
    ran: Vec<u64>,
    last: Option<Tid>,
}

impl Fairness {
    /// Takes in the step that was just taken.
    pub(super) fn observe(&mut self, world: &World) {
        let count = world.threads.len();
        self.held.resize(count, 0);
        self.enabled.resize(count, 0);
        self.ran.resize(count, u64::MAX);
        let Some(last) = self.last else { return };
        for thread in 0..count {
            self.ran[thread] |= bit(last);
            self.enabled[thread] &= world.enabled;
        }
        if world.yielded {
            self.held[last] |= self.enabled[last] & !self.ran[last];
            self.enabled[last] = world.enabled;
            self.ran[last] = 0;
        }
    }

    /// The threads among `ids` that are not held back; all of them if every one is.
    pub(super) fn allowed(&self, ids: &[Tid]) -> Vec<Tid> {
        let set = ids.iter().fold(0_u64, |set, &thread| set | bit(thread));
        let free: Vec<Tid> = ids.iter().copied().filter(|&thread| self.held[thread] & set == 0).collect();
        if free.is_empty() { ids.to_vec() } else { free }
    }

    /// `thread` takes the next step.
    pub(super) fn chosen(&mut self, thread: Tid) {
        for held in &mut self.held {
            *held &= !bit(thread);
        }
        self.last = Some(thread);
    }
}
