//! What four small programs can end with, each with two threads: the reference.
//!
//! The order of all steps does not matter, only who reads before whose write. So each set is found by
//! asking, for every read, which writes it can have seen, and then, who wrote last. Ends that are equal
//! for some numbers need no care: they are one member of the set.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// What is left in `x`, which is `x` at the beginning.
///
/// One thread: `v = x; x = v * v`. The other: `v = x; x = v + 1`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    // One after the other, both ways round; or both read the same `x`, and the later write buries the
    // earlier. For 5: 26, 36, 25 and 6. The untouched 5 is not among them, for whoever writes last has read.
    [x * x + 1, (x + 1) * (x + 1), x * x, x + 1].map(Ends).into()
}

/// What is left of `balance`, whether `a` was paid, and whether `b` was; neither amount is below zero.
///
/// Each thread: refused if its amount is more than the balance; otherwise reads the balance once more and
/// sets it to that, less the amount.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    // Nothing is ever paid in, so what does not fit at the beginning never does.
    if a > balance || b > balance {
        let (paid_a, paid_b) = (a <= balance, b <= balance);
        let left = if paid_a { balance - a } else { balance };
        return [Ends((if paid_b { left - b } else { left }, paid_a, paid_b))].into();
    }
    // Both looked in time, and both pay. Either the later one reads what the earlier one wrote, even where
    // that makes a debt, or both read the same balance, and one payment is forgotten.
    let paid = [balance - a - b, balance - a, balance - b];
    let mut ends: Outcomes<_> = paid.map(|left| Ends((left, true, true))).into();
    // One looked after the other had paid.
    if b > balance - a {
        ends.insert(Ends((balance - a, true, false)));
    }
    if a > balance - b {
        ends.insert(Ends((balance - b, false, true)));
    }
    ends
}

/// The vector V. At the beginning A is (0 0).
///
/// Thread i: sets A_i to B_i + C_i; reads A_1; reads A_2; then V_i is row i of M times what it has read.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    let a = [b[0] + c[0], b[1] + c[1]];
    let v = |i: usize, a: [i64; 2]| m[i][0] * a[0] + m[i][1] * a[1];
    let (whole, early) = ([v(0, a), v(1, a)], [v(0, [a[0], 0]), v(1, [0, a[1]])]);
    // Each may read before the other has written. Not both: the first of the two writes comes before all
    // that the other thread reads after its own.
    [whole, [early[0], whole[1]], [whole[0], early[1]]].map(Ends).into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order.
///
/// Each thread appends its name under the lock of the names, lets go, and then appends its address under
/// the lock of the addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // Between the two locks a thread holds none, so the other may pass it there, in either direction.
    // Nobody waits for one lock with the other in hand: there is no deadlock.
    let names = [[first.0, second.0], [second.0, first.0]];
    let addresses = [[first.1, second.1], [second.1, first.1]];
    names.into_iter().flat_map(|names| addresses.map(|addresses| Ends((names, addresses)))).collect()
}

// Another way: let a program of your own go through the orders. A schedule of two threads with so many
// steps each is a row of ones and twos; there are 6 of two and two steps, 20 of three and three.
