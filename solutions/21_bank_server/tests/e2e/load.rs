//! A hundred clients at once, and a stop while they ask.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use crate::{Running, get, post};

#[test]
fn a_hundred_clients_move_money_and_none_is_lost() {
    let running = Running::start();
    let refused = AtomicU64::new(0);
    thread::scope(|scope| {
        for client in 0..100 {
            let (running, refused) = (&running, &refused);
            scope.spawn(move || {
                let mut stream = running.connect();
                let (from, to) =
                    if client % 2 == 0 { ("Adelaide", "Adrian+Day") } else { ("Adrian+Day", "Adelaide") };
                for _ in 0..50 {
                    let form = format!("from={from}&to={to}&amount=1000");
                    match stream.ask(&post("/transfer", &form)) {
                        Some((200, _)) => {}
                        Some((409, _)) => _ = refused.fetch_add(1, Relaxed),
                        other => panic!("a transfer was answered {other:?}"),
                    }
                    let book = stream.ask(&get("/accounts")).unwrap().1;
                    let sum: u64 = book
                        .lines()
                        .map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap())
                        .sum();
                    assert_eq!(sum, 70_000, "between transfers: {book}");
                }
            });
        }
    });
    println!("{} of 5000 transfers had no funds", refused.into_inner());
    assert_eq!(running.total(), 70_000);
    running.stop();
}

#[test]
fn a_stop_under_load_loses_no_request_in_hand() {
    let (clients, before) = (60, 70_000);
    let running = Running::start();
    let (started, answered) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        let (running, started, answered) = (&running, &started, &answered);
        let client = || {
            let mut stream = running.connect();
            let deposit = post("/accounts/Adelaide/deposit", "amount=1");
            let mut ask = || match stream.ask(&deposit) {
                Some((200, _)) => answered.fetch_add(1, Relaxed) < u64::MAX,
                None => false,
                other => panic!("a deposit was answered {other:?}"),
            };
            assert!(ask(), "before the stop");
            started.fetch_add(1, Relaxed);
            while ask() {}
        };
        let asking: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        // Every client has begun and thousands of requests are answered, unless a client has failed.
        while (started.load(Relaxed) < clients || answered.load(Relaxed) < 5_000)
            && !asking.iter().any(|client| client.is_finished())
        {
            thread::yield_now();
        }
        running.server.stop(&running.listener);
    });
    running.has_ended();
    let request = {
        let mut connection = message_protocol::Connection::new();
        connection.push(get("/accounts").as_bytes());
        connection.next().unwrap().unwrap()
    };
    let book = String::from_utf8(running.server.answer(&request).to_bytes()).unwrap();
    let adelaide = book.lines().find_map(|line| line.strip_prefix("Adelaide ")).unwrap();
    let done = adelaide.parse::<u64>().unwrap() + 30_000 - before;
    let answered = answered.into_inner();
    println!("{answered} deposits were answered, {done} were made");
    assert_eq!(done, answered, "deposits that were made and those that were answered");
}
