//! Every cell of the dependence table is needed: where one is wrong, some random program loses an end.

use std::sync::atomic::Ordering::{AcqRel, Relaxed, SeqCst};

use super::dice::Dice;
use super::program::Kind;
use super::{MOST, all_ends, ends};
use crate::run::goal::Goal;
use crate::search::dependence::{Flaw, Table, commute, exclusive};
use crate::search::reduction::Reduction;
use crate::spec::{Action, Waiting};

/// The operations on each kind of object, with the kinds of instructions for programs that use it.
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

/// Pairs that depend on each other only in that one enables the other, or that always come with another
/// dependent pair of the same two threads. A table that calls them independent costs executions but loses
/// none: the search does not know the order that they impose, and tries orders that are impossible.
fn only_orders(a: Action, b: Action) -> bool {
    use Action::{
        Acquire, Arrive, Depart, DropReceiver, DropSender, Handed, Meet, NotifyAll, NotifyOne, Recv,
        RecvTimeout, Release, Send, TryRecv, Wait, Wake,
    };
    match a {
        // One of the waiters is woken, in whatever order two threads notify; and all of these hold the mutex
        // too.
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

/// Those of these pairs that are never reversed either.
fn never_reversed(a: Action, b: Action) -> bool {
    use Action::{Acquire, DropSender, Recv, Release};
    !matches!((a, b), (Acquire, Release) | (Recv, DropSender))
}

fn spared(flaw: Flaw) -> bool {
    let Some((a, b)) = flaw.cell else { return false };
    let orders = |a, b| only_orders(a, b) && (flaw.independent || never_reversed(a, b));
    exclusive(a, b) || orders(a, b) || orders(b, a)
}

/// A flaw, with the kinds of instructions for programs that might show it.
type Suspect = (Flaw, &'static [Kind]);

/// All flaws that the table could have: each cell that says "dependent" or "reversible", inverted.
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
                // Barriers and meetings share a cell; barriers come first, as the harder case.
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

/// The first seed of a program that loses an end because of the flaw.
fn caught(flaw: Flaw, kinds: &[Kind], most: u64) -> Option<u64> {
    (0..most).find(|&seed| {
        let program = Dice::new(seed).program_of(kinds.to_vec());
        let Some((wanted, _)) = all_ends(&program) else { return false };
        let (reduced, _) = Reduction::with(Goal::Everything, 10 * MOST, Table { flaw: Some(flaw) });
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
    assert_eq!(missed, [], "no program loses an end");
}
