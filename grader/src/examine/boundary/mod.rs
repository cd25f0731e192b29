//! The boundary between a run of a hidden test and the student.
//!
//! A program under a hidden test reads what it is given, and would send it home in a panic's text, in a value, in a
//! name. So a text of such a run is kept only as far as the student can read it elsewhere, or as it is a short scalar;
//! the rest becomes `…` before anything is recorded, and only the instructor's notes have it whole. The names of the
//! checks are the test's own and stay. Public tests are open: nothing of theirs is cut.

mod known;
mod literals;
mod shown;
mod texts;

use crate::collect::NamedFile;
use crate::course::Exercise;
use crate::evidence::TestResult;
use known::Known;

/// More texts than this of one test are not quoted to the instructor.
const QUOTED: usize = 20;

/// The boundary around the runs of one submission.
pub(super) struct Boundary {
    known: Known,
}

impl Boundary {
    /// The boundary for the submission `files`; `hidden` is the text of the hidden tests.
    pub(super) fn new(exercise: &Exercise, files: &[NamedFile], hidden: &str) -> Self {
        let mut open: Vec<String> = files.iter().map(|file| file.text.clone()).collect();
        open.extend(exercise.public_texts());
        Self { known: Known::new(&open, hidden) }
    }

    /// Cuts the texts of `test`; returns those that were cut, in full, for the instructor.
    pub(super) fn cut(&self, test: &mut TestResult) -> String {
        let mut removed = Vec::new();
        if test.public {
            return String::new();
        }
        for check in &mut test.checks {
            *check = texts::cut(check, &self.known, &mut removed);
        }
        let mut quoted: Vec<&str> = Vec::new();
        for (whole, shown) in &removed {
            test.message = test.message.replace(whole, shown);
            if !quoted.contains(&whole.as_str()) && quoted.len() < QUOTED {
                quoted.push(whole);
            }
        }
        quoted.iter().map(|text| format!("{}: not shown to the student: {text}\n", test.test)).collect()
    }
}

#[cfg(test)]
mod tests;
