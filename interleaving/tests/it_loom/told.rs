//! The report of a failure that loom found.

use interleaving::report::CheckVerdict;
use interleaving::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use interleaving::{Check, actor, concurrently};

use crate::fails;

fn flag_before_data() {
    let (data, ready) = (AtomicUsize::new(0), AtomicUsize::new(0));
    concurrently([
        actor("send", || {
            data.store(42, Relaxed);
            ready.store(1, Relaxed);
        }),
        actor("receive", || {
            if ready.load(Relaxed) == 1 {
                assert_eq!(data.load(Relaxed), 42);
            }
        }),
    ]);
}

#[test]
fn a_stale_read_names_the_write_that_it_misses() {
    let report = Check::new("message passing").loom(true).explore(flag_before_data);
    let failure = fails(&report);
    let stale = failure.rows.iter().find(|row| row.to_string().contains("stale")).expect("a stale read");
    assert!(stale.to_string().ends_with(": 0 (stale: 42 was written in step 1)"), "{}", stale.to_string());
    let found = failure.diagnosis.as_ref().expect("a diagnosis");
    assert!(
        found.sentence.to_string().starts_with("passes under sequential consistency, fails under"),
        "{found:?}"
    );
    assert!(failure.replay.starts_with("message-passing loom:"), "{}", failure.replay);
}

#[test]
fn the_token_repeats_the_execution() {
    let report = Check::new("replayed passing").loom(true).explore(flag_before_data);
    let token = fails(&report).replay.clone();
    // SAFETY: a token is read only by the check that it names.
    unsafe { std::env::set_var("RACE", token) };
    let again = Check::new("replayed passing").loom(true).explore(flag_before_data);
    assert_eq!(again.verdict, CheckVerdict::Failed);
    assert_eq!(fails(&again).rows, fails(&report).rows);
    assert!(
        fails(&again).how_found().starts_with("replayed, loom's execution "),
        "{}",
        fails(&again).how_found()
    );
}
