//! The command line. The doc comments are the help; nothing here does any work.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::options::Budget;
use crate::report::Format;
use crate::report::soundness::VerifyFormat;
use crate::system::sandbox::Layer;

/// Judges submissions of concurrency exercises by exploring their schedules.
///
/// Exit code: 0 full marks everywhere, 1 marks lost, 2 wrong usage, 3 refused (output folder in use or not
/// writable, sandbox incomplete), 4 something could not be graded.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    /// The course: a folder with `exercises/` [default: the nearest one above the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) course: Option<PathBuf>,
    /// Treat this layer of the sandbox as missing; for tests of the grader itself
    #[arg(long, global = true, hide = true, value_enum, value_name = "LAYER")]
    pub(crate) without_layer: Vec<Layer>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Grade one submission or a whole class
    Grade(Grade),
    /// Report the results of an earlier run again, without grading
    Report(Report),
    /// Prove that the exercises are sound: stubs, references, alternatives and known mistakes
    Verify(Verify),
    /// Write the repository that students start from, without any answer
    Template(Template),
    /// Start a new exercise with everything that `verify` asks for
    New {
        /// Its name: lower case, digits and underscores, as in `reader_writer`
        name: String,
    },
    /// Examine the submission on standard input
    #[command(hide = true, name = crate::examine::apart::COMMAND)]
    ExamineApart {
        /// As for `grade`
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// List the exercises
    List,
    /// Show what this machine offers: compiler, workbench, limits, sandbox
    Doctor,
    /// Print the next hint of an exercise
    Hint {
        /// The exercise: `withdraw`, `01_withdraw` or `1`
        name: String,
        /// Print all hints
        #[arg(long)]
        all: bool,
    },
    /// Restore the files of an exercise as they were handed out
    Reset {
        /// The exercise: `withdraw`, `01_withdraw` or `1`
        name: String,
        /// Do it; without this, only show which files it would restore
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Grade {
    /// A repository, a class folder of repositories or archives, a zip or tar.gz of either, or one `.rs` file;
    /// of several paths each is one student's [default: the course itself]
    pub(crate) path: Vec<PathBuf>,
    /// Grade only this exercise; may be repeated [default: every exercise that was handed in]
    #[arg(short, long = "exercise", value_name = "NAME")]
    pub(crate) exercises: Vec<String>,
    /// The folder for records, grade book and feedback
    #[arg(long, value_name = "DIR", default_value = "grades")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) explore: Explore,
    /// How much to explore
    #[arg(long, value_enum, default_value_t)]
    pub(crate) budget: Budget,
    /// The format of the result on standard output
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Grade unchanged submissions again
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Grade again, with `--budget thorough`, what passed on less coverage than the reference's, and keep the rest
    #[arg(long)]
    pub(crate) sampled: bool,
    /// The roster, one id per line or CSV: a missing student gets a row, one who is not on it is named
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// Grade even if a layer of the sandbox is missing; every output says so
    #[arg(long)]
    pub(crate) allow_degraded: bool,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Explore {
    /// The number of submissions to examine at once [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// The seed of random exploration; the same seed gives the same report
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The time limit of a test and of a call of the compiler; a test's CPU time is limited to half of it
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(10..))]
    pub(crate) seconds: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The output folder of the run
    pub(crate) out: PathBuf,
    /// The format of the report
    #[arg(long, value_enum)]
    pub(crate) format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The exercises [default: all]
    pub(crate) names: Vec<String>,
    /// The format of the result on standard output
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: VerifyFormat,
    /// Write the feedback on each known mistake into this folder, as `EXERCISE/MISTAKE.md`
    #[arg(long, value_name = "DIR")]
    pub(crate) feedback: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) explore: Explore,
}

#[derive(Debug, Args)]
pub(crate) struct Template {
    /// The repository to write; must be empty or not exist
    pub(crate) dir: PathBuf,
    /// Only the exercises of these chapters
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub(crate) chapters: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
