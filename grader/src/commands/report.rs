//! `grader report`: an earlier run in another format.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::put;
use crate::cli;
use crate::exit::Exit;
use crate::grade::recall;
use crate::record::Store;
use crate::report::{Format, Report, github};

pub(super) fn report(args: cli::Report, out: &mut dyn Write) -> Result<Exit> {
    let report = recall(&Store::open_to_read(&args.out)?)?;
    let text = args.format.render(&report)?;
    match args.to {
        Some(file) => fs::write(&file, text).with_context(|| format!("cannot write `{}`", file.display()))?,
        None => _ = put(out, &text)?,
    }
    if args.format == Format::Github {
        summarise(&report)?;
    }
    Ok(report.exit())
}

/// Adds the page to the summary of the workflow's job, or prints it on standard error if there is no job.
pub(super) fn summarise(report: &Report) -> Result<()> {
    let page = github::summary(report);
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        eprint!("{page}");
        return Ok(());
    };
    let file = fs::File::options().append(true).create(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(page.as_bytes()));
    written.with_context(|| format!("cannot write the job summary `{}`", Path::new(&path).display()))
}
