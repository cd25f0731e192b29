//! The rules in cases that `public.rs` does not show.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use interleaving::cell::{RaceCell, Shared};
use interleaving::{Actor, Budget, Check, Meeting, actor, alone, concurrently, survives};
use two_step::{Broken, TwoSteps};

/// The budget for scenarios with too many orders to try all.
const SAMPLED: Budget = Budget { systematic: 600, random: 200, ..Budget::STANDARD };

/// A check with short executions: one that takes a thousand steps is stuck in a loop.
fn short(name: &str) -> Check {
    Check::new(name).step_bound(1_000)
}

/// The workers that have finished step 1, for each round. The cells are shared: an order that makes no
/// difference to shared cells is not tried.
type Finished = Vec<Vec<Shared<bool>>>;

fn nobody_yet(workers: usize, rounds: usize) -> Finished {
    (0..rounds).map(|_| (0..workers).map(|_| Shared::new(false)).collect()).collect()
}

/// A worker in all rounds. It fails if its step 2 begins too early.
fn worker<'a>(steps: &'a TwoSteps, finished: &'a Finished, me: usize) -> Actor<'a, ()> {
    actor(&format!("worker {}", me + 1), move || {
        for (round, finished) in finished.iter().enumerate() {
            let step_2 = || {
                for (other, finished) in finished.iter().enumerate().filter(|&(other, _)| other != me) {
                    assert!(
                        finished.get(),
                        "worker {} begins step 2 of round {} before worker {} has finished step 1",
                        me + 1,
                        round + 1,
                        other + 1
                    );
                }
            };
            let answer = steps.work(|| finished[me].set(true), step_2);
            assert!(answer.is_ok(), "worker {} got `Broken`, and nothing has panicked", me + 1);
        }
    })
}

/// With this many workers and rounds, all workers finish, and no step 2 begins too early.
fn works(check: Check, workers: usize, rounds: usize) {
    check.run(move || {
        let (steps, finished) = (TwoSteps::new(workers), nobody_yet(workers, rounds));
        concurrently((0..workers).map(|me| worker(&steps, &finished, me)));
    });
}

#[test]
fn rule_1_each_step_once_and_in_order() {
    alone("one worker, three rounds", || {
        let steps = TwoSteps::new(1);
        for _ in 0..3 {
            let called = AtomicUsize::new(0);
            let step = |number| assert_eq!(called.fetch_add(1, Relaxed), number, "steps before this one");
            assert_eq!(steps.work(|| step(0), || step(1)), Ok(()));
            assert_eq!(called.load(Relaxed), 2, "two steps were called");
        }
    });
}

#[test]
fn rule_2_one_and_two_workers() {
    works(short("one worker"), 1, 1);
    works(short("two workers"), 2, 1);
}

#[test]
fn rule_2_three_workers_and_spurious_wakeups() {
    let check = short("three workers, with spurious wakeups").budget(SAMPLED);
    works(check.spurious_wakeups(), 3, 1);
}

#[test]
fn rule_2_writes_of_step_1_are_visible() {
    short("A1 and A2 are plain memory").run(|| {
        let steps = TwoSteps::new(2);
        let a = [RaceCell::new(0), RaceCell::new(0)];
        let work = |row: usize| {
            let step_2 = || assert_eq!((a[0].get(), a[1].get()), (2, 5), "A in step 2");
            _ = steps.work(|| a[row].set([2, 5][row]), step_2);
        };
        concurrently([actor("worker 1", || work(0)), actor("worker 2", || work(1))]);
    });
}

/// Rule 3: all workers finish.
fn through(check: Check, workers: usize) {
    check.run(move || {
        let steps = TwoSteps::new(workers);
        let work = |me| actor(&format!("worker {}", me + 1), || steps.work(|| (), || ()));
        let answers = concurrently((0..workers).map(work));
        assert!(answers.iter().all(Result::is_ok), "a worker got `Broken`, and nothing has panicked");
    });
}

#[test]
fn rule_3_three_workers_finish() {
    through(short("three workers finish"), 3);
}

#[test]
fn rule_3_two_finish_with_spurious_wakeups() {
    through(short("two workers finish, with spurious wakeups").spurious_wakeups(), 2);
}

#[test]
fn rule_3_three_finish_with_spurious_wakeups() {
    let check = short("three workers finish, with spurious wakeups").budget(SAMPLED);
    through(check.spurious_wakeups(), 3);
}

#[test]
fn rule_3_all_in_step_1_together() {
    short("two workers are in step 1 together").possible().run(|| {
        let (steps, meeting) = (TwoSteps::new(2), Meeting::of(2));
        let work = || _ = steps.work(|| meeting.attend(), || ());
        concurrently([actor("worker 1", work), actor("worker 2", work)]);
    });
}

#[test]
fn rule_3_all_in_step_2_together() {
    short("two workers are in step 2 together").possible().run(|| {
        let (steps, meeting) = (TwoSteps::new(2), Meeting::of(2));
        let work = || _ = steps.work(|| (), || meeting.attend());
        concurrently([actor("worker 1", work), actor("worker 2", work)]);
    });
}

#[test]
fn rule_4_two_workers_three_rounds() {
    works(short("two workers, three rounds"), 2, 3);
}

#[test]
fn rule_4_three_workers_two_rounds() {
    works(short("three workers, two rounds").budget(SAMPLED), 3, 2);
}

#[test]
fn rule_4_three_workers_three_rounds() {
    works(short("three workers, three rounds").budget(SAMPLED), 3, 3);
}

#[test]
fn rule_4_two_rounds_and_spurious_wakeups() {
    let check = short("two workers, two rounds, with spurious wakeups").budget(SAMPLED);
    works(check.spurious_wakeups(), 2, 2);
}

/// An answer in words.
fn words(told: Option<Result<(), Broken>>) -> &'static str {
    match told {
        Some(Ok(())) => "got `Ok`",
        Some(Err(Broken)) => "got `Broken`",
        None => "got no answer: `work` panicked",
    }
}

/// The state that the tests of rule 5 share. Printing is a step: others may run before a worker panics.
struct Office {
    steps: TwoSteps,
    printed: Shared<usize>,
}

impl Office {
    fn new(workers: usize) -> Self {
        Self { steps: TwoSteps::new(workers), printed: Shared::new(0) }
    }

    /// The answers to a worker in this many rounds; if it `fails`, its step 1 panics in the last one.
    fn told(&self, rounds: usize, fails: bool) -> Vec<Option<Result<(), Broken>>> {
        let step_1 = |round| {
            self.printed.set(round);
            assert!(!fails || round < rounds, "out of paper");
        };
        (1..=rounds).map(|round| survives(|| self.steps.work(|| step_1(round), || ()))).collect()
    }
}

#[test]
fn rule_5_two_hear_of_the_third() {
    short("worker 3 of three panics in step 1").budget(SAMPLED).may_panic().run(|| {
        let office = Office::new(3);
        let begun = AtomicBool::new(false);
        let work = || vec![survives(|| office.steps.work(|| (), || begun.store(true, Relaxed)))];
        let answers = concurrently([
            actor("worker 1", work),
            actor("worker 2", work),
            actor("worker 3: panics", || office.told(1, true)),
        ]);
        assert!(!begun.load(Relaxed), "a step 2 began, and worker 3 never finished step 1");
        for told in answers[..2].concat() {
            assert!(told == Some(Err(Broken)), "a worker {}", words(told));
        }
    });
}

#[test]
fn rule_5_the_first_round_was_complete() {
    short("worker 2 panics in round 2").budget(SAMPLED).may_panic().run(|| {
        let office = Office::new(2);
        let answers = concurrently([
            actor("worker 1", || office.told(2, false)),
            actor("worker 2: panics in round 2", || office.told(2, true)),
        ]);
        let (first, second) = (answers[0][0], answers[0][1]);
        assert!(first == Some(Ok(())), "round 1 was complete, and worker 1 {}", words(first));
        assert!(second == Some(Err(Broken)), "worker 2 failed in round 2, and worker 1 {}", words(second));
        let other = answers[1][0];
        assert!(other == Some(Ok(())), "round 1 was complete, and worker 2 {}", words(other));
    });
}

#[test]
fn rule_5_worker_1_calls_later() {
    short("worker 2 panics, worker 1 calls again and again").may_panic().run(|| {
        let office = Office::new(2);
        let answers = concurrently([
            actor("worker 1", || office.told(3, false)),
            actor("worker 2: panics", || office.told(1, true)),
        ]);
        for (call, &told) in answers[0].iter().enumerate() {
            assert!(told == Some(Err(Broken)), "in call {} worker 1 {}", call + 1, words(told));
        }
    });
}

#[test]
fn rule_5_a_failure_before_anybody_came() {
    short("worker 2 panics, and then worker 1 calls").may_panic().run(|| {
        let office = Office::new(2);
        let failed = office.told(1, true)[0];
        assert!(failed != Some(Ok(())), "step 1 panicked, and `work` returned `Ok`");
        let told = office.told(1, false)[0];
        assert!(told == Some(Err(Broken)), "worker 1 {}", words(told));
    });
}
