//! Running random programs.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use super::program::{Instruction, Program, Talk};
use crate::cell::RaceCell;
use crate::net::{Shutdown, TcpListener, TcpStream};
use crate::run::world::{self, World};
use crate::sync::atomic::{AtomicI64, Ordering};
use crate::sync::mpsc::{Receiver, SyncSender, sync_channel};
use crate::sync::{Barrier, Condvar, Mutex, Once, RwLock, Semaphore};
use crate::thread::{Thread, current, park, park_timeout, yield_now};
use crate::time::Duration;
use crate::{Meeting, actor, concurrently, survives};

/// The observations of each thread in the running execution.
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
    sockets: Option<Sockets>,
    cell: RaceCell<i64>,
    shared: crate::cell::Shared<i64>,
    /// How many calls have ended.
    ended: StdMutex<usize>,
    /// The threads that have begun, to be unparked.
    handles: StdMutex<Vec<Option<Thread>>>,
    seen: Seen,
}

/// A listener, and the two ends of a connection made beforehand.
struct Sockets {
    listener: TcpListener,
    ends: [TcpStream; 2],
}

impl Sockets {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:80").unwrap();
        let client = TcpStream::connect("127.0.0.1:80").unwrap();
        let (server, _) = listener.accept().unwrap();
        Self { listener, ends: [client, server] }
    }

    /// The bytes, the connections, and the errors.
    fn talk(&self, me: usize, talk: Talk) -> String {
        match talk {
            Talk::Connect => format!("{}", TcpStream::connect("127.0.0.1:80").is_ok()),
            Talk::Accept => match self.listener.accept() {
                Ok((mut stream, from)) => format!("{}{:?}", from.port(), stream.read(&mut [0; 2]).ok()),
                Err(_) => "closed".to_owned(),
            },
            Talk::Close => {
                self.listener.close();
                String::new()
            }
            Talk::Read(end) => {
                let mut bytes = [0; 2];
                let read = (&self.ends[end]).read(&mut bytes).ok();
                format!("{read:?}{bytes:?}")
            }
            Talk::Write(end) => format!("{:?}", (&self.ends[end]).write(&[me as u8 + 1; 2]).ok()),
            Talk::Shutdown(end) => format!("{:?}", self.ends[end].shutdown(Shutdown::Both).is_ok()),
            Talk::Clone(end) => format!("{:?}", self.ends[end].try_clone().is_ok()),
        }
    }
}

/// The channel ends of one thread.
struct Own {
    thread: usize,
    senders: Vec<SyncSender<i64>>,
    receivers: Vec<Receiver<i64>>,
}

/// The body of a check of `program`, which leaves in `seen` the observations of its threads.
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
    let sockets = mentions(&program, &|it| matches!(it, Instruction::Socket(_)));
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
            sockets: sockets.then(Sockets::new),
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

/// Returns whether `program` has such an instruction.
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
    let observe = |what: &dyn std::fmt::Display| see(shared, me, what);
    match instruction {
        Instruction::Section(mutex, inner) => section(shared, *mutex, inner, own),
        Instruction::Wait | Instruction::WaitTimeout => {}
        Instruction::Reading(lock, inner) => {
            let guard = shared.rwlocks[*lock].read().unwrap_or_else(PoisonError::into_inner);
            observe(&*guard);
            run(shared, inner, own);
        }
        Instruction::Writing(lock, inner) => {
            let mut guard = shared.rwlocks[*lock].write().unwrap_or_else(PoisonError::into_inner);
            *guard = *guard * 3 + me as i64 + 1;
            observe(&*guard);
            run(shared, inner, own);
        }
        Instruction::TryRead(lock) => observe(&shared.rwlocks[*lock].try_read().is_ok()),
        Instruction::TryWrite(lock) => observe(&shared.rwlocks[*lock].try_write().is_ok()),
        Instruction::Attend => shared.meeting.attend(),
        Instruction::NotifyOne => shared.condvar.notify_one(),
        Instruction::NotifyAll => shared.condvar.notify_all(),
        Instruction::TryLock(mutex) => observe(&shared.mutexes[*mutex].try_lock().is_ok()),
        Instruction::Take(semaphore) => shared.semaphores[*semaphore].wait(),
        Instruction::TryTake(semaphore) => observe(&shared.semaphores[*semaphore].try_wait()),
        Instruction::Give(semaphore) => shared.semaphores[*semaphore].signal(),
        Instruction::Load(atomic) => observe(&shared.atomics[*atomic].load(Ordering::SeqCst)),
        Instruction::Acquire(atomic) => observe(&shared.atomics[*atomic].load(Ordering::Acquire)),
        Instruction::Store(atomic, value) => shared.atomics[*atomic].store(*value, Ordering::SeqCst),
        Instruction::Publish(atomic, value) => shared.atomics[*atomic].store(*value, Ordering::Release),
        Instruction::Add(atomic) => observe(&shared.atomics[*atomic].fetch_add(1, Ordering::SeqCst)),
        Instruction::Exchange(atomic) => observe(&exchange(shared, *atomic, me as i64 + 1)),
        Instruction::Arrive => observe(&shared.barrier.wait().is_leader()),
        Instruction::Once(inner) => shared.once.call_once_force(|state| {
            observe(&state.is_poisoned());
            run(shared, inner, own);
        }),
        Instruction::LookOnce => observe(&shared.once.is_completed()),
        Instruction::Send(channel) => {
            let sent = own.senders.get(*channel).map(|sender| sender.send(me as i64).is_ok());
            observe(&sent.unwrap_or_default());
        }
        Instruction::TrySend(channel) => {
            let sent = own.senders.get(*channel).map(|sender| sender.try_send(me as i64).is_ok());
            observe(&sent.unwrap_or_default());
        }
        Instruction::Recv(channel) => {
            observe(&own.receivers[*channel].recv().unwrap_or(-1));
        }
        Instruction::TryRecv(channel) => match own.receivers[*channel].try_recv() {
            Ok(value) => observe(&value),
            Err(error) => observe(&error),
        },
        Instruction::RecvTimeout(channel) => match own.receivers[*channel].recv_timeout(LIMIT) {
            Ok(value) => observe(&value),
            Err(error) => observe(&error),
        },
        Instruction::Park => park(),
        Instruction::ParkTimeout => park_timeout(LIMIT),
        Instruction::Yield => yield_now(),
        Instruction::Unpark(thread) => {
            let handle = shared.handles.lock().unwrap()[*thread].clone();
            handle.iter().for_each(Thread::unpark);
        }
        Instruction::ReadCell => observe(&shared.cell.get()),
        Instruction::WriteCell => shared.cell.set(me as i64 + 1),
        Instruction::ReadShared => observe(&shared.shared.get()),
        Instruction::WriteShared => shared.shared.set(me as i64 + 1),
        Instruction::Call => call(shared, me),
        Instruction::Panics(inner) => panics(shared, inner, own),
        Instruction::Socket(talk) => {
            observe(&shared.sockets.as_ref().map(|sockets| sockets.talk(me, *talk)).unwrap_or_default());
        }
    }
}

fn exchange(shared: &Shared, atomic: usize, new: i64) -> bool {
    let (success, failure) = (Ordering::AcqRel, Ordering::Relaxed);
    let done = match atomic {
        0 => shared.atomics[0].compare_exchange(0, new, success, failure),
        _ => shared.atomics[1].compare_exchange_weak(0, new, success, failure),
    };
    done.is_ok()
}

fn call(shared: &Shared, me: usize) {
    world::with(World::begin_call);
    shared.atomics[0].load(Ordering::SeqCst);
    see(shared, me, shared.ended.lock().unwrap());
    shared.atomics[1].load(Ordering::SeqCst);
    world::with(World::end_call);
    *shared.ended.lock().unwrap() += 1;
}

fn panics(shared: &Shared, inner: &[Instruction], own: &Own) {
    survives(|| {
        let _poisoned = shared.mutexes[0].lock().unwrap_or_else(PoisonError::into_inner);
        let _stores = Stores(shared, own.thread as i64 + 20);
        run(shared, inner, own);
        panic!("as meant");
    });
    see(shared, own.thread, shared.mutexes[0].is_poisoned());
}

/// Stores when it is dropped, also by a panic.
struct Stores<'a>(&'a Shared, i64);

impl Drop for Stores<'_> {
    fn drop(&mut self) {
        self.0.atomics[0].store(self.1, Ordering::SeqCst);
    }
}

/// The timeout of a wait: inside a check it may happen at any moment.
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
