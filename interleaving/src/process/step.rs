//! The steps of processes: a message is delivered, a user acts, messages are sent.

use std::collections::VecDeque;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, TryLockError};

use super::outbox::Sent;
use super::user::Condition;
use super::watch::{InOrder, Watched};
use super::{Id, Outbox, Process};
use crate::report::Broken;
use crate::run::processes::{Letter, Remark, Way};
use crate::run::{self, Object, Op, payload, world};
use crate::spec::network::IN_VAIN;
use crate::spec::{Action, Tid};

/// A network while it runs, shared by the threads that take its steps.
pub(super) struct Shared<P: Process> {
    pub(super) names: Vec<String>,
    pub(super) processes: Vec<Object>,
    pub(super) links: Vec<Channel>,
    pub(super) at: &'static Location<'static>,
    pub(super) state: Mutex<State<P>>,
}

/// A one-way channel between two processes.
pub(super) struct Channel {
    pub(super) from: Id,
    pub(super) to: Id,
    pub(super) object: Object,
    /// The channel for messages that arrive late or twice.
    pub(super) stray: Option<usize>,
    /// It is such a channel itself.
    pub(super) is_stray: bool,
    pub(super) repeats: bool,
    pub(super) delays: bool,
}

/// The changing part of a network.
pub(super) struct State<P: Process> {
    /// `None` while a process acts, and after it has crashed.
    pub(super) processes: Vec<Option<P>>,
    /// How often each process has crashed.
    pub(super) life: Vec<u32>,
    /// The same, as far as each process (the first index) has heard.
    pub(super) known: Vec<Vec<u32>>,
    /// The vector clock of each process (Mattern 1989, Fidge 1988), which happened-before is read from.
    pub(super) clocks: Vec<Vec<u32>>,
    /// The Lamport clock of each process, for reports.
    pub(super) times: Vec<u32>,
    /// When recording: the event with which the last step of each process began.
    pub(super) steps: Vec<Option<usize>>,
    /// What is under way on each channel.
    pub(super) queues: Vec<VecDeque<Parcel<P::Message>>>,
    /// The channels whose connection is lost.
    pub(super) cut: Vec<bool>,
    /// The channels that have repeated a message, or delayed one.
    pub(super) repeated: Vec<bool>,
    pub(super) delayed: Vec<bool>,
    pub(super) waiting: Vec<Waiting<P>>,
    pub(super) watched: Vec<Watched<P>>,
    pub(super) orders: Vec<InOrder>,
    pub(super) messages: usize,
}

/// A message under way, with the clocks of its sending.
#[derive(Clone)]
pub(super) struct Parcel<M> {
    pub(super) item: Item<M>,
    clock: Vec<u32>,
    time: u32,
}

/// What travels on a channel.
#[derive(Clone)]
pub(super) enum Item<M> {
    Message(M),
    /// The sender is gone.
    Down,
    /// A new process has taken the sender's place, which has crashed so often.
    Up {
        life: u32,
    },
}

/// A user that waits for a condition.
pub(super) struct Waiting<P> {
    pub(super) user: usize,
    pub(super) thread: Tid,
    pub(super) process: Id,
    pub(super) label: String,
    pub(super) condition: Condition<P>,
    /// The condition has held.
    pub(super) met: bool,
    /// The user wants nothing more.
    pub(super) last: bool,
}

/// Something that a step has changed and the test observes.
enum Noticed {
    Granted { order: usize, broken: Option<Broken> },
    Changed { watched: usize, broken: Option<String> },
}

impl<P: Process> Shared<P> {
    /// The state. It is never locked while a process acts.
    pub(super) fn state(&self) -> MutexGuard<'_, State<P>> {
        match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => unreachable!("one step at a time uses the state"),
        }
    }

    /// The number of the object of `process` in this execution.
    pub(super) fn number(&self, process: Id) -> usize {
        world::with(|world| world.number(&self.processes[process], self.at))
    }

    /// The processes that `process` has a connection with.
    pub(super) fn peers(&self, process: Id) -> Vec<Id> {
        let own = |channel: &&Channel| channel.from == process && !channel.is_stray && channel.to != process;
        self.links.iter().filter(own).map(|channel| channel.to).collect()
    }

    /// Delivers the next message of `link`; `false` if the network has settled.
    pub(super) fn deliver(&self, link: usize) -> bool {
        let channel = &self.links[link];
        let op = Op { at: self.at, ..Op::new(Action::Deliver, &self.processes[channel.to]) };
        if !run::perform(op.with(&channel.object)).ok {
            return false;
        }
        self.begin_step(channel.to);
        let Some(parcel) = self.state().queues[link].pop_front() else {
            unreachable!("a link that is busy has a message")
        };
        if let (Some(stray), Item::Message(_)) = (channel.stray, &parcel.item)
            && channel.repeats
            && !self.state().repeated[link]
            && run::choose(2) == 1
        {
            self.state().repeated[link] = true;
            self.send(stray, parcel.clone(), self.at, Way::Again, false);
        }
        let (from, to) = (channel.from, channel.to);
        self.act(to, Some((&parcel.clock, parcel.time)), |process, out| match parcel.item {
            Item::Message(message) => process.on_message(from, message, out),
            Item::Down => process.on_down(from, out),
            Item::Up { life } => {
                // What is sent from now on is for the new process.
                self.state().known[to][from] = life;
                process.on_up(from, out);
            }
        });
        true
    }

    /// The event that was just recorded begins a step of `process`.
    pub(super) fn begin_step(&self, process: Id) {
        run::record_processes(|_, event| self.state().steps[process] = Some(event));
    }

    /// Records what the step of `process` means to it: other events may be parts of the same step.
    pub(super) fn remark(&self, process: Id, remark: Remark) {
        let step = self.state().steps[process];
        run::record_processes(|record, event| record.remarks.push((step.unwrap_or(event), remark)));
    }

    /// Has `process` act: its clocks advance, what it sends is under way, conditions are looked at. `received`
    /// has the clocks of the message that it acts on.
    pub(super) fn act(
        &self,
        process: Id,
        received: Option<(&[u32], u32)>,
        act: impl FnOnce(&mut P, &mut Outbox<P::Message>),
    ) {
        let (own, time) = {
            let mut state = self.state();
            let time = state.tick(process, received);
            (state.processes[process].take(), time)
        };
        self.remark(process, Remark::Clock(time));
        let mut own = own.unwrap_or_else(|| unreachable!("a process that acts has not crashed"));
        let mut out = Outbox::new();
        act(&mut own, &mut out);
        self.state().processes[process] = Some(own);
        for sent in out.sent {
            self.post(process, sent);
        }
        self.look(process);
    }

    /// Sends a message of `from`.
    fn post(&self, from: Id, sent: Sent<P::Message>) {
        let Sent { to, message, at } = sent;
        let direct = |channel: &Channel| (channel.from, channel.to) == (from, to) && !channel.is_stray;
        let Some(link) = self.links.iter().position(direct) else {
            let to = self.names.get(to).cloned().unwrap_or_else(|| format!("process {to}"));
            panic!("{} sends {message:?} to {to}, with which it has no connection", self.names[from]);
        };
        let (vain, late) = {
            let mut state = self.state();
            state.messages += 1;
            let vain = state.cut[link] || state.known[from][to] != state.life[to];
            (vain, self.links[link].delays && !state.delayed[link] && !vain)
        };
        let late = self.links[link].stray.filter(|_| late && run::choose(2) == 1);
        if late.is_some() {
            self.state().delayed[link] = true;
        }
        let parcel = self.state().parcel(from, Item::Message(message));
        let way = if late.is_some() { Way::Late } else { Way::InOrder };
        self.send(late.unwrap_or(link), parcel, at, way, vain);
    }

    /// Tells `to` about `from`, after all that `from` has sent.
    pub(super) fn notify(&self, from: Id, to: Id, notice: Item<P::Message>) {
        let direct = |channel: &Channel| (channel.from, channel.to) == (from, to) && !channel.is_stray;
        let Some(link) = self.links.iter().position(direct) else { return };
        let (parcel, gone) = {
            let state = self.state();
            (state.parcel(from, notice), state.processes[to].is_none() || state.cut[link] || from == to)
        };
        if !gone {
            self.send(link, parcel, self.at, Way::InOrder, false);
        }
    }

    fn send(
        &self,
        link: usize,
        parcel: Parcel<P::Message>,
        at: &'static Location<'static>,
        way: Way,
        vain: bool,
    ) {
        let channel = &self.links[link];
        let op = Op { at, ..Op::new(Action::Post, &channel.object) };
        let effect = run::perform(op.ticket(if vain { IN_VAIN } else { 0 }));
        run::record_processes(|record, _| {
            let (content, notice) = match &parcel.item {
                Item::Message(message) => (format!("{message:?}"), false),
                Item::Down => (format!("{} is gone", self.names[channel.from]), true),
                Item::Up { .. } => (format!("{} is replaced", self.names[channel.from]), true),
            };
            let (from, to) = (channel.from, channel.to);
            let letter = Letter {
                link: 0,
                ticket: effect.ticket,
                from,
                to,
                content,
                notice,
                lost: vain,
                lost_by: None,
                way,
            };
            record.letters.push(letter);
        });
        self.name_link(link);
        if !vain {
            self.state().queues[link].push_back(parcel);
        }
    }

    /// Records the object number of the link that the last letter went over.
    fn name_link(&self, link: usize) {
        let number = world::with(|world| world.number(&self.links[link].object, self.at));
        run::record_processes(|record, _| {
            if let Some(letter) = record.letters.last_mut() {
                letter.link = number;
            }
        });
    }

    /// Loses the last `count` messages under way on `link`, by the step of `by`.
    pub(super) fn lose(&self, link: usize, count: usize, by: Id) {
        let kept = {
            let mut state = self.state();
            let kept = state.queues[link].len().saturating_sub(count);
            state.queues[link].truncate(kept);
            kept
        };
        let number = world::with(|world| {
            let number = world.number(&self.links[link].object, self.at);
            let lost = world.link(number).map(|link| link.keep(kept)).unwrap_or_default();
            (number, lost)
        });
        let (number, lost) = number;
        let step = self.state().steps[by];
        run::record_processes(|record, event| {
            let letters = record.letters.iter_mut();
            for letter in letters.filter(|letter| letter.link == number && lost.contains(&letter.ticket)) {
                letter.lost_by = step.or(Some(event));
            }
        });
    }

    /// Looks at the conditions and the observed values of `process` after its step.
    pub(super) fn look(&self, process: Id) {
        let mut noticed = Vec::new();
        let (ready, holds) = self.state().conditions(process, &mut noticed);
        for label in holds {
            self.remark(process, Remark::Holds(label));
        }
        let number = self.number(process);
        world::with(|world| {
            if let Some(process) = world.process(number) {
                process.ready = ready;
            }
        });
        self.state().observe(process, &mut noticed);
        for notice in noticed {
            // The objects live as long as the network, but the state must not be locked while they are used.
            let (object, broken) = match notice {
                Noticed::Granted { order, broken } => {
                    (std::ptr::from_ref(&self.state().orders[order].object), broken)
                }
                Noticed::Changed { watched, broken } => {
                    let broken = broken.map(|words| Broken::Unsafe { words });
                    (std::ptr::from_ref(&self.state().watched[watched].object), broken)
                }
            };
            // SAFETY: `orders` and `watched` do not change while the network runs.
            run::perform(Op::new(Action::Change, unsafe { &*object }));
            if let Some(broken) = broken {
                payload::break_promise(broken);
            }
        }
    }
}

impl<P: Process> State<P> {
    /// The clocks of `process` advance; returns its Lamport clock.
    fn tick(&mut self, process: Id, received: Option<(&[u32], u32)>) -> u32 {
        let own = &mut self.clocks[process];
        if let Some((clock, time)) = received {
            own.iter_mut().zip(clock).for_each(|(own, other)| *own = (*own).max(*other));
            self.times[process] = self.times[process].max(time);
        }
        own[process] += 1;
        self.times[process] += 1;
        self.times[process]
    }

    fn parcel(&self, from: Id, item: Item<P::Message>) -> Parcel<P::Message> {
        Parcel { item, clock: self.clocks[from].clone(), time: self.times[from] }
    }

    /// The users of `process` whose condition holds, and the labels of conditions that hold for the first time.
    fn conditions(&mut self, process: Id, noticed: &mut Vec<Noticed>) -> (Vec<Tid>, Vec<String>) {
        let Self { processes, waiting, orders, .. } = self;
        let Some(own) = &processes[process] else { return (Vec::new(), Vec::new()) };
        let (mut ready, mut holds) = (Vec::new(), Vec::new());
        for user in waiting.iter_mut().filter(|user| user.process == process && (user.condition)(own)) {
            ready.push(user.thread);
            if std::mem::replace(&mut user.met, true) {
                continue;
            }
            holds.push(user.label.clone());
            for (order, demand) in orders.iter_mut().enumerate() {
                if demand.granted == user.label {
                    noticed.push(Noticed::Granted { order, broken: demand.grant(user.user) });
                }
            }
        }
        (ready, holds)
    }

    /// Observes `process` again.
    fn observe(&mut self, process: Id, noticed: &mut Vec<Noticed>) {
        let own = self.processes[process].as_ref();
        for (watched, Watched { watch, .. }) in self.watched.iter_mut().enumerate() {
            if watch.look(process, own) {
                noticed.push(Noticed::Changed { watched, broken: watch.broken() });
            }
        }
    }
}
