//! What running a submission showed, before anybody decides a mark.

use interleaving::report::CheckReport;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

/// What one test showed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TestResult {
    /// `public::rule_2_never_both` or `hidden::rule_2_…`.
    pub(crate) test: String,
    /// The rule it judges.
    pub(crate) rule: u32,
    /// Whether the student may read the test.
    pub(crate) public: bool,
    pub(crate) verdict: Verdict,
    /// One line for the student.
    pub(crate) message: String,
    /// The checks of the test, in order.
    pub(crate) checks: Vec<CheckReport>,
    /// Executions over all checks.
    pub(crate) executions: u64,
    /// The head of what the test printed; escaped, capped.
    pub(crate) output: String,
    /// CPU and wall time in milliseconds.
    pub(crate) cpu_ms: u64,
    pub(crate) wall_ms: u64,
}

/// What one submission of one exercise showed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// Set when no test ran: rejected, does not compile, bad submission, internal error.
    pub(crate) whole: Option<Verdict>,
    /// Why, for the student: each with its line and what to do instead.
    pub(crate) findings: Vec<Finding>,
    /// The compiler's words about the student's own crate.
    pub(crate) diagnostics: String,
    /// For the instructor only: may quote hidden tests.
    pub(crate) instructor: String,
    /// What was in the submission and not used.
    pub(crate) ignored: Vec<String>,
    pub(crate) tests: Vec<TestResult>,
}

impl Evidence {
    /// A verdict on the whole submission, without a word yet.
    pub(crate) fn whole(verdict: Verdict) -> Self {
        Self {
            whole: Some(verdict),
            findings: vec![],
            diagnostics: String::new(),
            instructor: String::new(),
            ignored: vec![],
            tests: vec![],
        }
    }
}

/// Something to say about a place in the submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) file: String,
    /// From 1; 0 when it is about the whole file.
    pub(crate) line: u32,
    pub(crate) text: String,
    /// What to use instead, if there is such a thing.
    pub(crate) instead: Option<String>,
}
