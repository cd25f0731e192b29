//! The table's promises, one or two scenarios per rule. The hidden tests check the same rules at other tables.

use std::cell::{Cell, RefCell};

use interleaving::cell::Shared;
use interleaving::{Actor, Budget, Check, Meeting, actor, alone, check, concurrently, possible};
use philosophers_limit::Table;

#[test]
fn rule_1_alone_each_eats_once_per_call() {
    alone("one philosopher after another", || {
        let table = Table::new(5);
        let mut meals = 0;
        for seat in [0, 1, 2, 3, 4, 0, 4] {
            table.dine(seat, |_| (), || meals += 1);
        }
        assert_eq!(meals, 7, "seven calls make seven meals");
    });
}

/// A philosopher who is hungry this many times, and eats each time.
fn hungry(table: &Table, seat: usize, times: usize) -> Actor<'_, ()> {
    actor(&format!("philosopher {seat}"), move || {
        for _ in 0..times {
            let mut eaten = false;
            table.dine(seat, |_| (), || eaten = true);
            assert!(eaten, "philosopher {seat} came hungry, and `dine` returned without a meal");
        }
    })
}

#[test]
fn rule_2_a_table_of_two() {
    check("a table of two, three meals each", || {
        let table = Table::new(2);
        concurrently((0..2).map(|seat| hungry(&table, seat, 3)));
    });
}

#[test]
fn rule_2_five_are_hungry_at_once() {
    // There are too many orders to try all, so this tries some, the same ones every time.
    let some = Budget { systematic: 1_000, random: 250, ..Budget::STANDARD };
    Check::new("a table of five, one meal each").budget(some).run(|| {
        let table = Table::new(5);
        concurrently((0..5).map(|seat| hungry(&table, seat, 1)));
    });
}

#[test]
fn rule_3_the_fork_between_two() {
    check("philosophers 0 and 1 of three", || {
        let table = Table::new(3);
        // The philosopher who eats with fork 1, which is left of philosopher 0 and right of philosopher 1.
        let eats = Shared::new(None);
        let free = |seat, what: &str| {
            let other = eats.get();
            assert!(other.is_none(), "philosopher {seat} {what} while the neighbour eats with fork 1");
        };
        let philosopher = |seat: usize| {
            let (table, eats) = (&table, &eats);
            let took = move |fork| {
                if fork == 1 {
                    free(seat, "takes fork 1");
                }
            };
            let meal = move || {
                free(seat, "starts to eat");
                eats.set(Some(seat));
                eats.set(None);
            };
            actor(&format!("philosopher {seat}"), move || table.dine(seat, took, meal))
        };
        concurrently([philosopher(0), philosopher(1)]);
    });
}

#[test]
fn rule_4_the_right_fork_first() {
    alone("each philosopher at a table of his own", || {
        for seat in 0..5 {
            let table = Table::new(5);
            let taken = RefCell::new(Vec::new());
            table.dine(seat, |fork| taken.borrow_mut().push(fork), || ());
            let (right, left) = (seat, (seat + 1) % 5);
            let taken = taken.into_inner();
            assert!(
                taken == [right, left],
                "philosopher {seat} must take fork {right}, then fork {left}, but took {taken:?}"
            );
        }
    });
}

#[test]
fn rule_5_four_of_five_hold_a_fork() {
    possible("four of five philosophers hold a fork at the same time", || {
        let table = Table::new(5);
        let meeting = Meeting::of(4);
        let philosopher = |seat| {
            let (table, meeting) = (&table, &meeting);
            actor(&format!("philosopher {seat}"), move || {
                // All four hold their first fork at the same time.
                let first = Cell::new(true);
                let took = |_| {
                    if first.replace(false) {
                        meeting.attend();
                    }
                };
                table.dine(seat, took, || ());
            })
        };
        concurrently((0..4).map(philosopher));
    });
}
