//! shuttle's schedulers as samplers.

use std::mem::ManuallyDrop;

use shuttle_engine::runtime::execution::ExecutionState;
use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::scheduler::Scheduler;
use smallvec::SmallVec;

use super::sampler::Sampler;
use crate::run::world::World;
use crate::spec::Tid;

/// One of shuttle's schedulers. Never dropped: they print when they are dropped early.
pub(crate) struct Shuttle<S>(ManuallyDrop<S>);

impl<S> Shuttle<S> {
    pub(super) fn new(scheduler: S) -> Self {
        Self(ManuallyDrop::new(scheduler))
    }
}

impl<S: Scheduler + 'static> Sampler for Shuttle<S> {
    fn begin(&mut self) -> bool {
        self.0.new_execution().is_some()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        let current = world.events.last().map(|event| TaskId::from(event.thread));
        let chosen = ExecutionState::with(|state| {
            let tasks: SmallVec<[&Task; 8]> =
                enabled.iter().map(|&thread| state.get(TaskId::from(thread))).collect();
            self.0.next_task(&tasks, current, world.yielded)
        });
        chosen.map(usize::from)
    }

    fn number(&mut self) -> u64 {
        self.0.next_u64()
    }
}
