//! The tree of decisions: the path that is being explored, and at each of its nodes the choices still left.

use smallvec::SmallVec;

use super::Threads;
use crate::run::step::bit;
use crate::run::world::World;
use crate::search::dependence::{Operation, Table};
use crate::spec::{Action, Tid};

/// A decision on the path.
enum Node {
    Thread(Box<Choice>),
    /// A number was drawn: this one, of so many.
    Number {
        drawn: usize,
        ways: usize,
    },
}

/// The further operations of the steps of sleeping threads, which have several.
type Sleepers = SmallVec<[(Tid, Operation); 2]>;

/// The choice of a thread.
struct Choice {
    enabled: Threads,
    pending: SmallVec<[Option<Operation>; 8]>,
    chosen: Tid,
    /// To be explored from here, now or later.
    backtrack: Threads,
    /// Explored from here.
    done: Threads,
    /// Asleep: everything that begins with these was explored from here or from an earlier node.
    sleep: Threads,
    /// The further operations of the step taken here, if it has several.
    further: SmallVec<[Operation; 2]>,
    /// The further operations of the steps of sleeping threads.
    sleepers: Sleepers,
    /// How many of its ways have been explored whole.
    explored: u32,
    fingerprint: u32,
}

impl Choice {
    /// The threads still to be explored from here.
    fn left(&self) -> Threads {
        self.backtrack & !self.sleep & !self.done
    }

    /// Everything that begins with the chosen thread has been explored.
    fn finish(&mut self) {
        self.done |= bit(self.chosen);
        self.sleep |= bit(self.chosen);
        let chosen = self.chosen;
        self.sleepers.extend(self.further.drain(..).map(|operation| (chosen, operation)));
        self.explored += 1;
    }

    /// The threads that are still asleep after the chosen thread has done its step.
    fn asleep_after(&self, dependence: Table) -> Threads {
        let Some(done) = self.pending[self.chosen] else { return 0 };
        let mut asleep = 0;
        for (thread, pending) in self.pending.iter().enumerate() {
            let Some(pending) = pending else { continue };
            let sleeps = self.sleep & bit(thread) != 0;
            let further = self.sleepers.iter().filter(|(sleeper, _)| *sleeper == thread);
            let depends = |(_, operation): &(Tid, Operation)| dependence.dependent(operation, &done);
            let woken = dependence.dependent(pending, &done) || further.into_iter().any(depends);
            if thread != self.chosen && sleeps && !woken {
                asleep |= bit(thread);
            }
        }
        asleep
    }
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

/// The answer of the tree at a decision.
pub(super) enum Decision {
    Take(Tid),
    /// Every thread that can go on is asleep: other executions cover this one.
    Redundant,
    /// The repeated prefix is not what it was.
    Differs {
        at: usize,
    },
}

/// The tree, along the path that is being explored.
pub(super) struct Tree {
    dependence: Table,
    path: Vec<Node>,
    /// How much of the path the running execution has followed.
    at: usize,
    /// The threads that are asleep at the next decision.
    sleep: Threads,
    sleepers: Sleepers,
    /// The first choice of the path whose step the running execution takes for the first time.
    fresh: usize,
}

impl Tree {
    pub(super) fn new(dependence: Table) -> Self {
        Self { dependence, path: Vec::new(), at: 0, sleep: 0, sleepers: Sleepers::new(), fresh: 0 }
    }

    /// Begins an execution along the path.
    pub(super) fn begin(&mut self) {
        // A number is drawn by the step of the last thread chosen before it.
        let chosen = |node: &Node| matches!(node, Node::Thread(_));
        self.fresh = self.path.iter().rposition(chosen).unwrap_or(0);
        self.at = 0;
        self.sleep = 0;
        self.sleepers.clear();
    }

    /// Goes back to the last decision with something left to explore, and takes it; `false` if there is none.
    pub(super) fn backtrack(&mut self) -> bool {
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

    /// The node of the last thread chosen in the running execution; 0 if there is none.
    pub(super) fn last_choice(&self) -> usize {
        let chosen = |node: &usize| matches!(self.path[*node], Node::Thread(_));
        (0..self.at).rev().find(chosen).unwrap_or(0)
    }

    /// Returns whether the running execution takes the step of this node for the first time.
    pub(super) fn is_fresh(&self, node: usize) -> bool {
        node >= self.fresh
    }

    /// The step chosen at `node` has another operation.
    pub(super) fn goes_on(&mut self, world: &World, node: usize, operation: &Operation) {
        if operation.action == Action::Post {
            // A message that is sent is nobody else's, and only lets its delivery follow.
            return;
        }
        if let Some(Node::Thread(choice)) = self.path.get_mut(node)
            && !choice.further.contains(operation)
        {
            choice.further.push(*operation);
        }
        let dependence = self.dependence;
        for (thread, slot) in world.threads.iter().enumerate() {
            let depends = |pending| dependence.dependent(&Operation::pending(pending), operation);
            let mut further = self.sleepers.iter().filter(|(sleeper, _)| *sleeper == thread);
            if slot.pending.as_ref().is_some_and(depends)
                || further.any(|(_, own)| dependence.dependent(own, operation))
            {
                self.sleep &= !bit(thread);
            }
        }
    }

    /// Has the other order of a race explored: of the step chosen at `node` and the next of `thread`, where
    /// `initials` can begin it.
    pub(super) fn reverse(&mut self, node: usize, initials: Threads, thread: Tid) {
        let Node::Thread(choice) = &mut self.path[node] else { return };
        let possible = initials & choice.enabled;
        if possible & choice.backtrack != 0 {
            return;
        }
        if possible & bit(thread) != 0 {
            choice.backtrack |= bit(thread);
        } else if possible != 0 {
            choice.backtrack |= bit(possible.trailing_zeros() as Tid);
        } else {
            // No thread that begins the other order could go on there: each that could may lead to it.
            choice.backtrack |= choice.enabled;
        }
    }

    /// The thread to take next: the same as before, if the path goes on, else a new decision among `enabled`.
    pub(super) fn decide(&mut self, world: &World, enabled: &[Tid], fingerprint: u32) -> Decision {
        let chosen = match self.path.get(self.at) {
            Some(Node::Thread(choice)) if choice.fingerprint == fingerprint => {
                self.sleep = choice.asleep_after(self.dependence);
                self.sleepers.clone_from(&choice.sleepers);
                choice.chosen
            }
            Some(_) => return Decision::Differs { at: self.at },
            None => {
                let Some(choice) = self.new_choice(world, enabled, fingerprint) else {
                    return Decision::Redundant;
                };
                let chosen = choice.chosen;
                self.sleep = choice.asleep_after(self.dependence);
                self.sleepers.clone_from(&choice.sleepers);
                self.path.push(Node::Thread(Box::new(choice)));
                chosen
            }
        };
        self.at += 1;
        Decision::Take(chosen)
    }

    /// The choice of the running thread if it is awake, else of the first that is; `None` if all sleep.
    fn new_choice(&self, world: &World, enabled: &[Tid], fingerprint: u32) -> Option<Choice> {
        let enabled = enabled.iter().fold(0, |set, &thread| set | bit(thread));
        let awake = enabled & !self.sleep;
        if awake == 0 {
            return None;
        }
        let current = world.events.last().map_or(0, |event| event.thread);
        let chosen = if awake & bit(current) != 0 { current } else { awake.trailing_zeros() as Tid };
        let pending =
            world.threads.iter().map(|slot| slot.pending.as_ref().map(Operation::pending)).collect();
        Some(Choice {
            enabled,
            pending,
            chosen,
            backtrack: bit(chosen),
            done: 0,
            sleep: self.sleep,
            further: SmallVec::new(),
            sleepers: self.sleepers.clone(),
            explored: 0,
            fingerprint,
        })
    }

    /// Draws one of `ways`: the same as before, if the path goes on, else the first.
    pub(super) fn draw(&mut self, ways: usize) -> usize {
        let drawn = match self.path.get(self.at) {
            Some(Node::Number { drawn, .. }) => *drawn,
            _ => {
                self.path.push(Node::Number { drawn: 0, ways });
                0
            }
        };
        self.at += 1;
        drawn
    }

    /// An estimate of the part of the tree that has been explored, by Knuth's weights ("Estimating the
    /// efficiency of backtrack programs", 1975): every way from a decision counts the same. New ways are
    /// still being found, so the true part is smaller.
    pub(super) fn explored_part(&self) -> f64 {
        let (mut part, mut weight) = (0.0, 1.0);
        for node in &self.path {
            let (explored, ways) = node.ways();
            weight /= f64::from(ways);
            part += weight * f64::from(explored);
        }
        part
    }
}
