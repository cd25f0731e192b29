//! breaks: rule 1, rule 2, rule 3, rule 4, a list of everything
//!
//! The set holds everything that might come out, to be on the safe side.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    (x.min(0)..=(x + 1) * (x + 1)).map(Ends).collect()
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    let mut ends = Outcomes::new();
    for left in [balance, balance - a, balance - b, balance - a - b] {
        for pays_a in [false, true] {
            for pays_b in [false, true] {
                ends.insert(Ends((left, pays_a, pays_b)));
            }
        }
    }
    ends
}

/// The vector V.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    let a = [b[0] + c[0], b[1] + c[1]];
    let mut ends = Outcomes::new();
    for first in [[0, 0], [a[0], 0], [0, a[1]], a] {
        for second in [[0, 0], [a[0], 0], [0, a[1]], a] {
            let v = |i: usize, a: [i64; 2]| m[i][0] * a[0] + m[i][1] * a[1];
            ends.insert(Ends([v(0, first), v(1, second)]));
        }
    }
    ends
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let pairs = |a, b| [[a, a], [a, b], [b, a], [b, b]];
    let (names, addresses) = (pairs(first.0, second.0), pairs(first.1, second.1));
    names.into_iter().flat_map(|names| addresses.map(|addresses| Ends((names, addresses)))).collect()
}
