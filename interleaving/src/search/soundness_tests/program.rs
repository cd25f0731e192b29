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
    Socket(Talk),
    /// A panic, caught outside, that holds a lock and stores while it unwinds.
    Panics(Vec<Instruction>),
}

/// An instruction on the program's listener, or on one of the two ends of its connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum Talk {
    /// Connects, and hangs up.
    Connect,
    /// Accepts, and reads until the client has hung up.
    Accept,
    Close,
    Read(usize),
    Write(usize),
    Shutdown(usize),
    /// A handle that is dropped at once, but not as the last one.
    Clone(usize),
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
    Socket,
    /// Waits with a timeout: with [`Kind::Condvar`], [`Kind::Channel`] or [`Kind::Park`].
    Timed,
    Yield,
}

pub(super) const KINDS: [Kind; 17] = [
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
    Kind::Socket,
    Kind::Timed,
    Kind::Yield,
];

/// A random program.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The instructions of each of its threads.
    pub(super) threads: Vec<Vec<Instruction>>,
    /// Spurious wakeups, overtaking messages and short reads are explored.
    pub(super) choices: bool,
}

/// The kinds that mean the same under loom. Excluded are atomics, which are weaker there, spurious failures,
/// calls, which it does not have, and parking, because a thread that has not begun there cannot be unparked.
pub(super) const LOOMS: [Kind; 9] = [
    Kind::Mutex,
    Kind::Condvar,
    Kind::Semaphore,
    Kind::RwLock,
    Kind::Meeting,
    Kind::Barrier,
    Kind::Once,
    Kind::Channel,
    Kind::Socket,
];
