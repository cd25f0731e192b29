//! The rules in cases that `public.rs` does not show.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use interleaving::sync::Semaphore;
use interleaving::{Actor, Budget, Check, Meeting, actor, alone, concurrently, possible, survives, thread};
use pool::{Closed, Pool};

/// The budget for larger scenarios.
const SAMPLED: Budget = Budget { systematic: 600, random: 200, ..Budget::STANDARD };

/// A check with short executions: one that takes a thousand steps is stuck in a loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(SAMPLED).step_bound(1_000).run(body);
}

/// A connection that knows its number and cannot be copied.
struct Connection {
    number: usize,
}

fn pool(connections: usize) -> Pool<Connection> {
    Pool::new((0..connections).map(|number| Connection { number }).collect())
}

#[test]
fn rule_1_many_queries_one_after_another() {
    alone("ten queries, one after another", || {
        let pool = pool(3);
        for number in 0..10 {
            let answer = pool.query(|connection| (number, connection.number < 3));
            assert!(answer == Ok((number, true)), "query {number} got the answer {answer:?}");
        }
    });
}

/// Rule 2: this many queries at once, each this many times, are all answered.
fn answered(name: &str, connections: usize, queries: usize, times: usize) {
    check(name, move || {
        let pool = pool(connections);
        let query = |number| {
            let pool = &pool;
            actor(&format!("query {number}"), move || {
                for _ in 0..times {
                    let answer = pool.query(|_| number);
                    assert!(answer == Ok(number), "query {number} got the answer {answer:?}");
                }
            })
        };
        concurrently((0..queries).map(query));
    });
}

#[test]
fn rule_2_two_queries_and_one_connection() {
    answered("two queries, one connection", 1, 2, 1);
}

#[test]
fn rule_2_two_come_again() {
    answered("two queries, one connection, twice", 1, 2, 2);
}

#[test]
fn rule_2_three_queries_and_one_connection() {
    answered("three queries, one connection", 1, 3, 1);
}

#[test]
fn rule_2_four_queries_and_two_connections() {
    answered("four queries, two connections", 2, 4, 1);
}

#[test]
fn rule_3_three_run_together() {
    possible("three queries are running together", || {
        let pool = pool(3);
        let meeting = Meeting::of(3);
        let query = |label| {
            let (pool, meeting) = (&pool, &meeting);
            actor(label, move || _ = pool.query(|_| meeting.attend()))
        };
        concurrently(["first query", "second query", "third query"].map(query));
    });
}

#[test]
fn rule_4_failed_queries() {
    alone("queries that fail, one after another", || {
        let pool = pool(2);
        for number in 0..5 {
            let answer: Result<Result<(), usize>, Closed> = pool.query(|_| Err(number));
            assert!(answer == Ok(Err(number)), "failed query {number} got the answer {answer:?}");
        }
    });
}

#[test]
fn rule_4_all_connections_are_back() {
    Check::new("five queries panic, then another comes").may_panic().run(|| {
        let pool = pool(2);
        for number in 0..5 {
            let answer = survives(|| pool.query(|_| panic!("query {number} panics")).is_ok());
            assert!(answer.is_none(), "a query panicked, and its caller got no panic");
        }
        assert!(pool.query(|_| ()).is_ok(), "another query got no connection");
    });
}

#[test]
fn rule_4_one_query_waits_for_another_that_panics() {
    let check = Check::new("a query panics while another waits").budget(SAMPLED).step_bound(1_000);
    check.may_panic().run(|| {
        let pool = pool(1);
        let panics = || {
            _ = survives(|| {
                pool.query(|_| {
                    // Gives the other query time to come and wait.
                    thread::yield_now();
                    panic!("the query panics")
                })
            });
        };
        // Rule 2 checks its answer, and whether it crashes; here it only must not wait for ever.
        let waits = || _ = survives(|| pool.query(|_| ()));
        concurrently([actor("query that panics", panics), actor("another query", waits)]);
        assert!(pool.query(|_| ()).is_ok(), "a third query got no connection");
    });
}

/// A query that lasts until others have finished `times` times.
fn lasts<'a>(pool: &'a Pool<Connection>, through: &'a Semaphore, times: usize) -> Actor<'a, ()> {
    actor("long query", move || {
        _ = pool.query(|_| (0..times).for_each(|_| through.wait()));
    })
}

#[test]
fn rule_5_three_finish() {
    check("a query lasts until another has run three times", || {
        let (pool, through) = (pool(2), Semaphore::new(0).named("finished"));
        let others = actor("query, query, query", || {
            for _ in 0..3 {
                _ = pool.query(|_| ());
                through.signal();
            }
        });
        concurrently([lasts(&pool, &through, 3), others]);
    });
}

#[test]
fn rule_5_two_of_three_last() {
    check("two queries keep two of three connections until a third query has run twice", || {
        let (pool, through) = (pool(3), Semaphore::new(0).named("finished"));
        let others = actor("query, query", || {
            for _ in 0..2 {
                _ = pool.query(|_| ());
                through.signal();
                through.signal();
            }
        });
        concurrently([lasts(&pool, &through, 2), lasts(&pool, &through, 2), others]);
    });
}

#[test]
fn rule_6_alone_closed_twice() {
    alone("close, and close again", || {
        let pool = pool(1);
        assert!(pool.query(|_| ()).is_ok(), "the pool is open");
        pool.close();
        pool.close();
        for _ in 0..3 {
            let mut ran = false;
            let answer = pool.query(|_| ran = true);
            assert!(answer == Err(Closed), "the pool is closed, and a query got the answer {answer:?}");
            assert!(!ran, "a query runs in a closed pool");
        }
    });
}

#[test]
fn rule_6_two_wait() {
    check("close while two queries wait, and a third lasts until they are answered", || {
        let (pool, home) = (pool(1), Semaphore::new(0).named("gone home"));
        let waits = || {
            _ = pool.query(|_| ());
            home.signal();
        };
        concurrently([
            lasts(&pool, &home, 2),
            actor("query 1", waits),
            actor("query 2", waits),
            actor("close", || pool.close()),
        ]);
    });
}

#[test]
fn rule_6_no_query_begins_in_a_closed_pool() {
    check("two queries wait while another runs until after close", || {
        let pool = pool(1);
        let (closed, over) = (Semaphore::new(0).named("close has returned"), AtomicBool::new(false));
        let waits = || {
            let answer = pool.query(|_| assert!(!over.load(Relaxed), "a query begins in a closed pool"));
            assert!(answer == Ok(()) || answer == Err(Closed), "a query that waited got no answer");
        };
        let runs = || {
            _ = pool.query(|_| {
                closed.wait();
                over.store(true, Relaxed);
            });
        };
        let closes = || {
            pool.close();
            closed.signal();
        };
        let waiting = ["query 1", "query 2"].map(|label| actor(label, waits));
        concurrently(
            [actor("query until close returns", runs), actor("close", closes)].into_iter().chain(waiting),
        );
    });
}

#[test]
fn rule_6_close_during_the_return_of_a_connection() {
    check("close during three queries, one connection", || {
        let (pool, answered) = (pool(1), AtomicUsize::new(0));
        let queries = ["query 0", "query 1", "query 2"].map(|label| {
            actor(label, || {
                let mut ran = false;
                let answer = pool.query(|_| ran = true);
                assert!(answer.is_ok() == ran, "ran: {ran}, and the query got the answer {answer:?}");
                answered.fetch_add(1, Relaxed);
            })
        });
        concurrently(queries.into_iter().chain([actor("close", || pool.close())]));
        assert!(answered.load(Relaxed) == 3, "not all queries got an answer");
    });
}
