//! The grader: collect → screen → compile → run → judge → record → report.

mod cli;
mod commands;

mod doctor;
mod grade;
mod verify;

mod report;
mod soundness;

mod record;

mod judge;

mod examine;

mod collect;

mod course;

mod canary;
mod evidence;
mod options;
mod verdict;

mod exit;
mod system;

#[cfg(test)]
mod tests;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let mut out = io::stdout().lock();
    let ended = commands::call(cli, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    let exit = ended.unwrap_or_else(|error| {
        // A closed standard output means that its reader has read enough.
        let closed =
            error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        if !closed {
            eprintln!("error: {}", exit::words(&error));
        }
        exit::Exit::of(&error)
    });
    ExitCode::from(exit as u8)
}
