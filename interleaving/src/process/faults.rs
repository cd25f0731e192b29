//! Faults that a test has strike: crashes, replacements, lost connections.

use super::step::{Item, Shared};
use super::{Id, Process};
use crate::run::processes::Remark;
use crate::run::{self, Op, world};
use crate::spec::Action;

/// Makes the process that takes the place of a crashed one.
pub(super) type Replacement<P> = Box<dyn FnOnce() -> P + Send>;

/// A fault that strikes once, at every moment in turn.
pub(super) enum Fault<P> {
    Crash { process: Id, replacement: Option<Replacement<P>> },
    Disconnect { one: Id, other: Id },
}

impl<P: Process> Fault<P> {
    /// The process in whose column the fault is shown.
    pub(super) fn process(&self) -> Id {
        match *self {
            Self::Crash { process, .. } => process,
            Self::Disconnect { one, .. } => one,
        }
    }

    /// Strikes when the explorer chooses.
    pub(super) fn strike(self, shared: &Shared<P>) {
        match self {
            Self::Crash { process, replacement } => {
                shared.crash(process);
                if let Some(new) = replacement {
                    shared.replace(process, new());
                }
            }
            Self::Disconnect { one, other } => shared.disconnect(one, other),
        }
    }
}

impl<P: Process> Shared<P> {
    fn crash(&self, process: Id) {
        run::perform(Op::new(Action::Crash, &self.processes[process]));
        self.begin_step(process);
        let number = self.number(process);
        world::with(|world| {
            if let Some(process) = world.process(number) {
                process.crashed = true;
            }
        });
        {
            let mut state = self.state();
            state.processes[process] = None;
            state.life[process] += 1;
            state.waiting.retain(|waiting| waiting.process != process);
        }
        for link in 0..self.links.len() {
            if self.links[link].to == process {
                self.lose(link, usize::MAX, process);
            }
        }
        self.break_off(process, process, |_| true);
        self.look(process);
    }

    fn replace(&self, process: Id, new: P) {
        run::perform(Op::new(Action::Replace, &self.processes[process]));
        self.begin_step(process);
        {
            let mut state = self.state();
            state.processes[process] = Some(new);
            state.known[process] = state.life.clone();
        }
        for peer in self.peers(process) {
            let life = self.state().life[process];
            self.notify(process, peer, Item::Up { life });
        }
        self.act(process, None, Process::on_start);
    }

    fn disconnect(&self, one: Id, other: Id) {
        let at = Op::new(Action::Disconnect, &self.processes[one]);
        run::perform(at.with(&self.processes[other]));
        self.begin_step(one);
        self.remark(one, Remark::With(other));
        self.break_off(one, one, |peer| peer == other);
        self.break_off(other, one, |peer| peer == one);
        let mut state = self.state();
        for (link, channel) in self.links.iter().enumerate() {
            let ends = (channel.from, channel.to);
            state.cut[link] |= ends == (one, other) || ends == (other, one);
        }
    }

    /// Loses any number of the last messages on each channel from `process`, by the step of `by`, then tells its peers.
    fn break_off(&self, process: Id, by: Id, peer: impl Fn(Id) -> bool) {
        for (link, channel) in self.links.iter().enumerate() {
            if channel.from == process && peer(channel.to) {
                let under_way = self.state().queues[link].len();
                let lost = if under_way > 0 {
                    run::perform(Op::new(Action::Lose, &channel.object));
                    run::choose(under_way + 1)
                } else {
                    0
                };
                self.lose(link, lost, by);
                if !channel.is_stray {
                    self.notify(process, channel.to, Item::Down);
                }
            }
        }
    }
}
