//! The OS thread on which executions run one after another, and how it is given up.
//!
//! All model threads of an execution share it. Where one of them can neither go on nor be unwound (it
//! waits in a destructor while it panics, or a destructor panics, too), nothing can be done on that OS
//! thread any more that would not end the process. So it says how the execution ended and sleeps for
//! ever, and the oracle goes on with the next execution on another.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use shuttle_engine::runtime::task::Task;

use super::explorer::{self, Oracle};
use super::world::{Settings, World};
use crate::spec::Tid;

type Body = Arc<dyn Fn() + Send + Sync>;

/// What the OS thread does before it sleeps for ever.
type Farewell = Box<dyn FnMut(&mut World)>;

thread_local! {
    static FAREWELL: RefCell<Option<Farewell>> = const { RefCell::new(None) };
}

/// How an OS thread ended its work.
enum End {
    /// The oracle wants no more executions.
    Over,
    /// It was given up, and the oracle said whether to go on.
    GivenUp { go_on: bool },
}

/// Runs the executions that `oracle` wants, on one OS thread or, if need be, on several in turn.
pub(super) fn run(oracle: impl Oracle + Send, settings: &Settings, recording: bool, body: &Body) {
    let oracle = Shared(Arc::new(Mutex::new(ManuallyDrop::new(oracle))));
    while follow(oracle.clone(), settings.clone(), recording, Arc::clone(body)) {}
}

/// Runs executions on an OS thread of their own; whether the oracle wants more.
fn follow(oracle: Shared<impl Oracle + Send>, settings: Settings, recording: bool, body: Body) -> bool {
    let (sender, receiver) = sync_channel(1);
    let lane = thread::Builder::new().name("interleaving".to_owned()).spawn(move || {
        let (mut last, end) = (oracle.clone(), sender.clone());
        FAREWELL.set(Some(Box::new(move |world| {
            // The receiver waits for this.
            let _ = end.send(End::GivenUp { go_on: last.end(world) });
        })));
        explorer::run_here(oracle, settings, recording, body);
        let _ = sender.send(End::Over);
    });
    let lane = lane.expect("the system could not start a thread");
    match receiver.recv() {
        Ok(End::Over) => {
            // The rest of its life is a return.
            let _ = lane.join();
            false
        }
        Ok(End::GivenUp { go_on }) => go_on,
        Err(_) => match lane.join() {
            Err(payload) => resume_unwind(payload),
            Ok(()) => false,
        },
    }
}

/// Says how the execution ended, and sleeps for ever.
pub(super) fn give_up(world: &mut World) -> ! {
    let farewell = FAREWELL.with(|farewell| farewell.try_borrow_mut().ok().and_then(|mut it| it.take()));
    if let Some(mut farewell) = farewell {
        farewell(world);
        std::mem::forget(farewell);
    }
    loop {
        thread::park();
    }
}

/// An oracle that outlives the OS thread it is used on. Never dropped: shuttle's schedulers print when
/// they are dropped early.
struct Shared<O>(Arc<Mutex<ManuallyDrop<O>>>);

impl<O> Clone for Shared<O> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<O> Shared<O> {
    /// Never contended: one OS thread at a time uses it, and gives it up outside its methods.
    fn lock(&self) -> MutexGuard<'_, ManuallyDrop<O>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<O: Oracle> Oracle for Shared<O> {
    fn begin(&mut self) -> bool {
        self.lock().begin()
    }

    fn choose(&mut self, world: &World, enabled: &[&Task]) -> Option<Tid> {
        self.lock().choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        self.lock().number()
    }

    fn end(&mut self, world: &mut World) -> bool {
        self.lock().end(world)
    }
}
