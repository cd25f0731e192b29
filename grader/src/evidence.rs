//! The evidence on a submission, from which marks are judged.

use interleaving::report::CheckReport;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

/// The result of one test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TestResult {
    /// `public::rule_2_never_both` or `hidden::rule_2_…`.
    pub(crate) test: String,
    /// The rule it judges.
    pub(crate) rule: u32,
    /// Set if the student may read the test.
    pub(crate) public: bool,
    pub(crate) verdict: Verdict,
    /// One line for the student.
    pub(crate) message: String,
    /// The checks of the test, in order.
    pub(crate) checks: Vec<CheckReport>,
    /// Executions over all checks.
    pub(crate) executions: u64,
    /// The start of the test's output; escaped, capped.
    pub(crate) output: String,
    /// CPU and wall time in milliseconds.
    pub(crate) cpu_ms: u64,
    pub(crate) wall_ms: u64,
}

impl TestResult {
    /// A test that was not run, and the reason.
    pub(crate) fn not_run(test: &str, rule: u32, public: bool, verdict: Verdict, message: String) -> Self {
        Self {
            test: test.to_owned(),
            rule,
            public,
            verdict,
            message,
            checks: vec![],
            executions: 0,
            output: String::new(),
            cpu_ms: 0,
            wall_ms: 0,
        }
    }
}

/// The evidence on one submission of one exercise.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// Set when no test ran: rejected, does not compile, bad submission, internal error.
    pub(crate) whole: Option<Verdict>,
    /// The reasons, for the student: each with its line and an alternative.
    pub(crate) findings: Vec<Finding>,
    /// The compiler's messages about the student's own crate.
    pub(crate) diagnostics: String,
    /// For the instructor only: may quote hidden tests.
    pub(crate) instructor: String,
    /// For the instructor only: what the program said under hidden tests and a student does not read, in full.
    #[serde(default)]
    pub(crate) withheld: String,
    /// Files in the submission that were not used.
    pub(crate) ignored: Vec<String>,
    pub(crate) tests: Vec<TestResult>,
    /// The tests that no program can pass.
    #[serde(default)]
    pub(crate) traps: Vec<Trap>,
    /// The tests beside the reference's on this machine; empty without a reference.
    #[serde(default)]
    pub(crate) baseline: Vec<Baseline>,
    /// The audit on real threads; empty without a rule that holds.
    #[serde(default)]
    pub(crate) audit: Audit,
}

/// The scenarios of the tests whose rules hold, on real threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Audit {
    /// The rounds that ended as they should, over all checks.
    pub(crate) rounds: u64,
    /// Each contradicts the explorer. A machine's timing decides about them, so that no mark depends on them.
    pub(crate) contradictions: Vec<Contradiction>,
    /// How the program ended it before its end: `was ended by signal 11`.
    pub(crate) cut: Option<String>,
}

/// A check that passed in every explored schedule, and failed on real threads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contradiction {
    /// The last part of the test's name.
    pub(crate) test: String,
    pub(crate) check: String,
    /// From 1.
    pub(crate) round: u32,
    /// How it failed; may quote a hidden test.
    pub(crate) text: String,
}

/// A test beside the reference's run of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Baseline {
    pub(crate) test: String,
    pub(crate) rule: u32,
    /// The executions, of the submission and of the reference, of each check that the reference exhausts and the
    /// submission does not.
    pub(crate) sampled: Vec<(u64, u64)>,
    pub(crate) own: Measured,
    pub(crate) reference: Measured,
}

/// The work of a test.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) executions: u64,
    /// CPU time in milliseconds.
    pub(crate) cpu_ms: u64,
}

/// A test that no program can pass, and how it ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Trap {
    /// The test from which it was made.
    pub(crate) test: String,
    pub(crate) rule: u32,
    pub(crate) verdict: Verdict,
}

impl Evidence {
    /// A verdict on the whole submission, without reasons yet.
    pub(crate) fn whole(verdict: Verdict) -> Self {
        Self {
            whole: Some(verdict),
            findings: vec![],
            diagnostics: String::new(),
            instructor: String::new(),
            withheld: String::new(),
            ignored: vec![],
            tests: vec![],
            traps: vec![],
            baseline: vec![],
            audit: Audit::default(),
        }
    }
}

/// A remark on a place in the submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) file: String,
    /// From 1; 0 when it is about the whole file.
    pub(crate) line: u32,
    pub(crate) text: String,
    /// An alternative, if there is one.
    pub(crate) instead: Option<String>,
}
