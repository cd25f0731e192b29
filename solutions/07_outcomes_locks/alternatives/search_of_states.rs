//! design: explores every order of the steps with code of its own, and tracks which locks are held

use interleaving::Ending::{Deadlock, Ends};
use interleaving::Outcomes;

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses; or `Deadlock`.
pub fn nested_both_ways(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    use Step::{Acquire, Done, Release};
    let threads = [
        [Acquire(NAMES), Acquire(ADDRESSES), Done, Release(ADDRESSES), Release(NAMES)],
        [Acquire(ADDRESSES), Acquire(NAMES), Done, Release(NAMES), Release(ADDRESSES)],
    ];
    let entries = [first, second];
    orders([&threads[0], &threads[1]])
        .into_iter()
        .map(|order| match order {
            None => Deadlock,
            Some([one, other]) => {
                let (one, other) = (entries[one], entries[other]);
                Ends(([one.0, other.0], [one.1, other.1]))
            }
        })
        .collect()
}

/// `Ends(())`, `Deadlock`, or both.
pub fn released_if_five(first: i64, second: i64) -> Outcomes<()> {
    let section = [Step::Acquire(NAMES), Step::Done, Step::Release(NAMES)];
    let steps = |a: i64| if a == 5 { &section[..] } else { &section[..2] };
    let orders = orders([steps(first), steps(second)]);
    orders.into_iter().map(|order| order.map_or(Deadlock, |_| Ends(()))).collect()
}

const NAMES: usize = 0;
const ADDRESSES: usize = 1;

#[derive(Clone, Copy)]
enum Step {
    Acquire(usize),
    /// The work under the locks.
    Done,
    Release(usize),
}

/// How many steps each thread has taken, which locks are held, and in which order the threads did their work.
#[derive(Clone, Default)]
struct State {
    taken: [usize; 2],
    held: [bool; 2],
    done: Vec<usize>,
}

/// All possible orders in which the two threads do their work; `None` for a deadlock.
fn orders(threads: [&[Step]; 2]) -> Vec<Option<[usize; 2]>> {
    let mut found = Vec::new();
    let mut open = vec![State::default()];
    while let Some(state) = open.pop() {
        let following: Vec<State> = (0..2).filter_map(|who| next(&state, threads, who)).collect();
        if following.is_empty() {
            let ended = (0..2).all(|who| state.taken[who] == threads[who].len());
            found.push(if ended { Some([state.done[0], state.done[1]]) } else { None });
        }
        open.extend(following);
    }
    found
}

/// The state after the next step of thread `who`, or `None` if it is at its end or has to wait.
fn next(state: &State, threads: [&[Step]; 2], who: usize) -> Option<State> {
    let step = *threads[who].get(state.taken[who])?;
    let mut next = state.clone();
    next.taken[who] += 1;
    match step {
        Step::Acquire(lock) if state.held[lock] => return None,
        Step::Acquire(lock) => next.held[lock] = true,
        Step::Done => next.done.push(who),
        Step::Release(lock) => next.held[lock] = false,
    }
    Some(next)
}
