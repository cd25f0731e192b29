//! One search at a time.

use interleaving::report::{CheckReport, CheckVerdict};
use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::{Budget, Check, Search, actor, concurrently, thread};

const ALL: [Search; 5] = [Search::Reduction, Search::Preemptions, Search::Uniform, Search::Pct, Search::Pos];

fn explored(search: Search, seed: u64, body: impl Fn() + Send + Sync + 'static) -> CheckReport {
    let budget = Budget { systematic: 300, preemptions: 3, random: 300, loom: 100 };
    Check::new("one search").budget(budget).seed(seed).only(search).explore(body)
}

fn opposite_locks() {
    let (a, b) = (Mutex::new(()), Mutex::new(()));
    concurrently([actor("a, b", || _ = (a.lock(), b.lock())), actor("b, a", || _ = (b.lock(), a.lock()))]);
}

fn three_philosophers() {
    let forks = [(); 3].map(Mutex::new);
    concurrently((0..3).map(|seat| {
        let forks = &forks;
        actor("dine", move || _ = (forks[seat].lock(), forks[(seat + 1) % 3].lock()))
    }));
}

fn three_additions() {
    let sum = AtomicUsize::new(0);
    concurrently((0..3).map(|n| {
        let sum = &sum;
        actor("adds", move || _ = sum.fetch_add(n, SeqCst))
    }));
    assert_eq!(sum.load(SeqCst), 3);
}

#[test]
fn each_search_finds_a_deadlock_and_lets_a_right_program_pass() {
    for search in ALL {
        assert_eq!(explored(search, 7, opposite_locks).verdict, CheckVerdict::Failed, "{search:?}");
        let right = explored(search, 7, three_additions);
        assert_eq!(right.verdict, CheckVerdict::Passed, "{search:?}");
        assert_eq!(right.covered().len(), 1, "{:?}", right.covered());
        let systematic = matches!(search, Search::Reduction | Search::Preemptions);
        assert_eq!(right.covered()[0].starts_with("all "), systematic, "{:?}", right.covered());
        assert_eq!(right.executions == 300, !systematic, "{search:?}: {}", right.executions);
    }
}

#[test]
fn a_seed_repeats_its_schedules_and_another_seed_gives_others() {
    let found = |search, seed| explored(search, seed, three_philosophers).failure.unwrap().how_found();
    for search in [Search::Uniform, Search::Pct, Search::Pos] {
        let first: Vec<String> = (0..8).map(|seed| found(search, seed)).collect();
        let again: Vec<String> = (0..8).map(|seed| found(search, seed)).collect();
        assert_eq!(first, again, "{search:?}");
        assert!(first.iter().any(|found| *found != first[0]), "{search:?}: {first:?}");
    }
}

#[test]
fn a_loop_that_yields_ends_under_each_random_search() {
    let body = || {
        let ready = AtomicUsize::new(0);
        concurrently([
            actor("waits", || {
                while ready.load(SeqCst) == 0 {
                    thread::yield_now();
                }
            }),
            actor("is ready", || ready.store(1, SeqCst)),
        ]);
    };
    for search in [Search::Uniform, Search::Pct, Search::Pos] {
        assert_eq!(explored(search, 7, body).verdict, CheckVerdict::Passed, "{search:?}");
    }
    // The reduction does not handle programs that yield, so nothing has been explored here.
    assert_eq!(explored(Search::Reduction, 7, body).verdict, CheckVerdict::Inconclusive);
}
