//! Turns evidence into marks.
//!
//! Pure: no files, no processes, no words for people. A rule's marks are earned when all its tests
//! passed and the rules it needs hold. A fault of the tool never costs a mark: it leaves it open.

use serde::{Deserialize, Serialize};

use crate::course::{Manifest, Rule};
use crate::evidence::{Evidence, TestResult};
use crate::verdict::{Mark, Verdict};

/// The marks of one submission in one exercise.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grade {
    /// The exercise's folder: `01_withdraw`.
    pub(crate) exercise: String,
    /// The verdict on the whole, or the worst of the rules'.
    pub(crate) verdict: Verdict,
    pub(crate) marks: u32,
    pub(crate) max_marks: u32,
    /// Neither earned nor lost: the instructor settles them.
    pub(crate) open_marks: u32,
    pub(crate) rules: Vec<RuleGrade>,
    /// Set when the marks are the instructor's own.
    pub(crate) settled: Option<Settled>,
}

/// Marks that the instructor set in place of the judged ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    /// The marks that the rules earned.
    pub(crate) judged_marks: u32,
    pub(crate) reason: String,
}

impl Grade {
    /// Replaces the judged marks by the instructor's; the rules keep their verdicts.
    pub(crate) fn settle(&mut self, marks: u32, reason: &str) {
        self.settled = Some(Settled { judged_marks: self.marks, reason: reason.to_owned() });
        self.marks = marks;
        self.open_marks = 0;
    }

    /// Returns whether the instructor must settle something before this is a grade.
    pub(crate) fn is_open(&self) -> bool {
        self.open_marks > 0 || (self.settled.is_none() && self.verdict.leaves_open())
    }
}

/// The marks of one rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RuleGrade {
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) marks: u32,
    pub(crate) max_marks: u32,
    /// Set if the marks are still to be settled.
    pub(crate) open: bool,
    /// The worst of its tests; the rules that it needs do not matter here.
    pub(crate) verdict: Verdict,
    /// Rules that these marks need and that do not hold.
    pub(crate) needs_unmet: Vec<u32>,
    /// The results of its tests, public ones first.
    pub(crate) checks: Vec<TestResult>,
}

impl RuleGrade {
    /// Returns whether the rule holds by its own tests.
    pub(crate) fn holds(&self) -> bool {
        self.verdict == Verdict::Passed
    }
}

/// Judges one submission of one exercise.
pub(crate) fn judge(exercise: &str, manifest: &Manifest, evidence: &Evidence) -> Grade {
    let verdicts: Vec<_> = manifest.rules.iter().map(|rule| rule_verdict(rule.number, evidence)).collect();
    let verdict_of = |number: u32| {
        let index = manifest.rules.iter().position(|rule| rule.number == number);
        index.map_or(Verdict::InternalError, |index| verdicts[index])
    };
    let rules: Vec<_> = manifest.rules.iter().map(|rule| judge_rule(rule, &verdict_of, evidence)).collect();
    Grade {
        exercise: exercise.to_owned(),
        verdict: evidence.whole.unwrap_or_else(|| Verdict::worst(verdicts.iter().copied())),
        marks: rules.iter().map(|rule| rule.marks).sum(),
        max_marks: rules.iter().map(|rule| rule.max_marks).sum(),
        open_marks: rules.iter().filter(|rule| rule.open).map(|rule| rule.max_marks).sum(),
        rules,
        settled: None,
    }
}

fn judge_rule(rule: &Rule, verdict_of: &dyn Fn(u32) -> Verdict, evidence: &Evidence) -> RuleGrade {
    let verdict = verdict_of(rule.number);
    let needs_unmet: Vec<u32> =
        rule.needs.iter().copied().filter(|&need| verdict_of(need) != Verdict::Passed).collect();
    // The marks are lost for certain if the rule or one that it needs is broken; open ones cannot change that.
    let lost = |verdict: Verdict| verdict.mark() == Mark::Lost;
    let lost = lost(verdict) || needs_unmet.iter().any(|&need| lost(verdict_of(need)));
    let earned = verdict == Verdict::Passed && needs_unmet.is_empty();
    let mut checks: Vec<_> = evidence.tests.iter().filter(|test| test.rule == rule.number).cloned().collect();
    checks.sort_by_key(|test| !test.public);
    RuleGrade {
        number: rule.number,
        title: rule.title.clone(),
        marks: if earned { rule.marks } else { 0 },
        max_marks: rule.marks,
        open: !earned && !lost,
        verdict,
        needs_unmet,
        checks,
    }
}

/// The worst of a rule's tests. If none ran, nothing is known, and the grader is at fault.
fn rule_verdict(number: u32, evidence: &Evidence) -> Verdict {
    if let Some(whole) = evidence.whole.filter(|&whole| whole != Verdict::Passed) {
        return whole;
    }
    let mut tests = evidence.tests.iter().filter(|test| test.rule == number).peekable();
    match tests.peek() {
        Some(_) => Verdict::worst(tests.map(|test| test.verdict)),
        None => Verdict::InternalError,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::fake::{evidence, manifest, tested};
    use Verdict::*;

    /// Rule 1: 1 mark. Rule 2: 3 marks. Rule 3: 2 marks, needs rule 2.
    fn grade(tests: &[(u32, Verdict)]) -> Grade {
        let tests = tests.iter().map(|&(rule, verdict)| tested(rule, verdict)).collect();
        judge("01_withdraw", &manifest(), &evidence(tests))
    }

    #[test]
    fn marks_follow_the_table_of_cases() {
        // what the tests showed => verdict, marks, open marks
        type Case = (&'static [(u32, Verdict)], Verdict, u32, u32);
        let table: &[Case] = &[
            (&[(1, Passed), (2, Passed), (3, Passed)], Passed, 6, 0),
            (&[(1, Failed), (2, Passed), (3, Passed)], Failed, 5, 0),
            // rule 3 passes, and counts only with rule 2
            (&[(1, Passed), (2, Failed), (3, Passed)], Failed, 1, 0),
            // one test of two fails
            (&[(1, Passed), (2, Passed), (2, Failed), (3, Failed)], Failed, 1, 0),
            // a definite failure beats an open verdict, in either order
            (&[(1, Passed), (2, Inconclusive), (2, Crashed), (3, Passed)], Crashed, 1, 0),
            (&[(1, Passed), (2, Crashed), (2, Inconclusive), (3, Passed)], Crashed, 1, 0),
            // never zero by our fault: rule 2 is open, so rule 3 is too
            (&[(1, Passed), (2, Inconclusive), (3, Passed)], Inconclusive, 1, 5),
            (&[(1, Passed), (2, Passed), (3, NotChecked)], NotChecked, 4, 2),
            // rule 3 is open, but what it needs is broken: settled
            (&[(1, Passed), (2, Failed), (3, Inconclusive)], Failed, 1, 0),
            // no test of rule 3 ran
            (&[(1, Passed), (2, Passed)], InternalError, 4, 2),
        ];
        for (tests, verdict, marks, open) in table {
            let grade = grade(tests);
            assert_eq!(
                (grade.verdict, grade.marks, grade.open_marks),
                (*verdict, *marks, *open),
                "{tests:?}"
            );
            assert_eq!(grade.max_marks, 6);
        }
    }

    #[test]
    fn a_verdict_on_the_whole_is_every_rules_verdict() {
        for (whole, open) in [(DoesNotCompile, 0), (Rejected, 0), (BadSubmission, 0), (InternalError, 6)] {
            let seen = Evidence::whole(whole);
            let grade = judge("01_withdraw", &manifest(), &seen);
            assert_eq!((grade.verdict, grade.marks, grade.open_marks), (whole, 0, open));
            assert!(grade.rules.iter().all(|rule| rule.verdict == whole));
        }
    }

    #[test]
    fn a_rule_that_waits_for_another_says_which() {
        let grade = grade(&[(1, Passed), (2, Failed), (3, Passed)]);
        assert_eq!(grade.rules[2].needs_unmet, [2]);
        assert!(grade.rules[2].holds());
    }

    #[test]
    fn rules_that_need_each_other_are_earned_and_lost_together() {
        let mut manifest = manifest();
        manifest.rules[1].needs = vec![3];
        let marks = |second, third| {
            let seen = evidence(vec![tested(1, Passed), tested(2, second), tested(3, third)]);
            let grade = judge("10_philosophers", &manifest, &seen);
            (grade.marks, grade.open_marks)
        };
        assert_eq!(marks(Passed, Passed), (6, 0));
        assert_eq!(marks(Passed, Failed), (1, 0));
        assert_eq!(marks(Failed, Passed), (1, 0));
        assert_eq!(marks(Inconclusive, Passed), (1, 5));
        assert_eq!(marks(Inconclusive, Failed), (1, 0));
    }

    #[test]
    fn public_tests_come_first() {
        let mut hidden = tested(2, Failed);
        hidden.public = false;
        let grade = judge("x", &manifest(), &evidence(vec![hidden, tested(2, Passed)]));
        assert!(grade.rules[1].checks[0].public);
    }
}
