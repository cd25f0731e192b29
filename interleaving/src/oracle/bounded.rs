//! Iterative context bounding: all schedules without a preemption, then all with one, with two, …
//!
//! Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded programs",
//! PLDI 2007: a failure found this way has the fewest preemptions there are. Threads that yield without
//! getting anywhere are held back as in "Fair stateless model checking", PLDI 2008, so that a thread
//! that waits for another in a loop does not keep it from running.

use std::sync::{Arc, Mutex};

use super::{Found, Goal, Tally, schedule};
use crate::run::explorer::Oracle;
use crate::run::world::{Ended, World, bit};
use crate::spec::Tid;

/// A decision of an execution; the path to it is found through `parent`.
#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    choice: u8,
    /// What the table looked like, to see whether a repeated prefix is the same.
    table: u32,
}

const ROOT: u32 = u32::MAX;

/// A decision to take differently.
#[derive(Clone, Copy)]
struct Todo {
    parent: u32,
    choice: u8,
    table: u32,
}

/// What the search tells when it is over.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) found: Option<Found>,
    /// All schedules with at most so many preemptions were explored.
    pub(crate) complete_bound: Option<u32>,
    /// The step at which a repeated prefix was not the same.
    pub(crate) differs_at: Option<usize>,
    /// Whether an execution reached what was to be possible; it was the last.
    pub(crate) reached: bool,
    /// Whether any step had more than one thread to choose from.
    pub(crate) contested: bool,
}

/// The search.
pub(crate) struct Bounded {
    goal: Goal,
    budget: u64,
    max_bound: u32,
    bound: u32,
    nodes: Vec<Node>,
    now: Vec<Todo>,
    next: Vec<Todo>,
    dropped: bool,
    /// The decisions to repeat, and how many are repeated.
    prefix: Vec<(u8, u32)>,
    at: usize,
    leaf: u32,
    numbers: Vec<u64>,
    fairness: Fairness,
    /// Threads that yield again and again are not held back (to compare searches).
    unfair: bool,
    started: bool,
    outcome: Arc<Mutex<Outcome>>,
}

impl Bounded {
    /// A search of at most `budget` executions and `max_bound` preemptions, and where its outcome will be.
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

    /// The same without holding anybody back: every schedule of a program that ends.
    #[cfg(test)]
    pub(super) fn unfair(self) -> Self {
        Self { unfair: true, ..self }
    }

    fn outcome(&self) -> std::sync::MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The next decision to take differently, at a higher bound if this one is exhausted.
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
        // First found, first tried.
        self.now.reverse();
        self.now.pop()
    }

    fn push(&mut self, choice: u8, table: u32) {
        self.leaf = if self.nodes.len() < ROOT as usize {
            self.nodes.push(Node { parent: self.leaf, choice, table });
            self.nodes.len() as u32 - 1
        } else {
            self.leaf
        };
        self.at += 1;
    }

    /// A new decision: take the first option, keep the others for later.
    fn branch(&mut self, options: &[(u8, bool)], table: u32) -> u8 {
        let room = self.budget.saturating_sub(self.outcome().tally.executions) as usize;
        for &(choice, costs) in options[1..].iter().rev() {
            let todo = Todo { parent: self.leaf, choice, table };
            if costs && self.next.len() < room {
                self.next.push(todo);
            } else if !costs && self.now.len() < room {
                self.now.push(todo);
            } else {
                self.dropped = true;
            }
        }
        let choice = options[0].0;
        self.push(choice, table);
        choice
    }

    /// A decision that was taken before, if there is one left.
    fn repeated(&mut self, table: u32) -> Option<Result<u8, ()>> {
        let &(choice, was) = self.prefix.get(self.at)?;
        if was != table {
            self.outcome().differs_at.get_or_insert(self.at);
            return Some(Err(()));
        }
        let last = self.at + 1 == self.prefix.len();
        if last {
            self.push(choice, table);
        } else {
            // Inner nodes of the prefix exist already.
            self.at += 1;
        }
        Some(Ok(choice))
    }
}

impl Oracle for Bounded {
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
            self.prefix.push((todo.choice, todo.table));
            let mut node = todo.parent;
            while node != ROOT {
                let Node { parent, choice, table } = self.nodes[node as usize];
                self.prefix.push((choice, table));
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
        let table = fingerprint(world, enabled);
        let chosen = match self.repeated(table) {
            Some(Ok(choice)) => usize::from(choice),
            Some(Err(())) => return None,
            None => {
                let options = order(world, &allowed);
                usize::from(self.branch(&options, table))
            }
        };
        self.fairness.chosen(chosen);
        Some(chosen)
    }

    fn number(&mut self) -> u64 {
        // Which of several waiters is woken: the longest-waiting one first, the others as alternatives.
        let number = match self.repeated(u32::MAX) {
            Some(Ok(choice)) => u64::from(choice),
            Some(Err(())) => 0,
            None => {
                let options: Vec<(u8, bool)> =
                    (0..crate::run::explorer::ways().min(255) as u8).map(|way| (way, way > 0)).collect();
                u64::from(self.branch(&options, u32::MAX))
            }
        };
        self.numbers.push(number % crate::run::explorer::ways() as u64);
        number
    }

    fn end(&mut self, world: &mut World) -> bool {
        let differs = self.outcome().differs_at.is_some();
        let mut outcome = self.outcome();
        outcome.tally.executions += 1;
        if world.events.len() >= world.settings.step_bound {
            outcome.tally.drifted += 1;
        }
        let failed = world.failure();
        if failed == Some(Ended::Abandoned) {
            return !differs;
        }
        let found = failed.map(|ended| Found {
            ended,
            schedule: schedule(world),
            numbers: self.numbers.clone(),
            execution: outcome.tally.executions,
        });
        let outcome = &mut *outcome;
        self.goal.judge(found, &mut outcome.found, &mut outcome.reached)
    }
}

/// The options in the order to try them, each with whether it is a preemption. First the thread that is
/// running, unless it yielded or waits; after a yield the next in turn.
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

/// What the table of pending operations looks like: who stands where, and who can go on.
pub(super) fn fingerprint(world: &World, enabled: &[Tid]) -> u32 {
    // FNV-1a, over what is the same in every run of a repeatable program (no addresses).
    let mut hash = 0x811c_9dc5_u32;
    let mut mix = |value: u32| hash = (hash ^ value).wrapping_mul(0x0100_0193);
    for (thread, slot) in world.threads.iter().enumerate() {
        if let Some(pending) = slot.pending {
            mix(thread as u32);
            mix(pending.object as u32);
            mix(pending.at.line() << 8 ^ pending.at.column());
            mix(world.slots[pending.object].seed.kind().len() as u32);
        }
    }
    enabled.iter().for_each(|&thread| mix(thread as u32 + 7));
    hash & 0x7fff_ffff
}

/// Holds back threads that yield again and again while others could run ("Fair stateless model
/// checking"): bit sets of threads, for the first 64.
#[derive(Default)]
struct Fairness {
    /// `held[t]`: the threads that must run, or be unable to, before `t` may.
    held: Vec<u64>,
    /// Since `t` last yielded: who was always enabled, who was disabled by a step of `t`, who ran.
    enabled: Vec<u64>,
    ran: Vec<u64>,
    last: Option<Tid>,
}

impl Fairness {
    /// Accounts for the step that was just taken.
    fn observe(&mut self, world: &World) {
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

    fn allowed(&self, ids: &[Tid]) -> Vec<Tid> {
        let set = ids.iter().fold(0_u64, |set, &thread| set | bit(thread));
        let free: Vec<Tid> = ids.iter().copied().filter(|&thread| self.held[thread] & set == 0).collect();
        if free.is_empty() { ids.to_vec() } else { free }
    }

    fn chosen(&mut self, thread: Tid) {
        for held in &mut self.held {
            *held &= !(bit(thread));
        }
        self.last = Some(thread);
    }
}
