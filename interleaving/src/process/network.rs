//! A network before it runs: its processes, their users, the faults that may strike, and what must hold.

use super::faults::Fault;
use super::user::User;
use super::watch::{InOrder, Values, Watched};
use super::{Id, Process};

/// Processes that send each other messages.
///
/// Every test makes its network anew, inside the body of a check.
pub struct Network<P: Process> {
    pub(super) names: Vec<String>,
    pub(super) processes: Vec<P>,
    pub(super) users: Vec<User<P>>,
    pub(super) faults: Vec<Fault<P>>,
    /// The process that all others have their only connection with, if there is one.
    pub(super) center: Option<Id>,
    pub(super) repeats: Vec<(Id, Id)>,
    pub(super) delays: Vec<(Id, Id)>,
    pub(super) watched: Vec<Watched<P>>,
    pub(super) orders: Vec<InOrder>,
    pub(super) may_wait: bool,
}

impl<P: Process> Network<P> {
    /// Makes a network without processes.
    #[must_use]
    pub fn new() -> Self {
        Self {
            names: Vec::new(),
            processes: Vec::new(),
            users: Vec::new(),
            faults: Vec::new(),
            center: None,
            repeats: Vec::new(),
            delays: Vec::new(),
            watched: Vec::new(),
            orders: Vec::new(),
            may_wait: false,
        }
    }

    /// Adds a process, with the name that reports use for it: `server`, `peer 2`. Returns its number.
    pub fn add(&mut self, name: &str, process: P) -> Id {
        self.names.push(name.to_owned());
        self.processes.push(process);
        self.processes.len() - 1
    }

    /// Connects all other processes with `center` only, as clients with a server.
    pub fn star(&mut self, center: Id) {
        self.center = Some(center);
    }

    /// Adds a user of `process`, who takes its steps one after another while messages are delivered. A user goes
    /// when its process crashes.
    pub fn user(&mut self, process: Id) -> &mut User<P> {
        self.users.push(User::of(process));
        self.users.last_mut().unwrap_or_else(|| unreachable!("a user was just added"))
    }

    /// Has `process` crash, at every moment in turn. It forgets everything. Of the messages that it has sent on
    /// each channel, any number of the last may be lost with it; the others arrive. Then its peers are told:
    /// [`Process::on_down`].
    pub fn crashes(&mut self, process: Id) {
        self.faults.push(Fault::Crash { process, replacement: None });
    }

    /// As [`crashes`](Self::crashes), and at every later moment in turn a new process takes its place:
    /// [`Process::on_start`], [`Process::on_up`]. Messages sent to the crashed process do not reach the new one.
    pub fn crashes_and_is_replaced(&mut self, process: Id, new: impl FnOnce() -> P + Send + 'static) {
        self.faults.push(Fault::Crash { process, replacement: Some(Box::new(new)) });
    }

    /// Has the connection of two processes break, at every moment in turn. On each of its two channels any number
    /// of the last messages may be lost; then both processes are told: [`Process::on_down`]. Nothing that is sent
    /// on it later arrives.
    pub fn loses_connection(&mut self, one: Id, other: Id) {
        self.faults.push(Fault::Disconnect { one, other });
    }

    /// Lets one message from `from` to `to` arrive twice, the second time at any later moment: all ways are
    /// explored.
    pub fn may_duplicate(&mut self, from: Id, to: Id) {
        self.repeats.push((from, to));
    }

    /// Lets one message from `from` to `to` be overtaken by those sent after it: all ways are explored.
    pub fn may_delay(&mut self, from: Id, to: Id) {
        self.delays.push((from, to));
    }

    /// Demands that the values which `observe` finds at the processes never are as `broken` says: it returns the
    /// words for what is wrong, as a whole sentence with names. The value of a crashed process is `None`. All
    /// orders in which these values change are explored.
    pub fn never<O: PartialEq + Send + 'static>(
        &mut self,
        observe: impl Fn(&P) -> O + Send + 'static,
        broken: impl Fn(&[Option<O>]) -> Option<String> + Send + 'static,
    ) {
        let seen = self.processes.iter().map(|process| Some(observe(process))).collect();
        self.watched.push(Watched::new(Box::new(Values { seen, observe, broken })));
    }

    /// Demands mutual exclusion: `holds` is true at one process at most. `what` completes the sentence about two
    /// of them: `are inside`.
    pub fn at_most_one(&mut self, what: &str, holds: impl Fn(&P) -> bool + Send + 'static) {
        let (what, names) = (what.to_owned(), self.names.clone());
        self.never(holds, move |seen| {
            let mut both = (0..seen.len()).filter(|&process| seen[process] == Some(true));
            let (one, other) = (both.next()?, both.next()?);
            Some(format!("{} and {} {what} at the same time", names[one], names[other]))
        });
    }

    /// Demands that requests are granted in the order of happened-before (Lamport, CACM 1978): if the step
    /// `request` of one user happened before that of another, by the messages of the network, then the condition
    /// `granted` holds for the first user first. The labels are those of [`User::does`] and [`User::when`].
    pub fn in_order(&mut self, request: &str, granted: &str) {
        self.orders.push(InOrder::new(request, granted));
    }

    /// Accepts that users wait for ever: for rules that forbid something, where another rule demands that
    /// everybody gets on.
    pub fn may_wait(&mut self) {
        self.may_wait = true;
    }
}

impl<P: Process> Default for Network<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Process> std::fmt::Debug for Network<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network").field("names", &self.names).finish_non_exhaustive()
    }
}
