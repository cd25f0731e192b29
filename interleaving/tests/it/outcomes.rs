//! The set of outcomes of a program, and predictions of it.

use interleaving::Ending::{Deadlock, Ends};
use interleaving::cell::Shared;
use interleaving::report::{CheckVerdict, FailureKind};
use interleaving::sync::{Mutex, RawLock};
use interleaving::{Check, Outcomes, actor, concurrently, outcomes};

/// The textbook's first program: one thread squares `x`, the other adds one to it.
fn square_and_increment(start: i64) -> impl Fn() -> i64 {
    move || {
        let x = Shared::new(start);
        concurrently([
            actor("square", || {
                let value = x.get();
                x.set(value * value);
            }),
            actor("increment", || {
                let value = x.get();
                x.set(value + 1);
            }),
        ]);
        x.get()
    }
}

fn opposite_locks() -> &'static str {
    let (a, b) = (Mutex::new(()), Mutex::new(()));
    concurrently([actor("a, b", || _ = (a.lock(), b.lock())), actor("b, a", || _ = (b.lock(), a.lock()))]);
    "both"
}

#[test]
fn the_set_is_exact() {
    let ends = [6, 25, 26, 36].map(Ends);
    assert_eq!(outcomes("x", square_and_increment(5)), ends.into());
    assert_eq!(outcomes("x", square_and_increment(0)), [Ends(0), Ends(1)].into());
    assert_eq!(outcomes("x", square_and_increment(1)), [Ends(1), Ends(2), Ends(4)].into());
}

#[test]
fn a_deadlock_is_an_outcome() {
    assert_eq!(outcomes("opposite", opposite_locks), [Ends("both"), Deadlock].into());
    let twice = || {
        let lock = Mutex::new(());
        let _first = lock.lock();
        let _second = lock.lock();
    };
    assert_eq!(outcomes("twice", twice), [Deadlock].into());
}

fn left_locked() {
    let lock = RawLock::new();
    concurrently([
        actor("leaves it locked", || lock.acquire()),
        actor("lets it go", || {
            lock.acquire();
            lock.release();
        }),
    ]);
}

#[test]
fn outcomes_include_runs_that_leave_a_lock_locked() {
    assert_eq!(outcomes("left locked", left_locked), [Ends(()), Deadlock].into());
    let report = Check::new("left locked").compare(&[Ends(())].into(), left_locked);
    let told = report.failure.unwrap();
    assert_eq!(told.kind(), FailureKind::Unpredicted);
    assert!(told.headline().contains("ends in a deadlock, which your set lacks"), "{}", told.headline());
}

#[test]
fn only_panics_fail_where_any_end_is_accepted() {
    let report = Check::new("left locked").any_end().explore(left_locked);
    assert_eq!(report.verdict, CheckVerdict::Passed);
    assert!(report.covered()[0].starts_with("all "), "{:?}", report.covered());
    assert_eq!(
        Check::new("opposite").any_end().explore(|| _ = opposite_locks()).verdict,
        CheckVerdict::Passed
    );
    let report = Check::new("left locked").any_end().explore(|| {
        left_locked();
        panic!("both finished");
    });
    assert_eq!(report.failure.unwrap().headline(), "both finished");
}

#[test]
fn each_outcome_comes_with_its_schedule() {
    let ends = Check::new("x").outcomes(square_and_increment(5)).unwrap();
    let tokens: Vec<_> = ends.iter().map(|(end, schedule)| (end, schedule.replay.as_str())).collect();
    assert_eq!(
        tokens,
        [
            (&Ends(6), "x P2x1 P1x2 P2x1"),
            (&Ends(25), "x P1x1 P2x2 P1x1"),
            (&Ends(26), "x P1x2 P2x2"),
            (&Ends(36), "x P2x2 P1x2")
        ]
    );
    let both = Check::new("opposite").outcomes(opposite_locks).unwrap();
    assert!(both[&Deadlock].headline().contains("wait for ever"), "{}", both[&Deadlock].headline());
    assert!(!both[&Deadlock].rows.is_empty());
}

#[test]
fn a_right_prediction_passes_and_states_its_coverage() {
    let report = Check::new("x").compare(&[6, 25, 26, 36].map(Ends).into(), square_and_increment(5));
    assert_eq!(report.verdict, CheckVerdict::Passed);
    assert!(report.covered()[0].starts_with("all "), "{:?}", report.covered());
    let report = Check::new("opposite").compare(&[Ends("both"), Deadlock].into(), opposite_locks);
    assert_eq!(report.verdict, CheckVerdict::Passed);
}

fn failure(predicted: &Outcomes<i64>) -> (FailureKind, String) {
    let report = Check::new("x").compare(predicted, square_and_increment(5));
    assert_eq!(report.verdict, CheckVerdict::Failed);
    let failure = report.failure.unwrap();
    assert_eq!(failure.rows.is_empty(), failure.kind() == FailureKind::NeverEnds);
    (failure.kind(), failure.headline())
}

#[test]
fn a_missing_outcome_is_shown_with_its_schedule() {
    let serial = [Ends(26), Ends(36)].into();
    let (kind, message) = failure(&serial);
    assert_eq!(kind, FailureKind::Unpredicted);
    assert!(message == "this schedule ends with 25, which your set lacks", "{message}");
    let report = Check::new("opposite").compare(&[Ends("both")].into(), opposite_locks);
    let told = report.failure.unwrap();
    assert_eq!(told.kind(), FailureKind::Unpredicted);
    assert!(told.headline().contains("ends in a deadlock, which your set lacks"), "{}", told.headline());
    assert!(told.how_found().ends_with("no schedule without one ends that way"), "{}", told.how_found());
}

#[test]
fn the_report_shows_the_set_that_lacks_an_outcome() {
    let last = |predicted: &Outcomes<i64>| {
        let report = Check::new("x").compare(predicted, square_and_increment(5));
        report.failure.unwrap().ending.pop().unwrap().to_string()
    };
    assert_eq!(last(&Outcomes::new()), "your set is empty");
    assert_eq!(last(&[Ends(26)].into()), "your set has only 26");
    assert_eq!(last(&[Ends(26), Ends(36), Deadlock].into()), "your set has 26, 36 and a deadlock");
    assert_eq!(format!("{:?}", Ends(())), "Ends(())");
    assert_eq!(last(&(1_000..3_000).map(Ends).collect()), "your set has 2,000 others");
}

#[test]
fn an_impossible_outcome_is_reported() {
    let of_the_textbook = [5, 6, 25, 26, 36].map(Ends).into();
    let (kind, message) = failure(&of_the_textbook);
    assert_eq!(
        (kind, message.as_str()),
        (FailureKind::NeverEnds, "your set has 5, but no schedule ends that way")
    );
    let everything = (0..=36).map(Ends).collect();
    assert_eq!(failure(&everything).1, "your set has 0 and 32 more outcomes that no schedule has");
    let mut dead: Outcomes<i64> = [6, 25, 26, 36].map(Ends).into();
    dead.insert(Deadlock);
    assert_eq!(failure(&dead).1, "your set has a deadlock, but no schedule ends that way");
}

#[test]
fn a_prediction_is_not_judged_where_schedules_are_too_many() {
    let spins = || {
        let x = Shared::new(0);
        concurrently((0..4).map(|n| {
            let x = &x;
            actor("adds", move || (0..4).for_each(|_| x.set(x.get() + n)))
        }));
        0
    };
    let report = Check::new("too many").compare(&[Ends(0), Ends(1)].into(), spins);
    assert_eq!(report.verdict, CheckVerdict::Inconclusive);
    assert!(Check::new("too many").outcomes(spins).is_err());
}

#[test]
fn a_panic_is_not_an_outcome() {
    let panics = || -> i64 { panic!("on purpose") };
    let report = Check::new("panics").compare(&[Ends(1)].into(), panics);
    assert_eq!(report.failure.unwrap().headline(), "on purpose");
    assert!(Check::new("panics").outcomes(panics).is_err());
}

#[test]
fn a_missing_outcome_of_a_program_in_its_own_file_is_unpredicted() {
    let report = Check::new("two increments").compare(&[Ends(2)].into(), crate::program::two_increments);
    let failure = report.failure.unwrap();
    assert_eq!(failure.headline(), "this schedule ends with 1, which your set lacks");
    assert_eq!(failure.kind(), FailureKind::Unpredicted);
}
