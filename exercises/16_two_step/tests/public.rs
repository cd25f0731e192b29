//! A few scenarios for each rule of the workers. The hidden tests check the same rules in more cases.

use interleaving::cell::Shared;
use interleaving::{Check, actor, alone, check, concurrently, survives};
use two_step::{Broken, TwoSteps};

const B: [i64; 2] = [2, 0];
const C: [i64; 2] = [0, 5];
const M: [[i64; 2]; 2] = [[1, 2], [1, 2]];

/// A = B + C and V = MA, before anything is computed.
struct Vectors {
    a: [Shared<i64>; 2],
    v: [Shared<i64>; 2],
}

impl Vectors {
    fn new() -> Self {
        Self { a: [Shared::new(0), Shared::new(0)], v: [Shared::new(0), Shared::new(0)] }
    }

    /// Computes one part of A.
    fn step_1(&self, row: usize) {
        self.a[row].set(B[row] + C[row]);
    }

    /// Multiplies one row of M by A.
    fn step_2(&self, row: usize) {
        self.v[row].set(M[row][0] * self.a[0].get() + M[row][1] * self.a[1].get());
    }

    /// Fails unless V was computed from the whole of A.
    fn assert_right(&self) {
        let v = (self.v[0].get(), self.v[1].get());
        assert!(v == (12, 12), "V is ({} {}); with the whole of A it is (12 12)", v.0, v.1);
    }
}

#[test]
fn rule_1_alone_one_step_after_the_other() {
    alone("one worker, both rows, two rounds", || {
        let steps = TwoSteps::new(1);
        for _ in 0..2 {
            let vectors = Vectors::new();
            let step_1 = || (0..2).for_each(|row| vectors.step_1(row));
            let step_2 = || (0..2).for_each(|row| vectors.step_2(row));
            assert_eq!(steps.work(step_1, step_2), Ok(()));
            vectors.assert_right();
        }
    });
}

#[test]
fn rule_2_two_workers_compute_v() {
    check("V = M(B + C), by two workers", || {
        let (steps, vectors) = (TwoSteps::new(2), Vectors::new());
        let worker = |row| steps.work(|| vectors.step_1(row), || vectors.step_2(row));
        concurrently([actor("worker 1", || worker(0)), actor("worker 2", || worker(1))]);
        vectors.assert_right();
    });
}

#[test]
fn rule_2_two_workers_and_a_spurious_wakeup() {
    let check = Check::new("V = M(B + C), with spurious wakeups");
    check.spurious_wakeups().run(|| {
        let (steps, vectors) = (TwoSteps::new(2), Vectors::new());
        let worker = |row| steps.work(|| vectors.step_1(row), || vectors.step_2(row));
        concurrently([actor("worker 1", || worker(0)), actor("worker 2", || worker(1))]);
        vectors.assert_right();
    });
}

#[test]
fn rule_2_three_workers() {
    check("three workers", || {
        let steps = TwoSteps::new(3);
        let finished = [Shared::new(false), Shared::new(false), Shared::new(false)];
        let work = |worker: usize| {
            let step_2 = || {
                for other in (0..3).filter(|&other| other != worker) {
                    let finished = finished[other].get();
                    assert!(
                        finished,
                        "worker {} begins step 2 before worker {} has finished step 1",
                        worker + 1,
                        other + 1
                    );
                }
            };
            steps.work(|| finished[worker].set(true), step_2)
        };
        concurrently([
            actor("worker 1", || work(0)),
            actor("worker 2", || work(1)),
            actor("worker 3", || work(2)),
        ]);
    });
}

#[test]
fn rule_3_two_workers_finish() {
    check("two workers finish", || {
        let steps = TwoSteps::new(2);
        let answers = concurrently([
            actor("worker 1", || steps.work(|| (), || ())),
            actor("worker 2", || steps.work(|| (), || ())),
        ]);
        assert_eq!(answers, [Ok(()), Ok(())], "both workers have finished step 1");
    });
}

#[test]
fn rule_4_two_rounds() {
    check("two workers, two rounds", || {
        let steps = TwoSteps::new(2);
        let rounds = [Vectors::new(), Vectors::new()];
        let worker = |row| {
            for vectors in &rounds {
                assert_eq!(steps.work(|| vectors.step_1(row), || vectors.step_2(row)), Ok(()));
            }
        };
        concurrently([actor("worker 1", || worker(0)), actor("worker 2", || worker(1))]);
        rounds.iter().for_each(Vectors::assert_right);
    });
}

#[test]
fn rule_5_a_worker_that_fails() {
    Check::new("worker 2 panics in step 1").may_panic().run(|| {
        let steps = TwoSteps::new(2);
        let sheets = Shared::new(1);
        let fails = || {
            sheets.set(0);
            panic!("out of paper");
        };
        let answers = concurrently([
            actor("worker 1", || survives(|| steps.work(|| (), || ()))),
            actor("worker 2: panics", || survives(|| steps.work(fails, || ()))),
        ]);
        assert!(answers[0] == Some(Err(Broken)), "worker 1 did not get `Broken`");
    });
}
