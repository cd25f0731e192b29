//! Evidence for the README and for the choice of cases, from known programs.

use std::process::Command;

use interleaving::cell::Shared;
use interleaving::report::{CheckReport, CheckVerdict, FailureKind};
use interleaving::sync::Mutex;
use interleaving::{Check, actor, concurrently, thread};

/// Right: a thread that finds the second lock taken releases the first and tries again.
#[path = "../../alternatives/back_off.rs"]
#[allow(dead_code, reason = "its referee is not used")]
mod back_off;
/// The text's players: each takes his own lock, then the receiver's.
#[path = "../../mistakes/own_then_receiver.rs"]
mod naive;
#[path = "../../mistakes/receiver_first.rs"]
#[allow(dead_code, reason = "its referee is not used")]
mod receiver_first;

/// Two players throw to each other, without loom; tries all schedules if there are not too many.
macro_rules! play {
    ($design:ident, $balls:expr, $throws:expr) => {
        Check::new("two players").loom(false).step_bound(1_000).explore(|| {
            let court = $design::Court::new(&$balls);
            let play = |from: usize, to: usize| {
                let court = &court;
                actor("player", move || (0..$throws).for_each(|_| _ = court.throw(from, to, || ())))
            };
            concurrently([play(0, 1), play(1, 0)]);
        })
    };
}

fn deadlocks(report: &CheckReport) {
    let failure = report.failure.as_ref().expect("it deadlocks");
    assert_eq!(failure.kind(), FailureKind::Deadlock, "{failure:?}");
}

#[test]
fn with_one_ball_the_naive_program_never_deadlocks_and_with_two_it_does() {
    let report = play!(naive, [1, 0], 2);
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
    assert!(report.covered()[0].starts_with("all "), "{report:?}");
    deadlocks(&play!(naive, [1, 1], 1));
}

#[test]
fn with_one_ball_and_a_referee_the_naive_program_deadlocks() {
    deadlocks(&Check::new("a player and the referee").loom(false).explore(|| {
        let court = naive::Court::new(&[0, 1]);
        concurrently([
            actor("player", || _ = court.throw(1, 0, || ())),
            actor("referee", || _ = court.count()),
        ]);
    }));
}

#[test]
fn receiver_first_deadlocks_even_with_one_ball() {
    deadlocks(&play!(receiver_first, [1, 0], 1));
    deadlocks(&play!(receiver_first, [1, 1], 1));
}

#[test]
fn back_off_can_always_still_finish() {
    let report = play!(back_off, [1, 1], 1);
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
}

/// Like C++'s `std::lock`: a thread that finds the second lock taken releases the first, and waits for the one
/// that was taken before it tries the other.
fn std_lock<'a>(mut one: &'a Mutex<()>, mut other: &'a Mutex<()>, then: impl FnOnce()) {
    loop {
        let held = one.lock().unwrap();
        if let Ok(_other) = other.try_lock() {
            return then();
        }
        drop(held);
        thread::yield_now();
        std::mem::swap(&mut one, &mut other);
    }
}

#[test]
fn std_lock_can_always_still_finish_too() {
    let report = Check::new("two locks").loom(false).step_bound(1_000).explore(|| {
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        concurrently([actor("a, b", || std_lock(&a, &b, || ())), actor("b, a", || std_lock(&b, &a, || ()))]);
    });
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
}

/// Names, for a child of [`nobody_has_both_after`], the back-off design to run.
const CHILD: &str = "RACECOURSE_TEST_IN_A_CHILD";

/// Two threads of one design want the same two locks, and a third checks whether one of them got both.
fn two_and_a_look(design: &str) {
    let simple = design == "simple";
    let report = Check::new("in step").loom(false).explore(move || {
        let got_both = Shared::new(false);
        let (court, a, b) = (back_off::Court::new(&[1, 1]), Mutex::new(()), Mutex::new(()));
        let both = |from: usize| {
            let (court, got_both) = (&court, &got_both);
            let (one, other) = if from == 0 { (&a, &b) } else { (&b, &a) };
            actor("player", move || match simple {
                true => _ = court.throw(from, 1 - from, || got_both.set(true)),
                false => std_lock(one, other, || got_both.set(true)),
            })
        };
        let look = actor("look", || assert!(got_both.get(), "no thread has both"));
        concurrently([both(0), both(1), look]);
    });
    println!("{}", report.failure.expect("the check may run first").how_found());
}

/// Whether no thread has both locks after these steps of `design`, given as a replay token without its name.
/// A child process explores, because the environment belongs to the whole process.
fn nobody_has_both_after(steps: &str, design: &str) -> bool {
    let own = "claims::two_threads_that_back_off_in_step_get_nowhere";
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", own, "--nocapture"])
        .env(CHILD, design)
        .env("RACE", format!("in-step {steps} P3x1"));
    let ended = child.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success() && !said.contains("left the token's schedule"), "{said}");
    said.lines().any(|line| line.starts_with("replayed"))
}

#[test]
fn two_threads_that_back_off_in_step_get_nowhere() {
    if let Ok(design) = std::env::var(CHILD) {
        return two_and_a_look(&design);
    }
    for design in ["simple", "std::lock"] {
        assert!(nobody_has_both_after(&"P1x1 P2x1 ".repeat(500), design), "{design}");
        // Out of step, the first thread gets both in three steps: lock, try_lock, and the write under both.
        assert!(nobody_has_both_after("P1x2", design) && !nobody_has_both_after("P1x3", design), "{design}");
    }
}
