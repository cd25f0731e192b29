//! The state of each kind of object, when an operation on it is enabled, and what the operation does.

use super::connection::Connection;
use super::effect::Effect;
use super::network::{Link, Process};
use super::socket::Network;
use super::{Action, Tid, Waiting};

/// The kind of an object and its first state; it works in `const` constructors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seed {
    Mutex,
    RwLock,
    Condvar,
    Semaphore(usize),
    Barrier(usize),
    Once,
    /// With the number of values that it can buffer, if that is bounded.
    Channel(Option<usize>),
    Atomic,
    /// Plain memory whose races are reported.
    Cell,
    /// Plain memory whose races are the subject of the lesson: each access is a step.
    Shared,
    Thread,
    /// A meeting of this many threads in a test's call-backs.
    Meeting(usize),
    /// A process of a network.
    Process,
    /// A one-way channel between two processes.
    Link,
    /// The ports of the execution.
    Network,
    /// With the number of bytes that each of its two streams can hold.
    Connection(usize),
}

impl Seed {
    /// The state of a fresh object.
    pub(crate) fn state(self) -> State {
        match self {
            Self::Mutex => State::Mutex { holder: None },
            Self::RwLock => State::RwLock { writer: None, readers: Vec::new() },
            Self::Condvar => State::Condvar { waiting: Vec::new(), notified: Vec::new() },
            Self::Semaphore(permits) => State::Semaphore { permits },
            Self::Barrier(size) => State::Barrier { size: size.max(1), arrived: 0, round: 0 },
            Self::Once => State::Once(OnceState::New),
            Self::Channel(bound) => State::Channel {
                bound,
                queued: 0,
                taken: 0,
                sent: 0,
                senders: 1,
                receiver: true,
                receiving: 0,
            },
            Self::Atomic | Self::Cell | Self::Shared => State::Memory,
            Self::Thread => State::Thread { finished: false, token: false },
            Self::Meeting(size) => State::Meeting { size, present: 0 },
            Self::Process => State::Process(Process::default()),
            Self::Link => State::Link(Link::default()),
            Self::Network => State::Network(Network::default()),
            Self::Connection(bound) => State::Connection(Connection::new(bound)),
        }
    }

    /// The kind's name in reports.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Mutex => "mutex",
            Self::RwLock => "rwlock",
            Self::Condvar => "condvar",
            Self::Semaphore(_) => "semaphore",
            Self::Barrier(_) => "barrier",
            Self::Once => "once",
            Self::Channel(_) => "channel",
            Self::Atomic => "atomic",
            Self::Cell | Self::Shared => "cell",
            Self::Thread => "thread",
            Self::Meeting(_) => "meeting",
            Self::Process => "process",
            Self::Link => "link",
            Self::Network => "network",
            Self::Connection(_) => "connection",
        }
    }
}

/// The progress of a [`std::sync::Once`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnceState {
    New,
    Running,
    Done,
    /// The initialiser panicked.
    Poisoned,
}

/// A shared object between two steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Mutex {
        holder: Option<Tid>,
    },
    RwLock {
        writer: Option<Tid>,
        readers: Vec<Tid>,
    },
    Condvar {
        waiting: Vec<Tid>,
        notified: Vec<Tid>,
    },
    Semaphore {
        permits: usize,
    },
    Barrier {
        size: usize,
        arrived: usize,
        round: u64,
    },
    Once(OnceState),
    /// `sent` and `taken` count values, so that the sender of a rendezvous knows when its own was taken.
    Channel {
        bound: Option<usize>,
        queued: usize,
        taken: u64,
        sent: u64,
        senders: usize,
        receiver: bool,
        receiving: usize,
    },
    Memory,
    Thread {
        finished: bool,
        token: bool,
    },
    Meeting {
        size: usize,
        present: usize,
    },
    Process(Process),
    Link(Link),
    Network(Network),
    Connection(Connection),
}

impl State {
    /// Returns whether `me` can do `action` now. A condition variable's `Wake` also needs its mutex, which the
    /// interpreter checks separately; `ticket` is the [`Effect::ticket`] of the first half.
    pub(crate) fn enabled(&self, me: Tid, action: Action, ticket: u64) -> bool {
        match (self, action) {
            (Self::Mutex { holder }, Action::Lock) => holder.is_none(),
            (Self::RwLock { writer, .. }, Action::Read) => writer.is_none(),
            (Self::RwLock { writer, readers }, Action::Write) => writer.is_none() && readers.is_empty(),
            (Self::Condvar { notified, .. }, Action::Wake(waiting)) => {
                waiting == Waiting::Timed || notified.contains(&me)
            }
            (Self::Semaphore { permits }, Action::Acquire) => *permits > 0,
            (Self::Barrier { round, .. }, Action::Depart) => *round > ticket,
            (Self::Once(state), Action::OnceBegin | Action::OnceForce) => *state != OnceState::Running,
            (Self::Channel { bound, queued, receiver, .. }, Action::Send) => {
                !receiver || bound.is_none_or(|bound| *queued < bound.max(1))
            }
            (Self::Channel { taken, receiver, .. }, Action::Handed) => !receiver || *taken > ticket,
            (Self::Channel { queued, senders, .. }, Action::Recv) => *queued > 0 || *senders == 0,
            (Self::Thread { finished, .. }, Action::Join) => *finished,
            (Self::Thread { token, .. }, Action::Park) => *token,
            (Self::Meeting { size, present }, Action::Meet) => present >= size,
            (Self::Process(process), Action::Input) => process.may_act(me, ticket),
            (Self::Link(link), Action::Deliver) => link.is_busy(),
            (Self::Network(network), Action::Socket(action)) => network.enabled(action),
            (Self::Connection(connection), Action::Socket(action)) => connection.enabled(action),
            _ => true,
        }
    }

    /// Does `action`, which must be enabled. `pick` gets the number of waiters and chooses one by its index.
    pub(crate) fn apply(&mut self, me: Tid, action: Action, pick: &mut dyn FnMut(usize) -> usize) -> Effect {
        match self {
            Self::Mutex { holder } => lock(holder, me, action),
            Self::RwLock { writer, readers } => rwlock(writer, readers, me, action),
            Self::Condvar { waiting, notified } => condvar(waiting, notified, me, action, pick),
            Self::Semaphore { permits } => semaphore(permits, action),
            Self::Barrier { size, arrived, round } => barrier(*size, arrived, round, action),
            Self::Once(state) => once(state, action),
            Self::Channel { .. } => self.channel(action),
            Self::Memory | Self::Process(_) => Effect::yes(),
            Self::Link(link) => Effect { ticket: link.apply(action), ..Effect::yes() },
            Self::Meeting { present, .. } => {
                *present += usize::from(action == Action::Arrive);
                Effect::yes()
            }
            Self::Network(network) => match action {
                Action::Socket(action) => network.apply(action),
                _ => Effect::yes(),
            },
            Self::Connection(connection) => match action {
                Action::Socket(action) => connection.apply(action, pick),
                _ => Effect::yes(),
            },
            Self::Thread { token, .. } => match action {
                Action::Park | Action::ParkTimeout => Effect::of(std::mem::replace(token, false)),
                Action::Unpark => {
                    *token = true;
                    Effect::yes()
                }
                _ => Effect::yes(),
            },
        }
    }

    fn channel(&mut self, action: Action) -> Effect {
        let Self::Channel { bound, queued, taken, sent, senders, receiver, receiving } = self else {
            unreachable!("the caller matched a channel")
        };
        match action {
            Action::Send | Action::TrySend => {
                let room = match *bound {
                    None => true,
                    // On a rendezvous channel, a try succeeds only if the receiver waits for a value.
                    Some(0) if action == Action::TrySend => *queued < *receiving,
                    Some(bound) => *queued < bound.max(1),
                };
                if !*receiver || !room {
                    return Effect::no();
                }
                let ticket = *sent;
                *sent += 1;
                *queued += 1;
                Effect { ok: true, ticket, ..Effect::default() }
            }
            Action::Ready => {
                *receiving += 1;
                Effect::yes()
            }
            Action::Recv | Action::TryRecv | Action::RecvTimeout => {
                if action != Action::TryRecv {
                    *receiving = receiving.saturating_sub(1);
                }
                if *queued == 0 {
                    return Effect::no();
                }
                *queued -= 1;
                *taken += 1;
                Effect::yes()
            }
            Action::AddSender => {
                *senders += 1;
                Effect::yes()
            }
            Action::DropSender => {
                *senders = senders.saturating_sub(1);
                Effect::yes()
            }
            Action::DropReceiver => {
                *receiver = false;
                Effect::yes()
            }
            _ => Effect::yes(),
        }
    }
}

fn lock(holder: &mut Option<Tid>, me: Tid, action: Action) -> Effect {
    match action {
        Action::Lock | Action::TryLock if holder.is_none() => {
            *holder = Some(me);
            Effect::yes()
        }
        Action::TryLock => Effect::no(),
        Action::Unlock => {
            *holder = None;
            Effect::yes()
        }
        _ => Effect::yes(),
    }
}

fn rwlock(writer: &mut Option<Tid>, readers: &mut Vec<Tid>, me: Tid, action: Action) -> Effect {
    match action {
        Action::Read | Action::TryRead if writer.is_none() => {
            readers.push(me);
            Effect::yes()
        }
        Action::Write | Action::TryWrite if writer.is_none() && readers.is_empty() => {
            *writer = Some(me);
            Effect::yes()
        }
        Action::TryRead | Action::TryWrite => Effect::no(),
        Action::Unread => {
            if let Some(at) = readers.iter().position(|&reader| reader == me) {
                readers.remove(at);
            }
            Effect::yes()
        }
        Action::Unwrite => {
            *writer = None;
            Effect::yes()
        }
        _ => Effect::yes(),
    }
}

fn condvar(
    waiting: &mut Vec<Tid>,
    notified: &mut Vec<Tid>,
    me: Tid,
    action: Action,
    pick: &mut dyn FnMut(usize) -> usize,
) -> Effect {
    match action {
        Action::Wait => {
            waiting.push(me);
            Effect::yes()
        }
        Action::Wake(_) => {
            let was_notified = notified.contains(&me);
            notified.retain(|&thread| thread != me);
            waiting.retain(|&thread| thread != me);
            Effect::of(was_notified)
        }
        Action::NotifyOne if !waiting.is_empty() => {
            let at = if waiting.len() > 1 { pick(waiting.len()) } else { 0 };
            let thread = waiting.remove(at);
            notified.push(thread);
            Effect { ok: true, woken: vec![thread], ..Effect::default() }
        }
        Action::NotifyAll => {
            let woken = std::mem::take(waiting);
            notified.extend(&woken);
            Effect { ok: true, woken, ..Effect::default() }
        }
        _ => Effect::yes(),
    }
}

fn semaphore(permits: &mut usize, action: Action) -> Effect {
    match action {
        Action::Acquire | Action::TryAcquire if *permits > 0 => {
            *permits -= 1;
            Effect::yes()
        }
        Action::TryAcquire => Effect::no(),
        Action::Release => {
            *permits += 1;
            Effect::yes()
        }
        _ => Effect::yes(),
    }
}

/// The last thread to arrive is the leader and opens the next round; `ticket` is the round that it joined.
fn barrier(size: usize, arrived: &mut usize, round: &mut u64, action: Action) -> Effect {
    if action != Action::Arrive {
        return Effect::yes();
    }
    let ticket = *round;
    *arrived += 1;
    let leader = *arrived == size;
    if leader {
        *arrived = 0;
        *round += 1;
    }
    Effect { ok: leader, ticket, ..Effect::default() }
}

/// `ok` says whether the caller must run the initialiser (for `OnceLook`: whether it has run); `ticket` is 1
/// if an earlier initialiser panicked, which only `OnceForce` ignores.
fn once(state: &mut OnceState, action: Action) -> Effect {
    match action {
        Action::OnceBegin | Action::OnceForce => {
            let poisoned = *state == OnceState::Poisoned;
            let ticket = u64::from(poisoned);
            let run = *state != OnceState::Done && !(poisoned && action == Action::OnceBegin);
            if run {
                *state = OnceState::Running;
            }
            Effect { ok: run, ticket, ..Effect::default() }
        }
        Action::OnceEnd(finished) => {
            *state = if finished { OnceState::Done } else { OnceState::Poisoned };
            Effect::yes()
        }
        Action::OnceLook => Effect::of(*state == OnceState::Done),
        _ => Effect::yes(),
    }
}
