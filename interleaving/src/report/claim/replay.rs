//! The rows of a counterexample, replayed on the specification of the objects.
//!
//! A table may leave steps out, so only a part of each object's state is known: the locks that were taken in view and
//! not released. What a part of the holds forbids, all of them forbid. A gap in the numbers makes everything unknown
//! again. Steps that only the body of the check could take have no number and may be missing without a gap, so
//! nothing is taken to hold because of a step of the body's; no other thread's step is missing between two numbers
//! that follow one another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Inconsistent, demand};
use crate::report::{Action, Row, Step};
use crate::spec::{Seed, State, Tid};

/// Replays the rows.
pub(super) fn rows(rows: &[Row]) -> Result<(), Inconsistent> {
    // In a network, the columns are processes, and the threads are unknown.
    if rows.iter().any(|row| row.did.process.is_some()) {
        return Ok(());
    }
    let mut known = Known::default();
    let mut last = None;
    for (at, row) in rows.iter().enumerate() {
        let follows = match (row.step, last) {
            (Some(step), Some(last)) => step.checked_sub(1) == Some(last),
            (Some(_), None) => false,
            (None, _) => row.thread == 0,
        };
        if !follows {
            known = Known::default();
        }
        last = row.until.or(row.step).or(last);
        known.row(row).map_err(|wrong| wrong.in_row(at))?;
    }
    Ok(())
}

/// The facts that a run of rows without a gap shows.
#[derive(Default)]
struct Known {
    /// The known part of each object's state.
    objects: BTreeMap<usize, State>,
    /// The threads that are in a wait, and its condition variable.
    asleep: BTreeMap<Tid, usize>,
    /// The threads that had a step, and are in no wait.
    awake: BTreeSet<Tid>,
    /// The last step on a semaphore, if it was the last row: its thread, the semaphore, and the permits after it.
    counted: Option<(Tid, usize, usize)>,
}

impl Known {
    fn row(&mut self, row: &Row) -> Result<(), Inconsistent> {
        if let Some(unlock) = &row.unlock {
            let pair = match unlock.action {
                Action::Unlock => matches!(row.did.action, Action::Lock | Action::TryLock),
                Action::Unread => matches!(row.did.action, Action::Read | Action::TryRead),
                Action::Unwrite => matches!(row.did.action, Action::Write | Action::TryWrite),
                _ => false,
            };
            let same = pair && row.did.ok && unlock.object == row.did.object;
            demand(same, "it is not a lock and its unlock")?;
        }
        for step in std::iter::once(&row.did).chain(&row.unlock) {
            self.step(row.thread, step)?;
        }
        Ok(())
    }

    fn step(&mut self, me: Tid, step: &Step) -> Result<(), Inconsistent> {
        self.wakes(me, step)?;
        let counted = self.counted.take();
        match step.action {
            Action::Wait => {
                step.mutex.map_or(Ok(()), |mutex| self.lock(me, Action::Unlock, mutex))?;
                if me != 0 {
                    self.awake.remove(&me);
                    self.asleep.insert(me, step.object);
                }
            }
            Action::Wake(_) => step.mutex.map_or(Ok(()), |mutex| self.lock(me, Action::Lock, mutex))?,
            Action::NotifyOne | Action::NotifyAll => self.notifies(step)?,
            Action::Acquire | Action::TryAcquire | Action::Release => self.counts(me, step, counted)?,
            Action::OnceEnd(_) => _ = self.objects.remove(&step.object),
            _ if step.ok => self.lock(me, step.action, step.object)?,
            _ => {}
        }
        Ok(())
    }

    /// A thread that waits does nothing else before it wakes.
    fn wakes(&mut self, me: Tid, step: &Step) -> Result<(), Inconsistent> {
        if me == 0 {
            return Ok(());
        }
        let slept = self.asleep.remove(&me);
        let wakes = matches!(step.action, Action::Wake(_));
        self.awake.insert(me);
        let is_own = slept.is_none_or(|condvar| wakes && condvar == step.object);
        demand(is_own, "its thread is asleep")
    }

    /// A notification wakes only threads that wait.
    fn notifies(&self, step: &Step) -> Result<(), Inconsistent> {
        let most = if step.action == Action::NotifyOne { 1 } else { usize::MAX };
        demand(step.woken.len() <= most, "it wakes too many threads")?;
        let waits = |thread: &Tid| match self.asleep.get(thread) {
            Some(condvar) => *condvar == step.object,
            None => !self.awake.contains(thread),
        };
        demand(step.woken.iter().all(waits), "it wakes a thread that does not wait")
    }

    /// A step that succeeds on a lock, on a `Once` or on a channel.
    fn lock(&mut self, me: Tid, action: Action, object: usize) -> Result<(), Inconsistent> {
        let Some(seed) = seed(action) else { return Ok(()) };
        let nothing = seed.state();
        let mut state = self.objects.get(&object).cloned().unwrap_or_else(|| nothing.clone());
        demand(
            std::mem::discriminant(&state) == std::mem::discriminant(&nothing),
            "its object changes its kind",
        )?;
        demand(is_own(&state, me, action), "it releases what another thread holds")?;
        let free = state.enabled(me, action, 0) && state.apply(me, action, &mut |_| 0).ok;
        demand(free, "it takes what is held, or uses what is gone")?;
        // What the body takes, it may release out of view.
        if me != 0 || is_release(action) {
            self.objects.insert(object, state);
        }
        Ok(())
    }

    /// The permits of a semaphore before and after a step on it.
    fn counts(
        &mut self,
        me: Tid,
        step: &Step,
        former: Option<(Tid, usize, usize)>,
    ) -> Result<(), Inconsistent> {
        let Some((before, after)) = step.permits.filter(|&(before, _)| before < usize::MAX) else {
            return Ok(());
        };
        let mut state = State::Semaphore { permits: before };
        demand(state.enabled(me, step.action, 0), "no permit is left")?;
        let effect = state.apply(me, step.action, &mut |_| 0);
        let is_right = effect.ok == step.ok && state == State::Semaphore { permits: after };
        demand(is_right, "its permits are miscounted")?;
        // A thread that could go on all the time left the body no step out of view.
        let went_on = |&(thread, object, permits): &(Tid, usize, usize)| {
            (thread, object) == (me, step.object) && (permits > 0 || step.action != Action::Acquire)
        };
        let former = former.filter(went_on);
        demand(former.is_none_or(|(.., permits)| permits == before), "permits come or go between two steps")?;
        self.counted = (me != 0).then_some((me, step.object, after));
        Ok(())
    }
}

/// Returns whether `me` may release what is held in `state`, or `action` is no release.
fn is_own(state: &State, me: Tid, action: Action) -> bool {
    match (state, action) {
        (State::Mutex { holder }, Action::Unlock) => holder.is_none_or(|holder| holder == me),
        (State::RwLock { writer, .. }, Action::Unread) => writer.is_none(),
        (State::RwLock { writer, readers }, Action::Unwrite) => {
            readers.is_empty() && writer.is_none_or(|writer| writer == me)
        }
        _ => true,
    }
}

fn is_release(action: Action) -> bool {
    matches!(action, Action::Unlock | Action::Unread | Action::Unwrite | Action::DropReceiver)
}

/// The kind of the object, if its state is followed.
fn seed(action: Action) -> Option<Seed> {
    match action {
        Action::Lock | Action::TryLock | Action::Unlock => Some(Seed::Mutex),
        Action::Read
        | Action::TryRead
        | Action::Unread
        | Action::Write
        | Action::TryWrite
        | Action::Unwrite => Some(Seed::RwLock),
        Action::OnceBegin | Action::OnceForce => Some(Seed::Once),
        Action::Send | Action::TrySend | Action::DropReceiver => Some(Seed::Channel(None)),
        _ => None,
    }
}
