//! Every report of a process is a claim. One that cannot be true keeps its verdict and loses everything else: as a
//! failure it still costs the mark, as a pass it earns none.

use std::time::Duration;

use interleaving::report::{CheckReport, CheckVerdict};

use crate::system::text::printable;

/// The longest name of a check that is kept of a report that cannot be true.
const NAME_BYTES: usize = 200;

/// More executions than any program has in a millisecond of CPU time.
const MOST_PER_MILLISECOND: u64 = 10_000;

/// A report that cannot be true.
pub(super) struct Untrue {
    /// The report without its content.
    pub(super) empty: CheckReport,
    /// One line for the instructor.
    pub(super) why: String,
}

/// Checks the report. Its rows are replayed on the specification of the objects, unless the locks are off.
pub(super) fn believed(report: CheckReport, locks_off: bool) -> Result<CheckReport, Box<Untrue>> {
    let rows = || if locks_off { Ok(()) } else { report.validate_rows() };
    let Err(wrong) = report.validate().and_then(|()| rows()) else { return Ok(report) };
    let check = printable(report.check.as_bytes(), NAME_BYTES);
    let why = format!("the report on `{check}` cannot be true: {wrong}");
    let empty = CheckReport { check, executions: 0, coverage: Vec::new(), failure: None, ..report };
    Err(Box::new(Untrue { empty, why }))
}

/// Why a pass cannot be true that claims so many `checks` and `executions`.
pub(super) fn doubt(
    reports: &[CheckReport],
    checks: u64,
    executions: u64,
    cpu: Duration,
) -> Option<&'static str> {
    let told = reports.iter().fold(0_u64, |sum, report| sum.saturating_add(report.executions));
    let time = u64::try_from(cpu.as_millis()).unwrap_or(u64::MAX);
    if (checks, executions) != (reports.len() as u64, told) {
        Some("the checks and executions of the pass are not those of its reports")
    } else if executions > time.saturating_add(1_000).saturating_mul(MOST_PER_MILLISECOND) {
        Some("the pass has more executions than its CPU time allows")
    } else {
        None
    }
}

/// What is left of a failure whose report cannot be true, for the student.
pub(super) fn without_content(report: &CheckReport) -> Option<&'static str> {
    let is_empty = report.failure.is_none() && report.coverage.is_empty();
    (is_empty && report.verdict != CheckVerdict::Passed)
        .then_some("the counterexample is not shown, because it contradicts itself")
}
