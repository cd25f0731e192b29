//! The outcomes of four small programs, each with two threads.
//!
//! The programs are at the top of `tests/public.rs`; this file returns their sets of outcomes. So far each
//! set has only the outcome of running the first thread before the second. Run the tests to see others.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`, which starts as the given `x`.
///
/// One thread: `v = x; x = v * v`. The other: `v = x; x = v + 1`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    // TODO: Add the outcomes of the other orders of steps: for any `x`, not only for 5.
    [Ends(x * x + 1)].into()
}

/// The final balance, whether `a` was paid, and whether `b` was; neither amount is below zero.
///
/// Each thread is refused if its amount is more than the balance. Otherwise it reads the balance again and
/// sets it to that minus the amount.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    // TODO: Add the outcomes of the other orders of steps.
    let pays_a = a <= balance;
    let left = if pays_a { balance - a } else { balance };
    let pays_b = b <= left;
    let left = if pays_b { left - b } else { left };
    [Ends((left, pays_a, pays_b))].into()
}

/// The vector V. A starts as (0 0).
///
/// Thread i sets A_i to B_i + C_i, reads A_1, reads A_2, and returns V_i: row i of M times what it read.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    // TODO: Add the outcomes of the other orders of steps.
    let a = [b[0] + c[0], b[1] + c[1]];
    [Ends([m[0][0] * a[0], m[1][0] * a[0] + m[1][1] * a[1]])].into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order.
///
/// Each thread appends its name under the lock of the names, releases it, and then appends its address
/// under the lock of the addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // TODO: Add the outcomes of the other orders of steps.
    [Ends(([first.0, second.0], [first.1, second.1]))].into()
}
