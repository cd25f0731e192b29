//! One operation on shared objects, as the facade asks for it.

use std::panic::Location;

use super::object::Object;
use crate::spec::Action;

/// An operation that a thread is about to do.
#[derive(Clone, Copy)]
pub(crate) struct Op<'a> {
    pub(crate) action: Action,
    pub(crate) object: &'a Object,
    /// The mutex of a condition variable's wait.
    pub(crate) second: Option<&'a Object>,
    /// For the second half of an operation: the [`Effect::ticket`](crate::spec::Effect::ticket) of its
    /// first half.
    pub(crate) ticket: u64,
    pub(crate) at: &'static Location<'static>,
}

impl<'a> Op<'a> {
    #[track_caller]
    pub(crate) fn new(action: Action, object: &'a Object) -> Self {
        Self { action, object, second: None, ticket: 0, at: Location::caller() }
    }

    pub(crate) fn with(self, second: &'a Object) -> Self {
        Self { second: Some(second), ..self }
    }

    pub(crate) fn ticket(self, ticket: u64) -> Self {
        Self { ticket, ..self }
    }
}
