//! The entry points of a test: each explores one scenario.

mod actors;
mod builder;
mod calls;
mod meeting;
mod outcomes;

pub use crate::search::budget::Budget;
pub use crate::search::kinds::Search;
pub use actors::{Actor, actor, concurrently, survives, waits};
pub use builder::Check;
pub use calls::Calls;
pub use meeting::Meeting;
pub use outcomes::{Ending, Left, Outcomes, outcomes, predicts};

/// Explores the schedules of `body` and panics with a counterexample if one of them fails.
///
/// A schedule fails if a thread panics, if threads wait for ever, if a thread ends while it holds a
/// lock, or if no continuation ends. The body runs many times, so it must create the objects that its threads share.
///
/// ```
/// use interleaving::sync::Mutex;
/// use interleaving::{actor, check, concurrently};
///
/// check("two deposits", || {
///     let balance = Mutex::new(300);
///     concurrently([
///         actor("deposit(20)", || *balance.lock().unwrap() += 20),
///         actor("deposit(20)", || *balance.lock().unwrap() += 20),
///     ]);
///     assert_eq!(*balance.lock().unwrap(), 340, "a deposit is lost");
/// });
/// ```
///
/// # Panics
/// If a schedule fails, or if the check cannot decide.
#[track_caller]
pub fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).run(body);
}

/// Runs `body` by itself: for rules about calls without any other thread.
///
/// # Panics
/// As [`check`].
#[track_caller]
pub fn alone(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).run(body);
}

/// Demands that some schedule of `body` ends: for rules about something that must stay possible, such as two
/// transfers that meet at their receipts. Other schedules may wait for ever; none may panic.
///
/// # Panics
/// If no schedule ends, or if none was found and not all were explored.
#[track_caller]
pub fn possible(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).possible().run(body);
}
