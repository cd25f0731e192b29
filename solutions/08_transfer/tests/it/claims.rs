//! What the choice of cases rests on, shown with the reference.

use interleaving::report::FailureKind;
use interleaving::{Check, actor, concurrently};
use transfer::Bank;

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
        let kind = report.failure.map(|failure| failure.kind);
        assert_eq!(kind, fails.then_some(FailureKind::Deadlock), "{:?}", report.coverage);
    }
}
