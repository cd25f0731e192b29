//! Random programs: their instructions and the kinds of these.
//!
//! A program uses a few kinds of objects, so that its threads meet often; the kinds change from seed to seed.

/// An instruction of a random program.
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
    /// On the second atomic a weak one, which may fail spuriously.
    Exchange(usize),
    Reading(usize, Vec<Instruction>),
    Writing(usize, Vec<Instruction>),
    TryRead(usize),
    TryWrite(usize),
    /// At the meeting of two; a third thread finds it over.
    Attend,
    /// At the barrier for two.
    Arrive,
    Once(Vec<Instruction>),
    LookOnce,
    Send(usize),
    TrySend(usize),
    /// Only by thread 0, which has the receivers.
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
    /// A call of two loads that a serial order must respect: it sees how many had ended before it began.
    Call,
    /// A panic, caught outside, that holds a lock and stores while it unwinds.
    Panics(Vec<Instruction>),
}

/// A kind of instruction. The kinds of a program are drawn first.
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
    /// Waits with a timeout: with [`Kind::Condvar`], [`Kind::Channel`] or [`Kind::Park`].
    Timed,
    Yield,
}

pub(super) const KINDS: [Kind; 16] = [
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
    /// The instructions of each of its threads.
    pub(super) threads: Vec<Vec<Instruction>>,
    /// Spurious wakeups and overtaking messages are explored.
    pub(super) choices: bool,
}

/// The kinds that mean the same under loom. Excluded are atomics, which are weaker there, spurious failures,
/// calls, which it does not have, and parking, because a thread that has not begun there cannot be unparked.
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
