//! One or two scenarios for each rule of the ticket lock. The hidden tests check the same rules in more cases.

use std::mem::ManuallyDrop;

use interleaving::cell::{RaceCell, Shared};
use interleaving::{Actor, Check, actor, alone, check, concurrently};
use ticket_lock::{Ticket, TicketLock};

/// Locks, and adds 1 to a plain cell inside.
fn adds<'a>(lock: &'a TicketLock, cell: &'a RaceCell<u32>) -> Actor<'a, ()> {
    actor("adds 1 inside", || {
        let _inside = lock.lock();
        cell.set(cell.get() + 1);
    })
}

/// Draws a number; the ticket is neither waited for nor dropped, because rule 3 is about the numbers alone.
fn draws(lock: &TicketLock) -> Actor<'_, u32> {
    actor("draws", || ManuallyDrop::new(lock.draw()).number())
}

/// Waits for its ticket, and asserts that so many were served before.
fn is_served<'a>(ticket: Ticket<'a>, served: &'a Shared<u32>, before: u32) -> Actor<'a, ()> {
    let number = ticket.number();
    actor(&format!("waits with {number}"), move || {
        let _inside = ticket.wait();
        let found = served.get();
        assert!(found == before, "{number} is served after {found} others instead of {before}");
        served.set(found + 1);
    })
}

/// Waits for its ticket, and stays inside for a few steps.
fn stays<'a>(ticket: Ticket<'a>, steps: &'a Shared<u32>) -> Actor<'a, ()> {
    actor(&format!("waits with {}", ticket.number()), move || {
        let _inside = ticket.wait();
        steps.set(steps.get() + 1);
    })
}

#[test]
fn rule_1_one_after_another() {
    alone("three tickets, one after another", || {
        let lock = TicketLock::starting_at(5);
        for expected in 5..8 {
            let ticket = lock.draw();
            assert!(
                ticket.number() == expected,
                "ticket {} was drawn instead of {expected}",
                ticket.number()
            );
            drop(ticket.wait());
        }
    });
}

#[test]
fn rule_2_two_threads_add() {
    check("two threads add 1 inside", || {
        let (lock, cell) = (TicketLock::starting_at(0), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell), adds(&lock, &cell)]);
        assert!(cell.get() == 2, "1 was added twice to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_3_two_threads_draw() {
    check("two threads draw at the same time", || {
        let lock = TicketLock::starting_at(0);
        let numbers = concurrently([draws(&lock), draws(&lock)]);
        assert!(numbers[0] != numbers[1], "two threads drew {}", numbers[0]);
    });
}

#[test]
fn rule_4_two_tickets() {
    check("0 and 1 were drawn; 1 may wait first", || {
        let (lock, served) = (TicketLock::starting_at(0), Shared::new(0));
        let (first, second) = (lock.draw(), lock.draw());
        concurrently([is_served(second, &served, 1), is_served(first, &served, 0)]);
    });
}

#[test]
fn rule_5_two_tickets_across_the_wrap() {
    check("the last number and 0 were drawn; 0 may wait first", || {
        let (lock, served) = (TicketLock::starting_at(u32::MAX), Shared::new(0));
        let (first, second) = (lock.draw(), lock.draw());
        let numbers = (first.number(), second.number());
        assert!(numbers == (u32::MAX, 0), "{} and {} were drawn", numbers.0, numbers.1);
        concurrently([is_served(second, &served, 1), is_served(first, &served, 0)]);
    });
}

#[test]
fn rule_6_one_thread_waits() {
    Check::new("0 and 1 were drawn; who waits lets the other run").must_yield().step_bound(400).run(|| {
        let (lock, steps) = (TicketLock::starting_at(0), Shared::new(0));
        let (first, second) = (lock.draw(), lock.draw());
        concurrently([stays(second, &steps), stays(first, &steps)]);
    });
}
