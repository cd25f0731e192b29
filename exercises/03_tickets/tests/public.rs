//! One scenario for each rule of the box office. The hidden tests check the same rules in more cases.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use interleaving::{Meeting, actor, alone, check, concurrently};
use tickets::{Office, sell_tickets};

#[test]
fn rule_1_alone_a_hundred_tickets() {
    alone("one agent, a hundred tickets", || {
        let office = Office::new(100);
        let sold = Mutex::new(vec![]);
        sell_tickets(7, &office, |agent, number| sold.lock().unwrap().push((agent, number)));
        let sold = sold.into_inner().unwrap();
        assert!(sold.len() == 100, "the only agent sells {} of 100 tickets", sold.len());
        for (&(agent, number), right) in sold.iter().zip((1..=100).rev()) {
            assert!(number == right, "ticket {right} is next, but the log says {number}");
            assert!(agent == 7, "agent 7 sells, but the log says agent {agent}");
        }
    });
}

/// Two agents sell that many tickets, each number once.
fn each_once(name: &str, tickets: u32) {
    check(name, move || {
        let office = Office::new(tickets);
        let sold = Mutex::new(vec![]);
        let work = |agent| {
            sell_tickets(agent, &office, |_, number| {
                let mut sold = sold.lock().unwrap();
                assert!(!sold.contains(&number), "ticket {number} is logged as sold a second time");
                sold.push(number);
            });
            if sold.lock().unwrap().len() == tickets as usize {
                // Sold out: frees an agent that still waits for the lock. The tests of rule 3 do not.
                office.lock.signal();
            }
        };
        concurrently([actor("agent 0", || work(0)), actor("agent 1", || work(1))]);
        let mut sold = sold.lock().unwrap();
        sold.sort();
        let all: Vec<u32> = (1..=tickets).collect();
        assert!(*sold == all, "there were tickets {all:?}, but {sold:?} are sold");
    });
}

#[test]
fn rule_2_the_last_ticket() {
    each_once("two agents, one ticket", 1);
}

#[test]
fn rule_2_two_tickets() {
    each_once("two agents, two tickets", 2);
}

#[test]
fn rule_3_three_agents_and_one_ticket() {
    check("three agents, one ticket", || {
        let office = Office::new(1);
        concurrently([
            actor("agent 0", || sell_tickets(0, &office, |_, _| ())),
            actor("agent 1", || sell_tickets(1, &office, |_, _| ())),
            actor("agent 2", || sell_tickets(2, &office, |_, _| ())),
        ]);
        let permits = |office: &Office| (0..9).take_while(|_| office.lock.try_wait()).count();
        let (before, after) = (permits(&Office::new(1)), permits(&office));
        assert!(before == after, "permits of the lock: {before} in a new office, {after} after the work");
    });
}

#[test]
fn rule_4_the_log_takes_the_lock_itself() {
    check("one agent whose log takes the lock", || {
        let office = Office::new(2);
        sell_tickets(0, &office, |_, _| {
            office.lock.wait();
            // Here the log could read `left`.
            office.lock.signal();
        });
    });
}

#[test]
fn rule_5_agent_0_is_held_up() {
    check("agent 0 logs its first sale until agent 1 logs its second, the last of three", || {
        let office = Office::new(3);
        let meeting = Meeting::of(2);
        let logged = [AtomicUsize::new(0), AtomicUsize::new(0)];
        let work = |agent: usize, meets_at| {
            sell_tickets(agent, &office, |_, _| {
                if logged[agent].fetch_add(1, Relaxed) + 1 == meets_at {
                    meeting.attend();
                }
            });
            let [own, other] = [agent, 1 - agent].map(|agent| logged[agent].load(Relaxed));
            assert!(
                own >= meets_at,
                "agent {agent} stops work when {} of three sales are logged",
                own + other
            );
            office.lock.signal();
        };
        concurrently([actor("agent 0", || work(0, 1)), actor("agent 1", || work(1, 2))]);
    });
}
