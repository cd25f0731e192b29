//! Writes what people read about what was graded. The only part that does; it decides no marks.
//!
//! Everything here is a pure function from a [`Report`] to text. Text from a student (names,
//! messages, output) goes through [`inert`] on its way, so that no reader obeys it.

mod formats;

mod feedback;
pub(crate) mod listing;
mod notes;
pub(crate) mod soundness;

mod content;
mod disclosed;
pub(crate) mod inert;
mod table;
pub(crate) mod words;

pub(crate) use content::{Report, Student};
pub(crate) use feedback::feedback;
pub(crate) use formats::{Format, csv::PASS_RATES, github};
pub(crate) use notes::notes;

#[cfg(test)]
pub(crate) use content::tests;
