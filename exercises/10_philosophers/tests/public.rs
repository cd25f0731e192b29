//! The table's promises, one or two scenarios per rule. The hidden tests check the same rules at other tables.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use interleaving::cell::Shared;
use interleaving::{Meeting, actor, alone, check, concurrently, possible};
use philosophers::Table;

#[test]
fn rule_1_alone_each_eats_once_per_call() {
    alone("one philosopher after another", || {
        let table = Table::new(5);
        let meals = AtomicUsize::new(0);
        for seat in [0, 1, 2, 3, 4, 0, 4] {
            table.dine(seat, || _ = meals.fetch_add(1, Relaxed));
        }
        assert_eq!(meals.into_inner(), 7, "seven calls make seven meals");
    });
}

#[test]
fn rule_2_a_table_of_two() {
    check("a table of two, three meals each", || {
        let table = Table::new(2);
        let meals = AtomicUsize::new(0);
        let dine = |seat| table.dine(seat, || _ = meals.fetch_add(1, Relaxed));
        concurrently([
            actor("philosopher 0", || (0..3).for_each(|_| dine(0))),
            actor("philosopher 1", || (0..3).for_each(|_| dine(1))),
        ]);
        assert_eq!(meals.load(Relaxed), 6, "everybody is fed three times");
    });
}

#[test]
fn rule_2_five_are_hungry_at_once() {
    check("a table of five, one meal each", || {
        let table = Table::new(5);
        let meals = AtomicUsize::new(0);
        let philosopher = |seat| {
            let (table, meals) = (&table, &meals);
            actor(&format!("philosopher {seat}"), move || {
                table.dine(seat, || _ = meals.fetch_add(1, Relaxed))
            })
        };
        concurrently((0..5).map(philosopher));
        assert_eq!(meals.load(Relaxed), 5, "everybody is fed");
    });
}

#[test]
fn rule_3_two_neighbours_share_a_fork() {
    check("philosophers 0 and 1 of three", || {
        let table = Table::new(3);
        let eating = Shared::new(None);
        let meal = |seat| {
            assert_eq!(eating.get(), None, "philosopher {seat} starts to eat while a neighbour eats");
            eating.set(Some(seat));
            eating.set(None);
        };
        concurrently([
            actor("philosopher 0", || table.dine(0, || meal(0))),
            actor("philosopher 1", || table.dine(1, || meal(1))),
        ]);
    });
}

#[test]
fn rule_4_opposite_seats_of_four() {
    possible("philosophers 0 and 2 of four eat together", || {
        let table = Table::new(4);
        let meeting = Meeting::of(2);
        concurrently([
            actor("philosopher 0", || table.dine(0, || meeting.attend())),
            actor("philosopher 2", || table.dine(2, || meeting.attend())),
        ]);
    });
}
