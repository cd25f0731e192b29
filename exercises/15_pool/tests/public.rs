//! A few scenarios for each rule of the pool. The hidden tests check the same rules in more cases.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use interleaving::sync::Semaphore;
use interleaving::{Check, Meeting, actor, alone, check, concurrently, possible, survives};
use pool::{Closed, Pool};

/// A connection to the database. It counts its queries.
struct Connection {
    queries: u32,
}

/// A pool with this many connections.
fn pool(connections: usize) -> Pool<Connection> {
    Pool::new((0..connections).map(|_| Connection { queries: 0 }).collect())
}

#[test]
fn rule_1_alone_a_query_is_answered() {
    alone("one query after another", || {
        let pool = pool(1);
        for number in 1..=3 {
            let answer = pool.query(|connection| {
                connection.queries += 1;
                connection.queries
            });
            assert!(answer == Ok(number), "query {number} on the only connection got the answer {answer:?}");
        }
    });
}

#[test]
fn rule_2_three_queries_and_two_connections() {
    check("three queries, two connections", || {
        let pool = pool(2);
        let answers = concurrently([
            actor("query 0", || pool.query(|_| 0)),
            actor("query 1", || pool.query(|_| 1)),
            actor("query 2", || pool.query(|_| 2)),
        ]);
        assert!(answers == [Ok(0), Ok(1), Ok(2)], "queries 0, 1 and 2 got the answers {answers:?}");
    });
}

#[test]
fn rule_2_a_query_may_come_back_at_once() {
    check("two clients, two queries each, one connection", || {
        let pool = pool(1);
        let client = || [pool.query(|_| 1), pool.query(|_| 2)];
        let answers = concurrently([actor("first client", client), actor("second client", client)]);
        assert!(answers == [[Ok(1), Ok(2)]; 2], "the clients got the answers {answers:?}");
    });
}

#[test]
fn rule_3_two_queries_run_together() {
    possible("two queries are running together", || {
        let pool = pool(2);
        let meeting = Meeting::of(2);
        concurrently([
            actor("first query", || _ = pool.query(|_| meeting.attend())),
            actor("second query", || _ = pool.query(|_| meeting.attend())),
        ]);
    });
}

#[test]
fn rule_4_after_two_panics() {
    Check::new("two queries panic, then a third comes").may_panic().run(|| {
        let pool = pool(2);
        for _ in 0..2 {
            _ = survives(|| pool.query(|_| panic!("the query panics")));
        }
        assert!(pool.query(|_| ()).is_ok(), "the third query got no connection");
    });
}

#[test]
fn rule_5_one_query_lasts() {
    check("a query lasts until two others have finished", || {
        let pool = pool(2);
        let through = Semaphore::new(0);
        let lasts = || {
            _ = pool.query(|_| {
                through.wait();
                through.wait();
            });
        };
        let other = || {
            _ = pool.query(|_| ());
            through.signal();
        };
        concurrently([actor("long query", lasts), actor("query 1", other), actor("query 2", other)]);
    });
}

#[test]
fn rule_6_alone_nobody_begins_after_close() {
    alone("a query after close", || {
        let pool = pool(2);
        pool.close();
        let answer = pool.query(|_| ());
        assert!(answer == Err(Closed), "the pool is closed, and a query got the answer {answer:?}");
    });
}

#[test]
fn rule_6_one_runs_and_one_waits() {
    check("close while one query runs and another waits", || {
        let pool = pool(1);
        let (closed, over) = (Semaphore::new(0), AtomicBool::new(false));
        let lasts = || {
            let answer = pool.query(|_| {
                // Lasts until `close` has returned.
                closed.wait();
                over.store(true, Relaxed);
            });
            assert!(
                answer.is_ok() || !over.load(Relaxed),
                "a query that ran to its end got the answer Closed"
            );
        };
        let waits = || {
            _ = pool.query(|_| assert!(!over.load(Relaxed), "a query begins in a closed pool"));
        };
        let closes = || {
            pool.close();
            closed.signal();
        };
        concurrently([
            actor("query until close returns", lasts),
            actor("another query", waits),
            actor("close", closes),
        ]);
    });
}

#[test]
fn rule_6_the_waiting_query_is_answered_while_another_runs() {
    check("close while a query lasts until another is answered", || {
        let pool = pool(1);
        let (lent, answered) = (Semaphore::new(0), Semaphore::new(0));
        let lasts = || {
            _ = pool.query(|_| {
                lent.signal();
                lent.signal();
                answered.wait();
            });
        };
        let waits = || {
            lent.wait();
            let answer = pool.query(|_| ());
            assert!(answer == Err(Closed), "no connection is idle, and a query got the answer {answer:?}");
            answered.signal();
        };
        let closes = || {
            lent.wait();
            pool.close();
        };
        concurrently([
            actor("query until another is answered", lasts),
            actor("another query", waits),
            actor("close", closes),
        ]);
    });
}
