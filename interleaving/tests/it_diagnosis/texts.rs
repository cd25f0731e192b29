//! Whole texts, as a student reads them.

use interleaving::cell::Shared;
use interleaving::report::{RenderOptions, render};
use interleaving::sync::Mutex;
use interleaving::{Check, Meeting, actor, concurrently};

use crate::programs::account::{Account, Bank};
use crate::programs::counter::Counter;
use crate::programs::forks::{Pair, Table};
use crate::programs::machine::{Link, deposit};
use crate::programs::queue::Queue;
use crate::programs::signal::{Permits, Signal};
use crate::programs::stock::Done;

/// The text of the report, without counts of schedules, which depend on the search.
fn text(check: Check, body: impl Fn() + Send + Sync + 'static) -> String {
    let report = check.explore(body);
    assert_eq!(report.validate().and_then(|()| report.validate_rows()), Ok(()), "{report:#?}");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let source = |file: &str| std::fs::read_to_string(root.join(file)).ok();
    let replay = Some("cargo test rule_3");
    let text = render(&report, &RenderOptions { rule: Some(3), replay, ..RenderOptions::new(&source) });
    assert!(text.lines().all(|line| line.starts_with("replay") || line.chars().count() <= 100), "{text}");
    let mut words = Vec::new();
    for line in text.lines() {
        let counted = line.starts_with("found in") || line.contains("schedules");
        let digits = |letter: char| letter.is_ascii_digit() || letter == ',';
        let masked = line.split(' ').map(|word| {
            let number = word.trim_end_matches([';', ')']);
            if counted && number.len() > 1 && number.chars().all(digits)
                || counted && word.ends_with(';') && number.chars().all(digits)
            {
                word.replace(number, "N")
            } else {
                word.to_owned()
            }
        });
        words.push(masked.collect::<Vec<_>>().join(" "));
    }
    words.join("\n")
}

#[test]
fn withdraw() {
    let text = text(Check::new("two withdrawals from a balance of 10"), || {
        let account = Account::new(10);
        let paid = concurrently([
            actor("withdraw(8)", || account.withdraw(8)),
            actor("withdraw(7)", || account.withdraw(7)),
        ]);
        assert!(!(paid[0] && paid[1]), "both withdrawals were paid out of 10");
    });
    insta::assert_snapshot!(text);
}

#[test]
fn increments() {
    let text = text(Check::new("two increments of 0 make 2"), || {
        let counter = Counter::new(0);
        concurrently([
            actor("increment", || counter.increment()),
            actor("increment", || counter.increment()),
        ]);
        assert_eq!(counter.get(), 2, "an increment is lost");
    });
    insta::assert_snapshot!(text);
}

#[test]
fn opposite_orders() {
    let text = text(Check::new("a sum and a difference both end"), || {
        let pair = Pair::new();
        concurrently([actor("sum", || pair.sum()), actor("difference", || pair.difference())]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn five_philosophers() {
    let text = text(Check::new("five philosophers eat"), || {
        let table = Table::new(5);
        concurrently((0..5).map(|seat| {
            let table = &table;
            actor(&format!("eat({seat})"), move || table.eat(seat))
        }));
    });
    insta::assert_snapshot!(text);
}

#[test]
fn the_same_lock_twice() {
    let text = text(Check::new("twice the first is 2"), || {
        let pair = Pair::new();
        concurrently([actor("twice", || pair.twice())]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn notified_too_early() {
    let text = text(Check::new("who waits for a signal gets it"), || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait_without_looking()), actor("give", || signal.give())]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn woken_without_a_notification() {
    let text = text(Check::new("nobody goes on before the signal").spurious_wakeups(), || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait_with_if()), actor("give", || signal.give())]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn one_big_lock() {
    let text = text(
        Check::new("transfers between different pairs can be at their receipts together").possible(),
        || {
            let (bank, meeting) = (Bank { gate: Mutex::new(()) }, Meeting::of(2));
            concurrently([
                actor("Ace → Bob", || bank.transfer(|| meeting.attend())),
                actor("Cid → Dan", || bank.transfer(|| meeting.attend())),
            ]);
        },
    );
    insta::assert_snapshot!(text);
}

#[test]
fn four_threads() {
    let text = text(Check::new("as many go on as were signalled"), || {
        let permits = Permits::new(0);
        let signals = || {
            permits.signal();
            permits.signal();
            permits.signal();
        };
        concurrently([
            actor("wait", || permits.wait()),
            actor("wait", || permits.wait()),
            actor("wait", || permits.wait()),
            actor("signal, signal, signal", signals),
        ]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_loop_without_end() {
    let text = text(Check::new("who spins for the flag goes on"), || {
        let signal = Signal::new();
        concurrently([actor("spin", || signal.spin_for_flag()), actor("give", || signal.give())]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_panic_of_somebody_else() {
    let text = text(Check::new("two take from a queue of one"), || {
        let queue = Queue::new();
        queue.put(7);
        concurrently([
            actor("take", || queue.take_in_two_steps()),
            actor("take", || queue.take_in_two_steps()),
        ]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_guard_that_is_dropped_at_once() {
    let text = text(Check::new("one receipt at a time"), || {
        let (bank, inside) = (Bank { gate: Mutex::new(()) }, Counter::new(0));
        let receipt = || {
            inside.increment_at_once();
            assert_eq!(inside.get(), 1, "two are at their receipts");
        };
        concurrently([
            actor("Ace → Bob", || bank.transfer_unguarded(receipt)),
            actor("Cid → Dan", || bank.transfer_unguarded(receipt)),
        ]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn what_was_covered() {
    let text = text(Check::new("two withdrawals under one lock"), || {
        let account = Account::new(10);
        concurrently([
            actor("withdraw(8)", || account.withdraw_under_one_lock(8)),
            actor("withdraw(7)", || account.withdraw_under_one_lock(7)),
        ]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_semaphore_signalled_once_too_few() {
    let text = text(Check::new("who waits for two gets two"), || {
        let done = Done { done: interleaving::sync::Semaphore::new(0) };
        concurrently([actor("wait for both", || done.wait_for_both()), actor("tell", || done.tell())]);
    });
    insta::assert_snapshot!(text);
}

#[test]
fn an_audit_between_two_halves() {
    let text = text(Check::new("an audit of two accounts with 5 each sees 10"), || {
        let (ace, bob) = (Account::new(5), Account::new(5));
        let sums = concurrently([
            actor("transfer(3)", || {
                ace.transfer(&bob, 3);
                10
            }),
            actor("audit", || ace.withdraw_nothing() + bob.withdraw_nothing()),
        ]);
        assert_eq!(sums[1], 10, "money is missing");
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_lock_tried_for_ever() {
    let text = text(Check::new("both get both"), || {
        let pair = Pair::new();
        concurrently([
            actor("first, second", || pair.both(true)),
            actor("second, first", || pair.both(false)),
        ]);
    });
    insta::assert_snapshot!(text);
}

/// The test's own server: a report shows its steps only if the balance has a name.
struct Server(Shared<u64>);

impl Link for Server {
    fn read(&self) -> u64 {
        self.0.get()
    }

    fn write(&self, balance: u64) {
        self.0.set(balance);
    }
}

fn two_deposits(balance: fn() -> Shared<u64>) -> String {
    text(Check::new("two deposits of 10,000 onto 1,000"), move || {
        let (server, lock) = (Server(balance()), Mutex::new(()));
        concurrently([
            actor("first machine", || deposit(&server, &lock, 10_000)),
            actor("second machine", || deposit(&server, &lock, 10_000)),
        ]);
        assert!(server.0.get() == 21_000, "a deposit is lost");
    })
}

#[test]
fn what_the_test_keeps_under_a_name() {
    insta::assert_snapshot!(two_deposits(|| Shared::new(1_000).named("balance")));
}

#[test]
fn an_unnamed_variable_of_the_test_is_not_shown() {
    let text = two_deposits(|| Shared::new(1_000));
    assert!(!text.contains("balance") && !text.contains("1000"), "{text}");
}

#[test]
fn a_server_that_waits_for_more_than_was_sent() {
    use std::io::{Read, Write};

    use interleaving::net::{TcpListener, TcpStream};

    let text = text(Check::new("one request is answered"), || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let client = actor("client", move || {
            let mut client = TcpStream::connect(address).unwrap();
            client.write_all(b"POST /accounts/Adelaide/withdraw HTTP/1.1\r\n\r\n").unwrap();
            let _read = client.read(&mut [0; 16]);
        });
        let server = actor("server", || {
            let (mut server, _) = listener.accept().unwrap();
            let _read = server.read(&mut [0; 64]);
            let _read = server.read(&mut [0; 64]);
        });
        concurrently([client, server]);
    });
    insta::assert_snapshot!(text);
}
