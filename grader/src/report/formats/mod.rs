//! The formats of a report, one file each. To add one, add a file and a line to each list below.

pub(crate) mod csv;
pub(crate) mod github;
mod json;
mod markdown;
mod terminal;

use clap::ValueEnum;

use super::content::Report;

/// The formats of a report, as `--format` names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table, for the eye.
    #[default]
    Terminal,
    /// Everything, as `racecourse/report/v1`.
    Json,
    /// A page, or the job summary of a CI run.
    Markdown,
    /// The grade book.
    Csv,
    /// Annotations for a GitHub workflow, and the page for its job summary.
    Github,
}

impl Format {
    /// The report as text.
    ///
    /// # Errors
    /// When a value cannot be written in the format.
    pub(crate) fn render(self, report: &Report) -> anyhow::Result<String> {
        match self {
            Self::Terminal => Ok(terminal::render(report)),
            Self::Json => json::render(report),
            Self::Markdown => Ok(markdown::render(report)),
            Self::Csv => csv::render(report),
            Self::Github => Ok(github::render(report)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::feedback;
    use crate::report::tests::class;

    #[test]
    fn every_format_says_which_layers_were_missing() {
        let mut report = class(&[("ada", ""), ("bob", "//! rule 2: failed")]);
        let render = |report: &Report| {
            let formats = Format::value_variants().iter();
            let mut texts: Vec<_> = formats.map(|format| format.render(report).unwrap()).collect();
            texts.extend([feedback(&report.students[1]), github::summary(report)]);
            texts
        };
        assert!(render(&report).iter().all(|text| !text.contains("landlock")));
        report.students[1].exercises[0].record.tools.degraded = vec!["landlock".into(), "seccomp".into()];
        report.students[0].exercises[0].record.tools.degraded = vec!["landlock".into()];
        for text in render(&report) {
            assert!(text.contains("landlock"), "{text}");
        }
        let book = Format::Csv.render(&report).unwrap();
        assert!(book.lines().nth(2).unwrap().ends_with(",\"degraded (landlock, seccomp)\""), "{book}");
    }
}
