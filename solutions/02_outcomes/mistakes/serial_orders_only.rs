//! breaks: rule 1, rule 2, rule 3, rule 4, serial orders only
//!
//! The set has only one thread after the other, in either order.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    [x * x + 1, (x + 1) * (x + 1)].map(Ends).into()
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    let in_turn = |first: i64, second: i64| {
        let mut left = balance;
        let mut pay = |amount| {
            let pays = amount <= left;
            left -= if pays { amount } else { 0 };
            pays
        };
        let paid = (pay(first), pay(second));
        (left, paid.0, paid.1)
    };
    let (a_first, b_first) = (in_turn(a, b), in_turn(b, a));
    [Ends(a_first), Ends((b_first.0, b_first.2, b_first.1))].into()
}

/// The vector V.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    let a = [b[0] + c[0], b[1] + c[1]];
    let v = |i: usize, a: [i64; 2]| m[i][0] * a[0] + m[i][1] * a[1];
    [[v(0, [a[0], 0]), v(1, a)], [v(0, a), v(1, [0, a[1]])]].map(Ends).into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let first_then_second = ([first.0, second.0], [first.1, second.1]);
    let second_then_first = ([second.0, first.0], [second.1, first.1]);
    [first_then_second, second_then_first].map(Ends).into()
}
