//! design: the six orders of two threads with two steps each, written out; for three steps, what each saw

use std::collections::BTreeSet;

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The thread that takes each step, for each order.
const ORDERS: [[usize; 4]; 6] =
    [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0]];

/// The final values of `x`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    let end = |order: [usize; 4]| {
        let (mut x, mut v) = (x, [None; 2]);
        for who in order {
            match v[who] {
                None => v[who] = Some(x),
                Some(v) => x = if who == 0 { v * v } else { v + 1 },
            }
        }
        Ends(x)
    };
    ORDERS.into_iter().map(end).collect()
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    // One of the two writes is first. The other thread checks either before or after it, and reads again
    // either before or after it. After a refusal the second read does not matter.
    let mut ends = BTreeSet::new();
    for (first, second, swap) in [(a, b, false), (b, a, true)] {
        let pays_first = first <= balance;
        let after = if pays_first { balance - first } else { balance };
        for look in [balance, after] {
            for again in [balance, after] {
                // A read after the check cannot miss a write that the check saw.
                if look == after && again != after {
                    continue;
                }
                let pays_second = second <= look;
                let left = if pays_second { again - second } else { after };
                let paid = if swap { (pays_second, pays_first) } else { (pays_first, pays_second) };
                ends.insert(Ends((left, paid.0, paid.1)));
            }
        }
    }
    ends
}

/// The vector V.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    let (own, other) = (|i: usize| m[i][i] * (b[i] + c[i]), |i: usize| m[i][1 - i] * (b[1 - i] + c[1 - i]));
    // For each outcome: whether each thread saw the other's row.
    let seen = [[true, true], [false, true], [true, false]];
    seen.map(|seen| Ends([0, 1].map(|i| own(i) + if seen[i] { other(i) } else { 0 }))).into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let end = |order: [usize; 4]| {
        let (mut names, mut addresses) = (Vec::new(), Vec::new());
        let mut entries = [[first.0, first.1], [second.0, second.1]].map(IntoIterator::into_iter);
        for (at, who) in order.into_iter().enumerate() {
            let list = if order[..at].contains(&who) { &mut addresses } else { &mut names };
            list.extend(entries[who].next());
        }
        Ends(([names[0], names[1]], [addresses[0], addresses[1]]))
    };
    ORDERS.into_iter().map(end).collect()
}
