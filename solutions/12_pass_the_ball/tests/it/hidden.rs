//! The same rules, in cases that `public.rs` does not show.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;
use interleaving::{Actor, Budget, Calls, Check, Meeting, actor, alone, concurrently, possible};
use pass_the_ball::Court;

/// The budget for larger games: designs that check twice or back off have too many orders to try all.
const SAMPLED: Budget = Budget { systematic: 1_500, random: 300, loom: 500, ..Budget::STANDARD };

/// A check with short executions: one that takes a thousand steps is stuck in a loop.
#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).step_bound(1_000).run(body);
}

/// A throw: from, to.
type Throw = (usize, usize);

/// A thread that makes these throws, whatever they return.
fn throws<'a>(court: &'a Court, throws: &'a [Throw]) -> Actor<'a, ()> {
    let labels: Vec<String> = throws.iter().map(|(from, to)| format!("throw({from}, {to})")).collect();
    actor(&labels.join(", "), move || {
        for &(from, to) in throws {
            court.throw(from, to, || ());
        }
    })
}

/// The referee, who must count `all` balls.
fn counts(court: &Court, all: u32) -> Actor<'_, ()> {
    actor("referee", move || {
        let balls = court.count();
        let found: u32 = balls.iter().sum();
        assert!(found == all, "balls on the court: {all}; the referee counts {balls:?}");
    })
}

#[test]
fn rule_1_a_player_with_two_balls() {
    alone("two balls go down and one comes back", || {
        let court = Court::new(&[0, 0, 2]);
        let mut flights = Vec::new();
        for (throw, (from, to, wanted)) in
            [(2, 0, true), (2, 1, true), (2, 0, false), (0, 2, true), (0, 1, false)].into_iter().enumerate()
        {
            let answer = court.throw(from, to, || flights.push(throw));
            assert!(answer == wanted, "throw {throw}, {from} → {to}, returns {answer}");
        }
        assert!(flights == [0, 1, 3], "throws 0, 1 and 3 have a ball, but those that flew are {flights:?}");
        let balls = court.count();
        assert!(balls == [0, 1, 1], "1 and 2 have a ball each; the referee counts {balls:?}");
    });
}

/// Rule 2: all these throws, and the referee, finish.
fn ends(
    name: &str,
    balls: &'static [u32],
    throwers: &'static [&'static [Throw]],
    referee: bool,
    budget: Budget,
) {
    Check::new(name).budget(budget).step_bound(1_000).run(move || {
        let court = Court::new(balls);
        let throwers = throwers.iter().map(|each| throws(&court, each));
        let referee = referee.then(|| actor("referee", || _ = court.count()));
        concurrently(throwers.chain(referee));
    });
}

#[test]
fn rule_2_three_in_a_ring() {
    let ring: &[&[Throw]] = &[&[(0, 1)], &[(1, 2)], &[(2, 0)]];
    ends("three in a ring, a ball each", &[1, 1, 1], ring, false, SAMPLED);
}

#[test]
fn rule_2_three_in_a_ring_and_the_referee() {
    let ring: &[&[Throw]] = &[&[(0, 1)], &[(1, 2)], &[(2, 0)]];
    ends("three in a ring and the referee", &[1, 1, 1], ring, true, SAMPLED);
}

#[test]
fn rule_2_two_and_the_referee() {
    let both: &[&[Throw]] = &[&[(0, 1)], &[(1, 0)]];
    ends("0 → 1, 1 → 0 and the referee", &[1, 1], both, true, SAMPLED);
}

#[test]
fn rule_2_two_throws_each() {
    let both: &[&[Throw]] = &[&[(0, 1), (0, 1)], &[(1, 0), (1, 0)]];
    ends("two throws each, two balls each", &[2, 2], both, false, SAMPLED);
}

#[test]
fn rule_2_one_of_them_has_no_ball_yet() {
    let both: &[&[Throw]] = &[&[(0, 1), (0, 1)], &[(1, 0)]];
    ends("0 → 1 twice alongside 1 → 0, both balls with 0", &[2, 0], both, false, Budget::STANDARD);
}

#[test]
fn rule_3_there_and_back_and_there() {
    // In one order of many, two equal counts in a row are both wrong. Only trying all orders surely shows it.
    let enough = Budget { systematic: 40_000, ..Budget::STANDARD };
    Check::new("0 → 1, 1 → 0, 0 → 1 alongside the referee").budget(enough).step_bound(1_000).run(|| {
        let court = Court::new(&[1, 0]);
        concurrently([throws(&court, &[(0, 1), (1, 0), (0, 1)]), counts(&court, 1)]);
    });
}

#[test]
fn rule_3_two_balls_change_hands() {
    Check::new("2 → 0 and 0 → 1 alongside the referee").budget(SAMPLED).step_bound(1_000).run(|| {
        let court = Court::new(&[1, 0, 1]);
        concurrently([throws(&court, &[(2, 0)]), throws(&court, &[(0, 1)]), counts(&court, 2)]);
    });
}

/// Rule 3: player `both` takes part in both throws, so the two balls never fly at the same time.
fn one_flight(name: &str, balls: &'static [u32], both: usize, first: Throw, second: Throw) {
    check(name, move || {
        let court = Court::new(balls);
        let in_the_air = Shared::new(false).named("a ball is in the air");
        let throw = |(from, to): Throw| {
            let (court, in_the_air) = (&court, &in_the_air);
            actor(&format!("throw({from}, {to})"), move || {
                court.throw(from, to, || {
                    assert!(
                        !in_the_air.get(),
                        "{from} → {to} flies while player {both} takes part in another flight"
                    );
                    in_the_air.set(true);
                    in_the_air.set(false);
                })
            })
        };
        concurrently([throw(first), throw(second)]);
    });
}

#[test]
fn rule_3_the_receiver_has_one_flight_at_a_time() {
    one_flight("the flights of 0 → 1 and 2 → 1", &[1, 0, 1], 1, (0, 1), (2, 1));
}

#[test]
fn rule_3_the_thrower_has_one_flight_at_a_time() {
    one_flight("the flights of 1 → 0 and 1 → 2", &[0, 2, 0], 1, (1, 0), (1, 2));
}

#[test]
fn rule_3_who_receives_does_not_throw() {
    one_flight("the flights of 0 → 1 and 1 → 2", &[1, 1, 0], 1, (0, 1), (1, 2));
}

#[test]
fn rule_3_the_referee_does_not_count_during_a_flight() {
    check("the referee counts while 0 → 1 flies", || {
        let court = Court::new(&[1, 0]);
        let in_the_air = Shared::new(false).named("the ball is in the air");
        concurrently([
            actor("throw(0, 1)", || {
                court.throw(0, 1, || in_the_air.set(true));
            }),
            actor("referee", || {
                let before = in_the_air.get();
                let balls = court.count();
                assert!(
                    !before || balls == [0, 1],
                    "0's ball flew before the count began, but the count is {balls:?}"
                );
            }),
        ]);
    });
}

#[test]
fn rule_4_one_ball_and_two_throws() {
    check("0 → 1 alongside 0 → 2, one ball", || {
        let court = Court::new(&[1, 0, 0]);
        let flights = AtomicUsize::new(0);
        let throw = |to| court.throw(0, to, || _ = flights.fetch_add(1, Relaxed));
        let answers = concurrently([actor("throw(0, 1)", || throw(1)), actor("throw(0, 2)", || throw(2))]);
        let (thrown, flights) = (answers.iter().filter(|&&thrown| thrown).count(), flights.load(Relaxed));
        assert!(thrown == 1, "player 0 has one ball, but {thrown} of his throws return `true`");
        assert!(flights == 1, "player 0 has one ball, but {flights} flew");
    });
}

#[test]
fn rule_4_two_balls_and_two_throws() {
    check("0 → 1 alongside 0 → 2, two balls", || {
        let court = Court::new(&[2, 0, 0]);
        let throw = |to| assert!(court.throw(0, to, || ()), "player 0 has a ball for each of his throws");
        concurrently([actor("throw(0, 1)", || throw(1)), actor("throw(0, 2)", || throw(2))]);
    });
}

/// The result of one call.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Thrown(bool),
    Counted(Vec<u32>),
}

/// Rule 4: the results are those of the same throws in some serial order, and so is the last count.
fn serial(name: &str, balls: &'static [u32], throwers: &'static [&'static [Throw]]) {
    Check::new(name).budget(SAMPLED).step_bound(1_000).run(move || {
        let court = Court::new(balls);
        let calls = Calls::new();
        let thrower = |throws: &'static [Throw]| {
            let (court, calls) = (&court, &calls);
            let labels: Vec<String> =
                throws.iter().map(|(from, to)| format!("throw({from}, {to})")).collect();
            actor(&labels.join(", "), move || {
                for &(from, to) in throws {
                    let throw = || Answer::Thrown(court.throw(from, to, || ()));
                    calls.make(&format!("{from} → {to}"), Some((from, to)), throw);
                }
            })
        };
        concurrently(throwers.iter().map(|throws| thrower(throws)));
        calls.make("the last count", None, || Answer::Counted(court.count()));
        calls.assert_serial(balls.to_vec(), |balls, call| match *call {
            None => Answer::Counted(balls.clone()),
            Some((from, _)) if balls[from] == 0 => Answer::Thrown(false),
            Some((from, to)) => {
                balls[from] -= 1;
                balls[to] += 1;
                Answer::Thrown(true)
            }
        });
    });
}

#[test]
fn rule_4_a_ball_is_passed_on() {
    serial("0 → 1 alongside 1 → 2 twice", &[1, 0, 0], &[&[(0, 1)], &[(1, 2), (1, 2)]]);
}

#[test]
fn rule_4_one_ball_back_and_forth() {
    serial("0 → 1 twice alongside 1 → 0 twice, one ball", &[1, 0], &[&[(0, 1), (0, 1)], &[(1, 0), (1, 0)]]);
}

/// Rule 5: the ball of `busy` flies until the throw `empty` has returned.
fn at_once(name: &str, balls: &'static [u32], busy: Throw, empty: Throw) {
    check(name, move || {
        let court = Court::new(balls);
        let answered = Semaphore::new(0).named(&format!("{}'s throw has returned", empty.0));
        concurrently([
            actor(&format!("throw({}, {})", busy.0, busy.1), || {
                court.throw(busy.0, busy.1, || answered.wait());
            }),
            actor(&format!("throw({}, {})", empty.0, empty.1), || {
                let thrown = court.throw(empty.0, empty.1, || ());
                assert!(!thrown, "player {} has no ball, but his throw returns `true`", empty.0);
                answered.signal();
            }),
        ]);
    });
}

#[test]
fn rule_5_a_receiver_with_a_smaller_index() {
    at_once("0's ball flies to 1 until the throw of 2, who has none, returns", &[1, 0, 0], (0, 1), (2, 1));
}

#[test]
fn rule_5_a_receiver_who_throws() {
    at_once("1's ball flies to 2 until the throw of 0, who has none, returns", &[0, 1, 0], (1, 2), (0, 1));
}

#[test]
fn rule_5_a_receiver_who_throws_downwards() {
    at_once("1's ball flies to 0 until the throw of 2, who has none, returns", &[0, 1, 0], (1, 0), (2, 1));
}

/// Rule 6: both balls are in the air at the same time.
fn together(name: &str, balls: &'static [u32], first: Throw, second: Throw) {
    possible(name, move || {
        let court = Court::new(balls);
        let meeting = Meeting::of(2);
        let throw = |(from, to): Throw| {
            let (court, meeting) = (&court, &meeting);
            actor(&format!("throw({from}, {to})"), move || court.throw(from, to, || meeting.attend()))
        };
        concurrently([throw(first), throw(second)]);
    });
}

#[test]
fn rule_6_crossing_pairs() {
    together("0 → 2 and 3 → 1 fly at the same time", &[1, 0, 0, 1], (0, 2), (3, 1));
}

#[test]
fn rule_6_nested_pairs() {
    together("3 → 0 and 1 → 2 fly at the same time", &[0, 1, 0, 1], (3, 0), (1, 2));
}
