//! The court's promises, one or two scenarios per rule. The hidden tests check the same rules in more cases.

use interleaving::sync::Semaphore;
use interleaving::{Meeting, actor, alone, check, concurrently, possible};
use pass_the_ball::Court;

#[test]
fn rule_1_alone_a_ball_is_thrown_or_there_is_none() {
    alone("one throw after another", || {
        let court = Court::new(&[1, 0, 1]);
        let mut flights = 0;
        assert!(court.throw(0, 1, || flights += 1), "player 0 has a ball, but throw(0, 1) returns `false`");
        assert!(
            !court.throw(0, 1, || flights += 1),
            "player 0 has no ball any more, but throw(0, 1) returns `true`"
        );
        assert!(court.throw(2, 1, || flights += 1), "player 2 has a ball, but throw(2, 1) returns `false`");
        assert!(
            court.throw(1, 0, || flights += 1),
            "player 1 has two balls, but throw(1, 0) returns `false`"
        );
        assert!(flights == 3, "three balls were thrown, but {flights} flew");
        let balls = court.count();
        assert!(balls == [1, 1, 0], "0 and 1 have a ball each; the referee counts {balls:?}");
    });
}

#[test]
fn rule_2_two_players_throw_at_each_other() {
    check("0 → 1 alongside 1 → 0, a ball each", || {
        let court = Court::new(&[1, 1]);
        concurrently([
            actor("throw(0, 1)", || court.throw(0, 1, || ())),
            actor("throw(1, 0)", || court.throw(1, 0, || ())),
        ]);
    });
}

#[test]
fn rule_2_the_referee_counts_during_a_throw() {
    check("the referee counts during 1 → 0", || {
        let court = Court::new(&[0, 1]);
        concurrently([
            actor("throw(1, 0)", || _ = court.throw(1, 0, || ())),
            actor("referee", || _ = court.count()),
        ]);
    });
}

#[test]
fn rule_3_a_flying_ball_is_not_lost() {
    check("the referee counts during 0 → 1", || {
        let court = Court::new(&[1, 0]);
        concurrently([
            actor("throw(0, 1)", || _ = court.throw(0, 1, || ())),
            actor("referee", || {
                let balls = court.count();
                assert!(balls.iter().sum::<u32>() == 1, "there is one ball; the referee counts {balls:?}");
            }),
        ]);
    });
}

#[test]
fn rule_4_two_throw_to_the_same_player() {
    check("0 → 1 alongside 2 → 1, a ball each", || {
        let court = Court::new(&[1, 0, 1]);
        let throw = |from| {
            let thrown = court.throw(from, 1, || ());
            assert!(thrown, "player {from} has a ball, but his throw returns `false`");
        };
        concurrently([actor("throw(0, 1)", || throw(0)), actor("throw(2, 1)", || throw(2))]);
        let balls = court.count();
        assert!(balls == [0, 2, 0], "1 has both balls; the referee counts {balls:?}");
    });
}

#[test]
fn rule_5_no_ball_and_a_busy_receiver() {
    check("2's ball flies to 1 until the throw of 0, who has none, returns", || {
        let court = Court::new(&[0, 0, 1]);
        let answered = Semaphore::new(0).named("0's throw has returned");
        concurrently([
            actor("throw(2, 1)", || _ = court.throw(2, 1, || answered.wait())),
            actor("throw(0, 1)", || {
                assert!(!court.throw(0, 1, || ()), "player 0 has no ball, but his throw returns `true`");
                answered.signal();
            }),
        ]);
    });
}

#[test]
fn rule_6_two_balls_in_the_air() {
    possible("0 → 1 and 2 → 3 fly at the same time", || {
        let court = Court::new(&[1, 0, 1, 0]);
        let meeting = Meeting::of(2);
        concurrently([
            actor("throw(0, 1)", || court.throw(0, 1, || meeting.attend())),
            actor("throw(2, 3)", || court.throw(2, 3, || meeting.attend())),
        ]);
    });
}
