//! What the README and the choice of cases rest on, shown with programs that are known.

use interleaving::report::{CheckReport, CheckVerdict, FailureKind};
use interleaving::{Check, actor, concurrently};

/// Right: who finds the second lock taken lets go of the first and tries again.
#[path = "../../alternatives/back_off.rs"]
#[allow(dead_code, reason = "its referee is not asked")]
mod back_off;
/// The text's players: each takes his own lock, then the receiver's.
#[path = "../../mistakes/own_then_receiver.rs"]
mod naive;
#[path = "../../mistakes/receiver_first.rs"]
#[allow(dead_code, reason = "its referee is not asked")]
mod receiver_first;

/// Two players throw to each other, without loom: in all schedules, if there are not too many.
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
    assert_eq!(failure.kind, FailureKind::Deadlock, "{failure:?}");
}

#[test]
fn with_one_ball_the_naive_program_never_deadlocks_and_with_two_it_does() {
    let report = play!(naive, [1, 0], 2);
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
    assert!(report.coverage[0].starts_with("all "), "{report:?}");
    deadlocks(&play!(naive, [1, 1], 1));
}

#[test]
fn with_one_ball_and_a_referee_who_holds_everybody_it_does() {
    deadlocks(&Check::new("and the referee").loom(false).explore(|| {
        let court = naive::Court::new(&[0, 1]);
        concurrently([
            actor("player", || _ = court.throw(1, 0, || ())),
            actor("referee", || _ = court.count()),
        ]);
    }));
}

#[test]
fn receiver_first_deadlocks_with_one_ball_already() {
    deadlocks(&play!(receiver_first, [1, 0], 1));
    deadlocks(&play!(receiver_first, [1, 1], 1));
}

#[test]
fn who_backs_off_finds_an_end_from_wherever_he_is() {
    let report = play!(back_off, [1, 1], 1);
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
}
