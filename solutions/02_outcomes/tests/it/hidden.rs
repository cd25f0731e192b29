//! The rules with other numbers than the text uses.

use interleaving::predicts;
use outcomes::{a_lock_per_list, square_and_increment, two_steps, two_withdrawals};

use crate::public::programs;

/// Checks the set of `square_and_increment` on `x`.
fn squared(x: i64) {
    let set = square_and_increment(x);
    predicts(&format!("square and increment on {x}"), &set, move || programs::square_and_increment(x));
}

#[test]
fn rule_1_on_0_and_1() {
    squared(0);
    squared(1);
}

#[test]
fn rule_1_on_other_numbers() {
    squared(-2);
    squared(10);
}

/// Checks the set of `two_withdrawals`.
fn withdrawn(balance: i64, a: i64, b: i64) {
    let name = format!("withdraw({a}) and withdraw({b}) on {balance}");
    predicts(&name, &two_withdrawals(balance, a, b), move || programs::two_withdrawals(balance, a, b));
}

#[test]
fn rule_2_both_fit() {
    withdrawn(300, 20, 20);
    withdrawn(10, 3, 4);
    withdrawn(15, 8, 7);
}

#[test]
fn rule_2_one_is_always_refused() {
    withdrawn(10, 11, 7);
    withdrawn(10, 8, 11);
    withdrawn(10, 12, 11);
}

#[test]
fn rule_2_one_leaves_nothing_for_the_other() {
    withdrawn(10, 8, 8);
    withdrawn(10, 10, 1);
    withdrawn(10, 0, 10);
}

/// Checks the set of `two_steps`.
fn stepped(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) {
    let row = |row: [i64; 2]| format!("{} {}", row[0], row[1]);
    let name = format!("B = ({}), C = ({}), M = ({}; {})", row(b), row(c), row(m[0]), row(m[1]));
    predicts(&name, &two_steps(b, c, m), move || programs::two_steps(b, c, m));
}

#[test]
fn rule_3_of_other_matrices() {
    stepped([1, 2], [3, 4], [[5, 6], [7, 8]]);
    stepped([3, 1], [-1, 2], [[1, -1], [2, 1]]);
}

#[test]
fn rule_3_where_a_row_does_not_need_the_other() {
    stepped([2, 0], [0, 5], [[1, 0], [0, 1]]);
    stepped([2, 0], [0, 5], [[1, 2], [0, 1]]);
    stepped([2, 3], [0, -3], [[1, 2], [1, 2]]);
}

/// Checks the set of `a_lock_per_list`.
fn listed(first: (&'static str, &'static str), second: (&'static str, &'static str)) {
    let name = format!("{} in {}, {} in {}", first.0, first.1, second.0, second.1);
    predicts(&name, &a_lock_per_list(first, second), move || programs::a_lock_per_list(first, second));
}

#[test]
fn rule_4_of_others() {
    listed(("Ace", "Paris"), ("Bob", "London"));
    listed(("Zoe", "Zagreb"), ("Adrian Day", "Athens"));
}

#[test]
fn rule_4_of_namesakes_and_neighbours() {
    listed(("Adrian Day", "Adelaide"), ("Adrian Day", "Bristol"));
    listed(("Adrian Day", "Adelaide"), ("Brian Summer", "Adelaide"));
    listed(("Adrian Day", "Adelaide"), ("Adrian Day", "Adelaide"));
}
