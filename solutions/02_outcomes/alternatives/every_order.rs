//! design: a loop that enumerates every order of the steps

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    let step = |(x, v): &mut (i64, [i64; 2]), who: usize, step: usize| match (step, who) {
        (0, _) => v[who] = *x,
        (_, 0) => *x = v[0] * v[0],
        _ => *x = v[1] + 1,
    };
    ends(&(x, [0; 2]), [0, 0], 2, &step, &|(x, _)| *x)
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    type State = (i64, [i64; 2], [bool; 2]);
    let amounts = [a, b];
    let step = |(balance, now, paid): &mut State, who: usize, step: usize| match step {
        0 => paid[who] = amounts[who] <= *balance,
        1 => now[who] = *balance,
        _ if paid[who] => *balance = now[who] - amounts[who],
        _ => {}
    };
    ends(&(balance, [0; 2], [false; 2]), [0, 0], 3, &step, &|(left, _, paid)| (*left, paid[0], paid[1]))
}

/// The vector V.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    type State = ([i64; 2], [[i64; 2]; 2]);
    let step = |(a, seen): &mut State, who: usize, step: usize| match step {
        0 => a[who] = b[who] + c[who],
        row => seen[who][row - 1] = a[row - 1],
    };
    let v = |seen: &[[i64; 2]; 2], i: usize| m[i][0] * seen[i][0] + m[i][1] * seen[i][1];
    ends(&([0; 2], [[0; 2]; 2]), [0, 0], 3, &step, &|(_, seen)| [v(seen, 0), v(seen, 1)])
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    type Lists = [Vec<&'static str>; 2];
    let entries = [first, second];
    let step = |lists: &mut Lists, who: usize, step: usize| match step {
        0 => lists[0].push(entries[who].0),
        _ => lists[1].push(entries[who].1),
    };
    let end = |lists: &Lists| ([lists[0][0], lists[0][1]], [lists[1][0], lists[1][1]]);
    ends(&Lists::default(), [0, 0], 2, &step, &end)
}

/// The outcomes that can follow `state`, after each of two threads has taken so many of its `steps`.
fn ends<S: Clone, T: Ord>(
    state: &S,
    taken: [usize; 2],
    steps: usize,
    step: &impl Fn(&mut S, usize, usize),
    end: &impl Fn(&S) -> T,
) -> Outcomes<T> {
    if taken == [steps; 2] {
        return [Ends(end(state))].into();
    }
    let mut found = Outcomes::new();
    for who in (0..2).filter(|&who| taken[who] < steps) {
        let (mut state, mut taken) = (state.clone(), taken);
        step(&mut state, who, taken[who]);
        taken[who] += 1;
        found.extend(ends(&state, taken, steps, step, end));
    }
    found
}
