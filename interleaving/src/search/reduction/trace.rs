//! The steps of the running execution, what happened before each, and their races.

use smallvec::SmallVec;

use super::Threads;
use crate::run::step::{Event, bit};
use crate::run::world::World;
use crate::search::dependence::{Operation, Table};
use crate::spec::{Action, Tid};

/// A vector clock: for each thread, how many of its steps happened before.
type Clock = SmallVec<[u32; 8]>;

/// A step.
struct Step {
    thread: Tid,
    /// One, or several that no other thread can interrupt.
    operations: SmallVec<[Operation; 1]>,
    clock: Clock,
    /// The node of the tree at which it was chosen.
    node: usize,
    /// Its place among its thread's steps, from 1.
    number: u32,
    /// The threads that could have gone on in its place.
    enabled: Threads,
}

impl Step {
    /// Returns whether this step may have enabled `operation` of `thread`, so that it cannot come later. A user
    /// of a process who waits for a condition takes its next step at once where the condition holds. If
    /// another step of the process makes the condition hold as well, that step races with this one.
    fn lets_act(&self, thread: Tid, operation: &Operation) -> bool {
        operation.action == Action::Input && self.enabled & bit(thread) == 0
    }
}

/// The steps of the running execution.
pub(super) struct Trace {
    dependence: Table,
    steps: Vec<Step>,
    /// For each object, the steps that touch it.
    by_object: Vec<Vec<usize>>,
    /// The steps that may depend on others with which they share no object.
    alone: Vec<usize>,
    /// For each thread, the steps that happened before its next one.
    clocks: Vec<Clock>,
    /// How many events, and how many starts and joins, were taken in.
    events: usize,
    links: usize,
}

impl Trace {
    pub(super) fn new(dependence: Table) -> Self {
        Self {
            dependence,
            steps: Vec::new(),
            by_object: Vec::new(),
            alone: Vec::new(),
            clocks: Vec::new(),
            events: 0,
            links: 0,
        }
    }

    /// Begins an execution.
    pub(super) fn begin(&mut self) {
        self.steps.clear();
        self.by_object.clear();
        self.alone.clear();
        self.clocks.clear();
        self.clocks.push(Clock::new());
        self.events = 0;
        self.links = 0;
    }

    /// The events that are not in the trace yet.
    pub(super) fn new_events<'a>(&self, world: &'a World) -> &'a [Event] {
        &world.events[self.events..]
    }

    /// The new events have been added: takes in the starts and joins between them.
    pub(super) fn caught_up(&mut self, world: &World) {
        self.events = world.events.len();
        for link in &world.links[self.links..] {
            let clock = self.clocks[link.from].clone();
            if link.to == self.clocks.len() {
                // A start: everything that the parent had done happened before all of the thread's steps.
                self.clocks.push(clock);
            } else {
                join(&mut self.clocks[link.to], &clock);
            }
        }
        self.links = world.links.len();
    }

    /// Adds a step of `thread`, chosen at `node`.
    pub(super) fn add_step(&mut self, thread: Tid, operation: Operation, node: usize, enabled: Threads) {
        let clock = &mut self.clocks[thread];
        if clock.len() <= thread {
            clock.resize(thread + 1, 0);
        }
        clock[thread] += 1;
        let number = clock[thread];
        let (clock, operations) = (Clock::new(), SmallVec::new());
        self.steps.push(Step { thread, operations, clock, node, number, enabled });
        self.extend_step(thread, operation);
    }

    /// Adds an operation to the last step, which is `thread`'s.
    pub(super) fn extend_step(&mut self, thread: Tid, operation: Operation) {
        let index = self.steps.len() - 1;
        for earlier in self.related(&operation) {
            let step = &self.steps[earlier];
            if step.thread != thread
                && step.operations.iter().any(|it| self.dependence.dependent(it, &operation))
            {
                join(&mut self.clocks[thread], &step.clock);
            }
        }
        for object in operation.objects() {
            if self.by_object.len() <= object {
                self.by_object.resize_with(object + 1, Vec::new);
            }
            self.by_object[object].push(index);
        }
        if operation.stands_alone() {
            self.alone.push(index);
        }
        self.steps[index].operations.push(operation);
        self.steps[index].clock = self.clocks[thread].clone();
    }

    /// Calls `found` for each step that races with `operation` of `thread`, the latest first: with the node
    /// at which the step was chosen, and the threads that can begin the other order.
    pub(super) fn races(&self, thread: Tid, operation: &Operation, mut found: impl FnMut(usize, Threads)) {
        let past = &self.clocks[thread];
        for earlier in self.related(operation) {
            let step = &self.steps[earlier];
            let races = |it: &Operation| {
                self.dependence.dependent(it, operation) && self.dependence.may_be_coenabled(it, operation)
            };
            let reversible = !includes(past, step) && !step.lets_act(thread, operation);
            if step.thread != thread && reversible && step.operations.iter().any(races) {
                found(step.node, self.initials(earlier, thread, operation));
            }
        }
    }

    /// Earlier steps that may depend on `operation`, the latest first.
    fn related(&self, operation: &Operation) -> Vec<usize> {
        let mut related: Vec<usize> = Vec::new();
        for object in operation.objects() {
            related.extend(self.by_object.get(object).into_iter().flatten());
        }
        if operation.stands_alone() {
            related.extend(&self.alone);
        }
        related.sort_unstable_by(|a, b| b.cmp(a));
        related.dedup();
        related
    }

    /// The threads that can begin the steps after `earlier` that do not depend on it, followed by `operation`
    /// of `thread`.
    fn initials(&self, earlier: usize, thread: Tid, operation: &Operation) -> Threads {
        let race = &self.steps[earlier];
        let mut seen: Threads = 0;
        let mut initials: Threads = 0;
        let mut taken: Vec<&Step> = Vec::new();
        for step in &self.steps[earlier + 1..] {
            if includes(&step.clock, race) {
                continue;
            }
            let first = seen & bit(step.thread) == 0;
            if first && !taken.iter().any(|other| includes(&step.clock, other)) {
                initials |= bit(step.thread);
            }
            seen |= bit(step.thread);
            taken.push(step);
        }
        if seen & bit(thread) == 0 {
            let past = &self.clocks[thread];
            let follows = |other: &&Step| {
                let depends = |it: &Operation| self.dependence.dependent(it, operation);
                includes(past, other) || other.operations.iter().any(depends)
            };
            if !taken.iter().any(follows) {
                initials |= bit(thread);
            }
        }
        initials
    }
}

/// Returns whether `step` happened before the moment of `clock`.
fn includes(clock: &Clock, step: &Step) -> bool {
    clock.get(step.thread).copied().unwrap_or(0) >= step.number
}

fn join(clock: &mut Clock, other: &Clock) {
    if clock.len() < other.len() {
        clock.resize(other.len(), 0);
    }
    for (own, other) in clock.iter_mut().zip(other) {
        *own = (*own).max(*other);
    }
}
