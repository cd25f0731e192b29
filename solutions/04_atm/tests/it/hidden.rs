//! More cases of each rule than `public.rs` shows.

use atm::{Link, LinkDown, Sections, deposit};
use interleaving::cell::Shared;
use interleaving::sync::Semaphore;
use interleaving::{Actor, Budget, Check, Meeting, actor, alone, concurrently, possible};

const SAMPLED: Budget = Budget { systematic: 1_000, random: 250, ..Budget::STANDARD };

/// A check with short executions: one that takes a thousand steps is in an endless loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(SAMPLED).step_bound(1_000).run(body);
}

/// The bank's server.
struct Server {
    balances: Vec<Shared<u64>>,
}

impl Server {
    /// Each of the accounts holds 1,000.
    fn new(accounts: usize) -> Self {
        let open = |account| Shared::new(1_000).named(&format!("balance of account {account}"));
        Self { balances: (0..accounts).map(open).collect() }
    }
}

/// The state of a machine's line: the request that fails, if any.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Good,
    ReadFails,
    WriteFails,
}
use Line::{Good, ReadFails, WriteFails};

/// A machine's link.
struct Machine<'a> {
    server: &'a Server,
    line: Line,
    /// Called before a balance is written.
    writes: Box<dyn Fn() + Send + Sync + 'a>,
}

impl<'a> Machine<'a> {
    fn new(server: &'a Server, line: Line) -> Self {
        Self { server, line, writes: Box::new(|| ()) }
    }
}

impl Link for Machine<'_> {
    fn read_balance(&self, account: usize) -> Result<u64, LinkDown> {
        if self.line == ReadFails { Err(LinkDown) } else { Ok(self.server.balances[account].get()) }
    }

    fn write_balance(&self, account: usize, balance: u64) -> Result<(), LinkDown> {
        if self.line == WriteFails {
            return Err(LinkDown);
        }
        (self.writes)();
        self.server.balances[account].set(balance);
        Ok(())
    }
}

/// A visitor that enters the section of account 0 that many times, and must be alone there.
fn visitor<'a>(label: &str, sections: &'a Sections, inside: &'a Shared<bool>, times: usize) -> Actor<'a, ()> {
    actor(label, move || {
        for _ in 0..times {
            sections.enter(0);
            assert!(!inside.get(), "two are in their critical section");
            inside.set(true);
            inside.set(false);
            sections.exit(0);
        }
    })
}

#[test]
fn rule_1_links_that_fail() {
    alone("machines whose links fail, one after another", || {
        for line in [ReadFails, WriteFails] {
            let (server, sections) = (Server::new(1), Sections::new(1));
            let answer = deposit(&Machine::new(&server, line), &sections, 0, 10_000);
            assert!(answer == Err(LinkDown), "the link fails, but the deposit returns {answer:?}");
            let left = server.balances[0].get();
            assert!(left == 1_000, "the deposit failed, but the balance changed from 1,000 to {left}");
        }
    });
}

#[test]
fn rule_1_one_machine_after_another() {
    alone("three machines, one after another", || {
        let (server, sections) = (Server::new(3), Sections::new(3));
        let machine = Machine::new(&server, Good);
        for (account, amount, right) in [(2, 10_000, 11_000), (2, 20, 11_020), (0, 0, 1_000), (2, 5, 11_025)]
        {
            let answer = deposit(&machine, &sections, account, amount);
            assert!(answer == Ok(right), "a deposit of {amount} to account {account} returns {answer:?}");
        }
        assert_eq!(server.balances[2].get(), 11_025, "the server has all deposits to account 2");
        assert_eq!(server.balances[1].get(), 1_000, "nobody paid into account 1");
    });
}

/// Rule 2: that many machines each deposit 10,000 that many times.
fn added_up(name: &str, machines: usize, times: usize) {
    check(name, move || {
        let (server, sections) = (Server::new(1), Sections::new(1));
        let machine = |number| {
            let (server, sections) = (&server, &sections);
            actor(&format!("machine {number}"), move || {
                let pay = |_| deposit(&Machine::new(server, Good), sections, 0, 10_000);
                (0..times).map(pay).collect::<Vec<_>>()
            })
        };
        let mut answers = concurrently((0..machines).map(machine)).concat();
        let deposits = (machines * times) as u64;
        let (left, right) = (server.balances[0].get(), 1_000 + 10_000 * deposits);
        assert!(left == right, "{deposits} deposits of 10,000 onto 1,000 leave {left}");
        answers.sort_unstable_by_key(|answer| answer.unwrap_or(0));
        let each: Vec<_> = (1..=deposits).map(|number| Ok(1_000 + 10_000 * number)).collect();
        assert!(answers == each, "each balance should be returned once, but the answers are {answers:?}");
    });
}

#[test]
fn rule_2_three_deposits() {
    added_up("three deposits of 10,000 onto 1,000", 3, 1);
}

#[test]
fn rule_2_two_deposits_each() {
    added_up("two machines with two deposits each", 2, 2);
}

#[test]
fn rule_3_three_at_one_section() {
    check("three enter one section", || {
        let (sections, inside) = (Sections::new(1), Shared::new(false).named("inside"));
        concurrently(["first", "second", "third"].map(|label| visitor(label, &sections, &inside, 1)));
    });
}

#[test]
fn rule_3_two_come_again() {
    check("two enter one section twice", || {
        let (sections, inside) = (Sections::new(1), Shared::new(false).named("inside"));
        concurrently(["first", "second"].map(|label| visitor(label, &sections, &inside, 2)));
    });
}

#[test]
fn rule_3_beside_another_section() {
    check("two enter one section, and one another", || {
        let (sections, inside) = (Sections::new(2), Shared::new(false).named("inside"));
        let elsewhere = actor("elsewhere", || {
            sections.enter(1);
            sections.exit(1);
        });
        let visitors = ["first", "second"].map(|label| visitor(label, &sections, &inside, 1));
        concurrently(visitors.into_iter().chain([elsewhere]));
    });
}

/// Rule 4: a deposit fails, and then two visitors enter, one at a time.
fn failed_before(name: &str, line: Line) {
    check(name, move || {
        let (server, sections, inside) =
            (Server::new(1), Sections::new(1), Shared::new(false).named("inside"));
        _ = deposit(&Machine::new(&server, line), &sections, 0, 10_000);
        concurrently(["first", "second"].map(|label| visitor(label, &sections, &inside, 1)));
    });
}

#[test]
fn rule_4_after_a_read_that_failed() {
    failed_before("two enter after a deposit whose read failed", ReadFails);
}

#[test]
fn rule_4_one_at_a_time_after_a_write_that_failed() {
    failed_before("two enter after a deposit whose write failed", WriteFails);
}

/// Rule 4: a deposit fails while two visitors enter, one at a time.
fn failing_beside(name: &str, line: Line) {
    check(name, move || {
        let (server, sections, inside) =
            (Server::new(1), Sections::new(1), Shared::new(false).named("inside"));
        let failing = actor("machine whose link fails", || {
            _ = deposit(&Machine::new(&server, line), &sections, 0, 10_000);
        });
        let visitors = ["first", "second"].map(|label| visitor(label, &sections, &inside, 1));
        concurrently([failing].into_iter().chain(visitors));
    });
}

#[test]
fn rule_4_beside_a_read_that_fails() {
    failing_beside("two enter beside a deposit whose read fails", ReadFails);
}

#[test]
fn rule_4_beside_a_write_that_fails() {
    failing_beside("two enter beside a deposit whose write fails", WriteFails);
}

#[test]
fn rule_5_three_come_again() {
    check("three enter one section twice", || {
        let sections = Sections::new(1);
        let visitor = |label| {
            let sections = &sections;
            actor(label, move || {
                for _ in 0..2 {
                    sections.enter(0);
                    sections.exit(0);
                }
            })
        };
        concurrently(["first", "second", "third"].map(visitor));
    });
}

#[test]
fn rule_5_sections_that_were_used_before() {
    check("two enter a section that others have left", || {
        let sections = Sections::new(1);
        let visit = || {
            sections.enter(0);
            sections.exit(0);
        };
        visit();
        concurrently([actor("first", visit), actor("second", visit)]);
        visit();
    });
}

#[test]
fn rule_6_the_last_account_and_the_first() {
    possible("deposits to accounts 2 and 0 are in write_balance at the same time", || {
        let (server, sections) = (Server::new(3), Sections::new(3));
        let meeting = Meeting::of(2);
        let deposits = |account| {
            let (server, sections, meeting) = (&server, &sections, &meeting);
            actor(&format!("deposit to account {account}"), move || {
                let machine = Machine { writes: Box::new(|| meeting.attend()), ..Machine::new(server, Good) };
                deposit(&machine, sections, account, 10_000)
            })
        };
        concurrently([deposits(2), deposits(0)]);
    });
}

#[test]
fn rule_6_a_long_stay_keeps_nobody_out_of_another_section() {
    check("one stays in section 0 until two have been in section 1", || {
        let sections = Sections::new(2);
        let through = Semaphore::new(0).named("been in section 1");
        let visit = |account| {
            sections.enter(account);
            sections.exit(account);
        };
        let passes = || {
            visit(1);
            through.signal();
        };
        let stays = || {
            sections.enter(0);
            through.wait();
            through.wait();
            sections.exit(0);
        };
        concurrently([
            actor("stays in 0", stays),
            actor("waits for 0", || visit(0)),
            actor("first of 1", passes),
            actor("second of 1", passes),
        ]);
    });
}
