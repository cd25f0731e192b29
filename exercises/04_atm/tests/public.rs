//! One or two scenarios for each rule of the machines. The hidden tests check the same rules in more cases.

use atm::{Link, LinkDown, Sections, deposit};
use interleaving::cell::Shared;
use interleaving::{Meeting, actor, alone, check, concurrently, possible};

const FIRM: usize = 0;
const OTHER: usize = 1;

/// The bank's server with the balances of two accounts.
struct Server {
    firm: Shared<u64>,
    other: Shared<u64>,
}

impl Server {
    /// Both accounts hold 1,000.
    fn new() -> Self {
        Self {
            firm: Shared::new(1_000).named("balance of the firm"),
            other: Shared::new(1_000).named("balance of the other account"),
        }
    }

    fn balance(&self, account: usize) -> &Shared<u64> {
        if account == FIRM { &self.firm } else { &self.other }
    }
}

impl Link for Server {
    fn read_balance(&self, account: usize) -> Result<u64, LinkDown> {
        Ok(self.balance(account).get())
    }

    fn write_balance(&self, account: usize, balance: u64) -> Result<(), LinkDown> {
        self.balance(account).set(balance);
        Ok(())
    }
}

/// A link that reads, but cannot write.
struct CannotWrite<'a>(&'a Server);

impl Link for CannotWrite<'_> {
    fn read_balance(&self, account: usize) -> Result<u64, LinkDown> {
        self.0.read_balance(account)
    }

    fn write_balance(&self, _: usize, _: u64) -> Result<(), LinkDown> {
        Err(LinkDown)
    }
}

/// A link that cannot even read.
struct CannotRead;

impl Link for CannotRead {
    fn read_balance(&self, _: usize) -> Result<u64, LinkDown> {
        Err(LinkDown)
    }

    fn write_balance(&self, _: usize, _: u64) -> Result<(), LinkDown> {
        Err(LinkDown)
    }
}

/// A link whose writes last until another machine is writing too.
struct Meets<'a>(&'a Server, &'a Meeting);

impl Link for Meets<'_> {
    fn read_balance(&self, account: usize) -> Result<u64, LinkDown> {
        self.0.read_balance(account)
    }

    fn write_balance(&self, account: usize, balance: u64) -> Result<(), LinkDown> {
        self.1.attend();
        self.0.write_balance(account, balance)
    }
}

#[test]
fn rule_1_alone_the_amount_is_added() {
    alone("one machine", || {
        let (server, sections) = (Server::new(), Sections::new(2));
        let answer = deposit(&server, &sections, FIRM, 10_000);
        assert!(answer == Ok(11_000), "a deposit of 10,000 onto 1,000 returns {answer:?}");
        let answer = deposit(&server, &sections, OTHER, 5);
        assert!(answer == Ok(1_005), "a deposit of 5 onto the 1,000 of another account returns {answer:?}");
        let left = server.firm.get();
        assert!(left == 11_000, "after a deposit of 10,000 onto 1,000 the server has {left}");
    });
}

#[test]
fn rule_1_alone_a_link_that_fails() {
    alone("one machine whose link cannot write", || {
        let (server, sections) = (Server::new(), Sections::new(2));
        let answer = deposit(&CannotWrite(&server), &sections, FIRM, 10_000);
        assert!(answer == Err(LinkDown), "the link fails, but the deposit returns {answer:?}");
        let left = server.firm.get();
        assert!(left == 1_000, "the deposit failed, but the balance changed from 1,000 to {left}");
    });
}

#[test]
fn rule_2_two_deposits() {
    check("two deposits of 10,000 onto 1,000", || {
        let (server, sections) = (Server::new(), Sections::new(2));
        let answers = concurrently([
            actor("first machine", || deposit(&server, &sections, FIRM, 10_000)),
            actor("second machine", || deposit(&server, &sections, FIRM, 10_000)),
        ]);
        let left = server.firm.get();
        assert!(left == 21_000, "1,000 plus twice 10,000 is 21,000, but the server has {left}");
        let right = [[Ok(11_000), Ok(21_000)], [Ok(21_000), Ok(11_000)]];
        assert!(
            right.contains(&[answers[0], answers[1]]),
            "one machine makes 11,000 and the other 21,000, but the answers are {answers:?}"
        );
    });
}

#[test]
fn rule_3_two_at_one_section() {
    check("two enter one section", || {
        let sections = Sections::new(2);
        let inside = Shared::new(false).named("inside");
        let visit = || {
            sections.enter(FIRM);
            assert!(!inside.get(), "two are in their critical section");
            inside.set(true);
            // Here the machine would do its work alone.
            inside.set(false);
            sections.exit(FIRM);
        };
        concurrently([actor("first", visit), actor("second", visit)]);
    });
}

#[test]
fn rule_4_after_a_write_that_failed() {
    check("a deposit whose write fails, then another", || {
        let (server, sections) = (Server::new(), Sections::new(2));
        _ = deposit(&CannotWrite(&server), &sections, FIRM, 10_000);
        let answer = deposit(&server, &sections, FIRM, 10_000);
        assert!(answer.is_ok(), "the link works again, but the next deposit returns {answer:?}");
    });
}

#[test]
fn rule_4_after_a_read_that_failed() {
    check("a deposit whose read fails, then another", || {
        let (server, sections) = (Server::new(), Sections::new(2));
        _ = deposit(&CannotRead, &sections, FIRM, 10_000);
        let answer = deposit(&server, &sections, FIRM, 10_000);
        assert!(answer.is_ok(), "the link works again, but the next deposit returns {answer:?}");
    });
}

#[test]
fn rule_5_three_at_one_section() {
    check("three enter one section", || {
        let sections = Sections::new(2);
        let visit = || {
            sections.enter(FIRM);
            sections.exit(FIRM);
        };
        concurrently([actor("first", visit), actor("second", visit), actor("third", visit)]);
    });
}

#[test]
fn rule_6_two_accounts() {
    possible("deposits to two accounts are in write_balance at the same time", || {
        let (server, sections) = (Server::new(), Sections::new(2));
        let meeting = Meeting::of(2);
        let link = Meets(&server, &meeting);
        concurrently([
            actor("deposit to the firm", || deposit(&link, &sections, FIRM, 10_000)),
            actor("deposit to the other", || deposit(&link, &sections, OTHER, 10_000)),
        ]);
    });
}
