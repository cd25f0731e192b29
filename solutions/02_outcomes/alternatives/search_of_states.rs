//! design: a search of the reachable states that visits each one once

use std::collections::BTreeSet;

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    type State = (i64, [Option<i64>; 2], [bool; 2]);
    let next = |&(x, read, done): &State, who: usize| match read[who] {
        None => Some((x, with(read, who, Some(x)), done)),
        Some(v) if !done[who] => Some((if who == 0 { v * v } else { v + 1 }, read, with(done, who, true))),
        Some(_) => None,
    };
    let found = search((x, [None; 2], [false; 2]), next);
    found.into_iter().map(|(x, ..)| Ends(x)).collect()
}

/// The progress of a customer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Door,
    Looked,
    Read(i64),
    Paid,
    Refused,
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    let amounts = [a, b];
    let next = |&(balance, at): &(i64, [At; 2]), who: usize| match at[who] {
        At::Door if amounts[who] > balance => Some((balance, with(at, who, At::Refused))),
        At::Door => Some((balance, with(at, who, At::Looked))),
        At::Looked => Some((balance, with(at, who, At::Read(balance)))),
        At::Read(now) => Some((now - amounts[who], with(at, who, At::Paid))),
        At::Paid | At::Refused => None,
    };
    let found = search((balance, [At::Door; 2]), next);
    found.into_iter().map(|(left, at)| Ends((left, at[0] == At::Paid, at[1] == At::Paid))).collect()
}

/// The vector V.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    type State = ([Option<i64>; 2], [Option<i64>; 2]);
    // A thread that has set its row of A reads both rows at once: its own row no longer changes.
    let next = |&(a, v): &State, who: usize| match (a[who], v[who]) {
        (None, _) => Some((with(a, who, Some(b[who] + c[who])), v)),
        (_, None) => {
            let product = m[who][0] * a[0].unwrap_or(0) + m[who][1] * a[1].unwrap_or(0);
            Some((a, with(v, who, Some(product))))
        }
        _ => None,
    };
    let found = search(([None; 2], [None; 2]), next);
    found.into_iter().map(|(_, v)| Ends(v.map(Option::unwrap_or_default))).collect()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    type Lists = (Vec<usize>, Vec<usize>);
    let next = |(names, addresses): &Lists, who: usize| {
        let (mut names, mut addresses) = (names.clone(), addresses.clone());
        let list = if names.contains(&who) { &mut addresses } else { &mut names };
        let news = !list.contains(&who);
        list.push(who);
        news.then_some((names, addresses))
    };
    let entries = [first, second];
    let found = search(Lists::default(), next).into_iter();
    found
        .map(|(names, addresses)| {
            let name = |at: usize| entries[names[at]].0;
            let address = |at: usize| entries[addresses[at]].1;
            Ends(([name(0), name(1)], [address(0), address(1)]))
        })
        .collect()
}

fn with<T: Copy>(mut both: [T; 2], who: usize, value: T) -> [T; 2] {
    both[who] = value;
    both
}

/// The final states: neither thread has a next step.
fn search<S: Clone + Ord>(start: S, next: impl Fn(&S, usize) -> Option<S>) -> BTreeSet<S> {
    let (mut seen, mut last) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![start];
    while let Some(state) = open.pop() {
        if seen.insert(state.clone()) {
            let following: Vec<S> = (0..2).filter_map(|who| next(&state, who)).collect();
            if following.is_empty() {
                last.insert(state);
            } else {
                open.extend(following);
            }
        }
    }
    last
}
