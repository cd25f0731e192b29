//! One sentence for each entry of a coverage.

use std::fmt;

use super::numbers::thousands;
use crate::report::message::thread_id;
use crate::report::{Coverage, Extent, NestedLock};

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnlySchedule => f.write_str("the only schedule"),
            Self::Distinct { schedules: 1 } => {
                f.write_str("all schedules, which differ only in the order of independent steps")
            }
            Self::Distinct { schedules } => write!(f, "all {} schedules that differ", thousands(*schedules)),
            Self::Deliveries { orders } => f.write_str(&deliveries(*orders)),
            Self::Preemptions { schedules, extent, drifted, step_bound } => {
                bounded(f, &thousands(*schedules), *extent)?;
                followed(f, *drifted, *step_bound)
            }
            Self::Random { schedules, searches, seed } => {
                let (count, searches) = (thousands(*schedules), searches.join(", "));
                write!(f, "{count} random schedules ({searches}), seed {seed}")
            }
            Self::Shown { executions } => {
                write!(f, "schedule {} shows that it is possible", thousands(*executions))
            }
            Self::NotShown => {
                f.write_str("no explored schedule shows that it is possible, and not all were explored")
            }
            Self::Loom { executions, exhausted, cut } => loom(f, *executions, *exhausted, *cut),
            Self::LoomCannot { reason } => write!(f, "cannot check with loom: {reason}"),
            Self::LoomDoubtful { execution } => write!(
                f,
                "loom: fails in execution {}, which does not count, because loom does not model SeqCst accesses",
                thousands(*execution)
            ),
            Self::Contradiction { execution, failure } => write!(
                f,
                "the checker contradicts itself: no schedule fails, but loom's execution {} does ({failure})",
                thousands(*execution)
            ),
            Self::Repeatable => {
                f.write_str("with fixed addresses and hash seeds, because the program depends on them")
            }
            Self::NotRepeatable { step } => {
                let place = super::found::at(*step);
                write!(f, "not repeatable: two executions of the same schedule differ{place}")
            }
            Self::OutcomesIncomplete => {
                f.write_str("not all schedules were explored, so the program may have more outcomes")
            }
            Self::TooLittle => f.write_str("too little was explored to say anything"),
            Self::LockOrder { steps } => lock_order(f, steps),
            Self::Fault { text } => write!(f, "the checker failed: {text}"),
        }
    }
}

fn deliveries(orders: u64) -> String {
    match orders {
        1 => "the only order of delivery".to_owned(),
        _ => format!("all {} orders of delivery that differ", thousands(orders)),
    }
}

fn bounded(f: &mut fmt::Formatter<'_>, count: &str, extent: Extent) -> fmt::Result {
    match extent {
        Extent::All => write!(f, "all {count} schedules"),
        Extent::UpTo(0) => write!(f, "all schedules without a preemption ({count})"),
        Extent::UpTo(1) => write!(f, "all schedules with at most 1 preemption ({count})"),
        Extent::UpTo(bound) => write!(f, "all schedules with at most {bound} preemptions ({count})"),
        Extent::Part => write!(f, "{count} schedules without a preemption"),
    }
}

/// How far the schedules were followed that had used up the step bound.
fn followed(f: &mut fmt::Formatter<'_>, drifted: u64, step_bound: u64) -> fmt::Result {
    if drifted == 0 {
        return Ok(());
    }
    let (drifted, bound) = (thousands(drifted), thousands(step_bound));
    write!(f, ", {drifted} of them followed for {bound} steps and then to an end")
}

fn lock_order(f: &mut fmt::Formatter<'_>, steps: &[NestedLock]) -> fmt::Result {
    let steps: Vec<String> = steps.iter().map(nested).collect();
    write!(
        f,
        "a hint: {}; they may deadlock unless something else keeps them apart, although no explored schedule does",
        steps.join(", ")
    )
}

fn loom(f: &mut fmt::Formatter<'_>, executions: u64, exhausted: bool, cut: u64) -> fmt::Result {
    match (exhausted, executions) {
        (true, 1) => f.write_str("loom: the only execution")?,
        (true, _) => write!(f, "loom: all {} executions", thousands(executions))?,
        (false, _) => write!(f, "loom: {} executions, no failure", thousands(executions))?,
    }
    if cut > 0 {
        write!(f, ", {} of them up to where only spinning threads were left", thousands(cut))?;
    }
    Ok(())
}

fn nested(NestedLock { thread, held, wanted }: &NestedLock) -> String {
    format!("{} locks at {} and then at {}", thread_id(*thread), held.short(), wanted.short())
}
