//! Partial-order reduction: one schedule of all those that differ only in the order of independent steps.
//!
//! Dynamic partial-order reduction (Flanagan and Godefroid, POPL 2005) with source sets (Abdulla, Aronis,
//! Jonsson and Sagonas, "Optimal dynamic partial order reduction", POPL 2014) and sleep sets (Godefroid,
//! 1996). After each step the search looks for its races with earlier steps: the two depend on each other, no
//! other step orders them, and their order can be reversed. For each race, a thread that begins the other
//! order is added to the choices at the earlier step, unless one is there. A thread sleeps where everything
//! that begins with it has been explored, until a step that depends on its own is taken.
//!
//! Waiting threads count too: a thread that still waits for a lock at the end of an execution races with the
//! thread that took the lock. The operations of a thread that unwinds from a panic, up to its next chosen
//! operation, are one step of several operations. So is the step of a process of a network with all that it
//! sends: deliveries to different processes commute, and what a step sends happens before its delivery.
//!
//! A yield, or a timed wait that times out, is a step like others, so that a thread may take such steps
//! without end: fairness and this reduction do not mix. The search gives up a program in which one thread
//! does so again and again (see [`fit`]). A search that leaves its budget to others where it cannot end gives
//! up early (see [`Reduction::share`]).

mod fit;
mod trace;
mod tree;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::dependence::{Operation, Table};
use super::fingerprint::fingerprint;
use super::outcome::Outcome;
use crate::run::explorer::{self, Oracle};
use crate::run::goal::Goal;
use crate::run::step::{Ended, Pending};
use crate::run::world::World;
use crate::spec::Tid;
use trace::Trace;
use tree::{Decision, Tree};

/// A set of threads, as bits.
type Threads = u64;

/// A search that would take so many times its budget is given up. The estimate may be too large by chance,
/// but hardly by so much.
const HOPELESS: f64 = 4.0;

/// The search.
pub(crate) struct Reduction {
    goal: Goal,
    budget: u64,
    tree: Tree,
    trace: Trace,
    numbers: Vec<u64>,
    started: bool,
    shares: bool,
    outcome: Arc<Mutex<Outcome>>,
}

impl Reduction {
    /// A search of at most `budget` executions, and its future outcome.
    pub(crate) fn new(goal: Goal, budget: u64) -> (Self, Arc<Mutex<Outcome>>) {
        Self::with(goal, budget, Table::default())
    }

    /// The same with another dependence table.
    pub(super) fn with(goal: Goal, budget: u64, dependence: Table) -> (Self, Arc<Mutex<Outcome>>) {
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        let search = Self {
            goal,
            budget,
            tree: Tree::new(dependence),
            trace: Trace::new(dependence),
            numbers: Vec::new(),
            started: false,
            shares: false,
            outcome: Arc::clone(&outcome),
        };
        (search, outcome)
    }

    /// Lets the search give up early if the budget is far from enough, so that others can use it.
    pub(crate) fn share(&mut self) {
        self.shares = true;
    }

    /// Returns whether `executions` have shown that the rest of the budget is not enough.
    fn is_hopeless(&self, executions: u64) -> bool {
        let looks = [self.budget / 8, self.budget / 4, self.budget / 2];
        looks.contains(&executions)
            && executions as f64 > self.tree.explored_part() * self.budget as f64 * HOPELESS
    }

    fn outcome(&self) -> MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in the operations since the last decision (none at the very first; one, or several if the thread
    /// unwinds), and looks for their races.
    fn observe(&mut self, world: &World) {
        let node = self.tree.last_choice();
        for (place, event) in self.trace.new_events(world).iter().enumerate() {
            let operation = Operation::done(event);
            // The races of a repeated prefix were found when it was new.
            if self.tree.is_fresh(node) {
                self.find_races(event.thread, &operation);
            }
            if place == 0 {
                self.trace.add_step(event.thread, operation, node, event.enabled);
            } else {
                self.trace.extend_step(event.thread, operation);
                self.tree.goes_on(world, node, &operation);
            }
        }
        self.trace.caught_up(world);
    }

    /// Finds the races of an operation that `thread` has done, or that is pending at the end, and has the
    /// other order of each explored.
    fn find_races(&mut self, thread: Tid, operation: &Operation) {
        let Self { trace, tree, .. } = self;
        trace.races(thread, operation, |node, initials| tree.reverse(node, initials, thread));
    }

    /// Finds the races of operations that are pending at the end with the steps that block them; also of
    /// sleeping threads, where only these could have gone on.
    fn find_races_of_waiting(&mut self, world: &World) {
        let left = world.processes.iter().flat_map(|processes| &processes.left);
        for (thread, pending) in left {
            self.find_races(*thread, &Operation::pending(pending));
        }
        for (thread, slot) in world.threads.iter().enumerate() {
            let waits = |pending: &Pending| !slot.finished && !world.is_eager(pending);
            if let Some(pending) = slot.pending.filter(waits) {
                self.find_races(thread, &Operation::pending(&pending));
            }
        }
    }
}

impl Oracle for Reduction {
    fn begin(&mut self) -> bool {
        if std::mem::replace(&mut self.started, true) {
            let outcome = self.outcome();
            let executions = outcome.tally.executions + outcome.redundant;
            let over = outcome.unfit || executions >= self.budget;
            // No other search is as good for deliveries, and the estimate is poor where faults strike.
            let shares = self.shares && !outcome.network;
            drop(outcome);
            if over {
                return false;
            }
            if !self.tree.backtrack() {
                self.outcome().tally.exhausted = true;
                return false;
            }
            if shares && self.is_hopeless(executions) {
                return false;
            }
        }
        self.tree.begin();
        self.trace.begin();
        self.numbers.clear();
        true
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.observe(world);
        if fit::is_unfit(world) {
            self.outcome().unfit = true;
            return None;
        }
        if enabled.len() > 1 {
            self.outcome().contested = true;
        }
        match self.tree.decide(world, enabled, fingerprint(world, enabled)) {
            Decision::Take(chosen) => Some(chosen),
            Decision::Redundant => {
                self.outcome().redundant += 1;
                None
            }
            Decision::Differs { at } => {
                self.outcome().differs_at.get_or_insert(at);
                None
            }
        }
    }

    fn number(&mut self) -> u64 {
        let drawn = self.tree.draw(explorer::ways()) as u64;
        self.numbers.push(drawn);
        drawn
    }

    fn end(&mut self, world: &mut World) -> bool {
        let abandoned = world.ended == Some(Ended::Abandoned);
        let outcome = self.outcome();
        let gave_up = abandoned && (outcome.differs_at.is_some() || outcome.unfit);
        drop(outcome);
        if gave_up {
            return false;
        }
        self.observe(world);
        self.find_races_of_waiting(world);
        if abandoned {
            // It was redundant.
            return true;
        }
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        if fit::was_unfit(world) {
            outcome.unfit = true;
            return false;
        }
        outcome.count(self.goal, world, &self.numbers)
    }
}
