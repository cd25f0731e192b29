//! The user of a process: what it asks of the process, and what it waits for.

use std::panic::Location;

use super::{Id, Outbox, Process};

/// A condition on a process.
pub(super) type Condition<P> = Box<dyn Fn(&P) -> bool + Send>;

/// Something that a user does with its process.
pub(super) type Act<P> = Box<dyn FnOnce(&mut P, &mut Outbox<<P as Process>::Message>) + Send>;

/// The user of a process, who acts on it step by step: see [`Network::user`](super::Network::user).
#[must_use = "a user without steps does nothing"]
pub struct User<P: Process> {
    pub(super) process: Id,
    pub(super) steps: Vec<UserStep<P>>,
}

/// A step of a user: it waits for a condition, if there is one, and acts.
pub(super) struct UserStep<P: Process> {
    pub(super) waits_for: Option<(String, Condition<P>)>,
    /// Its label and the action; none after a last condition.
    pub(super) act: Option<(String, Act<P>)>,
    pub(super) at: &'static Location<'static>,
}

impl<P: Process> User<P> {
    pub(super) fn of(process: Id) -> Self {
        Self { process, steps: Vec::new() }
    }

    /// Next, the user acts on the process; `label` is the test's word for it: `asks to enter`.
    #[track_caller]
    pub fn does(
        &mut self,
        label: &str,
        act: impl FnOnce(&mut P, &mut Outbox<P::Message>) + Send + 'static,
    ) -> &mut Self {
        let act: Act<P> = Box::new(act);
        let act = (label.to_owned(), act);
        match self.steps.last_mut().filter(|step| step.act.is_none()) {
            Some(step) => step.act = Some(act),
            None => {
                self.steps.push(UserStep { waits_for: None, act: Some(act), at: Location::caller() });
            }
        }
        self
    }

    /// Next, the user waits until the condition holds; `label` is the test's word for it: `is inside`. The check
    /// fails if nothing is left to deliver and the condition never holds.
    #[track_caller]
    pub fn when(&mut self, label: &str, holds: impl Fn(&P) -> bool + Send + 'static) -> &mut Self {
        let holds: Condition<P> = Box::new(holds);
        let waits_for = Some((label.to_owned(), holds));
        self.steps.push(UserStep { waits_for, act: None, at: Location::caller() });
        self
    }
}

impl<P: Process> std::fmt::Debug for User<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("process", &self.process).finish_non_exhaustive()
    }
}
