//! The replay of a token: the same schedule again, with the output of the program.

use std::sync::PoisonError;

use super::account::{Account, Way};
use crate::failure::shrink::Smallest;
use crate::failure::token::Token;
use crate::harness;
use crate::search::Found;
use crate::search::bench::Bench;
use crate::search::replay::along;
use crate::search::worker::Lost;

/// Follows the token's schedule first.
pub(super) fn replayed(bench: &Bench, token: Token) -> Result<Account, Lost> {
    let (oracle, recording) = along(token.schedule.clone(), token.numbers.clone());
    bench.explore(oracle)?;
    let recording = recording.lock().unwrap_or_else(PoisonError::into_inner).take();
    let mut account = Account { executions: 1, ..Account::default() };
    let Some(recording) = recording else {
        return Ok(account);
    };
    if let Some(step) = recording.departed_at {
        harness::say(&format!("replay: the program left the token's schedule at step {}", step + 1));
    }
    match recording.ended {
        Some(ended) => {
            let found = Found { ended, schedule: recording.schedule, numbers: token.numbers, execution: 1 };
            account.found = Some((found, Way::Replay));
        }
        None => harness::say("replay: this schedule passes now; all others follow"),
    }
    Ok(account)
}

/// The line between the output of all other schedules and the output of the table's schedule.
const HERE: &str = "--- printed in the schedule of the table:";

/// Runs the schedule of the table once more, after all others, so that its output comes last. An endless schedule
/// is not repeated: it would print for ever.
pub(super) fn print_again(bench: &Bench, shown: &Smallest) -> Result<(), Lost> {
    if shown.repeats.is_some() {
        return Ok(());
    }
    harness::print(HERE);
    bench.replay(shown.recording.schedule.clone(), shown.numbers.clone(), false).map(|_| ())
}
