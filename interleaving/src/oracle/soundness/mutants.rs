//! Every cell of the dependence table is needed: where one is wrong, some random program loses an end.

use std::mem::discriminant;

use super::program::{Dice, Kind};
use super::{MOST, all_ends, ends};
use crate::oracle::Goal;
use crate::oracle::dependence::{Table, commute, exclusive};
use crate::oracle::reduced::Reduced;
use crate::spec::{Action, Waiting};
use std::sync::atomic::Ordering::{AcqRel, Relaxed, SeqCst};

/// A wrong cell of the table: of two operations on one object, or of the ends of calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::oracle) struct Flaw {
    pub(in crate::oracle) cell: Option<(Action, Action)>,
    /// Said to be independent; else said never to be enabled at once.
    pub(in crate::oracle) independent: bool,
}

impl Flaw {
    pub(in crate::oracle) fn is_at(self, cell: Option<(Action, Action)>) -> bool {
        let same = |(a, b): (Action, Action), (c, d): (Action, Action)| {
            let timed = |a: Action| matches!(a, Action::Wake(Waiting::Timed));
            let alike = |a, b| discriminant(&a) == discriminant(&b) && timed(a) == timed(b);
            alike(a, c) && alike(b, d) || alike(a, d) && alike(b, c)
        };
        match (self.cell, cell) {
            (None, None) => true,
            (Some(own), Some(other)) => same(own, other),
            _ => false,
        }
    }
}

/// The operations of each kind of object, and of what programs are made that use it.
const OBJECTS: &[(&[Kind], &[Action])] = &[
    (&[Kind::Mutex, Kind::Mutex, Kind::Atomic], &[Action::Lock, Action::TryLock, Action::Unlock]),
    (
        &[Kind::RwLock, Kind::RwLock, Kind::Atomic],
        &[Action::Read, Action::TryRead, Action::Unread, Action::Write, Action::TryWrite, Action::Unwrite],
    ),
    (
        &[Kind::Condvar, Kind::Condvar, Kind::Atomic],
        &[Action::Wait, Action::Wake(Waiting::Untimed), Action::NotifyOne, Action::NotifyAll],
    ),
    (&[Kind::Semaphore], &[Action::Acquire, Action::TryAcquire, Action::Release]),
    (&[Kind::Barrier, Kind::Atomic], &[Action::Arrive, Action::Depart]),
    (&[Kind::Meeting, Kind::Atomic], &[Action::Arrive, Action::Meet]),
    (&[Kind::Once, Kind::Once, Kind::Atomic], &[Action::OnceForce, Action::OnceEnd(true), Action::OnceLook]),
    (
        &[Kind::Channel],
        &[
            Action::Send,
            Action::TrySend,
            Action::Handed,
            Action::Ready,
            Action::Recv,
            Action::TryRecv,
            Action::DropSender,
            Action::DropReceiver,
        ],
    ),
    (
        &[Kind::Atomic],
        &[
            Action::Load(SeqCst),
            Action::Store(SeqCst),
            Action::Update(SeqCst),
            Action::CompareExchange(AcqRel, Relaxed),
        ],
    ),
    (&[Kind::Shared], &[Action::CellRead, Action::CellWrite]),
    (&[Kind::Park, Kind::Atomic], &[Action::Park, Action::Unpark]),
    (&[Kind::Timed, Kind::Park, Kind::Atomic], &[Action::ParkTimeout, Action::Unpark]),
    (
        &[Kind::Timed, Kind::Condvar, Kind::Condvar, Kind::Atomic],
        &[
            Action::Wake(Waiting::Timed),
            Action::Wait,
            Action::Wake(Waiting::Untimed),
            Action::NotifyOne,
            Action::NotifyAll,
        ],
    ),
    (
        &[Kind::Timed, Kind::Channel],
        &[Action::RecvTimeout, Action::Send, Action::TrySend, Action::Handed, Action::DropSender],
    ),
];

/// Pairs that depend on each other only in that the one makes way for the other, or that always come with
/// another pair of the same two threads that depends. Said to be independent, they cost executions and
/// lose none: what they order is not known, and orders that cannot be are looked for.
fn only_orders(a: Action, b: Action) -> bool {
    use Action::{
        Acquire, Arrive, Depart, DropReceiver, DropSender, Handed, Meet, NotifyAll, NotifyOne, Recv,
        RecvTimeout, Release, Send, TryRecv, Wait, Wake,
    };
    match a {
        // Of the waiters one is woken, in whatever order two notify; and all of these hold the mutex too.
        Wait => matches!(b, Wait | Wake(_)),
        Wake(Waiting::Untimed) => matches!(b, Wake(_) | NotifyOne | NotifyAll),
        Wake(Waiting::Timed) => matches!(b, Wake(_)),
        NotifyOne => matches!(b, NotifyOne | NotifyAll),
        Acquire => b == Release,
        Arrive => matches!(b, Depart | Meet),
        Depart => b == Depart,
        Meet => b == Meet,
        Handed => matches!(b, Recv | TryRecv | RecvTimeout | DropReceiver),
        Recv => matches!(b, Send | DropSender),
        _ => false,
    }
}

/// Of these, the pairs that are never reversed either.
fn never_reversed(a: Action, b: Action) -> bool {
    use Action::{Acquire, DropSender, Recv, Release};
    !matches!((a, b), (Acquire, Release) | (Recv, DropSender))
}

fn spared(flaw: Flaw) -> bool {
    let Some((a, b)) = flaw.cell else { return false };
    let orders = |a, b| only_orders(a, b) && (flaw.independent || never_reversed(a, b));
    exclusive(a, b) || orders(a, b) || orders(b, a)
}

/// A flaw, and of what programs are made that might show it.
type Suspect = (Flaw, &'static [Kind]);

/// All flaws that the table could have: cells that say "dependent", and cells that say "reversible".
fn flaws() -> Vec<Suspect> {
    let calls: &[Kind] = &[Kind::Call, Kind::Atomic];
    let mut flaws: Vec<Suspect> = vec![
        (Flaw { cell: None, independent: true }, calls),
        (Flaw { cell: None, independent: false }, calls),
    ];
    for (kinds, actions) in OBJECTS {
        for (at, &a) in actions.iter().enumerate() {
            for &b in &actions[at..] {
                let cell = Some((a, b));
                // Of both kinds of meeting places the barrier asks more.
                let again = flaws.iter().any(|(flaw, _)| flaw.is_at(cell));
                if !again && !commute(a, b) {
                    let both = [true, false].map(|independent| (Flaw { cell, independent }, *kinds));
                    flaws.extend(both);
                }
            }
        }
    }
    flaws
}

/// The first seed of a program that loses an end by the flaw.
fn caught(flaw: Flaw, kinds: &[Kind], most: u64) -> Option<u64> {
    (0..most).find(|&seed| {
        let program = Dice::new(seed).program_of(kinds.to_vec());
        let Some((wanted, _)) = all_ends(&program) else { return false };
        let (reduced, _) = Reduced::with(Goal::Everything, 10 * MOST, Table { flaw: Some(flaw) });
        ends(&program, reduced) != wanted
    })
}

#[test]
fn every_cell_of_the_table_is_needed() {
    const PROGRAMS: u64 = 2_000;
    let (mut found, mut missed) = (0, Vec::new());
    for (flaw, kinds) in flaws() {
        if spared(flaw) {
            continue;
        }
        match caught(flaw, kinds, PROGRAMS) {
            Some(_) => found += 1,
            None => missed.push(flaw),
        }
    }
    println!("{found} wrong tables were caught");
    assert_eq!(missed, [], "nobody noticed");
}
