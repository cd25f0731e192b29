//! More cases of the rules: three threads, second rounds, the wrap in the middle.

use std::mem::ManuallyDrop;

use interleaving::cell::{RaceCell, Shared};
use interleaving::thread::yield_now;
use interleaving::{Actor, Budget, Check, actor, alone, check, concurrently, survives};
use ticket_lock::{Ticket, TicketLock};

fn adds<'a>(lock: &'a TicketLock, cell: &'a RaceCell<u32>, rounds: usize) -> Actor<'a, ()> {
    actor("adds 1 inside", move || {
        for _ in 0..rounds {
            let _inside = lock.lock();
            cell.set(cell.get() + 1);
        }
    })
}

/// Draws a number; the ticket is neither waited for nor dropped, because rule 3 is about the numbers alone.
fn draw(lock: &TicketLock) -> u32 {
    ManuallyDrop::new(lock.draw()).number()
}

fn draws(lock: &TicketLock) -> Actor<'_, u32> {
    actor("draws", || draw(lock))
}

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

/// A check of more orders than it can explore.
fn sampled(name: &str) -> Check {
    Check::new(name).budget(Budget { systematic: 500, random: 300, loom: 500, ..Budget::STANDARD })
}

#[test]
fn rule_1_a_ticket_drawn_early() {
    alone("a second ticket is drawn while the first is served", || {
        let lock = TicketLock::starting_at(0);
        let first = lock.lock();
        let second = lock.draw();
        assert!(second.number() == 1, "{} was drawn after 0", second.number());
        drop(first);
        drop(second.wait());
        drop(lock.lock());
    });
}

#[test]
fn rule_1_a_panic_ends_a_turn() {
    Check::new("a thread panics inside; the next ticket is waited for").may_panic().run(|| {
        let lock = TicketLock::starting_at(0);
        survives(|| {
            let _inside = lock.lock();
            panic!("this is part of the test");
        });
        drop(lock.lock());
    });
}

#[test]
fn rule_2_three_threads_add() {
    sampled("three threads add 1 inside").run(|| {
        let (lock, cell) = (TicketLock::starting_at(0), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell, 1), adds(&lock, &cell, 1), adds(&lock, &cell, 1)]);
        assert!(cell.get() == 3, "1 was added three times to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_2_two_threads_add_twice() {
    sampled("two threads add 1 twice each").run(|| {
        let (lock, cell) = (TicketLock::starting_at(7), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell, 2), adds(&lock, &cell, 2)]);
        assert!(cell.get() == 4, "1 was added four times to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_2_a_lock_that_is_held_for_long() {
    // The holder stays until the other has looked many times: whoever gives up waiting gets in.
    let many = Budget { systematic: 0, random: 60, loom: 0, ..Budget::STANDARD };
    Check::new("one thread stays inside for sixty steps").budget(many).run(|| {
        let (lock, inside) = (TicketLock::starting_at(0), Shared::new(0).named("inside"));
        let work = |rounds: usize| {
            let _guard = lock.lock();
            for _ in 0..rounds {
                inside.set(inside.get() + 1);
                assert!(inside.get() == 1, "{} threads are inside at the same time", inside.get());
                inside.set(inside.get() - 1);
            }
        };
        concurrently([actor("stays inside", || work(20)), actor("enters", || work(1))]);
    });
}

#[test]
fn rule_2_a_lock_that_is_held_for_very_long() {
    // Random schedules alone: in each of them the other thread looks more than a thousand times.
    let few = Budget { systematic: 0, random: 4, loom: 0, ..Budget::STANDARD };
    Check::new("one thread stays inside for four thousand steps").budget(few).step_bound(20_000).run(|| {
        let (lock, inside) = (TicketLock::starting_at(0), Shared::new(false).named("inside"));
        let stays = actor("draws first and stays inside", {
            let ticket = lock.draw();
            let inside = &inside;
            move || {
                let _guard = ticket.wait();
                inside.set(true);
                (0..4_000).for_each(|_| yield_now());
                inside.set(false);
            }
        });
        let enters = actor("enters", || {
            let _guard = lock.lock();
            assert!(!inside.get(), "2 threads are inside at the same time");
        });
        concurrently([stays, enters]);
    });
}

#[test]
fn rule_3_three_threads_draw() {
    check("three threads draw at the same time", || {
        let lock = TicketLock::starting_at(0);
        let mut numbers = concurrently([draws(&lock), draws(&lock), draws(&lock)]);
        numbers.sort_unstable();
        assert!(numbers == [0, 1, 2], "three threads drew {numbers:?}");
    });
}

#[test]
fn rule_3_drawn_while_another_is_served() {
    check("one thread locks and unlocks while two draw", || {
        let lock = TicketLock::starting_at(0);
        let locks = actor("locks and unlocks first", || {
            let ticket = ManuallyDrop::new(lock.draw());
            let number = ticket.number();
            if number == 0 {
                drop(ManuallyDrop::into_inner(ticket).wait());
            }
            number
        });
        let mut numbers = concurrently([locks, draws(&lock), draws(&lock)]);
        numbers.sort_unstable();
        assert!(numbers == [0, 1, 2], "three threads drew {numbers:?}");
    });
}

#[test]
fn rule_3_one_draws_while_another_draws_often() {
    // However often the first is disturbed in its draw, its number is its own.
    check("one thread draws while another draws four times", || {
        let lock = TicketLock::starting_at(0);
        let once = actor("draws once", || vec![draw(&lock)]);
        let often = actor("draws four times", || (0..4).map(|_| draw(&lock)).collect());
        let mut numbers = concurrently([once, often]).concat();
        numbers.sort_unstable();
        assert!(numbers == [0, 1, 2, 3, 4], "two threads drew {numbers:?}");
    });
}

#[test]
fn rule_4_three_tickets() {
    sampled("0, 1 and 2 were drawn; they wait in any order").run(|| {
        let (lock, served) = (TicketLock::starting_at(0), Shared::new(0).named("served"));
        let tickets = [lock.draw(), lock.draw(), lock.draw()];
        let actors = tickets.into_iter().zip(0..).map(|(ticket, before)| is_served(ticket, &served, before));
        concurrently(actors.collect::<Vec<_>>().into_iter().rev());
    });
}

#[test]
fn rule_4_a_ticket_drawn_while_another_waits() {
    sampled("1 waits for 0; a third thread locks meanwhile").run(|| {
        let (lock, served) = (TicketLock::starting_at(0), Shared::new(0).named("served"));
        let (first, second) = (lock.draw(), lock.draw());
        let comes_later = actor("locks", || {
            let _inside = lock.lock();
            assert!(served.get() == 2, "a later thread is served after {} of 2", served.get());
        });
        concurrently([is_served(second, &served, 1), is_served(first, &served, 0), comes_later]);
    });
}

#[test]
fn rule_4_two_tickets_in_the_middle() {
    // As signed numbers they are the greatest and the least.
    check("2147483647 and 2147483648 were drawn; they wait in any order", || {
        let (lock, served) = (TicketLock::starting_at(i32::MAX as u32), Shared::new(0).named("served"));
        let (first, second) = (lock.draw(), lock.draw());
        concurrently([is_served(second, &served, 1), is_served(first, &served, 0)]);
    });
}

#[test]
fn rule_4_three_hundred_tickets() {
    // More than eight bits tell apart, and more than a row of flags has.
    let few = Budget { systematic: 0, random: 4, loom: 0, ..Budget::STANDARD };
    Check::new("300 tickets were drawn; the last one may wait first").budget(few).step_bound(20_000).run(
        || {
            let (lock, served) = (TicketLock::starting_at(0), Shared::new(0).named("served"));
            let tickets: Vec<_> = (0..299).map(|_| lock.draw()).collect();
            let last = lock.draw();
            let others = actor("waits with 0 to 298, one after another", || {
                for ticket in tickets {
                    let _inside = ticket.wait();
                    served.set(served.get() + 1);
                }
            });
            concurrently([is_served(last, &served, 299), others]);
        },
    );
}

#[test]
fn rule_4_the_first_stays_for_very_long() {
    // Random schedules alone: in each of them the others look more than a thousand times before their turns.
    let few = Budget { systematic: 0, random: 4, loom: 0, ..Budget::STANDARD };
    Check::new("0 stays inside for four thousand steps; 1 and 2 wait").budget(few).step_bound(30_000).run(
        || {
            let (lock, served) = (TicketLock::starting_at(0), Shared::new(0).named("served"));
            let (first, second, third) = (lock.draw(), lock.draw(), lock.draw());
            let stays = actor("stays inside with 0", || {
                let _inside = first.wait();
                (0..4_000).for_each(|_| yield_now());
                served.set(1);
            });
            concurrently([is_served(third, &served, 2), is_served(second, &served, 1), stays]);
        },
    );
}

#[test]
fn rule_5_three_threads_draw_across_the_wrap() {
    check("three threads draw around the last number at the same time", || {
        let lock = TicketLock::starting_at(u32::MAX);
        let mut numbers = concurrently([draws(&lock), draws(&lock), draws(&lock)]);
        numbers.sort_unstable();
        assert!(numbers == [0, 1, u32::MAX], "three threads drew {numbers:?}");
    });
}

#[test]
fn rule_5_two_threads_add_across_the_wrap() {
    check("two threads add 1 inside, one with the last number", || {
        let (lock, cell) = (TicketLock::starting_at(u32::MAX), RaceCell::new(0).named("cell"));
        concurrently([adds(&lock, &cell, 1), adds(&lock, &cell, 1)]);
        assert!(cell.get() == 2, "1 was added twice to 0, and the sum is {}", cell.get());
    });
}

#[test]
fn rule_5_three_tickets_across_the_wrap() {
    sampled("three tickets around the last number; they wait in any order").run(|| {
        let (lock, served) = (TicketLock::starting_at(u32::MAX - 1), Shared::new(0).named("served"));
        let tickets = [lock.draw(), lock.draw(), lock.draw()];
        let actors = tickets.into_iter().zip(0..).map(|(ticket, before)| is_served(ticket, &served, before));
        concurrently(actors.collect::<Vec<_>>().into_iter().rev());
    });
}

#[test]
fn rule_5_drawn_one_after_another() {
    alone("four tickets around the last number, one after another", || {
        let lock = TicketLock::starting_at(u32::MAX - 1);
        for expected in [u32::MAX - 1, u32::MAX, 0, 1] {
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
fn rule_6_two_threads_wait() {
    let few = Budget { systematic: 300, random: 100, loom: 0, ..Budget::STANDARD };
    Check::new("three tickets; those that wait let the others run")
        .budget(few)
        .must_yield()
        .step_bound(400)
        .run(|| {
            let (lock, steps) = (TicketLock::starting_at(0), Shared::new(0).named("steps"));
            let tickets = [lock.draw(), lock.draw(), lock.draw()];
            let actors = tickets.into_iter().map(|ticket| stays(ticket, &steps));
            concurrently(actors.collect::<Vec<_>>().into_iter().rev());
        });
}

#[test]
fn rule_6_a_thread_waits_for_long() {
    // The holder yields too, so the other thread looks again and again: it must yield each time.
    let few = Budget { systematic: 300, random: 100, loom: 0, ..Budget::STANDARD };
    Check::new("a thread stays inside and yields thirty times; the one that waits goes on yielding")
        .budget(few)
        .must_yield()
        .step_bound(400)
        .run(|| {
            let lock = TicketLock::starting_at(0);
            let (first, second) = (lock.draw(), lock.draw());
            let stays = actor("stays inside and yields", move || {
                let _inside = first.wait();
                (0..30).for_each(|_| yield_now());
            });
            concurrently([stays, actor("waits with 1", move || drop(second.wait()))]);
        });
}
