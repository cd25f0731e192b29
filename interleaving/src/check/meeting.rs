//! A rendezvous of a test's threads, which shows that a *possible* rule holds.

use crate::run::{self, Object, Op};
use crate::spec::{Action, Seed};

/// A rendezvous of a fixed number of threads. Each attends once.
///
/// ```
/// use interleaving::{Meeting, actor, concurrently, possible};
///
/// possible("two can be there together", || {
///     let meeting = Meeting::of(2);
///     concurrently([actor("first", || meeting.attend()), actor("second", || meeting.attend())]);
/// });
/// ```
#[derive(Debug)]
pub struct Meeting {
    object: Object,
}

impl Meeting {
    /// Makes a meeting of `size` threads.
    #[must_use]
    pub const fn of(size: usize) -> Self {
        Self { object: Object::new(Seed::Meeting(size)) }
    }

    /// Waits until all threads attend.
    #[track_caller]
    pub fn attend(&self) {
        run::perform(Op::new(Action::Arrive, &self.object));
        run::perform(Op::new(Action::Meet, &self.object));
    }
}
