//! A report as a claim. It comes from a process that runs a stranger's code, so its reader believes it only as far as
//! it agrees with itself and with the specification of the shared objects.
//!
//! Every function here is total: it answers for any report. No report that the checker makes is refused.

mod numbers;
mod replay;

use std::fmt;
use std::io::{self, Write};

use super::{CheckReport, CheckVerdict, Coverage, Failure, Passing};

/// The most bytes of a report as JSON. The harness sends fewer.
const MOST_BYTES: usize = 1 << 20;

/// More executions than any budget has.
const MOST_EXECUTIONS: u64 = 1_000_000_000;

/// The reason why a report cannot be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inconsistent {
    /// The row, from 1, if it is about one.
    row: Option<usize>,
    what: &'static str,
}

impl Inconsistent {
    fn in_row(self, at: usize) -> Self {
        Self { row: Some(at + 1), ..self }
    }
}

impl fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "row {row}: {}", self.what),
            None => f.write_str(self.what),
        }
    }
}

impl std::error::Error for Inconsistent {}

/// Fails with `what` unless `holds`.
fn demand(holds: bool, what: &'static str) -> Result<(), Inconsistent> {
    if holds { Ok(()) } else { Err(Inconsistent { row: None, what }) }
}

impl CheckReport {
    /// Checks that the report is of a bounded size, that every number in it lies in its list, and that its verdict
    /// agrees with its coverage and its counterexample.
    ///
    /// # Errors
    /// When no check makes such a report.
    ///
    /// # Examples
    /// ```
    /// use interleaving::{Check, report::CheckVerdict};
    ///
    /// let mut report = Check::new("nothing").explore(|| ());
    /// assert_eq!(report.validate(), Ok(()));
    /// report.coverage.clear();
    /// assert_eq!(report.validate().unwrap_err().to_string(), "it passes without any coverage");
    /// ```
    pub fn validate(&self) -> Result<(), Inconsistent> {
        demand(is_small(self), "it is too long")?;
        demand(self.executions <= MOST_EXECUTIONS, "it has more executions than any budget")?;
        if self.verdict == CheckVerdict::Passed {
            passed(self)?;
        }
        self.failure.as_ref().map_or(Ok(()), numbers::failure)
    }

    /// Replays the rows of the counterexample on the specification of the objects, as far as the rows show it: no
    /// lock is taken that another thread holds, none is released by a stranger, permits are counted.
    ///
    /// A check that runs without its locks breaks the specification on purpose.
    ///
    /// # Errors
    /// When no execution has these steps in this order.
    ///
    /// # Examples
    /// ```
    /// use interleaving::{Check, sync::Mutex};
    ///
    /// let report = Check::new("locks twice").explore(|| {
    ///     let lock = Mutex::new(());
    ///     let _held = lock.lock();
    ///     drop(lock.lock());
    /// });
    /// assert_eq!(report.validate_rows(), Ok(()));
    /// ```
    pub fn validate_rows(&self) -> Result<(), Inconsistent> {
        let Some(Failure { rows, nearest, .. }) = &self.failure else { return Ok(()) };
        replay::rows(rows)?;
        let nearest = nearest.as_ref().map(|Passing { rows, .. }| rows);
        nearest.map_or(Ok(()), |rows| replay::rows(rows))
    }
}

/// A pass states what was explored, and nothing in it denies the pass.
fn passed(report: &CheckReport) -> Result<(), Inconsistent> {
    demand(report.failure.is_none(), "it passes with a counterexample")?;
    demand(!report.coverage.is_empty(), "it passes without any coverage")?;
    for coverage in &report.coverage {
        let explored = match coverage {
            Coverage::OnlySchedule => 1,
            Coverage::Distinct { schedules } | Coverage::Random { schedules, .. } => *schedules,
            Coverage::Preemptions { schedules, .. } => *schedules,
            Coverage::Deliveries { orders } => *orders,
            Coverage::Shown { executions } | Coverage::Loom { executions, .. } => *executions,
            Coverage::NotShown
            | Coverage::Contradiction { .. }
            | Coverage::NotRepeatable { .. }
            | Coverage::TooLittle
            | Coverage::Fault { .. } => return demand(false, "its coverage denies that it passes"),
            _ => 0,
        };
        demand(explored <= report.executions, "it covers more than it executed")?;
    }
    Ok(())
}

/// Counts what is written, up to a limit.
struct Room(usize);

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_small(report: &CheckReport) -> bool {
    serde_json::to_writer(Room(MOST_BYTES), report).is_ok()
}
