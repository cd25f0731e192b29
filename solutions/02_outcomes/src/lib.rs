//! The outcomes of four small programs, each with two threads: the reference.
//!
//! The order of all steps does not matter, only which reads come before which writes. So to find a set, ask
//! for every read which writes it can have seen, and then which thread wrote last. Outcomes that are equal
//! for some numbers need no care: the set holds them once.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`, which starts as the given `x`.
///
/// One thread: `v = x; x = v * v`. The other: `v = x; x = v + 1`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    // The threads run one after the other, in either order; or both read the same `x`, and the later write
    // overwrites the earlier. For 5: 26, 36, 25 and 6. An untouched 5 is impossible, because both write.
    [x * x + 1, (x + 1) * (x + 1), x * x, x + 1].map(Ends).into()
}

/// The final balance, whether `a` was paid, and whether `b` was; neither amount is below zero.
///
/// Each thread is refused if its amount is more than the balance. Otherwise it reads the balance again and
/// sets it to that minus the amount.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    // The balance never grows, so an amount that does not fit at the start never does.
    if a > balance || b > balance {
        let (paid_a, paid_b) = (a <= balance, b <= balance);
        let left = if paid_a { balance - a } else { balance };
        return [Ends((if paid_b { left - b } else { left }, paid_a, paid_b))].into();
    }
    // Both checked in time, so both pay. Either the later one reads what the earlier one wrote, even if that
    // makes a debt, or both read the same balance, and one payment is lost.
    let paid = [balance - a - b, balance - a, balance - b];
    let mut ends: Outcomes<_> = paid.map(|left| Ends((left, true, true))).into();
    // One checked after the other had paid.
    if b > balance - a {
        ends.insert(Ends((balance - a, true, false)));
    }
    if a > balance - b {
        ends.insert(Ends((balance - b, false, true)));
    }
    ends
}

/// The vector V. A starts as (0 0).
///
/// Thread i sets A_i to B_i + C_i, reads A_1, reads A_2, and returns V_i: row i of M times what it read.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    let a = [b[0] + c[0], b[1] + c[1]];
    let v = |i: usize, a: [i64; 2]| m[i][0] * a[0] + m[i][1] * a[1];
    let (whole, early) = ([v(0, a), v(1, a)], [v(0, [a[0], 0]), v(1, [0, a[1]])]);
    // Either thread may read before the other has written, but not both: a thread reads after its own write,
    // so the one that writes second sees the first write.
    [whole, [early[0], whole[1]], [whole[0], early[1]]].map(Ends).into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order.
///
/// Each thread appends its name under the lock of the names, releases it, and then appends its address
/// under the lock of the addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // Between the two locks a thread holds neither, so the other may overtake it there, in either direction.
    // No thread waits for one lock while it holds the other, so there is no deadlock.
    let names = [[first.0, second.0], [second.0, first.0]];
    let addresses = [[first.1, second.1], [second.1, first.1]];
    names.into_iter().flat_map(|names| addresses.map(|addresses| Ends((names, addresses)))).collect()
}

// Another way: enumerate the orders in a loop of your own. A schedule of two threads is a row of ones and
// twos. With two steps each there are 6 schedules, with three steps each 20.
