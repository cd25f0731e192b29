//! The report of `verify` in the formats of its `--format`, one file each.

mod json;
mod pages;
mod terminal;

use clap::ValueEnum;

use crate::soundness::Soundness;

pub(crate) use pages::pages;

/// The formats of `verify`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormat {
    /// Faults and the detection matrix, for the eye.
    #[default]
    Terminal,
    /// As `racecourse/verify/v1`.
    Json,
}

impl VerifyFormat {
    /// The report as text.
    ///
    /// # Errors
    /// When a value cannot be written in the format.
    pub(crate) fn render(self, soundness: &Soundness) -> anyhow::Result<String> {
        match self {
            Self::Terminal => Ok(terminal::render(soundness)),
            Self::Json => json::render(soundness),
        }
    }
}
