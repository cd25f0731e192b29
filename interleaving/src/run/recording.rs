//! The record of one execution, from which counterexamples and diagnoses are made.

use super::processes::Processes;
use super::schedule::{Schedule, preemptions, schedule};
use super::step::{Ended, Event, Link, Slot, ThreadSlot};
use super::world::World;

/// One whole execution.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) ended: Option<Ended>,
    pub(crate) events: Vec<Event>,
    pub(crate) threads: Vec<ThreadSlot>,
    pub(crate) slots: Vec<Slot>,
    /// Starts and joins.
    pub(crate) links: Vec<Link>,
    /// The processes of its network, if it has one.
    pub(crate) processes: Option<Box<Processes>>,
    pub(crate) schedule: Schedule,
    pub(crate) preemptions: u32,
    /// The first step at which the wanted thread could not go on.
    pub(crate) departed_at: Option<usize>,
}

impl Recording {
    /// Takes the record of the execution that has just ended.
    pub(crate) fn take(world: &mut World) -> Self {
        Self {
            ended: world.failure(),
            schedule: schedule(world),
            preemptions: preemptions(world),
            events: std::mem::take(&mut world.events),
            threads: std::mem::take(&mut world.threads),
            slots: std::mem::take(&mut world.slots),
            links: std::mem::take(&mut world.links),
            processes: world.processes.take(),
            departed_at: None,
        }
    }
}
