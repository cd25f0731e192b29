//! A check before it runs: its demands, and the ways in which it explores.

use std::panic::Location;
use std::sync::Arc;

use super::{Budget, Search};
use crate::audit::{Audited, audit};
use crate::report::CheckReport;
use crate::run::body::Body;
use crate::run::goal::Goal;
use crate::run::settings::Settings;
use crate::search::bench::{Bench, Plan};
use crate::{harness, judge};

/// A check with its options.
#[derive(Clone, Debug)]
#[must_use = "a check does nothing until it is run"]
pub struct Check {
    pub(super) plan: Plan,
}

impl Check {
    /// Makes a check with the defaults: the budget and the seed of the environment, no spurious wakeups, no
    /// panics allowed.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let given = harness::given();
        let settings = Settings { locks_off: given.locks_off, ..Settings::default() };
        Self {
            plan: Plan {
                name: name.to_owned(),
                goal: Goal::Always,
                budget: given.budget,
                settings,
                seed: given.seed,
                loom: None,
                reduction: true,
                only: None,
                demanded: false,
                caller: Location::caller(),
            },
        }
    }

    /// Demands only that some schedule ends; see [`possible`](crate::possible).
    pub fn possible(mut self) -> Self {
        self.plan.goal = Goal::Possible;
        self
    }

    /// Replaces the budget.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.plan.budget = budget;
        self
    }

    /// Seeds the random schedules.
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed = seed;
        self
    }

    /// Lets threads panic: a panic then ends its thread, not the check.
    pub fn may_panic(mut self) -> Self {
        self.plan.settings.may_panic = true;
        self
    }

    /// Accepts every ending, deadlocks included: threads may wait for ever, and may leave locks locked. For rules
    /// that forbid something, where another rule demands that all threads finish.
    ///
    /// ```
    /// use interleaving::sync::RawLock;
    /// use interleaving::{Check, actor, concurrently};
    ///
    /// Check::new("nobody lets it go").any_end().run(|| {
    ///     let lock = RawLock::new();
    ///     concurrently([actor("first", || lock.acquire()), actor("second", || lock.acquire())]);
    ///     unreachable!("one of them waits for ever");
    /// });
    /// ```
    pub fn any_end(mut self) -> Self {
        self.plan.settings.any_end = Some(Arc::default());
        self.plan.settings.leaks = true;
        self
    }

    /// Lets each thread wake spuriously from a `Condvar` once, in all ways.
    pub fn spurious_wakeups(mut self) -> Self {
        self.plan.settings.spurious = true;
        self
    }

    /// Lets each thread's `compare_exchange_weak` fail spuriously once, in all ways.
    /// Off by default; loom does not explore it.
    pub fn weak_exchanges_fail(mut self) -> Self {
        self.plan.settings.weak = true;
        self
    }

    /// Lets messages of different senders overtake each other, in all ways; those of one sender arrive in order. A
    /// network behaves like this, and no channel of std does: off by default. Rendezvous channels are unaffected.
    pub fn delayed_messages(mut self) -> Self {
        self.plan.settings.overtaking = true;
        self
    }

    /// Lets one read at each end of each connection return early, in several ways: after one byte, or with the last
    /// byte of an earlier write. A stream of bytes has no message boundaries. Off by default.
    ///
    /// ```
    /// use std::io::{Read, Write};
    ///
    /// use interleaving::net::{TcpListener, TcpStream};
    /// use interleaving::{Check, actor, concurrently};
    ///
    /// Check::new("a message of two reads").short_reads().run(|| {
    ///     let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    ///     let address = listener.local_addr().unwrap();
    ///     let client = actor("client", move || TcpStream::connect(address).unwrap().write_all(b"8\n").unwrap());
    ///     let server = actor("server", || {
    ///         let (mut stream, _) = listener.accept().unwrap();
    ///         let mut message = [0; 2];
    ///         // A single `read` may bring one byte only.
    ///         stream.read_exact(&mut message).unwrap();
    ///         assert_eq!(&message, b"8\n");
    ///     });
    ///     concurrently([client, server]);
    /// });
    /// ```
    pub fn short_reads(mut self) -> Self {
        self.plan.settings.short_reads = true;
        self
    }

    /// Lets one write at each end of each connection take only its first byte, in all ways. Off by default.
    pub fn short_writes(mut self) -> Self {
        self.plan.settings.short_writes = true;
        self
    }

    /// Sets how many bytes each direction of a connection holds before a write waits for the reader (64 KiB by
    /// default).
    pub fn socket_buffer(mut self, bytes: usize) -> Self {
        self.plan.settings.socket_buffer = bytes.max(1);
        self
    }

    /// Sets whether schedules that differ only in the order of independent steps are merged (on by default).
    /// If off, small programs are explored in every single order.
    pub fn reduction(mut self, reduce: bool) -> Self {
        self.plan.reduction = reduce;
        self
    }

    /// Uses this search alone, within its part of the budget and without loom: to compare searches, or to
    /// spend everything on one.
    pub fn only(mut self, search: Search) -> Self {
        self.plan.only = Some(search);
        self.plan.loom = Some(false);
        self
    }

    /// Sets whether loom, which explores memory orderings too, checks the program as well. By default it does
    /// if the systematic search explored all schedules and found nothing.
    ///
    /// loom models four threads beside the body's own, and needs a yield in every loop that waits. The report's
    /// coverage states what loom cannot check; that is never a failure.
    pub fn loom(mut self, ask: bool) -> Self {
        self.plan.loom = Some(ask);
        self
    }

    /// Demands that a thread that waits in a loop yields: the check fails if a thread runs alone up to half of
    /// the step bound while others could run. By default such a loop passes if it can end.
    pub fn must_yield(mut self) -> Self {
        self.plan.settings.must_yield = true;
        self
    }

    /// Sets the number of steps after which an execution only tries to end (5,000 by default).
    pub fn step_bound(mut self, steps: usize) -> Self {
        self.plan.settings.step_bound = steps;
        self
    }

    /// Explores, and panics unless the check passed.
    ///
    /// # Panics
    /// If a schedule fails or the check cannot decide, with the text of the report.
    pub fn run(self, body: impl Fn() + Send + Sync + 'static) {
        self.demand(Arc::new(body));
    }

    /// The part of [`Self::run`] that is not generic, so that it is compiled once.
    /// Runs the scenario on real threads instead.
    pub(crate) fn audit(&self, body: &Body, rounds: u32, left: &mut usize) -> Audited {
        audit(&self.plan, body, rounds, left)
    }

    fn demand(mut self, body: Body) {
        self.plan.demanded = true;
        if let Some(audits) = harness::audits() {
            return harness::audited(&self.plan.name, |left| self.audit(&body, audits, left));
        }
        let unseen = harness::unseen(&self.plan.name);
        let report = unseen.unwrap_or_else(|| judge::judge(&Bench { plan: self.plan, body }).report);
        harness::demand_passed(&report);
    }

    /// Explores, and returns the report.
    pub fn explore(self, body: impl Fn() + Send + Sync + 'static) -> CheckReport {
        judge::judge(&Bench { plan: self.plan, body: Arc::new(body) }).report
    }
}
