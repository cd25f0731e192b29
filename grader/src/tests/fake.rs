//! An engine whose verdicts are in the source that it examines.
//!
//! A submitted line `//! rule 2: failed` makes that rule's public test end with that verdict.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use interleaving::report::{Broken, CheckReport, CheckVerdict, Coverage, Failure, Found, Panic, VERSION};

use crate::collect::{Files, NamedFile};
use crate::course::{Course, Exercise, Manifest, Rule};
use crate::evidence::{Evidence, TestResult};
use crate::examine::Engine;
use crate::options::{Options, Tools};
use crate::verdict::Verdict;

/// Rule 1: 1 mark. Rule 2: 3 marks. Rule 3: 2 marks, needs rule 2.
pub(crate) fn manifest() -> Manifest {
    let rule = |number, marks, needs: &[u32]| Rule {
        number,
        title: format!("Promise {number}"),
        marks,
        needs: needs.to_vec(),
    };
    Manifest {
        title: "Withdraw".into(),
        idea: "check-then-act".into(),
        chapter: 1,
        minutes: 15,
        difficulty: 1,
        files: vec!["src/lib.rs".into()],
        given: Vec::new(),
        forbid: vec![],
        uses: vec![],
        rules: vec![rule(1, 1, &[]), rule(2, 3, &[]), rule(3, 2, &[2])],
    }
}

/// A course of that one exercise, in `root`, without files.
pub(crate) fn course() -> Course {
    Course { root: PathBuf::from("."), exercises: vec![exercise()] }
}

/// An exercise without files.
pub(crate) fn exercise() -> Exercise {
    Exercise {
        folder: "01_withdraw".into(),
        number: 1,
        name: "withdraw".into(),
        path: PathBuf::from("exercises/01_withdraw"),
        solution: None,
        manifest: manifest(),
        uses: vec![],
    }
}

/// The evidence of a run with these tests.
pub(crate) fn evidence(tests: Vec<TestResult>) -> Evidence {
    Evidence { whole: None, tests, ..Evidence::whole(Verdict::Passed) }
}

/// A public test of `rule`, with one check.
pub(crate) fn tested(rule: u32, verdict: Verdict) -> TestResult {
    let passed = verdict == Verdict::Passed;
    TestResult {
        test: format!("public::rule_{rule}_holds"),
        rule,
        public: true,
        verdict,
        message: if passed { String::new() } else { format!("promise {rule} is broken") },
        checks: vec![checked(rule, passed)],
        executions: 60,
        output: String::new(),
        cpu_ms: 12,
        wall_ms: 34,
    }
}

fn checked(rule: u32, passed: bool) -> CheckReport {
    let failure = Failure {
        broken: Broken::Panic {
            thread: 0,
            panic: Panic::Words(format!("promise {rule} is broken")),
            place: None,
        },
        place: None,
        diagnosis: None,
        replay: "x7.P2x1".into(),
        found: Found::Search { random: false, schedule: 2, preemptions: 0, fewest: true },
        threads: vec![],
        objects: vec![],
        rows: vec![],
        ending: vec![],
        nearest: None,
    };
    CheckReport {
        version: VERSION,
        check: format!("two clients of rule {rule}"),
        verdict: if passed { CheckVerdict::Passed } else { CheckVerdict::Failed },
        executions: 60,
        coverage: vec![Coverage::Distinct { schedules: 60 }],
        failure: (!passed).then_some(failure),
        first_failure: None,
    }
}

/// An engine without compiler and sandbox; counts what it was asked to examine.
#[derive(Default)]
pub(crate) struct FakeEngine {
    examined: AtomicUsize,
    apart: AtomicUsize,
}

impl FakeEngine {
    /// How many submissions were examined so far.
    pub(crate) fn count(&self) -> usize {
        self.examined.load(Ordering::SeqCst)
    }

    /// How many of them in a process of their own.
    pub(crate) fn count_apart(&self) -> usize {
        self.apart.load(Ordering::SeqCst)
    }
}

/// A submission of one file.
pub(crate) fn files(text: &str) -> Files {
    let file = NamedFile { path: "src/lib.rs".into(), text: text.into() };
    Files { named: vec![file], ..Files::default() }
}

impl Engine for FakeEngine {
    fn tools(&self) -> Tools {
        Tools {
            grader: "0.1.0".into(),
            workbench: "w1".into(),
            compiler: "rustc 1.95.0".into(),
            limits: "cpu 10 s".into(),
            degraded: vec![],
        }
    }

    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence {
        self.examined.fetch_add(1, Ordering::SeqCst);
        let text = files.named.iter().map(|file| file.text.as_str()).collect::<String>();
        assert!(!text.contains("//! panics"), "the engine panics");
        if text.contains("//! whole: does_not_compile") {
            return Evidence::whole(Verdict::DoesNotCompile);
        }
        let verdict = |rule: u32| {
            let line = format!("//! rule {rule}: ");
            let word = text.lines().find_map(|text| text.strip_prefix(&line));
            let locked = options.locks_off && rule != 1;
            match word {
                Some(word) => serde_json::from_value(word.into()).expect("a verdict"),
                None if locked => Verdict::Failed,
                None => Verdict::Passed,
            }
        };
        let rules = exercise.manifest.rules.iter();
        evidence(rules.map(|rule| tested(rule.number, verdict(rule.number))).collect())
    }

    fn examine_apart(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence {
        self.apart.fetch_add(1, Ordering::SeqCst);
        if files.named.iter().any(|file| file.text.contains("//! ends the grader")) {
            return Evidence::whole(Verdict::InternalError);
        }
        self.examine(exercise, files, options)
    }
}
