//! Random programs, and what is seen of each of their executions.
//!
//! A program uses a few kinds of objects, so that its threads meet often; the kinds change from seed to seed.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use crate::cell::RaceCell;
use crate::oracle::pos::SplitMix;
use crate::run::world::{self, World};
use crate::sync::atomic::{AtomicI64, Ordering};
use crate::sync::mpsc::{Receiver, SyncSender, sync_channel};
use crate::sync::{Barrier, Condvar, Mutex, Once, RwLock, Semaphore};
use crate::thread::{Thread, current, park, park_timeout, yield_now};
use crate::time::Duration;
use crate::{Meeting, actor, concurrently, survives};

/// One thing a thread of a random program does.
#[derive(Clone, Debug)]
pub(super) enum Instruction {
    Section(usize, Vec<Instruction>),
    /// Only inside a section of mutex 0.
    Wait,
    WaitTimeout,
    NotifyOne,
    NotifyAll,
    TryLock(usize),
    Take(usize),
    TryTake(usize),
    Give(usize),
    Load(usize),
    Acquire(usize),
    Store(usize, i64),
    Publish(usize, i64),
    Add(usize),
    /// Of the second atomic a weak one, which may fail.
    Exchange(usize),
    Reading(usize, Vec<Instruction>),
    Writing(usize, Vec<Instruction>),
    TryRead(usize),
    TryWrite(usize),
    /// The meeting of two; a third comes to one that is over.
    Attend,
    /// At the barrier for two.
    Arrive,
    Once(Vec<Instruction>),
    LookOnce,
    Send(usize),
    TrySend(usize),
    /// Only by thread 0, who has the receivers.
    Recv(usize),
    TryRecv(usize),
    RecvTimeout(usize),
    Park,
    ParkTimeout,
    Unpark(usize),
    Yield,
    ReadCell,
    WriteCell,
    ReadShared,
    WriteShared,
    /// A call of two loads that a serial order must respect: it sees how many have ended before it began.
    Call,
    /// A panic in the middle, caught outside, with a lock in the hand and something to store on the way.
    Panics(Vec<Instruction>),
}

/// A kind of instruction; which kinds a program uses is drawn first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mutex,
    Condvar,
    Semaphore,
    Atomic,
    RwLock,
    Meeting,
    Barrier,
    Once,
    Channel,
    Park,
    Cell,
    Shared,
    Call,
    Panic,
    /// Waits that have a limit: with [`Kind::Condvar`], [`Kind::Channel`] or [`Kind::Park`].
    Timed,
    Yield,
}

const KINDS: [Kind; 16] = [
    Kind::Mutex,
    Kind::Condvar,
    Kind::Semaphore,
    Kind::Atomic,
    Kind::RwLock,
    Kind::Meeting,
    Kind::Barrier,
    Kind::Once,
    Kind::Channel,
    Kind::Park,
    Kind::Cell,
    Kind::Shared,
    Kind::Call,
    Kind::Panic,
    Kind::Timed,
    Kind::Yield,
];

/// A random program.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// What each of its threads does.
    pub(super) threads: Vec<Vec<Instruction>>,
    /// Waits may end for no reason, and messages overtake each other.
    pub(super) choices: bool,
}

/// What a program is drawn with.
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

    /// A program of a few of these kinds.
    pub(super) fn program_among(&mut self, kinds: &[Kind]) -> Program {
        let kinds = (0..2 + self.throw(2)).map(|_| kinds[self.throw(kinds.len())]).collect();
        self.program_of(kinds)
    }

    /// A program of all these kinds.
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
            // What has others inside it.
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
            // Seldom: who comes alone waits for ever, and then a program has few ends.
            (Kind::Meeting, 0) => Instruction::Attend,
            (Kind::Barrier, 0 | 1) => Instruction::Arrive,
            (Kind::Once, 0 | 1) => Instruction::LookOnce,
            (Kind::Channel, 0 | 1) if place.thread == 0 => Instruction::Recv(which),
            (Kind::Channel, 2) if place.thread == 0 => Instruction::TryRecv(which),
            (Kind::Channel, 0..=2) => Instruction::Send(which),
            (Kind::Channel, 3) => Instruction::TrySend(which),
            (Kind::Park, 0) => Instruction::Park,
            (Kind::Park, 1..=3) => Instruction::Unpark(self.throw(place.threads)),
            (Kind::Cell, 0 | 1) => Instruction::ReadCell,
            (Kind::Cell, 2) => Instruction::WriteCell,
            (Kind::Shared, 0..=2) => Instruction::ReadShared,
            (Kind::Shared, _) => Instruction::WriteShared,
            _ => return None,
        })
    }
}

/// The kinds that mean the same to loom: no atomics, which are weaker there, nothing that may fail, no calls,
/// which it does not know, and no parking, for a thread that has not begun there cannot be found.
pub(super) const LOOMS: [Kind; 8] = [
    Kind::Mutex,
    Kind::Condvar,
    Kind::Semaphore,
    Kind::RwLock,
    Kind::Meeting,
    Kind::Barrier,
    Kind::Once,
    Kind::Channel,
];

/// Where an instruction stands.
#[derive(Clone)]
struct Place {
    kinds: Vec<Kind>,
    threads: usize,
    thread: usize,
    depth: usize,
    /// Directly inside a section of mutex 0.
    in_zero: bool,
}

/// What the threads of the running execution have seen so far.
pub(super) type Seen = Arc<StdMutex<Vec<String>>>;

struct Shared {
    mutexes: [Mutex<i64>; 2],
    condvar: Condvar,
    semaphores: [Semaphore; 2],
    atomics: [AtomicI64; 2],
    rwlocks: [RwLock<i64>; 2],
    meeting: Meeting,
    barrier: Barrier,
    once: Once,
    cell: RaceCell<i64>,
    shared: crate::cell::Shared<i64>,
    /// How many calls have ended.
    ended: StdMutex<usize>,
    /// Who has begun, to be unparked.
    handles: StdMutex<Vec<Option<Thread>>>,
    seen: Seen,
}

/// What belongs to one thread alone.
struct Own {
    thread: usize,
    senders: Vec<SyncSender<i64>>,
    receivers: Vec<Receiver<i64>>,
}

/// The body of a check of `program`, which leaves in `seen` what its threads have seen.
pub(super) fn body(program: Program, seen: &Seen) -> impl Fn() + Send + Sync + 'static {
    let (seen, program) = (Arc::clone(seen), program.threads);
    let channels = mentions(&program, &|it| {
        matches!(
            it,
            Instruction::Send(_)
                | Instruction::TrySend(_)
                | Instruction::Recv(_)
                | Instruction::TryRecv(_)
                | Instruction::RecvTimeout(_)
        )
    });
    move || {
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = vec![String::new(); program.len() + 1];
        let shared = Shared {
            mutexes: [Mutex::new(0), Mutex::new(0)],
            condvar: Condvar::new(),
            semaphores: [Semaphore::new(0), Semaphore::new(1)],
            atomics: [AtomicI64::new(0), AtomicI64::new(0)],
            rwlocks: [RwLock::new(0), RwLock::new(0)],
            meeting: Meeting::of(2),
            barrier: Barrier::new(2),
            once: Once::new(),
            cell: RaceCell::new(0),
            shared: crate::cell::Shared::new(0),
            ended: StdMutex::new(0),
            handles: StdMutex::new(vec![None; program.len()]),
            seen: Arc::clone(&seen),
        };
        // One without a buffer, and one with room for one.
        let (mut senders, mut receivers) = (Vec::new(), Vec::new());
        for bound in 0..if channels { 2 } else { 0 } {
            let (sender, receiver) = sync_channel(bound);
            senders.push(sender);
            receivers.push(receiver);
        }
        let owns = (0..program.len()).map(|thread| Own {
            thread,
            senders: if thread == 0 { Vec::new() } else { senders.clone() },
            receivers: if thread == 0 { std::mem::take(&mut receivers) } else { Vec::new() },
        });
        let owns: Vec<Own> = owns.collect();
        drop(senders);
        let actors = program.iter().zip(owns).map(|(instructions, own)| {
            let shared = &shared;
            actor("random", move || {
                shared.handles.lock().unwrap()[own.thread] = Some(current());
                run(shared, instructions, &own);
            })
        });
        concurrently(actors.collect::<Vec<_>>());
        let last = shared.atomics.iter().map(|atomic| atomic.load(Ordering::SeqCst).to_string());
        see(&shared, program.len(), last.collect::<Vec<_>>().join(","));
    }
}

/// Whether `program` has such an instruction.
fn mentions(program: &[Vec<Instruction>], wanted: &dyn Fn(&Instruction) -> bool) -> bool {
    program.iter().flatten().any(|instruction| {
        let inner = match instruction {
            Instruction::Section(_, inner)
            | Instruction::Reading(_, inner)
            | Instruction::Writing(_, inner)
            | Instruction::Once(inner)
            | Instruction::Panics(inner) => std::slice::from_ref(inner),
            _ => &[],
        };
        wanted(instruction) || mentions(inner, wanted)
    })
}

fn run(shared: &Shared, instructions: &[Instruction], own: &Own) {
    for instruction in instructions {
        step(shared, instruction, own);
    }
}

fn see(shared: &Shared, thread: usize, what: impl std::fmt::Display) {
    let mut seen = shared.seen.lock().unwrap_or_else(PoisonError::into_inner);
    write!(seen[thread], "{what} ").unwrap();
}

fn step(shared: &Shared, instruction: &Instruction, own: &Own) {
    let me = own.thread;
    let tell = |what: &dyn std::fmt::Display| see(shared, me, what);
    match instruction {
        Instruction::Section(mutex, inner) => section(shared, *mutex, inner, own),
        Instruction::Wait | Instruction::WaitTimeout => {}
        Instruction::Reading(lock, inner) => {
            let guard = shared.rwlocks[*lock].read().unwrap_or_else(PoisonError::into_inner);
            tell(&*guard);
            run(shared, inner, own);
        }
        Instruction::Writing(lock, inner) => {
            let mut guard = shared.rwlocks[*lock].write().unwrap_or_else(PoisonError::into_inner);
            *guard = *guard * 3 + me as i64 + 1;
            tell(&*guard);
            run(shared, inner, own);
        }
        Instruction::TryRead(lock) => tell(&shared.rwlocks[*lock].try_read().is_ok()),
        Instruction::TryWrite(lock) => tell(&shared.rwlocks[*lock].try_write().is_ok()),
        Instruction::Attend => shared.meeting.attend(),
        Instruction::NotifyOne => shared.condvar.notify_one(),
        Instruction::NotifyAll => shared.condvar.notify_all(),
        Instruction::TryLock(mutex) => tell(&shared.mutexes[*mutex].try_lock().is_ok()),
        Instruction::Take(semaphore) => shared.semaphores[*semaphore].wait(),
        Instruction::TryTake(semaphore) => tell(&shared.semaphores[*semaphore].try_wait()),
        Instruction::Give(semaphore) => shared.semaphores[*semaphore].signal(),
        Instruction::Load(atomic) => tell(&shared.atomics[*atomic].load(Ordering::SeqCst)),
        Instruction::Acquire(atomic) => tell(&shared.atomics[*atomic].load(Ordering::Acquire)),
        Instruction::Store(atomic, value) => shared.atomics[*atomic].store(*value, Ordering::SeqCst),
        Instruction::Publish(atomic, value) => shared.atomics[*atomic].store(*value, Ordering::Release),
        Instruction::Add(atomic) => tell(&shared.atomics[*atomic].fetch_add(1, Ordering::SeqCst)),
        Instruction::Exchange(atomic) => {
            let (old, new, orders) = (0, me as i64 + 1, (Ordering::AcqRel, Ordering::Relaxed));
            let done = match atomic {
                0 => shared.atomics[0].compare_exchange(old, new, orders.0, orders.1),
                _ => shared.atomics[1].compare_exchange_weak(old, new, orders.0, orders.1),
            };
            tell(&done.is_ok());
        }
        Instruction::Arrive => tell(&shared.barrier.wait().is_leader()),
        Instruction::Once(inner) => shared.once.call_once_force(|state| {
            tell(&state.is_poisoned());
            run(shared, inner, own);
        }),
        Instruction::LookOnce => tell(&shared.once.is_completed()),
        Instruction::Send(channel) => {
            let sent = own.senders.get(*channel).map(|sender| sender.send(me as i64).is_ok());
            tell(&sent.unwrap_or_default());
        }
        Instruction::TrySend(channel) => {
            let sent = own.senders.get(*channel).map(|sender| sender.try_send(me as i64).is_ok());
            tell(&sent.unwrap_or_default());
        }
        Instruction::Recv(channel) => {
            tell(&own.receivers[*channel].recv().unwrap_or(-1));
        }
        Instruction::TryRecv(channel) => match own.receivers[*channel].try_recv() {
            Ok(value) => tell(&value),
            Err(error) => tell(&error),
        },
        Instruction::RecvTimeout(channel) => match own.receivers[*channel].recv_timeout(LIMIT) {
            Ok(value) => tell(&value),
            Err(error) => tell(&error),
        },
        Instruction::Park => park(),
        Instruction::ParkTimeout => park_timeout(LIMIT),
        Instruction::Yield => yield_now(),
        Instruction::Unpark(thread) => {
            let handle = shared.handles.lock().unwrap()[*thread].clone();
            handle.iter().for_each(Thread::unpark);
        }
        Instruction::ReadCell => tell(&shared.cell.get()),
        Instruction::WriteCell => shared.cell.set(me as i64 + 1),
        Instruction::ReadShared => tell(&shared.shared.get()),
        Instruction::WriteShared => shared.shared.set(me as i64 + 1),
        Instruction::Call => {
            world::with(World::begin_call);
            shared.atomics[0].load(Ordering::SeqCst);
            tell(&*shared.ended.lock().unwrap());
            shared.atomics[1].load(Ordering::SeqCst);
            world::with(World::end_call);
            *shared.ended.lock().unwrap() += 1;
        }
        Instruction::Panics(inner) => {
            survives(|| {
                let _poisoned = shared.mutexes[0].lock().unwrap_or_else(PoisonError::into_inner);
                let _stores = Stores(shared, me as i64 + 20);
                run(shared, inner, own);
                panic!("as meant");
            });
            tell(&shared.mutexes[0].is_poisoned());
        }
    }
}

/// Stores when it is dropped, be it by a panic.
struct Stores<'a>(&'a Shared, i64);

impl Drop for Stores<'_> {
    fn drop(&mut self) {
        self.0.atomics[0].store(self.1, Ordering::SeqCst);
    }
}

/// How long a wait may last: inside a check any time or none.
const LIMIT: Duration = Duration::from_millis(1);

fn section(shared: &Shared, mutex: usize, inner: &[Instruction], own: &Own) {
    let mut guard = shared.mutexes[mutex].lock().unwrap_or_else(PoisonError::into_inner);
    *guard = *guard * 3 + own.thread as i64 + 1;
    see(shared, own.thread, *guard);
    for instruction in inner {
        match instruction {
            Instruction::Wait if mutex == 0 => {
                guard = shared.condvar.wait(guard).unwrap_or_else(PoisonError::into_inner);
                see(shared, own.thread, "woken");
            }
            Instruction::WaitTimeout if mutex == 0 => {
                let waited = shared.condvar.wait_timeout(guard, LIMIT);
                let (again, result) = waited.unwrap_or_else(PoisonError::into_inner);
                guard = again;
                see(shared, own.thread, result.timed_out());
            }
            _ => step(shared, instruction, own),
        }
    }
}
