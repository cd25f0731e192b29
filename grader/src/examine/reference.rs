//! The reference beside a submission: its own run on this machine, with the same options, and what follows from the
//! comparison.
//!
//! A test that the reference does not pass here says nothing about anybody. A test that passes with other checks than
//! the reference's did not run as it is written. What the reference exhausts, and a submission does not, is noted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::collect::{Files, known};
use crate::course::Exercise;
use crate::evidence::{Baseline, Evidence, Measured, TestResult};
use crate::options::Options;
use crate::verdict::Verdict;

type Once = Arc<OnceLock<Arc<Result<Vec<TestResult>, String>>>>;

/// The references' runs so far: one for each exercise and options.
#[derive(Default)]
pub(super) struct References {
    runs: Mutex<HashMap<String, Once>>,
}

impl References {
    /// Compares `evidence` with the reference's, which `examine` makes the first time that it is needed.
    pub(super) fn compare(
        &self,
        exercise: &Exercise,
        options: &Options,
        evidence: &mut Evidence,
        examine: impl FnOnce(&Files, &Options) -> Evidence,
    ) {
        // Without its locks a program is no longer the one that was handed in.
        let Some(solution) = exercise.solution.as_ref().filter(|_| !options.locks_off) else { return };
        if evidence.whole.is_some() {
            return;
        }
        let proves = options.all_traps;
        let options = Options { all_traps: false, ..*options };
        let key = format!("{} {options:?}", exercise.folder);
        let run = {
            let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(runs.entry(key).or_default())
        };
        let reference = run.get_or_init(|| {
            let examined = known(exercise, solution).map(|files| examine(&files, &options));
            Arc::new(examined.and_then(|examined| match examined.whole {
                None => Ok(examined.tests),
                Some(whole) => {
                    Err(format!("the reference is judged {}: {}", whole.name(), examined.instructor))
                }
            }))
        });
        match &**reference {
            // `verify` is there to find out what the reference is worth.
            Ok(tests) => against(evidence, tests, !proves),
            Err(_) if proves => {}
            Err(why) => {
                evidence.instructor += &format!("{why}\n");
                evidence.tests.clear();
                evidence.whole = Some(Verdict::InternalError);
            }
        }
    }
}

/// Compares each test with the reference's, which must pass it if it `must_pass`.
fn against(evidence: &mut Evidence, reference: &[TestResult], must_pass: bool) {
    let mut forged = Vec::new();
    for test in &mut evidence.tests {
        let Some(right) = reference.iter().find(|right| right.test == test.test) else { continue };
        if right.verdict != Verdict::Passed && !must_pass {
            continue;
        }
        if right.verdict != Verdict::Passed {
            test.verdict = Verdict::InternalError;
            test.message = "the reference does not pass this test on this machine".into();
            evidence.instructor +=
                &format!("{}: the reference is judged {}\n", test.test, right.verdict.name());
        } else if test.verdict == Verdict::Passed && !names(test).eq(names(right)) {
            forged.push(test.test.clone());
        } else {
            evidence.baseline.push(baseline(test, right));
        }
    }
    if let Some(times) =
        evidence.tests.iter().any(|test| test.verdict == Verdict::TooSlow).then(|| slowness(evidence))
    {
        evidence.instructor +=
            &format!("its tests use {times} times the CPU time of the reference's for an execution\n");
    }
    for name in forged {
        evidence.whole = Some(Verdict::Forged);
        evidence.instructor += &format!("{name} was passed with other checks than the test makes\n");
    }
}

fn names(test: &TestResult) -> impl Iterator<Item = &str> {
    test.checks.iter().map(|check| check.check.as_str())
}

/// How many times the reference's CPU time for an execution the tests use that were run.
fn slowness(evidence: &Evidence) -> u64 {
    let run = || evidence.baseline.iter().filter(|test| test.own.executions > 0);
    let sum = |of: fn(&Baseline) -> u64| run().map(of).fold(0, u64::saturating_add).max(1);
    let own = (sum(|test| test.own.cpu_ms), sum(|test| test.own.executions));
    let right = (sum(|test| test.reference.cpu_ms), sum(|test| test.reference.executions));
    own.0.saturating_mul(right.1) / own.1.saturating_mul(right.0)
}

fn baseline(test: &TestResult, right: &TestResult) -> Baseline {
    let pairs = test.checks.iter().zip(&right.checks);
    let sampled = pairs.filter(|(own, right)| right.is_exhausted() && !own.is_exhausted());
    let measured = |test: &TestResult| Measured { executions: test.executions, cpu_ms: test.cpu_ms };
    Baseline {
        test: test.test.clone(),
        rule: test.rule,
        sampled: sampled.map(|(own, right)| (own.executions, right.executions)).collect(),
        own: measured(test),
        reference: measured(right),
    }
}

#[cfg(test)]
mod tests {
    use interleaving::report::Coverage;

    use super::*;
    use crate::tests::fake::{evidence, exercise, tested};

    fn compared(own: TestResult, right: TestResult) -> Evidence {
        let mut evidence = evidence(vec![own]);
        against(&mut evidence, &[right], true);
        evidence
    }

    fn passed() -> TestResult {
        tested(1, Verdict::Passed)
    }

    /// The same test, sampled.
    fn sampled() -> TestResult {
        let mut test = passed();
        test.checks[0].coverage =
            vec![Coverage::Random { schedules: 900, searches: vec!["uniform".into()], seed: 1 }];
        test.checks[0].executions = 900;
        test
    }

    #[test]
    fn a_pass_with_other_checks_is_forged() {
        let mut none = passed();
        none.checks.clear();
        let mut other = passed();
        other.checks[0].check = "another".into();
        for forged in [none, other] {
            let evidence = compared(forged, passed());
            assert_eq!(evidence.whole, Some(Verdict::Forged));
            assert_eq!(
                evidence.instructor,
                "public::rule_1_holds was passed with other checks than the test makes\n"
            );
        }
        assert_eq!(compared(passed(), passed()).whole, None);
        // A test that fails ends at its first failure.
        let mut failed = tested(1, Verdict::Failed);
        failed.checks.clear();
        assert_eq!(compared(failed, passed()).whole, None);
    }

    #[test]
    fn a_test_that_the_reference_does_not_pass_here_judges_nobody() {
        let evidence = compared(tested(1, Verdict::Failed), tested(1, Verdict::Inconclusive));
        assert_eq!(evidence.tests[0].verdict, Verdict::InternalError);
        assert!(evidence.instructor.contains("the reference is judged inconclusive"), "{evidence:?}");
    }

    #[test]
    fn what_only_the_reference_exhausts_is_noted_with_the_numbers() {
        assert_eq!(compared(sampled(), passed()).baseline[0].sampled, [(900, 60)]);
        for (own, right) in [(passed(), passed()), (sampled(), sampled()), (passed(), sampled())] {
            assert_eq!(compared(own, right).baseline[0].sampled, []);
        }
    }

    #[test]
    fn whom_the_time_limit_serves_is_told_to_the_instructor() {
        let slow = TestResult { cpu_ms: 1_200, ..passed() };
        let left = TestResult::not_run("public::rule_2_holds", 2, true, Verdict::TooSlow, "not run".into());
        let mut evidence = evidence(vec![slow, left]);
        against(&mut evidence, &[passed(), tested(2, Verdict::Passed)], true);
        assert_eq!(
            evidence.instructor,
            "its tests use 100 times the CPU time of the reference's for an execution\n"
        );
    }

    #[test]
    fn the_reference_is_examined_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), "").unwrap();
        let exercise = Exercise { solution: Some(folder.path().into()), ..exercise() };
        let (references, count) = (References::default(), std::cell::Cell::new(0));
        let options = crate::tests::OPTIONS;
        for turn in 0..3 {
            let mut own = evidence(vec![passed()]);
            references.compare(&exercise, &options, &mut own, |_, _| {
                count.set(count.get() + 1);
                evidence(vec![passed()])
            });
            assert_eq!((own.baseline.len(), count.get()), (1, 1), "{turn}");
        }
        let mut bad = evidence(vec![passed()]);
        let seed = Options { seed: 9, ..options };
        references.compare(&exercise, &seed, &mut bad, |_, _| Evidence::whole(Verdict::DoesNotCompile));
        assert_eq!(bad.whole, Some(Verdict::InternalError));
    }
}
