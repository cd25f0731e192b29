//! More cases of each rule than `public.rs` shows.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use interleaving::{Actor, Budget, Check, Meeting, actor, alone, concurrently, possible};
use tickets::{Office, sell_tickets};

/// A check with short executions: one that takes a thousand steps is in an endless loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).step_bound(1_000).run(body);
}

/// The tickets sold in an office. Plain data: an access is not a step of the schedule.
struct Sold {
    tickets: u32,
    numbers: Mutex<Vec<u32>>,
}

impl Sold {
    fn of(tickets: u32) -> Self {
        Self { tickets, numbers: Mutex::new(vec![]) }
    }

    fn add(&self, number: u32) {
        self.numbers.lock().unwrap().push(number);
    }

    fn is_out(&self) -> bool {
        self.numbers.lock().unwrap().len() >= self.tickets as usize
    }
}

/// An agent at work. When it ends and everything is sold, it signals the lock once more, so that a missing
/// signal costs no more than rule 3.
fn agent<'a>(
    office: &'a Office,
    sold: &'a Sold,
    number: usize,
    log: impl Fn(usize, u32) + Send + 'a,
) -> Actor<'a, ()> {
    actor(&format!("agent {number}"), move || {
        sell_tickets(number, office, |agent, number| {
            sold.add(number);
            log(agent, number);
        });
        if sold.is_out() {
            office.lock.signal();
        }
    })
}

#[test]
fn rule_1_few_tickets_and_none() {
    alone("one agent, a few tickets", || {
        for tickets in [0, 1, 2, 10] {
            let office = Office::new(tickets);
            let sold = Mutex::new(vec![]);
            sell_tickets(0, &office, |agent, number| sold.lock().unwrap().push((agent, number)));
            let sold = sold.into_inner().unwrap();
            let right: Vec<_> = (1..=tickets).rev().map(|number| (0, number)).collect();
            assert!(sold == right, "there are {tickets} tickets, but the log (agent, number) is {sold:?}");
        }
    });
}

#[test]
fn rule_1_two_offices_do_not_touch_each_other() {
    alone("one agent in two offices", || {
        let (one, other) = (Office::new(2), Office::new(3));
        let sold = Mutex::new(vec![]);
        let log = |agent, number| sold.lock().unwrap().push((agent, number));
        sell_tickets(4, &one, log);
        sell_tickets(5, &other, log);
        let sold = sold.lock().unwrap();
        assert!(*sold == [(4, 2), (4, 1), (5, 3), (5, 2), (5, 1)], "(agent, number) of all sales: {sold:?}");
    });
}

/// Rule 2: that many agents sell that many tickets, each number once.
fn each_once(name: &str, agents: usize, tickets: u32, budget: Budget) {
    Check::new(name).budget(budget).run(move || {
        let office = Office::new(tickets);
        let sold = Sold::of(tickets);
        let once = |_, number| {
            let numbers = sold.numbers.lock().unwrap();
            let times = numbers.iter().filter(|&&other| other == number).count();
            assert!(times == 1, "ticket {number} is logged as sold a second time");
        };
        concurrently((0..agents).map(|number| agent(&office, &sold, number, once)));
        let mut numbers = sold.numbers.lock().unwrap();
        numbers.sort_unstable();
        let all: Vec<u32> = (1..=tickets).collect();
        assert!(*numbers == all, "there were tickets 1 to {tickets}, but {numbers:?} are sold");
    });
}

#[test]
fn rule_2_three_agents_and_one_ticket() {
    each_once("three agents, one ticket", 3, 1, Budget::STANDARD);
}

#[test]
fn rule_2_two_agents_and_three_tickets() {
    each_once("two agents, three tickets", 2, 3, Budget::STANDARD);
}

#[test]
fn rule_2_the_hundredth_ticket() {
    let sampled = Budget { systematic: 200, random: 100, ..Budget::STANDARD };
    each_once("two agents, a hundred tickets", 2, 100, sampled);
}

#[test]
fn rule_2_ten_agents_and_a_hundred_tickets() {
    let sampled = Budget { systematic: 200, random: 100, ..Budget::STANDARD };
    each_once("ten agents, a hundred tickets", 10, 100, sampled);
}

/// Rule 3: all agents finish, and the semaphore has as many permits as in a new office.
fn finish(name: &str, agents: usize, tickets: u32, budget: Budget) {
    // When locks are switched off there is always one more permit, so the count needs a limit.
    let permits = |office: &Office| (0..20).take_while(|_| office.lock.try_wait()).count();
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let office = Office::new(tickets);
        let work = |number| {
            let office = &office;
            actor(&format!("agent {number}"), move || sell_tickets(number, office, |_, _| ()))
        };
        concurrently((0..agents).map(work));
        let (before, after) = (permits(&Office::new(tickets)), permits(&office));
        assert!(before == after, "permits of the lock: {before} in a new office, {after} after the work");
    });
}

#[test]
fn rule_3_no_tickets() {
    finish("three agents, no ticket", 3, 0, Budget::STANDARD);
}

#[test]
fn rule_3_two_agents_and_two_tickets() {
    finish("two agents, two tickets", 2, 2, Budget::STANDARD);
}

#[test]
fn rule_3_ten_agents_and_three_tickets() {
    let sampled = Budget { systematic: 500, random: 100, ..Budget::STANDARD };
    finish("ten agents, three tickets", 10, 3, sampled);
}

#[test]
fn rule_4_two_logs_take_the_lock() {
    check("two agents, two tickets, a log that takes the lock", || {
        let (office, sold) = (Office::new(2), Sold::of(2));
        let log = |_, _| {
            office.lock.wait();
            office.lock.signal();
        };
        concurrently((0..2).map(|number| agent(&office, &sold, number, log)));
    });
}

#[test]
fn rule_4_two_agents_log_together() {
    possible("two agents are in the log call at the same time", || {
        let (office, sold) = (Office::new(12), Sold::of(12));
        let meeting = Meeting::of(2);
        let first = [AtomicBool::new(true), AtomicBool::new(true)];
        let log = |agent: usize, _| {
            if first[agent].swap(false, Relaxed) {
                meeting.attend();
            }
        };
        concurrently((0..2).map(|number| agent(&office, &sold, number, log)));
    });
}

/// Rule 5: agent 0 stays in the log of its `at`th sale until agent 1 logs the last of the others.
fn held_up(name: &str, tickets: u32, at: u32) {
    check(name, move || {
        let office = Office::new(tickets);
        let meeting = Meeting::of(2);
        let logged = [AtomicU32::new(0), AtomicU32::new(0)];
        let work = |agent: usize, meets_at| {
            let (office, meeting, logged) = (&office, &meeting, &logged);
            actor(&format!("agent {agent}"), move || {
                sell_tickets(agent, office, |_, _| {
                    if logged[agent].fetch_add(1, Relaxed) + 1 == meets_at {
                        meeting.attend();
                    }
                });
                let [own, other] = [agent, 1 - agent].map(|agent| logged[agent].load(Relaxed));
                let sum = own + other;
                assert!(own >= meets_at, "agent {agent} stops work when {sum} of {tickets} sales are logged");
                office.lock.signal();
            })
        };
        concurrently([work(0, at), work(1, tickets - at)]);
    });
}

#[test]
fn rule_5_at_the_first_of_twelve() {
    held_up("agent 0 logs its first sale until agent 1 logs its eleventh, the last of twelve", 12, 1);
}

#[test]
fn rule_5_at_the_second_of_three() {
    held_up("agent 0 logs its second sale until agent 1 logs the last of three", 3, 2);
}
