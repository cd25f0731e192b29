//! The numbers of a counterexample: threads and objects are in their lists, steps are in order.

use std::collections::BTreeMap;

use super::{Inconsistent, demand};
use crate::report::{
    Action, Ending, Failure, Found, Message, Object, Part, Passing, Row, Step, StepRef, Thread,
};

/// More threads than any execution has.
const MOST_THREADS: usize = 1_000;

/// More steps, and more objects, than any execution has.
const MOST: usize = 1_000_000_000;

/// The lists into which numbers point.
struct Lists<'a> {
    /// The number of columns.
    columns: usize,
    /// The number of threads that texts can name; unknown, and so large, in a network, where threads have no columns,
    /// and without rows.
    threads: usize,
    kinds: BTreeMap<usize, &'a str>,
}

/// Checks all numbers of a counterexample.
pub(super) fn failure(failure: &Failure) -> Result<(), Inconsistent> {
    let network = matches!(failure.found, Found::Delivery { .. });
    let lists = Lists::of(&failure.threads, &failure.objects, &failure.rows, network)?;
    lists.rows(&failure.rows)?;
    lists.texts(&failure.texts())?;
    for ending in &failure.ending {
        if let Ending::Repeats(Some((first, last))) = ending {
            demand(is_step(*first) && first <= last && is_step(*last), "a loop has no such steps")?;
        }
    }
    failure.nearest.as_ref().map_or(Ok(()), passing)
}

fn passing(passing: &Passing) -> Result<(), Inconsistent> {
    let lists = Lists::of(&passing.threads, &passing.objects, &passing.rows, false)?;
    demand(is_known(passing.at), "the passing schedule departs at no step")?;
    demand(passing.failing.max(passing.instead) < lists.columns, "it names an unknown thread")?;
    lists.rows(&passing.rows)?;
    lists.texts(&passing.texts())
}

impl<'a> Lists<'a> {
    fn of(
        threads: &[Thread],
        objects: &'a [Object],
        rows: &[Row],
        network: bool,
    ) -> Result<Self, Inconsistent> {
        let columns = threads.len();
        demand(columns <= MOST_THREADS, "it has too many threads")?;
        let ascends = objects.is_sorted_by(|one, next| one.number < next.number);
        demand(ascends && objects.iter().all(|object| object.number < MOST), "its objects are out of order")?;
        let network = network || rows.iter().any(|row| row.did.process.is_some());
        let threads = if network || rows.is_empty() { MOST_THREADS } else { columns };
        let kinds = objects.iter().map(|object| (object.number, object.kind.as_str())).collect();
        Ok(Self { columns, threads, kinds })
    }

    fn rows(&self, rows: &[Row]) -> Result<(), Inconsistent> {
        let mut last = 0;
        for (at, row) in rows.iter().enumerate() {
            self.row(row, &mut last).map_err(|wrong| wrong.in_row(at))?;
        }
        Ok(())
    }

    fn row(&self, row: &Row, last: &mut usize) -> Result<(), Inconsistent> {
        demand(row.thread < self.columns, "it is in no column")?;
        for step in row.step.into_iter().chain(row.until) {
            demand(is_step(step) && step > *last, "its number is out of order")?;
            *last = step;
        }
        self.step(&row.did)?;
        row.unlock.as_ref().map_or(Ok(()), |unlock| self.step(unlock))
    }

    fn step(&self, step: &Step) -> Result<(), Inconsistent> {
        let objects = [Some(step.object), step.mutex];
        demand(objects.into_iter().flatten().all(|object| object < MOST), "it names an unknown object")?;
        let mut threads = step.woken.iter().chain(&step.holders).chain(&step.target);
        demand(threads.all(|&thread| thread < self.threads), "it names an unknown thread")?;
        let kind = self.kinds.get(&step.object).copied();
        let fits = kind.zip(kind_of(step.action)).is_none_or(|(kind, wanted)| kind == wanted);
        demand(fits, "its object has no such operation")?;
        let Some(process) = &step.process else { return Ok(()) };
        let ends = process.message.iter().flat_map(|letter| [letter.from, letter.to]);
        let mut columns = ends.chain(process.other);
        demand(columns.all(|column| column < self.columns), "it names an unknown process")
    }

    /// Checks what the texts name; an object that no text names may be missing in the list.
    fn texts(&self, texts: &[Message]) -> Result<(), Inconsistent> {
        for part in texts.iter().flat_map(|text| &text.0) {
            match part {
                Part::Thread(thread) | Part::Label(thread) | Part::Labelled(thread) => {
                    demand(*thread < self.threads, "a text names an unknown thread")?;
                }
                Part::Object(object) => {
                    demand(self.kinds.contains_key(object), "a text names an unknown object")?;
                }
                Part::Step(step) => demand(is_known(*step), "a text names an unknown step")?,
                Part::Words(_) | Part::Place(_) => {}
            }
        }
        Ok(())
    }
}

fn is_step(number: usize) -> bool {
    (1..MOST).contains(&number)
}

fn is_known(step: StepRef) -> bool {
    match step {
        StepRef::Number(number) => is_step(number),
        StepRef::Earlier | StepRef::Beginning => true,
    }
}

/// The kind of the objects that have this operation, if it is one of a lock's or a channel's.
fn kind_of(action: Action) -> Option<&'static str> {
    match action {
        Action::Lock | Action::TryLock | Action::Unlock => Some("mutex"),
        Action::Read
        | Action::TryRead
        | Action::Unread
        | Action::Write
        | Action::TryWrite
        | Action::Unwrite => Some("rwlock"),
        Action::Wait | Action::Wake(_) | Action::NotifyOne | Action::NotifyAll => Some("condvar"),
        Action::Acquire | Action::TryAcquire | Action::Release => Some("semaphore"),
        Action::OnceBegin | Action::OnceForce | Action::OnceEnd(_) | Action::OnceLook => Some("once"),
        Action::Send
        | Action::TrySend
        | Action::Handed
        | Action::Ready
        | Action::Recv
        | Action::TryRecv
        | Action::RecvTimeout
        | Action::AddSender
        | Action::DropSender
        | Action::DropReceiver => Some("channel"),
        _ => None,
    }
}
