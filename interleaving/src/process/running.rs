//! A network that runs: a thread for each channel, each user and each fault.
//!
//! The thread of a channel delivers its messages, so the choice of the next thread is the choice of the next
//! delivery. All threads exist from the start: their numbers must not depend on the schedule.

use std::collections::VecDeque;
use std::panic::{Location, resume_unwind};
use std::sync::{Arc, Mutex};

use super::network::Network;
use super::step::{Channel, Shared, State, Waiting};
use super::user::{User, UserStep};
use super::{Id, Process};
use crate::report::Broken;
use crate::run::processes::Remark;
use crate::run::{self, Object, Op, payload, world};
use crate::spec::network::GUARDED;
use crate::spec::{Action, Seed};
use crate::thread::{Builder, JoinHandle};

/// A network that has nothing left to deliver.
#[derive(Debug)]
pub struct Settled<P> {
    /// The processes, in the order in which they were added; `None` for one that has crashed.
    pub processes: Vec<Option<P>>,
    /// The number of messages that the processes sent.
    pub messages: usize,
}

impl<P: Process> Network<P> {
    /// Delivers messages until nothing is left to do.
    ///
    /// Another network of the same check may go on with the processes that have settled, under the same names: what
    /// strikes there strikes when everything sent here has arrived.
    ///
    /// # Panics
    /// Inside a check, if something breaks that the network demands; the check reports it. Always outside a check.
    #[track_caller]
    pub fn run(self) -> Settled<P> {
        run(self, Location::caller())
    }
}

/// Runs the network until nothing is left to do.
fn run<P: Process>(network: Network<P>, at: &'static Location<'static>) -> Settled<P> {
    run::begin_network(network.names.clone());
    let times = world::with(|world| world.processes.as_ref().map(|record| record.times.clone()));
    let times = times.unwrap_or_else(|| vec![0; network.names.len()]);
    let (faults, users, may_wait) = (network.faults, network.users, network.may_wait);
    let links = links(network.names.len(), network.center, &network.repeats, &network.delays);
    let shared = Arc::new(Shared {
        processes: network.names.iter().map(|_| Object::new(Seed::Process)).collect(),
        state: Mutex::new(state(network.processes, links.len(), network.watched, network.orders, times)),
        names: network.names,
        links,
        at,
    });
    let mut threads = Vec::new();
    for link in 0..shared.links.len() {
        let own = Arc::clone(&shared);
        let deliver = move || while own.deliver(link) {};
        threads.push(start(shared.links[link].to, deliver, at));
    }
    for (number, user) in users.into_iter().enumerate() {
        let own = Arc::clone(&shared);
        threads.push(start(user.process, move || follow(&own, number, user), at));
    }
    for fault in faults {
        let own = Arc::clone(&shared);
        threads.push(start(fault.process(), move || fault.strike(&own), at));
    }
    settle(threads);
    let mut state = shared.state();
    world::with(|world| {
        if let Some(record) = &mut world.processes {
            record.times.clone_from(&state.times);
        }
    });
    let left = state.waiting.iter().find(|waiting| !(waiting.last && waiting.met));
    if let Some(waiting) = left.filter(|_| !may_wait) {
        let broken = Broken::NeverServed { process: waiting.process + 1, condition: waiting.label.clone() };
        drop(state);
        payload::break_promise(broken);
    }
    Settled { processes: std::mem::take(&mut state.processes), messages: state.messages }
}

/// The channels between all processes, or between one and each other.
fn links(processes: usize, center: Option<Id>, repeats: &[(Id, Id)], delays: &[(Id, Id)]) -> Vec<Channel> {
    let mut links = Vec::new();
    for from in 0..processes {
        for to in 0..processes {
            let ends = (from, to);
            if center.is_some_and(|center| from == to || from != center && to != center) {
                continue;
            }
            let (repeats, delays) = (repeats.contains(&ends), delays.contains(&ends));
            let stray = (repeats || delays).then_some(links.len() + 1);
            let object = || Object::new(Seed::Link);
            links.push(Channel { from, to, object: object(), stray, is_stray: false, repeats, delays });
            if stray.is_some() {
                let (repeats, delays, is_stray) = (false, false, true);
                links.push(Channel { from, to, object: object(), stray: None, is_stray, repeats, delays });
            }
        }
    }
    links
}

fn state<P: Process>(
    processes: Vec<P>,
    links: usize,
    watched: Vec<super::watch::Watched<P>>,
    orders: Vec<super::watch::InOrder>,
    times: Vec<u32>,
) -> State<P> {
    let count = processes.len();
    State {
        processes: processes.into_iter().map(Some).collect(),
        life: vec![0; count],
        known: vec![vec![0; count]; count],
        clocks: vec![vec![0; count]; count],
        times,
        steps: vec![None; count],
        queues: (0..links).map(|_| VecDeque::new()).collect(),
        cut: vec![false; links],
        repeated: vec![false; links],
        delayed: vec![false; links],
        waiting: Vec::new(),
        watched,
        orders,
        messages: 0,
    }
}

/// Starts a thread that takes steps of `process`.
fn start(
    process: Id,
    body: impl FnOnce() + Send + 'static,
    at: &'static Location<'static>,
) -> JoinHandle<()> {
    let acting = move || {
        world::with(|world| {
            let thread = world.current;
            if let Some(record) = &mut world.processes {
                record.acts_for.push((thread, process));
            }
        });
        body();
    };
    // SAFETY: the closure borrows nothing.
    let started = unsafe { Builder::new().spawn_unchecked(acting, at) };
    started.unwrap_or_else(|_| std::process::abort())
}

/// Waits until no thread of the network can go on, then ends them all.
fn settle(threads: Vec<JoinHandle<()>>) {
    let nothing = Object::new(Seed::Shared);
    run::perform(Op::new(Action::Settle, &nothing));
    world::with(world::World::settle);
    for thread in threads {
        if let Err(payload) = thread.join() {
            resume_unwind(payload);
        }
    }
    world::with(|world| world.settled = false);
}

/// Takes the steps of a user, one after another.
fn follow<P: Process>(shared: &Shared<P>, number: usize, user: User<P>) {
    let process = user.process;
    let mut steps = user.steps.into_iter().peekable();
    while let Some(UserStep { waits_for, act, at }) = steps.next() {
        let guarded = waits_for.is_some();
        if let Some((label, condition)) = waits_for {
            let thread = world::with(|world| world.current);
            let last = act.is_none() && steps.peek().is_none();
            let waiting = Waiting { user: number, thread, process, label, condition, met: false, last };
            shared.state().waiting.push(waiting);
            shared.look(process);
            if last {
                return;
            }
        }
        let op = Op { at, ..Op::new(Action::Input, &shared.processes[process]) };
        if !run::perform(op.ticket(if guarded { GUARDED } else { 0 })).ok {
            return;
        }
        shared.begin_step(process);
        shared.state().waiting.retain(|waiting| waiting.user != number);
        let Some((label, act)) = act else { continue };
        shared.remark(process, Remark::Does(label.clone()));
        shared.act(process, None, |own, out| {
            let mut state = shared.state();
            let clock = state.clocks[process].clone();
            for order in state.orders.iter_mut().filter(|order| order.request == label) {
                order.ask(number, process, &clock);
            }
            drop(state);
            act(own, out);
        });
    }
}
