//! Words for marks, rules and the state of the sandbox.

use crate::evidence::{Audit, Contradiction};

/// `✓`, `✗`, or `–` for what is open or does not count yet.
pub(crate) fn sign(marks_earned: bool, open_or_waiting: bool) -> &'static str {
    match (marks_earned, open_or_waiting) {
        (true, _) => "✓",
        (false, true) => "–",
        (false, false) => "✗",
    }
}

/// `5 of 6 marks`, `4 of 6 marks, 2 open`.
pub(crate) fn marks(marks: u32, max: u32, open: u32) -> String {
    let noun = if max == 1 { "mark" } else { "marks" };
    match open {
        0 => format!("{marks} of {max} {noun}"),
        open => format!("{marks} of {max} {noun}, {open} open"),
    }
}

/// `5/6`, `4/6 (2 open)`.
pub(crate) fn fraction(marks: u32, max: u32, open: u32) -> String {
    match open {
        0 => format!("{marks}/{max}"),
        open => format!("{marks}/{max} ({open} open)"),
    }
}

/// `withdraw` of `01_withdraw`.
pub(crate) fn exercise_name(folder: &str) -> &str {
    folder.split_once('_').map_or(folder, |(_, name)| name)
}

/// `rule 2`, `rules 2 and 3`.
pub(crate) fn rules(numbers: &[u32]) -> String {
    match numbers {
        [one] => format!("rule {one}"),
        [rest @ .., last] => {
            let rest: Vec<_> = rest.iter().map(u32::to_string).collect();
            format!("rules {} and {last}", rest.join(", "))
        }
        [] => "no rule".into(),
    }
}

/// `rule 2 holds`, `rules 2 and 3 hold`.
pub(crate) fn rules_hold(numbers: &[u32]) -> String {
    format!("{} {}", rules(numbers), if numbers.len() == 1 { "holds" } else { "hold" })
}

/// A text for each contradiction, and one if the program itself ended the audit.
pub(crate) fn contradictions(audit: &Audit) -> Vec<String> {
    let text = |contradiction: &Contradiction| {
        let Contradiction { test, check, round, text } = contradiction;
        format!("{test}, {check}, round {round}: {text}")
    };
    let cut = audit.cut.iter().map(|how| format!("the run on real threads {how}"));
    audit.contradictions.iter().map(text).chain(cut).collect()
}

/// `rule 3: 12000 executions, 30 are all of the reference's; rule 4: …`; `None` for no rule.
pub(crate) fn sampled(rules: &[(u32, Vec<(u64, u64)>)]) -> Option<String> {
    let check = |(own, right): &(u64, u64)| format!("{own} executions, {right} are all of the reference's");
    let rule = |(number, checks): &(u32, Vec<_>)| {
        format!("rule {number}: {}", checks.iter().map(check).collect::<Vec<_>>().join(", "))
    };
    (!rules.is_empty()).then(|| rules.iter().map(rule).collect::<Vec<_>>().join("; "))
}

/// The caution on a result of the public tests alone.
pub(crate) const ADVICE: &str =
    "Only the public tests ran: this is advice. The grade is the instructor's own run, with further tests.";

/// In place of a counterexample that could not be written.
pub(crate) const UNTOLD: &str = "The grader could not write this down; your instructor has the reason.";

/// The caution on a result that was found without these layers of the sandbox.
pub(crate) fn degraded(missing: &[String]) -> String {
    let layers = missing.join(", ");
    format!(
        "Graded without a layer of the sandbox ({layers}): check by hand what looks odd, for it may be forged."
    )
}

/// The state of the sandbox in a cell: `complete`, `degraded (landlock)`.
pub(crate) fn sandbox(missing: &[String]) -> String {
    if missing.is_empty() { "complete".into() } else { format!("degraded ({})", missing.join(", ")) }
}

/// A pass rate: `67 %`.
pub(crate) fn percent(passed: usize, judged: usize) -> String {
    match judged {
        0 => "–".into(),
        judged => format!("{} %", (100 * passed + judged / 2) / judged),
    }
}
