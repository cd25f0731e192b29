//! The facts behind the choice of cases, shown with the reference and with a known mistake.

use interleaving::report::{CheckReport, FailureKind};
use interleaving::{Check, Search, actor, concurrently};
use transfer::Bank;

#[path = "../../mistakes/audit_until_two_agree.rs"]
#[allow(dead_code, reason = "only its transfers and its audit are used")]
mod two_readings;

#[test]
fn a_transfer_up_the_list_would_deadlock_with_the_audit() {
    for (from, to, fails) in [(0, 1, false), (1, 0, true)] {
        let report = Check::new("one transfer and the audit").loom(false).explore(move || {
            let bank = Bank::new(&[("Ace", 300), ("Bob", 300)]);
            concurrently([
                actor("transfer", || _ = bank.transfer(from, to, 100, |_, _| ())),
                actor("audit", || _ = bank.audit()),
            ]);
        });
        let kind = report.failure.as_ref().map(|failure| failure.kind());
        assert_eq!(kind, fails.then_some(FailureKind::Deadlock), "{:?}", report.covered());
    }
}

/// Explores an audit that reads until two readings agree, beside these payments of 100, in all schedules.
fn read_twice(accounts: &'static [(&str, u64)], payments: &'static [(usize, usize)]) -> CheckReport {
    let sum: u64 = accounts.iter().map(|&(_, balance)| balance).sum();
    Check::new("payments and the audit").only(Search::Reduction).explore(move || {
        let bank = two_readings::Bank::new(accounts);
        let pays = || payments.iter().for_each(|&(from, to)| _ = bank.transfer(from, to, 100, |_, _| ()));
        concurrently([actor("payments", pays), actor("audit", || assert_eq!(bank.audit(), sum))]);
    })
}

#[test]
fn two_readings_that_agree_are_right_with_two_accounts_and_wrong_with_three() {
    let two = read_twice(&[("Ace", 300), ("Bob", 100)], &[(0, 1), (0, 1), (0, 1)]);
    assert!(two.failure.is_none() && two.covered()[0].starts_with("all "), "{two:?}");
    let three = read_twice(&[("Ace", 300), ("Bob", 100), ("Cid", 0)], &[(1, 2), (0, 1)]);
    assert!(three.failure.is_some(), "{three:?}");
}
