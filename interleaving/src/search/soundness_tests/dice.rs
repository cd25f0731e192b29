//! Drawing random programs.

use super::program::{Instruction, KINDS, Kind, Program, Talk};
use crate::search::split_mix::SplitMix;

/// Draws programs.
pub(super) struct Dice(SplitMix);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(SplitMix(seed))
    }

    fn throw(&mut self, sides: usize) -> usize {
        self.0.next() as usize % sides
    }

    pub(super) fn program(&mut self) -> Program {
        let choices = self.throw(2) == 1;
        Program { choices, ..self.program_among(&KINDS) }
    }

    /// A program of a few of `kinds`.
    pub(super) fn program_among(&mut self, kinds: &[Kind]) -> Program {
        let kinds = (0..2 + self.throw(2)).map(|_| kinds[self.throw(kinds.len())]).collect();
        self.program_of(kinds)
    }

    /// A program of all `kinds`.
    pub(super) fn program_of(&mut self, mut kinds: Vec<Kind>) -> Program {
        if kinds.contains(&Kind::Timed) {
            kinds.push([Kind::Condvar, Kind::Channel, Kind::Park][self.throw(3)]);
        }
        let threads = 2 + self.throw(2);
        let most = if threads == 2 { 4 } else { 2 };
        if kinds.contains(&Kind::Condvar) {
            kinds.push(Kind::Mutex);
        }
        let place = Place { kinds, threads, thread: 0, depth: 0, in_zero: false };
        let thread = |dice: &mut Self, thread: usize| {
            let place = Place { thread, ..place.clone() };
            (0..1 + dice.throw(most)).map(|_| dice.instruction(&place)).collect()
        };
        Program { threads: (0..threads).map(|number| thread(self, number)).collect(), choices: false }
    }

    fn some(&mut self, most: usize, place: &Place) -> Vec<Instruction> {
        (0..self.throw(most + 1)).map(|_| self.instruction(place)).collect()
    }

    fn instruction(&mut self, place: &Place) -> Instruction {
        let kinds = &place.kinds;
        let inside = Place { depth: place.depth + 1, in_zero: false, ..place.clone() };
        loop {
            let kind = kinds[self.throw(kinds.len())];
            // An instruction with others inside it.
            if place.depth < 2 && self.throw(3) == 0 {
                match kind {
                    Kind::Mutex | Kind::Condvar => {
                        let mutex = self.throw(2);
                        let in_zero = mutex == 0 && place.depth == 0;
                        return Instruction::Section(mutex, self.some(2, &Place { in_zero, ..inside }));
                    }
                    Kind::RwLock if self.throw(2) == 0 => {
                        return Instruction::Reading(self.throw(2), self.some(1, &inside));
                    }
                    Kind::RwLock => return Instruction::Writing(self.throw(2), self.some(1, &inside)),
                    Kind::Once => return Instruction::Once(self.some(1, &inside)),
                    Kind::Panic => return Instruction::Panics(self.some(2, &inside)),
                    _ => {}
                }
            }
            if let Some(instruction) = self.plain(kind, place) {
                return instruction;
            }
        }
    }

    fn plain(&mut self, kind: Kind, place: &Place) -> Option<Instruction> {
        let way = self.throw(6);
        let which = self.throw(2);
        let value = self.throw(3) as i64 + 10;
        Some(match (kind, way) {
            (Kind::Mutex, 0) => Instruction::TryLock(which),
            (Kind::Call, 0) => Instruction::Call,
            (Kind::Panic, 0) => Instruction::TryLock(0),
            (Kind::Mutex, 1) => Instruction::Section(which, Vec::new()),
            (Kind::Condvar, 0 | 1) if place.in_zero => Instruction::Wait,
            (Kind::Timed, 0 | 1) if place.in_zero => Instruction::WaitTimeout,
            (Kind::Timed, 2) if place.kinds.contains(&Kind::Park) => Instruction::ParkTimeout,
            (Kind::Timed, 2) if place.kinds.contains(&Kind::Channel) && place.thread == 0 => {
                Instruction::RecvTimeout(which)
            }
            (Kind::Yield, 0) => Instruction::Yield,
            (Kind::Condvar, 2 | 3) => Instruction::NotifyOne,
            (Kind::Condvar, 4) => Instruction::NotifyAll,
            (Kind::Semaphore, 0 | 1) => Instruction::Take(which),
            (Kind::Semaphore, 2) => Instruction::TryTake(which),
            (Kind::Semaphore, _) => Instruction::Give(which),
            (Kind::Atomic, 0) => Instruction::Load(which),
            (Kind::Atomic, 1) => Instruction::Acquire(which),
            (Kind::Atomic, 2) => Instruction::Store(which, value),
            (Kind::Atomic, 3) => Instruction::Publish(which, value),
            (Kind::Atomic, 4) => Instruction::Add(which),
            (Kind::Atomic, _) => Instruction::Exchange(which),
            (Kind::RwLock, 0) => Instruction::TryRead(which),
            (Kind::RwLock, 1) => Instruction::TryWrite(which),
            // Seldom: a thread that attends alone waits for ever, and then a program has few ends.
            (Kind::Meeting, 0) => Instruction::Attend,
            (Kind::Barrier, 0 | 1) => Instruction::Arrive,
            (Kind::Once, 0 | 1) => Instruction::LookOnce,
            (Kind::Channel, 0 | 1) if place.thread == 0 => Instruction::Recv(which),
            (Kind::Channel, 2) if place.thread == 0 => Instruction::TryRecv(which),
            (Kind::Channel, 0..=2) => Instruction::Send(which),
            (Kind::Channel, 3) => Instruction::TrySend(which),
            (Kind::Park, 0) => Instruction::Park,
            (Kind::Park, 1..=3) => Instruction::Unpark(self.throw(place.threads)),
            (Kind::Socket, _) => Instruction::Socket(self.talk(which)),
            (Kind::Cell, 0 | 1) => Instruction::ReadCell,
            (Kind::Cell, 2) => Instruction::WriteCell,
            (Kind::Shared, 0..=2) => Instruction::ReadShared,
            (Kind::Shared, _) => Instruction::WriteShared,
            _ => return None,
        })
    }
}

impl Dice {
    fn talk(&mut self, end: usize) -> Talk {
        match self.throw(12) {
            0 | 1 => Talk::Connect,
            // Seldom: a thread that waits for ever leaves few ends.
            2 => Talk::Accept,
            3 => Talk::Close,
            4 => Talk::Read(end),
            5..=8 => Talk::Write(end),
            9 => Talk::Shutdown(end),
            _ => Talk::Clone(end),
        }
    }
}

/// The place of an instruction in its program.
#[derive(Clone)]
struct Place {
    kinds: Vec<Kind>,
    threads: usize,
    thread: usize,
    depth: usize,
    /// Directly inside a section of mutex 0.
    in_zero: bool,
}
