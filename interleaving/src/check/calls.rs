//! Whether the answers of calls are those of the same calls one after another.

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use crate::run::{self, Mode, world};

/// The calls that the threads of a scenario make, in the order they began and ended.
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
}

impl<C: Clone, A: Clone + PartialEq + Debug> Calls<C, A> {
    /// No calls yet.
    #[must_use]
    pub fn new() -> Self {
        Self { made: Mutex::new(Vec::new()) }
    }

    /// Makes a call and notes it; `call` is what the model is to do for it.
    pub fn make(&self, label: &str, call: C, body: impl FnOnce() -> A) -> A {
        let (thread, begun) = now();
        let number = {
            let mut made = self.made();
            made.push(Made { label: label.to_owned(), call, answer: None, thread, begun, ended: usize::MAX });
            made.len() - 1
        };
        let checked = run::mode() == Mode::Explorer;
        if checked {
            world::with(world::World::begin_call);
        }
        let answer = body();
        if checked {
            world::with(world::World::end_call);
        }
        let begun = first_own_step(thread, begun);
        let (_, ended) = now();
        let mut made = self.made();
        made[number].answer = Some(answer.clone());
        made[number].begun = begun.unwrap_or(ended);
        made[number].ended = ended;
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
        let answers: Vec<String> = made
            .iter()
            .map(|call| match &call.answer {
                Some(answer) => format!("{} = {answer:?}", call.label),
                None => format!("{} did not return", call.label),
            })
            .collect();
        drop(made);
        panic!("no serial order gives these answers: {}", answers.join(", "));
    }
}

/// Orders the ends of calls on real threads, where steps are not counted.
static NATIVE: AtomicUsize = AtomicUsize::new(0);

/// This thread, and how many steps were taken so far.
fn now() -> (usize, usize) {
    match run::mode() {
        Mode::Native => (run::native::me(), NATIVE.fetch_add(1, Relaxed)),
        Mode::Explorer | Mode::Loom => world::with(|world| (world.current, world.events.len())),
    }
}

/// When `thread` took its first step since `begun`. The call may as well have begun just then.
fn first_own_step(thread: usize, begun: usize) -> Option<usize> {
    match run::mode() {
        Mode::Native => Some(begun),
        Mode::Explorer | Mode::Loom => world::with(|world| {
            let own = |event: &world::Event| event.thread == thread;
            world.events.get(begun..)?.iter().position(own).map(|step| begun + step)
        }),
    }
}

/// Whether the calls in `left` can be put in an order that the model follows from `state`.
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

/// Whether call `a` must come before call `b`: in its own thread, or because it had returned first.
fn before<C, A>(made: &[Made<C, A>], a: usize, b: usize) -> bool {
    let (first, second) = (&made[a], &made[b]);
    if first.thread == second.thread {
        return a < b;
    }
    // Under a weak memory model that one call was over when another began orders nothing by itself; the
    // body's own calls, before it starts its threads and after it has joined them, are ordered.
    let unordered = run::mode() == Mode::Loom && first.thread != 0 && second.thread != 0;
    !unordered && first.ended < usize::MAX && first.ended <= second.begun
}
