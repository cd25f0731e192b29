//! The grader: collect → screen → compile → run → judge → record → report.
#![allow(dead_code, unreachable_pub, reason = "the pipeline is being built")]

mod cli;
mod commands;
mod exit;

mod exercise;
mod readme;
mod engine;
mod pipeline;
mod collect;
mod screen;
mod workbench;
mod program;
mod compile;
mod run;
mod process;
mod text;
mod outcome;
mod verdict;
mod judge;
mod record;
mod report;
mod parallel;

mod grade;
mod verify;
mod template;
mod scaffold;
mod doctor;
mod hint;
mod reset;

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
        let closed = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        if !closed {
            eprintln!("error: {error:#}");
        }
        exit::Exit::of(&error)
    });
    ExitCode::from(exit as u8)
}
