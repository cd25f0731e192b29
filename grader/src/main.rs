//! The grader: collect → screen → compile → run → judge → record → report.

mod cli;
mod commands;
mod exit;

mod collect;
mod compile;
mod engine;
mod exercise;
mod judge;
mod os;
mod outcome;
mod parallel;
mod pipeline;
mod process;
mod program;
mod progress;
mod readme;
mod record;
mod report;
mod run;
mod sandbox;
mod screen;
mod text;
mod verdict;
mod workbench;

mod apart;
mod class_list;
mod doctor;
mod grade;
mod hint;
mod lockfile;
mod reset;
mod scaffold;
mod scratch;
mod template;
mod verify;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod testing;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let mut out = io::stdout().lock();
    let ended = commands::call(cli, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    let exit = ended.unwrap_or_else(|error| {
        // Whoever closed standard output has read enough.
        let closed =
            error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        if !closed {
            eprintln!("error: {}", exit::words(&error));
        }
        exit::Exit::of(&error)
    });
    ExitCode::from(exit as u8)
}
