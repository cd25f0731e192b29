//! Iterative context bounding: all schedules without a preemption, then all with one, with two, …
//!
//! Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded programs",
//! PLDI 2007: a failure found this way has the fewest preemptions possible. Threads that yield without
//! progress are held back as in "Fair stateless model checking", PLDI 2008, so that a thread that waits for
//! another in a loop does not keep it from running.

mod fairness;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fingerprint::fingerprint;
use super::outcome::Outcome;
use crate::run::explorer::{self, Oracle};
use crate::run::goal::Goal;
use crate::run::step::Ended;
use crate::run::world::World;
use crate::spec::Tid;
use fairness::Fairness;

/// A decision of an execution; `parent` leads back along the path to it.
#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    choice: u8,
    fingerprint: u32,
}

const ROOT: u32 = u32::MAX;

/// An alternative decision, still to be explored.
#[derive(Clone, Copy)]
struct Todo {
    parent: u32,
    choice: u8,
    fingerprint: u32,
}

/// The search.
pub(crate) struct PreemptionBound {
    goal: Goal,
    budget: u64,
    max_bound: u32,
    bound: u32,
    nodes: Vec<Node>,
    /// To be explored at this bound, and at the next.
    now: Vec<Todo>,
    next: Vec<Todo>,
    /// Some were dropped, since the budget is not enough for them.
    dropped: bool,
    /// The decisions to repeat, and how many have been repeated.
    prefix: Vec<(u8, u32)>,
    at: usize,
    leaf: u32,
    numbers: Vec<u64>,
    fairness: Fairness,
    /// Threads that yield again and again are not held back.
    unfair: bool,
    started: bool,
    outcome: Arc<Mutex<Outcome>>,
}

impl PreemptionBound {
    /// A search of at most `budget` executions and `max_bound` preemptions, and its future outcome.
    pub(crate) fn new(goal: Goal, budget: u64, max_bound: u32) -> (Self, Arc<Mutex<Outcome>>) {
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        let search = Self {
            goal,
            budget,
            max_bound,
            bound: 0,
            nodes: Vec::new(),
            now: Vec::new(),
            next: Vec::new(),
            dropped: false,
            prefix: Vec::new(),
            at: 0,
            leaf: ROOT,
            numbers: Vec::new(),
            fairness: Fairness::default(),
            unfair: false,
            started: false,
            outcome: Arc::clone(&outcome),
        };
        (search, outcome)
    }

    /// The same without fairness: every schedule of a program that ends (to compare searches).
    #[cfg(test)]
    pub(super) fn unfair(self) -> Self {
        Self { unfair: true, ..self }
    }

    fn outcome(&self) -> MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next alternative, at a higher bound if this one is exhausted.
    fn next_todo(&mut self) -> Option<Todo> {
        if let Some(todo) = self.now.pop() {
            return Some(todo);
        }
        if !self.dropped {
            self.outcome().complete_bound = Some(self.bound);
        }
        if self.next.is_empty() {
            self.outcome().tally.exhausted = !self.dropped;
            return None;
        }
        if self.bound == self.max_bound {
            return None;
        }
        self.bound += 1;
        self.now = std::mem::take(&mut self.next);
        // Those found first are explored first.
        self.now.reverse();
        self.now.pop()
    }

    fn push(&mut self, choice: u8, fingerprint: u32) {
        self.leaf = if self.nodes.len() < ROOT as usize {
            self.nodes.push(Node { parent: self.leaf, choice, fingerprint });
            self.nodes.len() as u32 - 1
        } else {
            self.leaf
        };
        self.at += 1;
    }

    /// A new decision: takes the first option, keeps the others for later.
    fn branch(&mut self, options: &[(u8, bool)], fingerprint: u32) -> u8 {
        let room = self.budget.saturating_sub(self.outcome().tally.executions) as usize;
        for &(choice, costs) in options[1..].iter().rev() {
            let todo = Todo { parent: self.leaf, choice, fingerprint };
            if costs && self.next.len() < room {
                self.next.push(todo);
            } else if !costs && self.now.len() < room {
                self.now.push(todo);
            } else {
                self.dropped = true;
            }
        }
        let choice = options[0].0;
        self.push(choice, fingerprint);
        choice
    }

    /// The next decision of the prefix, if there is one left.
    fn repeated(&mut self, fingerprint: u32) -> Option<Result<u8, ()>> {
        let &(choice, was) = self.prefix.get(self.at)?;
        if was != fingerprint {
            self.outcome().differs_at.get_or_insert(self.at);
            return Some(Err(()));
        }
        let last = self.at + 1 == self.prefix.len();
        if last {
            self.push(choice, fingerprint);
        } else {
            // Inner nodes of the prefix exist already.
            self.at += 1;
        }
        Some(Ok(choice))
    }
}

impl Oracle for PreemptionBound {
    fn begin(&mut self) -> bool {
        self.prefix.clear();
        self.leaf = ROOT;
        if self.started {
            if self.outcome().tally.executions >= self.budget {
                return false;
            }
            let Some(todo) = self.next_todo() else {
                return false;
            };
            self.prefix.push((todo.choice, todo.fingerprint));
            let mut node = todo.parent;
            while node != ROOT {
                let Node { parent, choice, fingerprint } = self.nodes[node as usize];
                self.prefix.push((choice, fingerprint));
                node = parent;
            }
            self.prefix.reverse();
            self.leaf = todo.parent;
        }
        self.started = true;
        self.at = 0;
        self.numbers.clear();
        self.fairness = Fairness::default();
        true
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.fairness.observe(world);
        let allowed = if self.unfair { enabled.to_vec() } else { self.fairness.allowed(enabled) };
        if enabled.len() > 1 {
            self.outcome().contested = true;
        }
        let fingerprint = fingerprint(world, enabled);
        let chosen = match self.repeated(fingerprint) {
            Some(Ok(choice)) => usize::from(choice),
            Some(Err(())) => return None,
            None => {
                let options = order(world, &allowed);
                usize::from(self.branch(&options, fingerprint))
            }
        };
        self.fairness.chosen(chosen);
        Some(chosen)
    }

    fn number(&mut self) -> u64 {
        // The first way is the default (the waiter that has waited longest, say), the others are preemptions.
        let number = match self.repeated(u32::MAX) {
            Some(Ok(choice)) => u64::from(choice),
            Some(Err(())) => 0,
            None => {
                let options: Vec<(u8, bool)> =
                    (0..explorer::ways().min(255) as u8).map(|way| (way, way > 0)).collect();
                u64::from(self.branch(&options, u32::MAX))
            }
        };
        self.numbers.push(number % explorer::ways() as u64);
        number
    }

    fn end(&mut self, world: &mut World) -> bool {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = outcome.count(self.goal, world, &self.numbers);
        let differs = outcome.differs_at.is_some() && world.ended == Some(Ended::Abandoned);
        goes_on && !differs
    }
}

/// The options in the order to try them, each with whether it is a preemption. The running thread comes
/// first, unless it yielded or waits; after a yield the next in turn.
fn order(world: &World, allowed: &[Tid]) -> Vec<(u8, bool)> {
    let current = world.events.last().map_or(0, |event| event.thread);
    let runs_on = allowed.contains(&current) && !world.yielded;
    let first = if runs_on {
        current
    } else {
        let later = allowed.iter().copied().find(|&thread| thread > current);
        later.unwrap_or(allowed[0])
    };
    let costs = runs_on || world.yielded;
    let others = allowed.iter().filter(|&&thread| thread != first).map(|&thread| (thread as u8, costs));
    std::iter::once((first as u8, false)).chain(others).collect()
}
