//! The same rules, at tables that `public.rs` does not show.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;
use interleaving::{Budget, Check, Meeting, actor, alone, concurrently, possible, thread};
use philosophers_limit::Table;

/// The budget for larger tables: they have too many orders to try all, whatever the design.
const SAMPLED: Budget = Budget { systematic: 500, random: 150, ..Budget::STANDARD };

/// `hungry` of `seats` philosophers want `meals` each, and get them all.
fn fed(name: &str, seats: usize, hungry: usize, meals: usize, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let table = Table::new(seats);
        let philosopher = |seat| {
            let table = &table;
            actor(&format!("philosopher {seat}"), move || {
                for _ in 0..meals {
                    let mut eaten = false;
                    table.dine(seat, |_| (), || eaten = true);
                    assert!(eaten, "philosopher {seat} came hungry, and `dine` returned without a meal");
                }
            })
        };
        concurrently((0..hungry).map(philosopher));
    });
}

#[test]
fn rule_1_at_any_table() {
    alone("tables of two to six, one philosopher after another", || {
        for seats in 2..=6 {
            let table = Table::new(seats);
            for seat in (0..seats).chain([0, 0, seats - 1, seats - 1]) {
                let mut meals = 0;
                table.dine(seat, |_| (), || meals += 1);
                assert!(meals == 1, "philosopher {seat} of {seats} came once and ate {meals} times");
            }
        }
    });
}

#[test]
fn rule_1_threads_that_eat_and_leave() {
    alone("threads that eat and leave", || {
        let table = Table::new(5);
        let meals = AtomicUsize::new(0);
        for seat in [3, 4, 0] {
            thread::scope(|scope| {
                scope.spawn(|| table.dine(seat, |_| (), || _ = meals.fetch_add(1, Relaxed)));
            });
        }
        assert!(meals.into_inner() == 3, "three philosophers came, and not all of them ate");
    });
}

#[test]
fn rule_2_three_with_one_meal() {
    fed("a table of three, one meal each", 3, 3, 1, Budget::STANDARD);
}

#[test]
fn rule_2_three_with_three_meals() {
    fed("a table of three, three meals each", 3, 3, 3, SAMPLED);
}

#[test]
fn rule_2_four_with_one_meal() {
    fed("a table of four, one meal each", 4, 4, 1, SAMPLED);
}

#[test]
fn rule_2_four_with_three_meals() {
    fed("a table of four, three meals each", 4, 4, 3, SAMPLED);
}

#[test]
fn rule_2_five_with_three_meals() {
    fed("a table of five, three meals each", 5, 5, 3, SAMPLED);
}

#[test]
fn rule_2_some_are_not_hungry() {
    fed("two of five, two meals each", 5, 2, 2, Budget::STANDARD);
}

/// These philosophers want `meals` each; nobody takes a fork or starts to eat while a neighbour eats with it.
fn apart(name: &str, seats: usize, hungry: &'static [usize], meals: usize, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let table = Table::new(seats);
        // For each fork, the philosopher who eats with it.
        let eats: Vec<Shared<Option<usize>>> = (0..seats).map(|_| Shared::new(None)).collect();
        let philosopher = |&seat: &usize| {
            let (table, eats) = (&table, &eats);
            let free = move |fork: usize, what: &str| {
                let other = eats[fork].get();
                assert!(other.is_none(), "philosopher {seat} {what} while a neighbour eats with fork {fork}");
            };
            let took = move |fork| free(fork, "takes a fork");
            let meal = move || {
                let forks = [seat, (seat + 1) % seats];
                for fork in forks {
                    free(fork, "starts to eat");
                    eats[fork].set(Some(seat));
                }
                for fork in forks {
                    eats[fork].set(None);
                }
            };
            actor(&format!("philosopher {seat}"), move || {
                (0..meals).for_each(|_| table.dine(seat, took, meal))
            })
        };
        concurrently(hungry.iter().map(philosopher));
    });
}

#[test]
fn rule_3_the_last_and_the_first() {
    apart("philosophers 4 and 0 of five", 5, &[4, 0], 2, Budget::STANDARD);
}

#[test]
fn rule_3_each_pair_of_five() {
    apart("philosophers 1 and 2 of five", 5, &[1, 2], 1, Budget::STANDARD);
    apart("philosophers 2 and 3 of five", 5, &[2, 3], 1, Budget::STANDARD);
    apart("philosophers 3 and 4 of five", 5, &[3, 4], 1, Budget::STANDARD);
}

#[test]
fn rule_3_three_in_a_row_at_a_table_of_four() {
    apart("philosophers 0, 1 and 2 of four", 4, &[0, 1, 2], 1, SAMPLED);
}

/// Each of these philosophers takes the right fork, then the left one, once each.
fn right_first(name: &str, seats: usize, hungry: &'static [usize], budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let table = Table::new(seats);
        let philosopher = |&seat: &usize| {
            let table = &table;
            actor(&format!("philosopher {seat}"), move || {
                let taken = RefCell::new(Vec::new());
                table.dine(seat, |fork| taken.borrow_mut().push(fork), || ());
                let (right, left, taken) = (seat, (seat + 1) % seats, taken.into_inner());
                assert!(
                    taken == [right, left],
                    "philosopher {seat} must take fork {right}, then fork {left}, but took {taken:?}"
                );
            })
        };
        concurrently(hungry.iter().map(philosopher));
    });
}

#[test]
fn rule_4_at_any_table() {
    right_first("philosopher 0 of two", 2, &[0], Budget::STANDARD);
    right_first("philosopher 1 of two", 2, &[1], Budget::STANDARD);
    right_first("philosopher 2 of three", 3, &[2], Budget::STANDARD);
    right_first("philosopher 5 of six", 6, &[5], Budget::STANDARD);
}

#[test]
fn rule_4_neighbours_who_are_hungry_too() {
    right_first("philosophers 0 and 1 of three", 3, &[0, 1], Budget::STANDARD);
    right_first("philosophers 4 and 0 of five", 5, &[4, 0], Budget::STANDARD);
    right_first("philosophers 1, 2 and 3 of five", 5, &[1, 2, 3], SAMPLED);
}

/// All philosophers but `absent` hold their first fork at the same time.
fn all_but(name: &str, seats: usize, absent: usize) {
    possible(name, move || {
        let table = Table::new(seats);
        let meeting = Meeting::of(seats - 1);
        let philosopher = |seat| {
            let (table, meeting) = (&table, &meeting);
            actor(&format!("philosopher {seat}"), move || {
                let first = Cell::new(true);
                let took = |_| {
                    if first.replace(false) {
                        meeting.attend();
                    }
                };
                table.dine(seat, took, || ());
            })
        };
        concurrently((0..seats).filter(|&seat| seat != absent).map(philosopher));
    });
}

#[test]
fn rule_5_two_of_three() {
    all_but("two of three philosophers hold a fork at the same time", 3, 2);
}

#[test]
fn rule_5_three_of_four() {
    all_but("three of four philosophers, all but 0, hold a fork at the same time", 4, 0);
}

#[test]
fn rule_5_another_four_of_five() {
    all_but("four of five philosophers, all but 1, hold a fork at the same time", 5, 1);
}

#[test]
fn rule_5_five_of_six() {
    all_but("five of six philosophers hold a fork at the same time", 6, 5);
}

#[test]
fn rule_5_those_who_wait_for_a_fork_keep_nobody_out() {
    let name = "philosopher 0 eats until 2 has eaten, while 1 and 4 are hungry";
    Check::new(name).budget(SAMPLED).step_bound(1_000).run(|| {
        let table = Table::new(5);
        let eaten = Semaphore::new(0).named("2 has eaten");
        concurrently([
            actor("philosopher 0", || table.dine(0, |_| (), || eaten.wait())),
            actor("philosopher 1", || table.dine(1, |_| (), || ())),
            actor("philosopher 2", || table.dine(2, |_| (), || eaten.signal())),
            actor("philosopher 4", || table.dine(4, |_| (), || ())),
        ]);
    });
}
