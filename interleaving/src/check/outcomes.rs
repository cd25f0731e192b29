//! The set of all outcomes of a program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use super::Check;
use crate::harness;
use crate::judge::{self, Judged};
use crate::report::{self, Broken, CheckReport, CheckVerdict, Coverage, Failure, Found};
use crate::run::{payload, repeat};
use crate::search::bench::Bench;

/// One way in which a program can end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending<T> {
    /// All threads end, and leave this value.
    Ends(T),
    /// Some threads wait for ever.
    Deadlock,
}

/// A set of outcomes: `[Ends(2), Ends(3), Deadlock].into()`.
pub type Outcomes<T> = BTreeSet<Ending<T>>;

impl<T: Debug> Debug for Ending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The outcome of a program that leaves nothing is written as in its source.
            Self::Ends(end) if format!("{end:?}") == "()" => f.write_str("Ends(())"),
            Self::Ends(end) => end.fmt(f),
            Self::Deadlock => f.write_str("a deadlock"),
        }
    }
}

/// Data that a program can leave behind: plain, with an order that distinguishes the values.
pub trait Left: Clone + Ord + Debug + Send + Sync + 'static {}
impl<T: Clone + Ord + Debug + Send + Sync + 'static> Left for T {}

/// Returns the exact set of outcomes of `program`, over all its schedules.
///
/// ```
/// use interleaving::cell::Shared;
/// use interleaving::{Ending::Ends, actor, concurrently, outcomes};
///
/// let ends = outcomes("two increments", || {
///     let x = Shared::new(0);
///     let increment = || {
///         let value = x.get();
///         x.set(value + 1);
///     };
///     concurrently([actor("increment", increment), actor("increment", increment)]);
///     x.get()
/// });
/// assert_eq!(ends, [Ends(1), Ends(2)].into());
/// ```
///
/// # Panics
/// If a schedule panics, or if not all could be explored.
#[track_caller]
pub fn outcomes<T: Left>(name: &str, program: impl Fn() -> T + Send + Sync + 'static) -> Outcomes<T> {
    match Check::new(name).outcomes(program) {
        Ok(ends) => ends.into_keys().collect(),
        Err(report) => harness::fail(&report),
    }
}

/// Demands that `predicted` is the exact set of outcomes of `program`: none missing, none impossible. If one is
/// missing, the failure shows a schedule that has it.
///
/// # Panics
/// If the sets differ, or if not all schedules could be explored.
#[track_caller]
pub fn predicts<T: Left>(
    name: &str,
    predicted: &Outcomes<T>,
    program: impl Fn() -> T + Send + Sync + 'static,
) {
    Check::new(name).predicts(predicted, program);
}

impl Check {
    /// Returns the exact set of outcomes, each with a schedule: a counterexample with the fewest preemptions.
    ///
    /// # Errors
    /// The report, if a schedule panics or if not all could be explored.
    pub fn outcomes<T: Left>(
        self,
        program: impl Fn() -> T + Send + Sync + 'static,
    ) -> Result<BTreeMap<Ending<T>, Failure>, Box<CheckReport>> {
        let program: Program<T> = Arc::new(program);
        let (judged, seen) = explored(&self, None, &program);
        if judged.report.verdict != CheckVerdict::Passed {
            return Err(Box::new(judged.report));
        }
        if !judged.exhausted {
            return Err(Box::new(not_all(judged.report)));
        }
        let mut schedules = BTreeMap::new();
        for end in &seen {
            let mut others = seen.clone();
            others.remove(end);
            let (judged, _) = explored(&self, Some(&others), &program);
            match judged.report.failure {
                Some(failure) => _ = schedules.insert(end.clone(), failure),
                None => return Err(Box::new(judged.report)),
            }
        }
        Ok(schedules)
    }

    /// Does the same as the function [`predicts`].
    ///
    /// # Panics
    /// If the sets differ, or if not all schedules could be explored.
    pub fn predicts<T: Left>(self, predicted: &Outcomes<T>, program: impl Fn() -> T + Send + Sync + 'static) {
        // An audit has no set of outcomes to compare.
        if harness::audits().is_none() {
            harness::demand_passed(&self.compare(predicted, program));
        }
    }

    /// Compares as [`predicts`](Self::predicts) does, and returns the report.
    pub fn compare<T: Left>(
        self,
        predicted: &Outcomes<T>,
        program: impl Fn() -> T + Send + Sync + 'static,
    ) -> CheckReport {
        let program: Program<T> = Arc::new(program);
        let (judged, seen) = explored(&self, Some(predicted), &program);
        let mut report = judged.report;
        if let Some(failure) = report.failure.as_mut() {
            unpredicted(failure, predicted);
        }
        if report.verdict != CheckVerdict::Passed {
            return report;
        }
        let mut impossible = predicted.difference(&seen);
        let Some(first) = impossible.next() else {
            return report;
        };
        if !judged.exhausted {
            return not_all(report);
        }
        report.verdict = CheckVerdict::Failed;
        report.failure = Some(never(first, impossible.count()));
        report
    }
}

type Program<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// Explores, and collects the outcomes up to the first that is not among `wanted`.
fn explored<T: Left>(
    check: &Check,
    wanted: Option<&Outcomes<T>>,
    program: &Program<T>,
) -> (Judged, Outcomes<T>) {
    let seen = Arc::new(Mutex::new(Outcomes::<T>::new()));
    let mut check = check.clone().loom(false);
    let deadlock = Arc::new(AtomicBool::new(false));
    check.plan.settings.any_end =
        wanted.is_none_or(|ends| ends.contains(&Ending::Deadlock)).then(|| Arc::clone(&deadlock));
    // A lock that stays locked shows in the outcome; by itself it is not a failure.
    check.plan.settings.leaks = true;
    // Only stubs are tried without locks.
    check.plan.settings.locks_off = false;
    let body = {
        let (wanted, seen, program) = (wanted.cloned(), Arc::clone(&seen), Arc::clone(program));
        move || {
            let end = Ending::Ends(program());
            if wanted.as_ref().is_some_and(|wanted| !wanted.contains(&end)) {
                payload::break_promise(Broken::Unpredicted { outcome: end.outcome() });
            }
            // The set survives the schedule, so it must not lie in the program's memory.
            let _checker = repeat::set_inside(false);
            seen.lock().unwrap_or_else(PoisonError::into_inner).insert(end.clone());
        }
    };
    let judged = judge::judge(&Bench { plan: check.plan, body: Arc::new(body) });
    let mut seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    if deadlock.load(Relaxed) {
        seen.insert(Ending::Deadlock);
    }
    (judged, seen)
}

impl<T: Debug> Ending<T> {
    /// The outcome in the form that reports use.
    fn outcome(&self) -> report::Outcome {
        match self {
            Self::Ends(end) => report::Outcome::Ends(format!("{end:?}")),
            Self::Deadlock => report::Outcome::Deadlock,
        }
    }
}

/// Turns a failure that only shows an outcome missing from the set into [`Broken::Unpredicted`]: its schedule
/// leads to that outcome, and the program is not at fault.
fn unpredicted<T: Debug>(failure: &mut Failure, predicted: &Outcomes<T>) {
    match failure.broken {
        Broken::Deadlock { .. } => {
            failure.broken = Broken::Unpredicted { outcome: report::Outcome::Deadlock };
        }
        Broken::Unpredicted { .. } => {}
        _ => return,
    }
    failure.ending.push(report::Ending::Predicted(predicted.iter().map(Ending::outcome).collect()));
}

/// Names one of the impossible outcomes: a long list would give the correct set away.
fn never<T: Debug>(first: &Ending<T>, more: usize) -> Failure {
    let broken = Broken::NeverEnds { outcome: first.outcome(), more: more as u64 };
    Failure::without_schedule(broken, Found::Exploration, None)
}

fn not_all(mut report: CheckReport) -> CheckReport {
    report.verdict = CheckVerdict::Inconclusive;
    report.coverage.push(Coverage::OutcomesIncomplete);
    report
}
