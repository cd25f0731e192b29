//! Happens-before by the C11 rules, as vector clocks, to find races on plain cells.
//!
//! A `Relaxed` access orders nothing. A release store, or a release fence before a relaxed one, orders
//! everything before it with everything after an acquire load that reads from its release sequence (the store
//! and the read-modify-writes after it, C++20's rule), or after an acquire fence that follows such a relaxed
//! load. Locks, semaphores, barriers, `Once`, channels, meetings, starting, joining and unparking a thread
//! order as their std documentation says; where it says nothing, as std's implementation does. A fence
//! orders only through atomics, `SeqCst` or not.
//!
//! The clocks are computed from the events, and only when a plain cell is accessed: a program without
//! one pays nothing. FastTrack (Flanagan and Freund, PLDI 2009) applies the same idea to a running program.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::Ordering;

use super::step::{Event, Link, Slot};
use crate::spec::{Action, Seed, Tid};

/// A vector clock: for each thread, how many of its moments happened before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Clock(Vec<u32>);

impl Clock {
    fn get(&self, thread: Tid) -> u32 {
        self.0.get(thread).copied().unwrap_or(0)
    }

    fn tick(&mut self, thread: Tid) -> u32 {
        if self.0.len() <= thread {
            self.0.resize(thread + 1, 0);
        }
        self.0[thread] += 1;
        self.0[thread]
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own = (*own).max(*other));
    }
}

#[derive(Clone, Debug, Default)]
struct Thread {
    clock: Clock,
    /// The clocks that relaxed loads have read, for an acquire fence.
    found: Clock,
    /// The clock at the last release fence, for relaxed stores.
    fenced: Clock,
    /// The barrier round or the send that it is in the middle of.
    ticket: u64,
}

/// The clocks that an object passes on.
#[derive(Clone, Debug, Default)]
struct Passed {
    /// From unlocks, releases, arrivals, unparks, drops of senders …
    clock: Clock,
    /// From read unlocks of a read-write lock; from the drop of a channel's receiver.
    second: Clock,
    /// From each full barrier round to the threads that leave it; from each receive to the channel's senders.
    rounds: Vec<Clock>,
    /// From the values in a channel.
    values: VecDeque<Clock>,
    sent: u64,
}

/// An access to a plain cell: the thread, its moment, and the event.
#[derive(Clone, Copy, Debug)]
struct Access {
    thread: Tid,
    moment: u32,
    event: usize,
    /// Not over yet: a closure works with the value.
    open: bool,
}

#[derive(Clone, Debug, Default)]
struct Cell {
    write: Option<Access>,
    /// The reads since the last write, at most one finished one per thread.
    reads: Vec<Access>,
}

/// The clocks of one execution, up to some event.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    threads: Vec<Thread>,
    passed: HashMap<usize, Passed>,
    cells: HashMap<usize, Cell>,
    events: usize,
    links: usize,
}

impl Clocks {
    /// Takes in the access to a plain cell that is the last event; the event it races with, if any.
    pub(crate) fn access(&mut self, events: &[Event], links: &[Link], slots: &[Slot]) -> Option<usize> {
        self.follow(events, links, slots);
        let number = events.len() - 1;
        let event = &events[number];
        let clock = &self.threads[event.thread].clock;
        let cell = self.cells.entry(event.object).or_default();
        let after = |access: &Access| clock.get(access.thread) >= access.moment && !access.open;
        let own = |access: &Access| access.thread == event.thread;
        let unordered = |access: &&Access| !own(access) && !after(access);
        let moment = clock.get(event.thread);
        let access = Access { thread: event.thread, moment, event: number, open: true };
        let writes = event.action == Action::CellWrite;
        let racing = cell.write.iter().chain(cell.reads.iter().filter(|_| writes)).find(unordered);
        let racing = racing.map(|access| access.event);
        if writes {
            cell.write = Some(access);
            cell.reads.clear();
        } else {
            cell.reads.retain(|read| !own(read) || read.open);
            cell.reads.push(access);
        }
        racing
    }

    /// The access of `event` has ended.
    pub(crate) fn close(&mut self, events: &[Event], links: &[Link], slots: &[Slot], event: usize) {
        self.follow(events, links, slots);
        let Event { thread, object, .. } = events[event];
        let moment = self.threads[thread].clock.tick(thread);
        let Some(cell) = self.cells.get_mut(&object) else { return };
        for access in cell.write.iter_mut().chain(&mut cell.reads).filter(|access| access.event == event) {
            access.moment = moment;
            access.open = false;
        }
    }

    /// Takes in all new events, and the starts and joins of threads between them.
    fn follow(&mut self, events: &[Event], links: &[Link], slots: &[Slot]) {
        loop {
            let link = links.get(self.links).filter(|link| link.at <= self.events);
            if let Some(&Link { from, to, .. }) = link {
                self.links += 1;
                let clock = self.thread(from).clock.clone();
                self.thread(from).clock.tick(from);
                self.thread(to).clock.join(&clock);
            } else if let Some(event) = events.get(self.events) {
                self.events += 1;
                self.step(event, slots);
            } else {
                return;
            }
        }
    }

    fn thread(&mut self, thread: Tid) -> &mut Thread {
        if self.threads.len() <= thread {
            self.threads.resize(thread + 1, Thread::default());
        }
        &mut self.threads[thread]
    }

    fn step(&mut self, event: &Event, slots: &[Slot]) {
        self.thread(event.thread).clock.tick(event.thread);
        let me = &mut self.threads[event.thread];
        let passed = self.passed.entry(event.object).or_default();
        match slots[event.object].seed {
            // Processes share no memory, so their messages order no accesses to it.
            Seed::Cell | Seed::Shared | Seed::Condvar | Seed::Process | Seed::Link => {}
            Seed::Atomic => atomic(me, passed, event),
            Seed::RwLock => rwlock(me, passed, event),
            Seed::Barrier(_) => barrier(me, passed, event),
            Seed::Channel(bound) => channel(me, passed, event, bound),
            Seed::Mutex | Seed::Semaphore(_) | Seed::Once | Seed::Thread | Seed::Meeting(_) => {
                pass(me, passed, event);
            }
            // The network orders all that it does: no race is reported that a real one would rule out.
            Seed::Network | Seed::Connection(_) => {
                me.clock.join(&passed.clock);
                passed.clock.join(&me.clock);
            }
        }
        // The mutex of a condition variable's wait.
        if let Some(mutex) = event.second {
            let passed = self.passed.entry(mutex).or_default();
            match event.action {
                Action::Wait => passed.clock.join(&me.clock),
                _ => me.clock.join(&passed.clock),
            }
        }
    }
}

/// A release passes the thread's clock on to all later acquires.
fn pass(me: &mut Thread, passed: &mut Passed, event: &Event) {
    match event.action {
        Action::Unlock | Action::Release | Action::OnceEnd(_) | Action::Unpark | Action::Arrive => {
            passed.clock.join(&me.clock);
        }
        // `OnceBegin` fails on a poisoned `Once`, but orders all the same.
        Action::OnceBegin => me.clock.join(&passed.clock),
        _ if event.ok => me.clock.join(&passed.clock),
        _ => {}
    }
}

fn rwlock(me: &mut Thread, passed: &mut Passed, event: &Event) {
    match event.action {
        Action::Unread => passed.second.join(&me.clock),
        Action::Unwrite => passed.clock.join(&me.clock),
        Action::Read | Action::TryRead if event.ok => me.clock.join(&passed.clock),
        Action::Write | Action::TryWrite if event.ok => {
            me.clock.join(&passed.clock);
            me.clock.join(&passed.second);
        }
        _ => {}
    }
}

/// `clock` gathers the round that is filling; `rounds` has the full ones.
fn barrier(me: &mut Thread, passed: &mut Passed, event: &Event) {
    if event.action == Action::Depart {
        if let Some(round) = passed.rounds.get(me.ticket as usize) {
            me.clock.join(round);
        }
        return;
    }
    me.ticket = passed.rounds.len() as u64;
    passed.clock.join(&me.clock);
    if event.ok {
        me.clock.join(&passed.clock);
        passed.rounds.push(std::mem::take(&mut passed.clock));
    }
}

fn channel(me: &mut Thread, passed: &mut Passed, event: &Event, bound: Option<usize>) {
    match event.action {
        Action::Send | Action::TrySend if event.ok => {
            me.ticket = passed.sent;
            passed.sent += 1;
            // An earlier receive made the room that it takes.
            let room = bound.and_then(|bound| me.ticket.checked_sub(bound.max(1) as u64));
            if let Some(round) = room.and_then(|room| passed.rounds.get(room as usize)) {
                me.clock.join(round);
            }
            passed.values.push_back(me.clock.clone());
        }
        Action::Send | Action::TrySend => me.clock.join(&passed.second),
        Action::Handed => {
            let taken = passed.rounds.get(me.ticket as usize).unwrap_or(&passed.second);
            me.clock.join(taken);
        }
        Action::Recv | Action::TryRecv | Action::RecvTimeout if event.ok => {
            if let Some(value) = passed.values.remove(event.drawn) {
                me.clock.join(&value);
            }
            passed.rounds.push(me.clock.clone());
        }
        // The channel is empty: perhaps because the last sender was dropped.
        Action::Recv | Action::TryRecv | Action::RecvTimeout => me.clock.join(&passed.clock),
        Action::DropSender => passed.clock.join(&me.clock),
        Action::DropReceiver => passed.second.join(&me.clock),
        _ => {}
    }
}

fn acquires(order: Ordering) -> bool {
    matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst)
}

fn releases(order: Ordering) -> bool {
    matches!(order, Ordering::Release | Ordering::AcqRel | Ordering::SeqCst)
}

fn atomic(me: &mut Thread, passed: &mut Passed, event: &Event) {
    match event.action {
        Action::Load(order) => load(me, passed, order),
        Action::CompareExchange(_, failure) if !event.ok => load(me, passed, failure),
        Action::Store(order) => {
            // A new release sequence begins.
            passed.clock = if releases(order) { me.clock.clone() } else { me.fenced.clone() };
        }
        Action::Update(order) | Action::CompareExchange(order, _) => {
            load(me, passed, order);
            passed.clock.join(if releases(order) { &me.clock } else { &me.fenced });
        }
        Action::Fence(order) => {
            if acquires(order) {
                me.clock.join(&me.found);
            }
            if releases(order) {
                me.fenced = me.clock.clone();
            }
        }
        _ => {}
    }
}

fn load(me: &mut Thread, passed: &Passed, order: Ordering) {
    if acquires(order) {
        me.clock.join(&passed.clock);
    }
    me.found.join(&passed.clock);
}
