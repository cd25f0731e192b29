//! The same rules, at tables that `public.rs` does not show.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use interleaving::cell::Shared;
use interleaving::{Budget, Check, Meeting, actor, alone, concurrently, possible, thread};
use philosophers::Table;

/// The budget for larger tables: they have too many orders to try all, whatever the design.
const SAMPLED: Budget = Budget { systematic: 500, random: 150, ..Budget::STANDARD };

/// `hungry` of `seats` philosophers want `meals` each, and get exactly those.
fn fed(name: &str, seats: usize, hungry: usize, meals: usize, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let table = Table::new(seats);
        let eaten: Vec<AtomicUsize> = (0..seats).map(|_| AtomicUsize::new(0)).collect();
        let philosopher = |seat| {
            let (table, eaten) = (&table, &eaten);
            actor(&format!("philosopher {seat}"), move || {
                for _ in 0..meals {
                    table.dine(seat, || _ = eaten[seat].fetch_add(1, Relaxed));
                }
            })
        };
        concurrently((0..hungry).map(philosopher));
        for (seat, eaten) in eaten.iter().enumerate() {
            let wanted = if seat < hungry { meals } else { 0 };
            assert_eq!(eaten.load(Relaxed), wanted, "the meals that philosopher {seat} ate");
        }
    });
}

#[test]
fn rule_1_at_any_table() {
    alone("tables of two to six, one philosopher after another", || {
        for seats in 2..=6 {
            let table = Table::new(seats);
            for seat in (0..seats).chain([0, 0, seats - 1, seats - 1]) {
                let mut meals = 0;
                table.dine(seat, || meals += 1);
                assert_eq!(meals, 1, "one call of philosopher {seat} of {seats} makes one meal");
            }
        }
    });
}

#[test]
fn rule_1_threads_that_eat_and_leave() {
    alone("threads that eat and leave", || {
        let table = Table::new(5);
        let mut meals = 0;
        for seat in [3, 4, 0] {
            meals += thread::scope(|scope| {
                let guest = scope.spawn(|| {
                    let mut eaten = 0;
                    table.dine(seat, || eaten = 1);
                    eaten
                });
                guest.join().unwrap()
            });
        }
        assert_eq!(meals, 3);
    });
}

#[test]
fn rule_2_three_with_two_meals() {
    fed("a table of three, two meals each", 3, 3, 2, Budget::STANDARD);
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
fn rule_2_five_with_two_meals() {
    fed("a table of five, two meals each", 5, 5, 2, SAMPLED);
}

#[test]
fn rule_2_five_with_three_meals() {
    fed("a table of five, three meals each", 5, 5, 3, SAMPLED);
}

#[test]
fn rule_2_some_are_not_hungry() {
    fed("two of five, two meals each", 5, 2, 2, Budget::STANDARD);
}

/// These philosophers want `meals` each, and neighbours never eat together.
fn apart(name: &str, seats: usize, hungry: &'static [usize], meals: usize, budget: Budget) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let table = Table::new(seats);
        let eats = |seat| Shared::new(false).named(&format!("{seat} eats"));
        let eating: Vec<Shared<bool>> = (0..seats).map(eats).collect();
        let philosopher = |&seat: &usize| {
            let (table, eating) = (&table, &eating);
            let meal = move || {
                eating[seat].set(true);
                for neighbour in [(seat + 1) % seats, (seat + seats - 1) % seats] {
                    let alone = !eating[neighbour].get();
                    assert!(alone, "{seat} starts to eat while neighbour {neighbour} eats");
                }
                eating[seat].set(false);
            };
            actor(&format!("philosopher {seat}"), move || (0..meals).for_each(|_| table.dine(seat, meal)))
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

/// Rule 4: both eat at the same time.
fn meet(name: &str, seats: usize, first: usize, second: usize) {
    possible(name, move || {
        let table = Table::new(seats);
        let meeting = Meeting::of(2);
        let philosopher = |seat| {
            let (table, meeting) = (&table, &meeting);
            actor(&format!("philosopher {seat}"), move || table.dine(seat, || meeting.attend()))
        };
        concurrently([philosopher(first), philosopher(second)]);
    });
}

#[test]
fn rule_4_the_other_opposite_seats_of_four() {
    meet("philosophers 1 and 3 of four eat together", 4, 1, 3);
}

#[test]
fn rule_4_seats_of_five() {
    meet("philosophers 0 and 2 of five eat together", 5, 0, 2);
    meet("philosophers 1 and 4 of five eat together", 5, 1, 4);
    meet("philosophers 4 and 2 of five eat together", 5, 4, 2);
}
