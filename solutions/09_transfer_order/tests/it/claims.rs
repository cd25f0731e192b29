//! Evidence for the README and for the choice of cases, from a known mistake.

use interleaving::{Budget, Check, Search, actor, concurrently};

#[path = "../../mistakes/double_collect_audit.rs"]
#[allow(dead_code, reason = "only its transfers and its audit are used")]
mod double_collect;

/// The failure that `search` finds within `executions`, in an audit that reads until two readings agree.
fn found(search: Search, executions: u64) -> Option<String> {
    let budget = Budget { systematic: executions, random: executions, ..Budget::STANDARD };
    let check = Check::new("an audit alongside three payments").only(search).budget(budget).seed(7);
    let report = check.step_bound(1_000).explore(|| {
        let bank = double_collect::Bank::new(&[("Ace", 300), ("Bob", 400)]);
        let payments = [(0, 1), (1, 0), (0, 1)];
        let pays = || payments.into_iter().for_each(|(from, to)| _ = bank.transfer(from, to, 100, |_, _| ()));
        concurrently([
            actor("audit", || assert_eq!(bank.audit(), 700)),
            actor("Ace → Bob, Bob → Ace, Ace → Bob", pays),
        ]);
    });
    report.failure.map(|failure| failure.how_found())
}

#[test]
fn every_search_but_pct_soon_finds_the_double_collect_audit() {
    assert!(found(Search::Reduction, 10).is_some());
    let fewest = found(Search::Preemptions, 100).unwrap();
    assert!(fewest.contains("3 preemptions, and no schedule with fewer fails"), "{fewest}");
    assert!(found(Search::Uniform, 1_000).is_some());
    assert!(found(Search::Pos, 1_000).is_some());
    // Two changes of priority do not allow a third preemption.
    assert_eq!(found(Search::Pct, 10_000), None);
}
