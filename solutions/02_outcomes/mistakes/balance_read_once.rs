//! breaks: rule 2, the second read forgotten
//!
//! Assumes that a thread writes the balance it checked, minus the amount: that never makes a debt.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    [x * x + 1, (x + 1) * (x + 1), x * x, x + 1].map(Ends).into()
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    if a > balance || b > balance {
        let (paid_a, paid_b) = (a <= balance, b <= balance);
        let left = if paid_a { balance - a } else { balance };
        return [Ends((if paid_b { left - b } else { left }, paid_a, paid_b))].into();
    }
    let mut ends: Outcomes<_> = [balance - a, balance - b].map(|left| Ends((left, true, true))).into();
    ends.insert(if b > balance - a { Ends((balance - a, true, false)) } else { Ends((balance - a - b, true, true)) });
    ends.insert(if a > balance - b { Ends((balance - b, false, true)) } else { Ends((balance - a - b, true, true)) });
    ends
}

/// The vector V.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    let a = [b[0] + c[0], b[1] + c[1]];
    let v = |i: usize, a: [i64; 2]| m[i][0] * a[0] + m[i][1] * a[1];
    let (whole, early) = ([v(0, a), v(1, a)], [v(0, [a[0], 0]), v(1, [0, a[1]])]);
    [whole, [early[0], whole[1]], [whole[0], early[1]]].map(Ends).into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let names = [[first.0, second.0], [second.0, first.0]];
    let addresses = [[first.1, second.1], [second.1, first.1]];
    names.into_iter().flat_map(|names| addresses.map(|addresses| Ends((names, addresses)))).collect()
}
