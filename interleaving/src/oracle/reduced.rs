//! Partial-order reduction: of schedules that differ only in the order of independent steps, one.
//!
//! Dynamic partial-order reduction (Flanagan and Godefroid, POPL 2005) with source sets (Abdulla,
//! Aronis, Jonsson and Sagonas, "Optimal dynamic partial order reduction", POPL 2014) and sleep sets
//! (Godefroid, 1996). After each step the races of that step with earlier ones are looked for: steps that
//! depend on each other, that nothing orders but the two themselves, and whose order can be reversed. For
//! each, a thread that begins the other order is added where the earlier step was chosen, unless one is
//! there. A thread sleeps where all that begins with it has been explored, until a step that depends on
//! its own is taken.
//!
//! What waits is looked at too: a thread that stands before a lock at the end of an execution races with
//! whoever took the lock. What a thread does while it unwinds from a panic, and up to the next operation that
//! is chosen, is one step of several operations.
//!
//! A yield, or a wait in vain until a time is up, is a step like others, so that a thread may do without end
//! what leads nowhere: fairness and this reduction do not mix. A program in which one thread does so again and
//! again is given up. And a search that shall leave its budget to others where it cannot end gives up early
//! (see [`Reduced::share`]).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smallvec::SmallVec;

use super::bounded::fingerprint;
use super::dependence::{Operation, Table};
use super::{Found, Goal, Tally, schedule};
use crate::run::explorer::{self, Oracle};
use crate::run::world::{Ended, Pending, ThreadSlot, World, bit};

use crate::spec::{Action, Tid};

/// A set of threads, as bits.
type Threads = u64;

/// How many events of each thread happened before.
type Clock = SmallVec<[u32; 8]>;

/// The most steps of an execution: a longer one spins, or is too long to be exhausted anyway.
const LONGEST: usize = 400;

/// The most yields, and waits in vain, of one thread in an execution: whoever does so more often waits in a loop.
const MOST_YIELDS: usize = 12;

/// A search that would take so many times its budget is not going to end within it: the estimate may be too
/// large by chance, but hardly by so much.
const HOPELESS: f64 = 4.0;

/// A decision on the path that is being explored.
enum Node {
    Thread(Box<Choice>),
    /// A number was drawn: this one, of so many.
    Number {
        drawn: usize,
        ways: usize,
    },
}

struct Choice {
    enabled: Threads,
    pending: SmallVec<[Option<Operation>; 8]>,
    chosen: Tid,
    /// To be explored from here, now or later.
    backtrack: Threads,
    /// Explored from here.
    done: Threads,
    /// What begins with these was explored from here or from before: known to lead nowhere new.
    sleep: Threads,
    /// The step that is taken here has several operations.
    several: bool,
    /// How many of its ways have been explored whole.
    explored: u32,
    table: u32,
}

impl Node {
    /// How many ways from here have been explored, and how many there are as far as is known.
    fn ways(&self) -> (u32, u32) {
        match self {
            Self::Number { drawn, ways } => (*drawn as u32, *ways as u32),
            Self::Thread(choice) => {
                let left = choice.left() & !bit(choice.chosen);
                (choice.explored, choice.explored + 1 + left.count_ones())
            }
        }
    }
}

impl Choice {
    /// What is still to be explored from here.
    fn left(&self) -> Threads {
        self.backtrack & !self.sleep & !self.done
    }

    /// All that begins with the chosen thread has been explored.
    fn finish(&mut self) {
        self.done |= bit(self.chosen);
        // What wakes a sleeper is looked for by its first operation: one with several stays awake.
        if !std::mem::take(&mut self.several) {
            self.sleep |= bit(self.chosen);
        }
        self.explored += 1;
    }
}

/// A step of the execution that is running.
struct Step {
    thread: Tid,
    /// One, or several that nobody can come between.
    operations: SmallVec<[Operation; 1]>,
    clock: Clock,
    /// The node at which it was chosen.
    node: usize,
    /// Its place among its thread's steps, from 1.
    number: u32,
}

/// What the search tells when it is over.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    /// Executions that turned out to be covered by others.
    pub(crate) redundant: u64,
    pub(crate) found: Option<Found>,
    pub(crate) reached: bool,
    pub(crate) differs_at: Option<usize>,
    pub(crate) contested: bool,
    /// The program yields, or runs on for very long: this search is not for it.
    pub(crate) unfit: bool,
}

/// The search.
pub(crate) struct Reduced {
    goal: Goal,
    dependence: Table,
    budget: u64,
    path: Vec<Node>,
    /// How much of the path the running execution has followed.
    at: usize,
    /// The threads that sleep at the next decision.
    sleep: Threads,
    steps: Vec<Step>,
    /// How many events were taken in.
    seen: usize,
    by_object: Vec<Vec<usize>>,
    /// Those that may depend on others with which they share no object.
    alone: Vec<usize>,
    clocks: Vec<Clock>,
    /// How many starts and joins were taken in.
    links: usize,
    /// The first choice of the path whose step the running execution takes for the first time.
    fresh: usize,
    started: bool,
    numbers: Vec<u64>,
    shares: bool,
    outcome: Arc<Mutex<Outcome>>,
}

impl Reduced {
    /// A search of at most `budget` executions, and where its outcome will be.
    pub(crate) fn new(goal: Goal, budget: u64) -> (Self, Arc<Mutex<Outcome>>) {
        Self::with(goal, budget, Table::default())
    }

    /// The same with a dependence table of one's own.
    pub(super) fn with(goal: Goal, budget: u64, dependence: Table) -> (Self, Arc<Mutex<Outcome>>) {
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        let search = Self {
            goal,
            dependence,
            budget,
            path: Vec::new(),
            at: 0,
            sleep: 0,
            steps: Vec::new(),
            seen: 0,
            by_object: Vec::new(),
            alone: Vec::new(),
            clocks: Vec::new(),
            links: 0,
            fresh: 0,
            started: false,
            numbers: Vec::new(),
            shares: false,
            outcome: Arc::clone(&outcome),
        };
        (search, outcome)
    }

    /// Lets the search give up early where the budget is far from enough, so that others can use it.
    pub(crate) fn share(&mut self) {
        self.shares = true;
    }

    /// Whether so many executions have shown that the rest of the budget is not enough. The part of the tree
    /// that has been explored is estimated by Knuth's weights ("Estimating the efficiency of backtrack
    /// programs", 1975): every way from a decision counts the same. Ways are still being found, so that the
    /// part is rather less.
    fn hopeless(&self, executions: u64) -> bool {
        let looks = [self.budget / 8, self.budget / 4, self.budget / 2];
        if !self.shares || !looks.contains(&executions) {
            return false;
        }
        let (mut part, mut weight) = (0.0, 1.0);
        for node in &self.path {
            let (explored, ways) = node.ways();
            weight /= f64::from(ways);
            part += weight * f64::from(explored);
        }
        executions as f64 > part * self.budget as f64 * HOPELESS
    }

    fn outcome(&self) -> MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes back to the last decision with something left to explore, and takes it.
    fn backtrack(&mut self) -> bool {
        while let Some(node) = self.path.last_mut() {
            match node {
                Node::Number { drawn, ways } => {
                    *drawn += 1;
                    if *drawn < *ways {
                        return true;
                    }
                }
                Node::Thread(choice) => {
                    choice.finish();
                    let left = choice.left();
                    if left != 0 {
                        choice.chosen = left.trailing_zeros() as Tid;
                        return true;
                    }
                }
            }
            self.path.pop();
        }
        false
    }

    /// Takes in the operations since the last decision (none at the very first; one, or several where the thread
    /// unwinds), and looks for their races.
    fn observe(&mut self, world: &World) {
        if self.clocks.is_empty() {
            self.clocks.push(Clock::new());
        }
        let chosen = |node: &usize| matches!(self.path[*node], Node::Thread(_));
        let node = (0..self.at).rev().find(chosen).unwrap_or(0);
        for (place, event) in world.events[self.seen..].iter().enumerate() {
            let operation = Operation::done(event);
            // The races of a repeated prefix were seen when it was new.
            if node >= self.fresh {
                self.races(event.thread, &operation);
            }
            if place == 0 {
                self.take(event.thread, operation, node);
            } else {
                self.extend(event.thread, operation);
                self.goes_on(world, node, &operation);
            }
        }
        self.seen = world.events.len();
        for link in &world.links[self.links..] {
            let clock = self.clocks[link.from].clone();
            if link.to == self.clocks.len() {
                // A start: what its parent had done happened before all of a thread's steps.
                self.clocks.push(clock);
            } else {
                join(&mut self.clocks[link.to], &clock);
            }
        }
        self.links = world.links.len();
    }

    /// The step that was chosen at `node` has another operation.
    fn goes_on(&mut self, world: &World, node: usize, operation: &Operation) {
        if let Some(Node::Thread(choice)) = self.path.get_mut(node) {
            choice.several = true;
        }
        for (thread, slot) in world.threads.iter().enumerate() {
            let depends = |pending| self.dependence.dependent(&Operation::pending(pending), operation);
            if slot.pending.as_ref().is_some_and(depends) {
                self.sleep &= !bit(thread);
            }
        }
    }

    /// Adds a step and what happened before it.
    fn take(&mut self, thread: Tid, operation: Operation, node: usize) {
        let clock = &mut self.clocks[thread];
        if clock.len() <= thread {
            clock.resize(thread + 1, 0);
        }
        clock[thread] += 1;
        let number = clock[thread];
        let (clock, operations) = (Clock::new(), SmallVec::new());
        self.steps.push(Step { thread, operations, clock, node, number });
        self.extend(thread, operation);
    }

    /// Adds an operation to the last step, which is `thread`'s, and what happened before it.
    fn extend(&mut self, thread: Tid, operation: Operation) {
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

    /// Looks for the races of an operation that `thread` has done or stands before.
    fn races(&mut self, thread: Tid, operation: &Operation) {
        let past = self.clocks[thread].clone();
        for earlier in self.related(operation) {
            let step = &self.steps[earlier];
            let ordered = past.get(step.thread).copied().unwrap_or(0) >= step.number;
            let races = |it: &Operation| {
                self.dependence.dependent(it, operation) && self.dependence.may_be_coenabled(it, operation)
            };
            if step.thread != thread && !ordered && step.operations.iter().any(races) {
                self.reverse(earlier, thread, operation);
            }
        }
    }

    /// Sees to it that the other order of step `earlier` and the next step of `thread` is explored.
    fn reverse(&mut self, earlier: usize, thread: Tid, operation: &Operation) {
        let initials = self.initials(earlier, thread, operation);
        let Node::Thread(choice) = &mut self.path[self.steps[earlier].node] else { return };
        let possible = initials & choice.enabled;
        if possible & choice.backtrack != 0 {
            return;
        }
        if possible & bit(thread) != 0 {
            choice.backtrack |= bit(thread);
        } else if possible != 0 {
            choice.backtrack |= bit(possible.trailing_zeros() as Tid);
        } else {
            // Nobody who begins the other order could go on there: whoever could may lead to it.
            choice.backtrack |= choice.enabled;
        }
    }

    /// The threads that can begin what happened after `earlier` without depending on it, and then `thread`.
    fn initials(&self, earlier: usize, thread: Tid, operation: &Operation) -> Threads {
        let race = &self.steps[earlier];
        let mut seen: Threads = 0;
        let mut initials: Threads = 0;
        let mut taken: Vec<usize> = Vec::new();
        for (index, step) in self.steps.iter().enumerate().skip(earlier + 1) {
            let after = step.clock.get(race.thread).copied().unwrap_or(0) >= race.number;
            if after {
                continue;
            }
            let first = seen & bit(step.thread) == 0;
            let follows = |&other: &usize| {
                let other = &self.steps[other];
                step.clock.get(other.thread).copied().unwrap_or(0) >= other.number
            };
            if first && !taken.iter().any(follows) {
                initials |= bit(step.thread);
            }
            seen |= bit(step.thread);
            taken.push(index);
        }
        if seen & bit(thread) == 0 {
            let past = &self.clocks[thread];
            let follows = |&other: &usize| {
                let other = &self.steps[other];
                let ordered = past.get(other.thread).copied().unwrap_or(0) >= other.number;
                ordered || other.operations.iter().any(|it| self.dependence.dependent(it, operation))
            };
            if !taken.iter().any(follows) {
                initials |= bit(thread);
            }
        }
        initials
    }

    /// A decision that was taken before, if the path goes on.
    fn repeat(&mut self, table: u32) -> Option<Result<Tid, ()>> {
        let Node::Thread(choice) = self.path.get(self.at)? else {
            self.outcome().differs_at.get_or_insert(self.at);
            return Some(Err(()));
        };
        if choice.table != table {
            self.outcome().differs_at.get_or_insert(self.at);
            return Some(Err(()));
        }
        let (chosen, sleep) = (choice.chosen, asleep_after(choice, self.dependence));
        self.sleep = sleep;
        self.at += 1;
        Some(Ok(chosen))
    }

    /// A new decision.
    fn decide(&mut self, world: &World, ids: &[Tid], table: u32) -> Option<Tid> {
        let enabled = ids.iter().fold(0, |set, &thread| set | bit(thread));
        let awake = enabled & !self.sleep;
        if awake == 0 {
            self.outcome().redundant += 1;
            return None;
        }
        let current = world.events.last().map_or(0, |event| event.thread);
        let chosen = if awake & bit(current) != 0 { current } else { awake.trailing_zeros() as Tid };
        let pending =
            world.threads.iter().map(|slot| slot.pending.as_ref().map(Operation::pending)).collect();
        let sleep = self.sleep;
        let choice = Choice {
            enabled,
            pending,
            chosen,
            backtrack: bit(chosen),
            done: 0,
            sleep,
            several: false,
            explored: 0,
            table,
        };
        self.sleep = asleep_after(&choice, self.dependence);
        self.path.push(Node::Thread(Box::new(choice)));
        self.at += 1;
        Some(chosen)
    }
}

/// Whether the program does what is beyond this reduction: a look at whether a thread has ended, for an end is no
/// step, or at a clock that others' waits have moved; or if there is no end to it.
fn unfit(world: &World) -> bool {
    let looks = |slot: &ThreadSlot| slot.pending.is_some_and(|it| it.action == Action::LookFinished);
    let yields = |thread: Tid| world.events.iter().filter(|it| it.thread == thread && it.yields()).count();
    let last = world.events.last();
    world.events.len() > LONGEST
        || world.threads.len() > 60
        || world.depends_on_time()
        || last.is_some_and(|event| event.yields() && yields(event.thread) > MOST_YIELDS)
        || world.threads.iter().any(looks)
}

/// The threads that still sleep after the choice's thread has done its step.
fn asleep_after(choice: &Choice, table: Table) -> Threads {
    let Some(done) = choice.pending[choice.chosen] else { return 0 };
    let mut asleep = 0;
    for (thread, pending) in choice.pending.iter().enumerate() {
        let Some(pending) = pending else { continue };
        if thread != choice.chosen && choice.sleep & bit(thread) != 0 && !table.dependent(pending, &done) {
            asleep |= bit(thread);
        }
    }
    asleep
}

fn join(clock: &mut Clock, other: &Clock) {
    if clock.len() < other.len() {
        clock.resize(other.len(), 0);
    }
    for (own, other) in clock.iter_mut().zip(other) {
        *own = (*own).max(*other);
    }
}

impl Oracle for Reduced {
    fn begin(&mut self) -> bool {
        if std::mem::replace(&mut self.started, true) {
            let outcome = self.outcome();
            let executions = outcome.tally.executions + outcome.redundant;
            let over = outcome.unfit || executions >= self.budget;
            drop(outcome);
            if over {
                return false;
            }
            if !self.backtrack() {
                self.outcome().tally.exhausted = true;
                return false;
            }
            if self.hopeless(executions) {
                return false;
            }
        }
        // A number is drawn by the step of the last thread chosen before it.
        let chosen = |node: &Node| matches!(node, Node::Thread(_));
        self.fresh = self.path.iter().rposition(chosen).unwrap_or(0);
        self.at = 0;
        self.sleep = 0;
        self.steps.clear();
        self.seen = 0;
        self.by_object.clear();
        self.alone.clear();
        self.clocks.clear();
        self.links = 0;
        self.numbers.clear();
        true
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.observe(world);
        if unfit(world) {
            self.outcome().unfit = true;
            return None;
        }
        if enabled.len() > 1 {
            self.outcome().contested = true;
        }
        let table = fingerprint(world, enabled);
        match self.repeat(table) {
            Some(Ok(chosen)) => Some(chosen),
            Some(Err(())) => None,
            None => self.decide(world, enabled, table),
        }
    }

    fn number(&mut self) -> u64 {
        let drawn = match self.path.get(self.at) {
            Some(Node::Number { drawn, .. }) => *drawn,
            _ => {
                self.path.push(Node::Number { drawn: 0, ways: explorer::ways() });
                0
            }
        };
        self.at += 1;
        self.numbers.push(drawn as u64);
        drawn as u64
    }

    fn end(&mut self, world: &mut World) -> bool {
        let abandoned = world.ended == Some(Ended::Abandoned);
        let given_up = abandoned && (self.outcome().differs_at.is_some() || self.outcome().unfit);
        let mut unfit = false;
        if !given_up {
            self.observe(world);
            // Who stands before an operation that never came races with what keeps it from coming; also
            // where only sleeping threads could have gone on.
            for thread in 0..world.threads.len() {
                let slot = &world.threads[thread];
                let waits = |pending: &Pending| !slot.finished && !pending.action.is_eager();
                if let Some(pending) = slot.pending.filter(waits) {
                    self.races(thread, &Operation::pending(&pending));
                }
            }
            unfit =
                !abandoned && (world.depends_on_time() || world.events.len() >= world.settings.step_bound);
        }
        let mut outcome = self.outcome();
        if unfit {
            outcome.unfit = true;
            return false;
        }
        if abandoned {
            return outcome.differs_at.is_none() && !outcome.unfit;
        }
        outcome.tally.executions += 1;
        let found = world.failure().map(|ended| Found {
            ended,
            schedule: schedule(world),
            numbers: self.numbers.clone(),
            execution: outcome.tally.executions,
        });
        let outcome = &mut *outcome;
        self.goal.judge(found, &mut outcome.found, &mut outcome.reached)
    }
}
