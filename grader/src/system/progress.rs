//! How far long work has come, on a terminal; elsewhere nothing is shown.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error with a count and the remaining time: `grading ███ 3/40, 2m left`.
pub(crate) fn bar(verb: &str, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}, {eta} left");
    ProgressBar::new(steps as u64).with_style(style.expect("a fixed template")).with_message(verb.to_owned())
}
