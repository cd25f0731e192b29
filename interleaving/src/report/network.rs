//! A step of a process of a network, with the content of its row in the message table.

use serde::{Deserialize, Serialize};

/// What a step of a process receives or sends, and what it means to the process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProcessStep {
    /// The message that is delivered or sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Letter>,
    /// What the user of the process does, in the test's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<String>,
    /// Conditions of the test that hold from this step on, in its words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<String>,
    /// The numbers of the messages under way that are lost with this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loses: Vec<usize>,
    /// True if a process of the program receives a message and sends nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub silent: bool,
    /// The Lamport clock of the step, counted by the checker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<u32>,
    /// The other process, if a connection is lost: an index into [`Failure::threads`](super::Failure::threads).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<usize>,
}

/// A message, or a notice of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Letter {
    /// Its number among the messages of the execution, from 1; none if it is a notice.
    pub number: Option<usize>,
    /// The sender: an index into [`Failure::threads`](super::Failure::threads).
    pub from: usize,
    /// The receiver.
    pub to: usize,
    /// The message by `Debug`, or the words of the notice.
    pub content: String,
    /// True if it is lost when it is sent: its receiver has crashed, or the connection is lost.
    pub lost: bool,
    /// The way on which it travels.
    pub way: Way,
}

/// The way of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// In the order of its channel.
    InOrder,
    /// It may be overtaken, as the test allows.
    Late,
    /// It is a copy of a message that has arrived, as the test allows.
    Again,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
