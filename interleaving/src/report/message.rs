//! Text for a person that names threads, objects, places and steps of a failure.
//!
//! The code that words a fact makes the message; the process that has the source renders it once. The terminal,
//! Markdown and HTML each fill in the names in their own way.

use std::fmt;
use std::panic::Location;

use serde::{Deserialize, Serialize};

use super::Place;

/// A text whose names are filled in when it is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Message(pub Vec<Part>);

/// A piece of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Plain words.
    Words(String),
    /// A thread's id: `P1`. An index into [`Failure::threads`](super::Failure::threads).
    Thread(usize),
    /// The label that the test gave the thread, or its id.
    Label(usize),
    /// Its id, with the label in parentheses if it has one.
    Labelled(usize),
    /// The name of an object: its [`number`](super::Object::number).
    Object(usize),
    /// `lib.rs:21`, or `the test` if the reader must not see the file.
    Place(Place),
    /// `step 4`.
    Step(StepRef),
}

/// A step as a text refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepRef {
    /// The number that the table and replay tokens give it, from 1.
    Number(usize),
    /// A step of the body's own that has no number.
    Earlier,
    /// Before the threads were started.
    Beginning,
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "step {number}"),
            Self::Earlier => f.write_str("an earlier step"),
            Self::Beginning => f.write_str("the beginning"),
        }
    }
}

impl Message {
    /// Adds a piece.
    pub(crate) fn push(&mut self, part: impl Into<Message>) {
        self.0.extend(part.into().0);
    }

    /// The messages, with `separator` between them.
    pub(crate) fn join(messages: impl IntoIterator<Item = Message>, separator: &str) -> Self {
        let mut joined = Self::default();
        for (at, message) in messages.into_iter().enumerate() {
            if at > 0 {
                joined.push(separator);
            }
            joined.push(message);
        }
        joined
    }

    /// The objects that it names.
    pub(crate) fn objects(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().filter_map(|part| match part {
            Part::Object(object) => Some(*object),
            _ => None,
        })
    }
}

/// Writes the message without the names of a failure: threads by their ids, objects by their numbers. This serves
/// comparison and debugging; `words::names::Names` renders for readers.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Words(words) => f.write_str(words)?,
                Part::Thread(thread) | Part::Label(thread) | Part::Labelled(thread) => {
                    f.write_str(&thread_id(*thread))?;
                }
                Part::Object(object) => write!(f, "object {object}")?,
                Part::Place(place) => write!(f, "{}", place.short())?,
                Part::Step(step) => write!(f, "{step}")?,
            }
        }
        Ok(())
    }
}

/// A thread's name in reports: `P1`, or `main` for the body of the check.
pub(crate) fn thread_id(thread: usize) -> String {
    if thread == 0 { "main".to_owned() } else { format!("P{thread}") }
}

impl From<Part> for Message {
    fn from(part: Part) -> Self {
        Self(vec![part])
    }
}

impl From<&str> for Message {
    fn from(words: &str) -> Self {
        Part::Words(words.to_owned()).into()
    }
}

impl From<&String> for Message {
    fn from(words: &String) -> Self {
        words.as_str().into()
    }
}

impl From<String> for Message {
    fn from(words: String) -> Self {
        Part::Words(words).into()
    }
}

impl From<StepRef> for Message {
    fn from(step: StepRef) -> Self {
        Part::Step(step).into()
    }
}

impl From<&Place> for Message {
    fn from(place: &Place) -> Self {
        Part::Place(place.clone()).into()
    }
}

impl From<&'static Location<'static>> for Message {
    fn from(at: &'static Location<'static>) -> Self {
        Part::Place(at.into()).into()
    }
}

/// The name of a thread.
pub(crate) fn thread(thread: usize) -> Part {
    Part::Thread(thread)
}

/// The name of an object.
pub(crate) fn object(object: usize) -> Part {
    Part::Object(object)
}

/// A [`Message`] of these pieces: words, [`thread`], [`object`], places, steps.
macro_rules! say {
    [$($part:expr),* $(,)?] => {{
        let mut message = $crate::report::Message::default();
        $(message.push($part);)*
        message
    }};
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_its_objects_threads_and_places() {
        let place = Place { file: "src/lib.rs".into(), line: 21, column: 5 };
        let message = say![thread(1), " locks ", object(3), " (", &place, ") after ", StepRef::Number(4)];
        assert_eq!(message.to_string(), "P1 locks object 3 (lib.rs:21) after step 4");
        assert_eq!(message.objects().collect::<Vec<_>>(), [3]);
    }
}
