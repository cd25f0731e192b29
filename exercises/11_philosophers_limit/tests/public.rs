//! What the table promises, one scenario per rule. The hidden tests ask for the same at other tables.

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
        assert_eq!(meals, 7, "seven calls are seven meals");
    });
}

/// A philosopher who is hungry so many times, and eats each time.
fn hungry(table: &Table, seat: usize, times: usize) -> Actor<'_, ()> {
    actor(&format!("philosopher {seat}"), move || {
        for _ in 0..times {
            let mut eaten = false;
            table.dine(seat, |_| (), || eaten = true);
            assert!(eaten, "philosopher {seat} came hungry, and his call returned without a meal");
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
    // Too many for all orders: some of them, and the same ones every time.
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
        // Who eats with fork 1, which is on the left of philosopher 0 and on the right of philosopher 1.
        let eats = Shared::new(None);
        let free = |seat, what: &str| {
            let other = eats.get();
            assert!(other.is_none(), "philosopher {seat} {what} while his neighbour eats with fork 1");
        };
        let philosopher = |seat: usize| {
            let (table, eats) = (&table, &eats);
            let took = move |fork| {
                if fork == 1 {
                    free(seat, "takes fork 1");
                }
            };
            let meal = move || {
                free(seat, "begins to eat");
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
                "philosopher {seat} takes fork {right}, then fork {left}; he took {taken:?}"
            );
        }
    });
}

#[test]
fn rule_5_four_of_five_have_a_fork() {
    possible("four of five philosophers have a fork in the hand together", || {
        let table = Table::new(5);
        let meeting = Meeting::of(4);
        let philosopher = |seat| {
            let (table, meeting) = (&table, &meeting);
            actor(&format!("philosopher {seat}"), move || {
                // They meet over their first forks.
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
