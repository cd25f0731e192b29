//! The headline: what broke, in words for somebody who has not seen the test.

use crate::diagnosis::facts::{Facts, name};
use crate::oracle::Goal;
use crate::report::FailureKind;
use crate::run::world::{Ended, Pending};
use crate::spec::Tid;

/// What broke.
pub(super) fn kind(facts: &Facts<'_>) -> FailureKind {
    match facts.recording.ended.as_ref().unwrap_or(&Ended::Abandoned) {
        Ended::Panic { message, .. } if message.starts_with("no serial order") => {
            FailureKind::NotSerializable
        }
        Ended::Panic { message, .. } if message.starts_with("not in order: ") => FailureKind::NotInOrder,
        Ended::Panic { .. } => FailureKind::Panic,
        Ended::Deadlock | Ended::NeverFinishes if facts.goal == Goal::Possible => FailureKind::NeverMeets,
        Ended::Deadlock => FailureKind::Deadlock,
        Ended::LeakedLock { .. } => FailureKind::LeakedLock,
        Ended::DataRace { .. } => FailureKind::DataRace,
        Ended::NotHeld { .. } => FailureKind::NotHeld,
        Ended::NeverYields { .. } => FailureKind::NeverYields,
        Ended::NeverFinishes if facts.meant_to_wait().is_some() => FailureKind::NotBlocked,
        Ended::NeverFinishes | Ended::AsMeant | Ended::Abandoned => FailureKind::NeverFinishes,
        Ended::Misuse(_) => FailureKind::Misuse,
    }
}

/// The headline, and the raw text of a panic where the headline has other words.
pub(super) fn message(facts: &Facts<'_>) -> (String, Option<String>) {
    let message = match facts.recording.ended.as_ref().unwrap_or(&Ended::Abandoned) {
        Ended::Panic { thread, message, file, line, .. } => {
            let place = if file.is_empty() { String::new() } else { format!(" ({{p:{file}:{line}}})") };
            let (mut told, raw) = panic(*thread, message, &place);
            // Where the test says what is wrong, its line is of no use; the program's own is.
            if !file.is_empty() && facts.is_programs(file) && !told.ends_with(&place) {
                told += &place;
            }
            return (told, raw.then(|| message.clone()));
        }
        Ended::Deadlock | Ended::NeverFinishes if facts.goal == Goal::Possible => {
            "they never are: no schedule lets them".to_owned()
        }
        Ended::Deadlock => deadlock(facts),
        Ended::LeakedLock { thread, object } => {
            format!("{} ended without unlocking {{o{object}}}", name(*thread))
        }
        Ended::DataRace { first, second } => {
            match (facts.events().get(*first), facts.events().get(*second)) {
                (Some(one), Some(other)) => format!(
                    "{} and {} use {{o{}}}, one of them writes, and nothing orders the two: a data race",
                    name(one.thread),
                    name(other.thread),
                    other.object
                ),
                _ => "two accesses that nothing orders: a data race".to_owned(),
            }
        }
        Ended::NotHeld { thread, object, holder, at } => {
            let whose = match holder {
                Some(holder) => format!("which {} holds", name(*holder)),
                None => "which nobody holds".to_owned(),
            };
            format!("{} releases {{o{object}}}, {whose} ({{p:{}:{}}})", name(*thread), at.file(), at.line())
        }
        Ended::NeverYields { thread } => {
            format!("{} waits in a loop without a yield, and keeps the others from running", name(*thread))
        }
        Ended::NeverFinishes if let Some((thread, call)) = facts.meant_to_wait() => {
            format!("{} has to wait in {call}, and takes step after step instead of sleeping", name(thread))
        }
        Ended::NeverFinishes | Ended::AsMeant | Ended::Abandoned => {
            "goes on and on: no continuation was found that ends".to_owned()
        }
        Ended::Misuse(text) => text.clone(),
    };
    (message, None)
}

/// A panic's text in the words of the case; whether the raw text is still worth a line.
fn panic(thread: Tid, message: &str, place: &str) -> (String, bool) {
    if let Some(rest) = message.strip_prefix("assertion `left ") {
        let (head, values) = rest.split_once('\n').unwrap_or((rest, ""));
        let own = head.split_once("` failed: ").map(|(_, own)| own.trim());
        let side = |name: &str| values.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim);
        if let (Some(left), Some(right)) = (side("left: "), side("right: ")) {
            let values = format!("left is {left}, right is {right}");
            return (own.map_or_else(|| values.clone(), |own| format!("{own}: {values}")), false);
        }
    }
    if let Some(condition) = message.strip_prefix("assertion failed: ") {
        return (format!("`{condition}` does not hold{place}"), false);
    }
    let me = name(thread);
    let secondary = [
        ("PoisonError", "finds a lock whose holder panicked"),
        ("on a `None` value", "finds nothing where it needs a value"),
        ("attempt to subtract with overflow", "subtracts more than there is"),
        ("attempt to add with overflow", "goes above the largest value there is"),
        ("attempt to multiply with overflow", "goes above the largest value there is"),
        ("index out of bounds", "reaches past the end of a list"),
        ("on an `Err` value", "finds an error where it needs a value"),
    ];
    match secondary.iter().find(|(text, _)| message.contains(text)) {
        Some((_, words)) => (format!("{me} {words}{place}"), true),
        None => (message.to_owned(), false),
    }
}

fn deadlock(facts: &Facts<'_>) -> String {
    let blocked = facts.blocked();
    let own: Vec<(Tid, Pending)> =
        blocked.iter().filter(|(_, pending)| !facts.is_tests(pending.at)).copied().collect();
    let told = if own.is_empty() { blocked } else { own };
    let asleep = !told.is_empty() && told.iter().all(|(thread, pending)| facts.is_asleep(*thread, pending));
    let names: Vec<String> = told.iter().map(|&(thread, _)| name(thread)).collect();
    let (one, many) = if asleep { ("sleeps", "sleep") } else { ("waits", "wait") };
    let who = match names.as_slice() {
        [] => "threads wait for each other's ends".to_owned(),
        [single] => format!("{single} {one} for ever"),
        [first @ .., last] => format!("{} and {last} {many} for ever", first.join(", ")),
    };
    if facts.cycle().is_some() { format!("deadlock: {who}") } else { who }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_is_told_with_its_own_words_and_numbers() {
        let text = "assertion `left == right` failed: a deposit is lost\n  left: 320\n right: 340";
        assert_eq!(panic(0, text, "").0, "a deposit is lost: left is 320, right is 340");
        assert_eq!(
            panic(0, "assertion `left == right` failed\n  left: 1\n right: 2", "").0,
            "left is 1, right is 2"
        );
        assert_eq!(panic(0, "both were paid", "").0, "both were paid");
    }

    #[test]
    fn a_secondary_message_is_told_in_other_words_and_kept() {
        let (told, raw) = panic(2, "called `Option::unwrap()` on a `None` value", " (lib.rs:9)");
        assert_eq!(told, "P2 finds nothing where it needs a value (lib.rs:9)");
        assert!(raw);
        assert!(panic(1, "attempt to subtract with overflow", "").1);
    }
}
