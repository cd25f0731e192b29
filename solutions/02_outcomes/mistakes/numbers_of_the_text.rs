//! breaks: rule 1, rule 2, rule 3, rule 4, constants
//!
//! The sets are copied from the tables, run after run: right only for the numbers of the text.

use interleaving::Ending::Ends;
use interleaving::Outcomes;

/// The final values of `x`.
pub fn square_and_increment(_x: i64) -> Outcomes<i64> {
    [6, 25, 26, 36].map(Ends).into()
}

/// The final balance, whether `a` was paid, and whether `b` was.
pub fn two_withdrawals(_balance: i64, _a: i64, _b: i64) -> Outcomes<(i64, bool, bool)> {
    let both = [-5, 2, 3].map(|left| Ends((left, true, true)));
    let one = [Ends((2, true, false)), Ends((3, false, true))];
    both.into_iter().chain(one).collect()
}

/// The vector V.
pub fn two_steps(_b: [i64; 2], _c: [i64; 2], _m: [[i64; 2]; 2]) -> Outcomes<[i64; 2]> {
    [[12, 12], [2, 12], [12, 10]].map(Ends).into()
}

/// A name and an address.
pub type Entry = (&'static str, &'static str);

/// The list of names and the list of addresses.
pub fn a_lock_per_list(_first: Entry, _second: Entry) -> Outcomes<([&'static str; 2], [&'static str; 2])> {
    let names = [["Adrian Day", "Brian Summer"], ["Brian Summer", "Adrian Day"]];
    let addresses = [["Adelaide", "Bristol"], ["Bristol", "Adelaide"]];
    names.into_iter().flat_map(|names| addresses.map(|addresses| Ends((names, addresses)))).collect()
}
