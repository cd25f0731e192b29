//! Checks that calls are linearizable, and that they are served first come, first served.

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use crate::report::{Answered, Broken, Caller};
use crate::run::{self, Mode, payload, world};

/// The calls of a scenario's threads, with the order in which they began and ended.
///
/// [`Calls::assert_serial`] demands a serial order that respects each thread's own order and puts a call
/// that had returned before another began first: linearizability (Herlihy and Wing, TOPLAS 1990).
///
/// ```
/// use interleaving::sync::Mutex;
/// use interleaving::{Calls, actor, check, concurrently};
///
/// check("two deposits", || {
///     let balance = Mutex::new(0);
///     let calls = Calls::new();
///     let deposit = |amount| {
///         let mut balance = balance.lock().unwrap();
///         *balance += amount;
///         *balance
///     };
///     concurrently([
///         actor("deposit(8)", || calls.make("deposit(8)", 8, || deposit(8))),
///         actor("deposit(7)", || calls.make("deposit(7)", 7, || deposit(7))),
///     ]);
///     calls.assert_serial(0, |balance, amount| {
///         *balance += amount;
///         *balance
///     });
/// });
/// ```
#[derive(Debug, Default)]
pub struct Calls<C, A> {
    made: Mutex<Vec<Made<C, A>>>,
    in_order: bool,
}

#[derive(Debug)]
struct Made<C, A> {
    label: String,
    call: C,
    answer: Option<A>,
    thread: usize,
    /// Steps of the whole program before its first own step, and after its last.
    begun: usize,
    ended: usize,
    /// The numbers of its own steps among all steps; empty until it returns.
    steps: Vec<usize>,
}

impl<C: Clone, A: Clone + PartialEq + Debug> Calls<C, A> {
    /// Makes an empty record of calls.
    #[must_use]
    pub fn new() -> Self {
        Self { made: Mutex::new(Vec::new()), in_order: false }
    }

    /// Makes an empty record for [`assert_in_order`](Self::assert_in_order): the check then also explores
    /// schedules that differ only in the order of the calls' steps.
    #[must_use]
    pub fn in_order() -> Self {
        Self { made: Mutex::new(Vec::new()), in_order: true }
    }

    /// Makes a call and records it; `call` is the model's input for it.
    pub fn make(&self, label: &str, call: C, body: impl FnOnce() -> A) -> A {
        let (thread, begun) = now();
        let number = {
            let mut made = self.made();
            let (label, steps) = (label.to_owned(), Vec::new());
            made.push(Made { label, call, answer: None, thread, begun, ended: usize::MAX, steps });
            made.len() - 1
        };
        let checked = run::mode() == Mode::Explorer;
        if checked && self.in_order {
            world::with(world::World::begin_call_in_order);
        } else if checked {
            world::with(world::World::begin_call);
        }
        let answer = body();
        if checked {
            world::with(world::World::end_call);
        }
        let steps = own_steps(thread, begun);
        let (_, ended) = now();
        let mut made = self.made();
        made[number].answer = Some(answer.clone());
        // Before its first step a call has no effect, so it may begin just before that step.
        made[number].begun = match run::mode() {
            Mode::Native => begun,
            Mode::Explorer | Mode::Loom => steps.first().copied().unwrap_or(ended),
        };
        made[number].ended = ended;
        made[number].steps = steps;
        answer
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Vec<Made<C, A>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Panics unless some serial order of the calls, from `state`, gives each the answer it got.
    ///
    /// # Panics
    /// If there is no such order.
    #[track_caller]
    pub fn assert_serial<S: Clone>(&self, state: S, model: impl Fn(&mut S, &C) -> A) {
        let made = self.made();
        let mut left: Vec<usize> = (0..made.len()).collect();
        if serial(&made, &mut left, &state, &model) {
            return;
        }
        let answered = |call: &Made<C, A>| {
            let answer = call.answer.as_ref().map(|answer| format!("{answer:?}"));
            Answered { call: call.label.clone(), answer }
        };
        let calls = made.iter().map(answered).collect();
        drop(made);
        payload::break_promise(Broken::NotSerializable { calls });
    }
}

impl<C, A> Calls<C, A> {
    /// Panics unless calls were served first come, first served: a call that arrives before another call's first
    /// step also returns before that call. A call arrives after `doorway` steps of its own (Lamport, "A new
    /// solution of Dijkstra's concurrent programming problem", CACM 1974): 1 if its first step draws a ticket.
    /// Calls that have not returned by then, or that took no step, are ignored.
    ///
    /// On real threads and under loom, steps have no order, and this method demands nothing.
    ///
    /// ```
    /// use interleaving::sync::Semaphore;
    /// use interleaving::{Calls, actor, check, concurrently};
    ///
    /// check("one after the other", || {
    ///     let (first, second) = (Semaphore::new(1), Semaphore::new(0));
    ///     let calls = Calls::in_order();
    ///     concurrently([
    ///         actor("first", || {
    ///             calls.make("enter", (), || first.wait());
    ///             second.signal();
    ///         }),
    ///         actor("second", || calls.make("enter", (), || second.wait())),
    ///     ]);
    ///     calls.assert_in_order(1);
    /// });
    /// ```
    ///
    /// # Panics
    /// If a call was served before one that arrived before it, or if the record was not made by
    /// [`Calls::in_order`].
    #[track_caller]
    pub fn assert_in_order(&self, doorway: usize) {
        assert!(self.in_order, "calls to be served in order are made with `Calls::in_order`");
        if run::mode() != Mode::Explorer {
            return;
        }
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let overtaken = |first: &Made<C, A>, second: &Made<C, A>| {
            let came = first.steps.get(doorway.saturating_sub(1)).zip(second.steps.first());
            came.is_some_and(|(came, begun)| came < begun) && second.ended < first.ended
        };
        let pairs = made.iter().flat_map(|first| made.iter().map(move |second| (first, second)));
        let Some((first, second)) = pairs.into_iter().find(|(first, second)| overtaken(first, second)) else {
            return;
        };
        let of = |call: &Made<C, A>| Caller { call: call.label.clone(), thread: call.thread };
        let broken = Broken::NotInOrder { first: of(first), served: of(second) };
        drop(made);
        payload::break_promise(broken);
    }
}

/// Orders the returns of calls on real threads, where steps are not counted.
static NATIVE: AtomicUsize = AtomicUsize::new(0);

/// The running thread, and the number of steps so far.
fn now() -> (usize, usize) {
    match run::mode() {
        Mode::Native => (run::native::me(), NATIVE.fetch_add(1, Relaxed)),
        Mode::Explorer | Mode::Loom => world::with(|world| (world.current, world.events.len())),
    }
}

/// The steps that `thread` has taken since `begun`.
fn own_steps(thread: usize, begun: usize) -> Vec<usize> {
    match run::mode() {
        Mode::Native => Vec::new(),
        Mode::Explorer | Mode::Loom => world::with(|world| {
            let since = world.events.iter().enumerate().skip(begun);
            since.filter(|(_, event)| event.thread == thread).map(|(step, _)| step).collect()
        }),
    }
}

/// Returns whether the model, from `state`, gives the same answers in some order of the calls in `left`.
fn serial<C, A: PartialEq, S: Clone>(
    made: &[Made<C, A>],
    left: &mut Vec<usize>,
    state: &S,
    model: &impl Fn(&mut S, &C) -> A,
) -> bool {
    if left.is_empty() {
        return true;
    }
    for place in 0..left.len() {
        let next = left[place];
        if left.iter().any(|&other| other != next && before(made, other, next)) {
            continue;
        }
        let mut state = state.clone();
        let answer = model(&mut state, &made[next].call);
        if made[next].answer.as_ref().is_some_and(|given| *given != answer) {
            continue;
        }
        left.remove(place);
        if serial(made, left, &state, model) {
            return true;
        }
        left.insert(place, next);
    }
    false
}

/// Returns whether call `a` must precede call `b`: the same thread made it earlier, or it returned before `b` began.
fn before<C, A>(made: &[Made<C, A>], a: usize, b: usize) -> bool {
    let (first, second) = (&made[a], &made[b]);
    if first.thread == second.thread {
        return a < b;
    }
    // Under a weak memory model, a return before a beginning orders nothing by itself. Only the body's own
    // calls, before it starts its threads and after it has joined them, are ordered.
    let unordered = run::mode() == Mode::Loom && first.thread != 0 && second.thread != 0;
    !unordered && first.ended < usize::MAX && first.ended <= second.begun
}
