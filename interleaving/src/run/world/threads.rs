//! The lives of threads: started, unwinding, finished.

use std::panic::Location;

use super::World;
use crate::run::object::Object;
use crate::run::step::{Link, ThreadSlot};
use crate::spec::{State, Tid};

impl World {
    /// Adds a thread that the current one starts. `object` is its thread object.
    pub(crate) fn start(&mut self, label: Option<String>, object: &Object, at: &'static Location<'static>) {
        let number = self.number(object, at);
        self.threads.push(ThreadSlot { label, object: Some(number), ..ThreadSlot::default() });
        self.links.push(Link { at: self.events.len(), from: self.current, to: self.threads.len() - 1 });
    }

    /// The first object that `thread` holds.
    pub(crate) fn held_by(&self, thread: Tid) -> Option<usize> {
        self.slots.iter().position(|slot| slot.held.iter().any(|&(holder, ..)| holder == thread))
    }

    /// `thread` has finished: a `join` of it is enabled. Its thread object, if it has one.
    pub(crate) fn finish(&mut self, thread: Tid) -> Option<usize> {
        self.threads[thread].finished = true;
        let object = self.threads[thread].object?;
        if let State::Thread { finished, .. } = &mut self.slots[object].state {
            *finished = true;
        }
        Some(object)
    }

    /// Returns whether the running thread is unwinding from a panic.
    #[inline]
    pub(crate) fn unwinding(&self) -> bool {
        std::thread::panicking() && self.threads.get(self.current).is_some_and(|thread| thread.unwinding)
    }

    /// The running thread has caught its panic, if there was one.
    #[inline]
    pub(crate) fn caught(&mut self) {
        let current = self.current;
        self.threads[current].unwinding = false;
    }
}
