//! What a test observes at the processes: values that must never stand together, and the order of service.

use super::{Id, Process};
use crate::report::Broken;
use crate::run::Object;
use crate::spec::Seed;

/// A condition over values observed at all processes.
pub(super) trait Watch<P>: Send {
    /// Observes a process again, `None` if it has crashed; returns whether its value has changed.
    fn look(&mut self, process: Id, at: Option<&P>) -> bool;

    /// The words for what must never be, if it is.
    fn broken(&self) -> Option<String>;
}

/// A [`Watch`] over values of one type.
pub(super) struct Values<O, F, C> {
    pub(super) seen: Vec<Option<O>>,
    pub(super) observe: F,
    pub(super) broken: C,
}

impl<P, O, F, C> Watch<P> for Values<O, F, C>
where
    O: PartialEq + Send,
    F: Fn(&P) -> O + Send,
    C: Fn(&[Option<O>]) -> Option<String> + Send,
{
    fn look(&mut self, process: Id, at: Option<&P>) -> bool {
        let value = at.map(&self.observe);
        let changed = self.seen[process] != value;
        self.seen[process] = value;
        changed
    }

    fn broken(&self) -> Option<String> {
        (self.broken)(&self.seen)
    }
}

/// A watch, and the object that makes the steps which change its values depend on each other: all orders of
/// these are explored.
pub(super) struct Watched<P> {
    pub(super) watch: Box<dyn Watch<P>>,
    pub(super) object: Object,
}

impl<P: Process> Watched<P> {
    pub(super) fn new(watch: Box<dyn Watch<P>>) -> Self {
        Self { watch, object: Object::new(Seed::Shared) }
    }
}

/// A demand on the order of service: if one request happened before another, it is granted first.
pub(super) struct InOrder {
    /// The labels of the request and of the condition that grants it.
    pub(super) request: String,
    pub(super) granted: String,
    pub(super) object: Object,
    asked: Vec<Asked>,
}

struct Asked {
    user: usize,
    process: Id,
    /// The time of the request, by the vector clock of its process.
    at: Vec<u32>,
    granted: bool,
}

impl InOrder {
    pub(super) fn new(request: &str, granted: &str) -> Self {
        let (request, granted) = (request.to_owned(), granted.to_owned());
        Self { request, granted, object: Object::new(Seed::Shared), asked: Vec::new() }
    }

    /// A user has asked.
    pub(super) fn ask(&mut self, user: usize, process: Id, at: &[u32]) {
        self.asked.push(Asked { user, process, at: at.to_vec(), granted: false });
    }

    /// The request of a user is granted; the promise that this breaks, if another request that happened before
    /// it still waits.
    pub(super) fn grant(&mut self, user: usize) -> Option<Broken> {
        let own = self.asked.iter().position(|asked| asked.user == user && !asked.granted)?;
        self.asked[own].granted = true;
        let (served, time) = (self.asked[own].process, self.asked[own].at.clone());
        // A request happened before this one if this one's clock counts it.
        let earlier = |asked: &&Asked| !asked.granted && time[asked.process] >= asked.at[asked.process];
        let first = self.asked.iter().find(earlier)?.process;
        Some(Broken::ServedOutOfOrder {
            first: first + 1,
            served: served + 1,
            request: self.request.clone(),
            granted: self.granted.clone(),
        })
    }
}
