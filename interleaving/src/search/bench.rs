//! A program under test: the demands of its check, and the ways to run it.

use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};

use super::budget::Budget;
use super::kinds::Search;
use super::replay::{Replay, along};
use super::worker::{self, Lost};
use crate::run::body::Body;
use crate::run::explorer::{self, Oracle};
use crate::run::goal::Goal;
use crate::run::recording::Recording;
use crate::run::schedule::Schedule;
use crate::run::settings::Settings;

/// The demands of a check, and the ways in which it explores.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) goal: Goal,
    pub(crate) budget: Budget,
    pub(crate) settings: Settings,
    pub(crate) seed: u64,
    /// True if loom runs too, false if not; if not set, loom runs on small programs.
    pub(crate) loom: Option<bool>,
    pub(crate) reduction: bool,
    /// The only search to use, instead of all in turn.
    pub(crate) only: Option<Search>,
    /// The running test fails if the check does: the grader hears of a failure as soon as it is found.
    pub(crate) demanded: bool,
    /// The place at which the test makes the check.
    pub(crate) caller: &'static Location<'static>,
}

/// A plan and its program.
#[derive(Clone)]
pub(crate) struct Bench {
    pub(crate) plan: Plan,
    pub(crate) body: Body,
}

impl Bench {
    /// Does `work` with the program on an OS thread of its own, under the watchdog.
    pub(crate) fn on_worker<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Settings, &Body) -> R + Send + 'static,
    ) -> Result<R, Lost> {
        let (settings, body) = (self.plan.settings.clone(), Arc::clone(&self.body));
        worker::run(&self.plan.settings.progress, move || work(&settings, &body))
    }

    /// Runs the executions that `oracle` asks for.
    pub(crate) fn explore(&self, oracle: impl Oracle + Send) -> Result<(), Lost> {
        self.on_worker(move |settings, body| {
            explorer::run(oracle, settings.clone(), false, Arc::clone(body));
        })
    }

    /// Follows one schedule; returns the recording, or `None` if the execution did not report its end.
    pub(crate) fn replay(
        &self,
        schedule: Schedule,
        numbers: Vec<u64>,
        recording: bool,
    ) -> Result<Option<Recording>, Lost> {
        self.on_worker(move |settings, body| replay(settings, body, schedule, &numbers, recording))
    }
}

/// Follows a schedule on this OS thread; returns the recording, or `None` if the execution did not report its end.
pub(crate) fn replay(
    settings: &Settings,
    body: &Body,
    schedule: Schedule,
    numbers: &[u64],
    recording: bool,
) -> Option<Recording> {
    let (oracle, recorded) = along(schedule, numbers.to_vec());
    run_recorded(oracle, &recorded, settings, body, recording)
}

/// Runs the guided execution and takes its recording from `recorded`.
pub(crate) fn run_recorded(
    oracle: Replay,
    recorded: &Mutex<Option<Recording>>,
    settings: &Settings,
    body: &Body,
    recording: bool,
) -> Option<Recording> {
    explorer::run(oracle, settings.clone(), recording, Arc::clone(body));
    recorded.lock().unwrap_or_else(PoisonError::into_inner).take()
}
