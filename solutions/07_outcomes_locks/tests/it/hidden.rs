//! The rules for other names and numbers.

use interleaving::predicts;
use outcomes_locks::{nested_both_ways, released_if_five};

use crate::public::programs;

/// Checks the set of outcomes of `nested_both_ways`.
fn nested(first: (&'static str, &'static str), second: (&'static str, &'static str)) {
    let name = format!("{} in {}, {} in {}", first.0, first.1, second.0, second.1);
    predicts(&name, &nested_both_ways(first, second), move || programs::nested_both_ways(first, second));
}

#[test]
fn rule_1_of_other_people() {
    nested(("Ace", "Paris"), ("Bob", "London"));
    nested(("Zoe", "Zagreb"), ("Adrian Day", "Athens"));
}

#[test]
fn rule_1_of_namesakes_and_neighbours() {
    nested(("Adrian Day", "Adelaide"), ("Adrian Day", "Bristol"));
    nested(("Adrian Day", "Adelaide"), ("Brian Summer", "Adelaide"));
    nested(("Adrian Day", "Adelaide"), ("Adrian Day", "Adelaide"));
}

/// Checks the set of outcomes of `released_if_five`.
fn released(first: i64, second: i64) {
    let name = format!("a is {first} in one thread and {second} in the other");
    predicts(&name, &released_if_five(first, second), move || programs::released_if_five(first, second));
}

#[test]
fn rule_2_the_other_way_round() {
    released(4, 5);
    released(0, 5);
    released(5, -5);
}

#[test]
fn rule_3_both_release() {
    released(5, 5);
}

#[test]
fn rule_3_neither_releases_for_other_numbers() {
    released(4, 6);
    released(10, 0);
}
