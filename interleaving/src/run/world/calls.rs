//! Calls whose answers a test compares with a serial order: where each begins and ends among the steps.

use super::World;
use crate::run::step::CallState;

impl World {
    /// The current thread begins a call whose answer is compared with a serial order.
    pub(crate) fn begin_call(&mut self) {
        let me = self.current;
        self.threads[me].call = CallState::Begun;
    }

    /// The current thread begins a call that must be served in its turn.
    pub(crate) fn begin_call_in_order(&mut self) {
        let me = self.current;
        self.threads[me].call = CallState::InOrder;
    }

    /// The current thread's call has returned; its last step closed it.
    pub(crate) fn end_call(&mut self) {
        let me = self.current;
        let ran = std::mem::take(&mut self.threads[me].call) == CallState::Running;
        if ran && let Some(event) = self.events.iter_mut().rev().find(|event| event.thread == me) {
            event.closes = true;
        }
    }
}
