//! Replay tokens: schedules as text to paste.
//!
//! `two-withdrawals P1x3 P2x6 P1x2` names the check, and the number of steps of each thread in turn. The counts
//! are the rows of the table. A choice that is not a thread follows as `?2`; `main` is the body of the check.
//! `two-withdrawals loom:12` is an execution of loom's, counted from 1.

use crate::run::schedule::Schedule;

/// The environment variable that holds a token.
pub(crate) const VARIABLE: &str = "RACE";

/// A parsed token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) schedule: Schedule,
    pub(crate) numbers: Vec<u64>,
    /// The number of one of loom's executions, instead of a schedule.
    pub(crate) loom: Option<u64>,
}

/// A check's name in a token: letters and digits, words joined by hyphens, the first few words.
pub(crate) fn id(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.join("-")
}

/// The token's text.
pub(crate) fn text(name: &str, schedule: &Schedule, numbers: &[u64]) -> String {
    let mut parts = vec![id(name)];
    let mut rest = schedule.as_slice();
    while let Some(&thread) = rest.first() {
        let count = rest.iter().take_while(|&&other| other == thread).count();
        let who = if thread == 0 { "main".to_owned() } else { format!("P{thread}") };
        parts.push(format!("{who}x{count}"));
        rest = &rest[count..];
    }
    parts.extend(numbers.iter().map(|number| format!("?{number}")));
    parts.join(" ")
}

/// The text of a token for one of loom's executions.
pub(crate) fn of_loom(name: &str, execution: u64) -> String {
    format!("{} loom:{execution}", id(name))
}

/// The token of the environment, if it is for the check of this name.
pub(crate) fn wanted(name: &str) -> Option<Token> {
    let given = std::env::var(VARIABLE).ok()?;
    let token = parse(&given, name);
    if token.is_none() && given.split_whitespace().next() == Some(&id(name)) {
        crate::harness::say(&format!("replay: `{given}` is no schedule; all are explored"));
    }
    token
}

fn parse(given: &str, name: &str) -> Option<Token> {
    let mut parts = given.split_whitespace();
    if parts.next()? != id(name) {
        return None;
    }
    let mut token = Token::default();
    for part in parts {
        if let Some(number) = part.strip_prefix('?') {
            token.numbers.push(number.parse().ok()?);
            continue;
        }
        if let Some(execution) = part.strip_prefix("loom:") {
            token.loom = Some(execution.parse().ok()?);
            continue;
        }
        let (who, count) = part.split_once('x')?;
        let thread = if who == "main" { 0 } else { who.strip_prefix('P')?.parse().ok()? };
        let count: usize = count.parse().ok()?;
        token.schedule.extend(std::iter::repeat_n(thread, count.min(100_000)));
    }
    Some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_as_the_schedule_it_was_made_of() {
        let schedule = vec![1, 1, 1, 2, 2, 1, 0];
        let token = text("Two withdrawals: 8 and 7!", &schedule, &[3]);
        assert_eq!(token, "two-withdrawals-8-and-7 P1x3 P2x2 P1x1 mainx1 ?3");
        assert_eq!(
            parse(&token, "Two withdrawals: 8 and 7!"),
            Some(Token { schedule, numbers: vec![3], loom: None })
        );
    }

    #[test]
    fn a_token_can_name_an_execution_of_loom() {
        let token = parse(&of_loom("Peterson, relaxed", 12), "Peterson, relaxed");
        assert_eq!(token.and_then(|token| token.loom), Some(12));
    }

    #[test]
    fn a_token_for_another_check_is_ignored() {
        assert_eq!(parse("two-withdrawals P1x3", "two deposits"), None);
        assert_eq!(parse("two-deposits P1y3", "two deposits"), None);
    }

    /// The output of [`wanted`] for the token `given`, from a child process with an environment of its own.
    fn told(given: &str) -> String {
        let own = "failure::token::tests::a_token_that_cannot_be_parsed_is_reported";
        let program = std::env::current_exe().unwrap();
        let mut child = std::process::Command::new(program);
        child.args(["--exact", own, "--nocapture"]).env(CHILD, "yes").env(VARIABLE, given);
        let ended = child.output().unwrap();
        assert!(ended.status.success());
        String::from_utf8_lossy(&ended.stdout).into_owned()
    }

    const CHILD: &str = "RACECOURSE_TEST_IN_A_CHILD";

    #[test]
    fn a_token_that_cannot_be_parsed_is_reported() {
        if std::env::var_os(CHILD).is_some() {
            println!("wanted: {}", wanted("Two withdrawals").is_some());
            return;
        }
        let said = told("two-withdrawals P1y3");
        assert!(said.contains("replay: `two-withdrawals P1y3` is no schedule; all are explored"), "{said}");
        assert!(said.contains("wanted: false"), "{said}");
        let (understood, anothers) = (told("two-withdrawals P1x3"), told("two-deposits P1y3"));
        assert!(understood.contains("wanted: true") && !understood.contains("replay:"), "{understood}");
        assert!(anothers.contains("wanted: false") && !anothers.contains("replay:"), "{anothers}");
    }
}
