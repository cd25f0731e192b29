//! The OS threads of a check: one for all of its executions, and another after each that is leaked.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::leak::on_leak;
use super::oracle::BoxedOracle;
use super::{engine, turn};
use crate::run::body::Body;
use crate::run::repeat::fix_hash_keys;
use crate::run::settings::Settings;

/// How an OS thread ended its work.
enum End {
    /// The oracle wants no more executions.
    Over,
    /// It was leaked; the oracle, if it wants to go on.
    Leaked(Option<BoxedOracle>),
}

/// Runs the executions that `oracle` wants, on one OS thread or, if some are leaked, on several in turn.
pub(super) fn run(oracle: BoxedOracle, settings: &Settings, recording: bool, body: &Body) {
    let mut next = Some(oracle);
    while let Some(oracle) = next {
        next = follow(oracle, settings.clone(), recording, Arc::clone(body));
    }
}

/// Runs executions on an OS thread of their own; returns the oracle if it wants more.
fn follow(oracle: BoxedOracle, settings: Settings, recording: bool, body: Body) -> Option<BoxedOracle> {
    let (sender, receiver) = sync_channel(1);
    let lane = thread::Builder::new().name("interleaving".to_owned()).spawn(move || {
        fix_hash_keys();
        let end = sender.clone();
        // The receiver waits for this.
        on_leak(move |world| {
            let (oracle, go_on) = turn::abandon(world);
            drop(end.send(End::Leaked(go_on.then_some(oracle))));
        });
        engine::run_all(oracle, settings, recording, &body);
        let _ = sender.send(End::Over);
    });
    let lane = lane.expect("the system could not start a thread");
    match receiver.recv() {
        Ok(End::Over) => {
            // The thread has only to return.
            let _ = lane.join();
            None
        }
        Ok(End::Leaked(oracle)) => oracle,
        Err(_) => match lane.join() {
            Err(payload) => resume_unwind(payload),
            Ok(()) => None,
        },
    }
}
