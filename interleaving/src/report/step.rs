//! A step of a thread, with the content of its row in the table.

use serde::{Deserialize, Serialize};

use super::{Place, ProcessStep, StepRef};
use crate::spec::Action;

/// One step of a thread: the operation and its results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// The operation.
    pub action: Action,
    /// The object: its [`number`](super::Object::number).
    pub object: usize,
    /// The mutex of a condition variable's wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutex: Option<usize>,
    /// True if the operation succeeded.
    pub ok: bool,
    /// The values that it found and left; fewer if they cannot be shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The values that the holder of a lock found and left, if it changed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<(String, String)>,
    /// Threads that it woke, or one of which it lets go on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub woken: Vec<usize>,
    /// Threads that hold what it tried to take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holders: Vec<usize>,
    /// A semaphore's permits before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permits: Option<(usize, usize)>,
    /// The messages that a received one overtook; 1 for a weak exchange that failed spuriously.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub drawn: usize,
    /// The thread that an `unpark` is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<usize>,
    /// The newest value, if it read an older one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<Stale>,
    /// The place where the guard dropped here was taken, if nothing came between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Place>,
    /// What the step means to its process, if the program is a network of processes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<ProcessStep>,
    /// True if the object is a meeting of the test.
    #[serde(default, skip_serializing_if = "is_false")]
    pub meeting: bool,
}

/// A newer value that a read under a weak memory model did not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Stale {
    /// The newest value.
    pub newest: String,
    /// The step that wrote it.
    pub written: StepRef,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
