//! What four small programs can end with, each with two threads.
//!
//! The programs stand at the top of `tests/public.rs`; here are their sets of ends. Each set holds what
//! comes out if the first thread is done before the second begins. Run the tests to see what else does.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// What is left in `x`, which is `x` at the beginning.
///
/// One thread: `v = x; x = v * v`. The other: `v = x; x = v + 1`.
pub fn square_and_increment(x: i64) -> Outcomes<i64> {
    // TODO: Add what other orders of the steps leave: for any `x`, not for 5 only.
    [Ends(x * x + 1)].into()
}

/// What is left of `balance`, whether `a` was paid, and whether `b` was; neither amount is below zero.
///
/// Each thread: refused if its amount is more than the balance; otherwise reads the balance once more and
/// sets it to that, less the amount.
pub fn two_withdrawals(balance: i64, a: i64, b: i64) -> Outcomes<(i64, bool, bool)> {
    // TODO: Add what other orders of the steps leave.
    let pays_a = a <= balance;
    let left = if pays_a { balance - a } else { balance };
    let pays_b = b <= left;
    let left = if pays_b { left - b } else { left };
    [Ends((left, pays_a, pays_b))].into()
}

/// The vector V. At the beginning A is (0 0).
///
/// Thread i: sets A_i to B_i + C_i; reads A_1; reads A_2; then V_i is row i of M times what it has read.
pub fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    // TODO: Add what other orders of the steps leave.
    let a = [b[0] + c[0], b[1] + c[1]];
    [Ends([m[0][0] * a[0], m[1][0] * a[0] + m[1][1] * a[1]])].into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses, each in its own order.
///
/// Each thread appends its name under the lock of the names, lets go, and then appends its address under
/// the lock of the addresses.
pub fn a_lock_per_list(first: Entry, second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    // TODO: Add what other orders of the steps leave.
    [Ends(([first.0, second.0], [first.1, second.1]))].into()
}
