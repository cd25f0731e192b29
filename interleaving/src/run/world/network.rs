//! Steps of processes, and the moment at which none of them has anything to do.

use super::World;
use crate::run::step::{Ended, Pending};
use crate::spec::network::{Link, Process};
use crate::spec::{Action, Effect, State, Tid};

impl World {
    /// Takes the oldest message from the link of `pending`.
    pub(super) fn delivered(
        &mut self,
        me: Tid,
        pending: &Pending,
        pick: &mut dyn FnMut(usize) -> usize,
    ) -> Effect {
        match pending.second {
            Some(link) => self.slots[link].state.apply(me, Action::Deliver, pick),
            None => Effect::default(),
        }
    }

    /// The message just sent over `link` never arrives: the process at its end has crashed.
    pub(super) fn sent_in_vain(&mut self, link: usize) {
        if let State::Link(link) = &mut self.slots[link].state {
            link.drop_last();
        }
    }

    /// Returns whether no thread but `thread` can go on.
    pub(super) fn has_settled(&self, thread: Tid) -> bool {
        self.threads.iter().enumerate().all(|(other, slot)| {
            other == thread || slot.finished || slot.pending.is_some() && !self.can_go_on(other)
        })
    }

    /// The network has settled: its threads end now.
    pub(crate) fn settle(&mut self) {
        self.leave_pending();
        self.settled = true;
    }

    /// Keeps what the threads of the network are about to do; they end before a search can look.
    pub(super) fn leave_pending(&mut self) {
        let left = self.threads.iter().enumerate().filter_map(|(thread, slot)| {
            let pending = slot.pending.filter(|pending| pending.action.is_of_process())?;
            Some((thread, pending))
        });
        let left: Vec<_> = left.collect();
        if let Some(processes) = &mut self.processes {
            processes.left.extend(left);
        }
    }

    /// Returns whether the execution was given up and the running thread is one of its network: such a thread
    /// returns, which costs much less than to unwind its stack.
    pub(crate) fn returns(&self) -> bool {
        self.ended == Some(Ended::Abandoned) && !self.stopped && self.acts_for_a_process(self.current)
    }

    /// A thread of the network that has not ended, once the execution was given up.
    pub(crate) fn unended(&self) -> Option<Tid> {
        if self.ended != Some(Ended::Abandoned) || self.stopped {
            return None;
        }
        (0..self.threads.len()).find(|&thread| {
            let slot = &self.threads[thread];
            !slot.finished && !slot.unwinding && self.acts_for_a_process(thread)
        })
    }

    fn acts_for_a_process(&self, thread: Tid) -> bool {
        self.processes.as_ref().is_some_and(|processes| processes.of(thread).is_some())
    }

    /// The state of the process with this object number.
    pub(crate) fn process(&mut self, object: usize) -> Option<&mut Process> {
        match &mut self.slots[object].state {
            State::Process(process) => Some(process),
            _ => None,
        }
    }

    /// The state of the link with this object number.
    pub(crate) fn link(&mut self, object: usize) -> Option<&mut Link> {
        match &mut self.slots[object].state {
            State::Link(link) => Some(link),
            _ => None,
        }
    }
}
