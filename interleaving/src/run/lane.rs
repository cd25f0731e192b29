//! The OS thread on which executions run one after another, and how it is given up.
//!
//! All model threads of an execution share it. Where one of them can neither go on nor be unwound (it
//! waits in a destructor while it panics, or a destructor panics, too), nothing can be done on that OS
//! thread any more that would not end the process. So it says how the execution ended and sleeps for
//! ever, and the oracle goes on with the next execution on another.

#[cfg(unix)]
use std::cell::Cell;
use std::cell::RefCell;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::explorer::{self, BoxedOracle};
use super::repeat::fix_hash_keys;
use super::world::{Settings, World};

type Body = Arc<dyn Fn() + Send + Sync>;

/// What the OS thread does before it sleeps for ever.
type Farewell = Box<dyn FnMut(&mut World)>;

thread_local! {
    /// Whether the runtime is about to end the process on behalf of this OS thread.
    #[cfg(unix)]
    static ABORTS: Cell<bool> = const { Cell::new(false) };
    static FAREWELL: RefCell<Option<Farewell>> = const { RefCell::new(None) };
}

/// How an OS thread ended its work.
enum End {
    /// The oracle wants no more executions.
    Over,
    /// It was given up, and the oracle wants to go on, or does not.
    GivenUp(Option<BoxedOracle>),
}

/// Runs the executions that `oracle` wants, on one OS thread or, if need be, on several in turn.
pub(super) fn run(oracle: BoxedOracle, settings: &Settings, recording: bool, body: &Body) {
    let mut next = Some(oracle);
    while let Some(oracle) = next {
        next = follow(oracle, settings.clone(), recording, Arc::clone(body));
    }
}

/// Runs executions on an OS thread of their own; the oracle, if it wants more.
fn follow(oracle: BoxedOracle, settings: Settings, recording: bool, body: Body) -> Option<BoxedOracle> {
    let (sender, receiver) = sync_channel(1);
    let lane = thread::Builder::new().name("interleaving".to_owned()).spawn(move || {
        fix_hash_keys();
        let end = sender.clone();
        // The receiver waits for this.
        on_farewell(move |world| {
            let (oracle, go_on) = explorer::farewell(world);
            drop(end.send(End::GivenUp(go_on.then_some(oracle))));
        });
        explorer::run_here(oracle, settings, recording, &body);
        let _ = sender.send(End::Over);
    });
    let lane = lane.expect("the system could not start a thread");
    match receiver.recv() {
        Ok(End::Over) => {
            // The rest of its life is a return.
            let _ = lane.join();
            None
        }
        Ok(End::GivenUp(oracle)) => oracle,
        Err(_) => match lane.join() {
            Err(payload) => resume_unwind(payload),
            Ok(()) => None,
        },
    }
}

/// Has `farewell` called if this OS thread is given up; it hears how the execution ended.
pub(super) fn on_farewell(farewell: impl FnMut(&mut World) + 'static) {
    FAREWELL.set(Some(Box::new(farewell)));
}

/// As [`give_up`], from the panic hook: the runtime is about to end the process, and holds a lock as long
/// as the hook runs. So the hook goes back, and the thread sleeps in the signal that would end all.
#[cfg(unix)]
pub(super) fn give_up_in_hook(world: &mut World) {
    extern "C" fn aborted(signal: libc::c_int) {
        if ABORTS.get() {
            loop {
                // SAFETY: may be called in a signal handler.
                unsafe { libc::pause() };
            }
        }
        // Somebody else's abort goes on.
        // SAFETY: may be called in a signal handler.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    say_farewell(world);
    ABORTS.set(true);
    let handler: extern "C" fn(libc::c_int) = aborted;
    // SAFETY: the handler only reads a thread-local without a destructor and calls what a handler may.
    unsafe { libc::signal(libc::SIGABRT, handler as libc::sighandler_t) };
}

/// Elsewhere who changes the panic hook after this waits for ever.
#[cfg(not(unix))]
pub(super) fn give_up_in_hook(world: &mut World) {
    give_up(world);
}

/// Says how the execution ended, and sleeps for ever.
pub(super) fn give_up(world: &mut World) -> ! {
    say_farewell(world);
    loop {
        thread::park();
    }
}

fn say_farewell(world: &mut World) {
    let farewell = FAREWELL.with(|farewell| farewell.try_borrow_mut().ok().and_then(|mut it| it.take()));
    if let Some(mut farewell) = farewell {
        farewell(world);
        std::mem::forget(farewell);
    }
}
