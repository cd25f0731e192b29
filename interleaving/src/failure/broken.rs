//! The broken promise, derived from the end of the execution.

use crate::facts::Facts;
use crate::report::{Broken, Panic, Place, Race, Secondary};
use crate::run::goal::Goal;
use crate::run::payload::Said;
use crate::run::step::{Ended, Pending};
use crate::spec::Tid;

/// The broken promise, with its facts.
pub(super) fn broken(facts: &Facts<'_>) -> Broken {
    match facts.recording.ended.as_ref().unwrap_or(&Ended::Abandoned) {
        Ended::Panic { said: Said::Promise(promise), .. } => (**promise).clone(),
        Ended::Panic { thread, said: Said::Text(text), place } => {
            panicked(facts, *thread, text, place.clone())
        }
        Ended::Deadlock | Ended::NeverFinishes if facts.goal == Goal::Possible => Broken::NeverMeets,
        Ended::Deadlock => deadlock(facts),
        Ended::LeakedLock { thread, object } => Broken::LeakedLock { thread: *thread, object: *object },
        Ended::DataRace { first, second } => {
            let pair = facts.events().get(*first).zip(facts.events().get(*second));
            let race =
                pair.map(|(one, other)| Race { threads: (one.thread, other.thread), object: other.object });
            Broken::DataRace { race }
        }
        Ended::NotHeld { thread, object, holder, at } => {
            Broken::NotHeld { thread: *thread, object: *object, holder: *holder, place: (*at).into() }
        }
        Ended::NeverYields { thread } => Broken::NeverYields { thread: *thread },
        Ended::NeverFinishes | Ended::AsMeant | Ended::Abandoned => match facts.meant_to_wait() {
            Some((thread, call)) if facts.recording.ended == Some(Ended::NeverFinishes) => {
                Broken::NotBlocked { thread, call: call.to_owned() }
            }
            _ => Broken::NeverFinishes,
        },
        Ended::Misuse(misuse) => Broken::Misuse(misuse.clone()),
    }
}

/// A panic, with its place if that is in the program under test or if the text alone does not explain it.
fn panicked(facts: &Facts<'_>, thread: Tid, message: &str, place: Option<Place>) -> Broken {
    let panic = panic(message);
    let silent = matches!(panic, Panic::Condition(_) | Panic::Secondary { .. });
    let place = place.filter(|place| silent || facts.is_programs(&place.file));
    Broken::Panic { thread: facts.column(thread), panic, place }
}

/// Parses std's text of a panic.
fn panic(message: &str) -> Panic {
    if let Some(rest) = message.strip_prefix("assertion `left ") {
        let (head, values) = rest.split_once('\n').unwrap_or((rest, ""));
        let words = head.split_once("` failed: ").map(|(_, own)| own.trim().to_owned());
        let side = |name: &str| values.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim);
        if let (Some(left), Some(right)) = (side("left: "), side("right: ")) {
            return Panic::Comparison { words, left: left.to_owned(), right: right.to_owned() };
        }
    }
    if let Some(condition) = message.strip_prefix("assertion failed: ") {
        return Panic::Condition(condition.to_owned());
    }
    let secondary = [
        ("PoisonError", Secondary::Poisoned),
        ("on a `None` value", Secondary::NoValue),
        ("attempt to subtract with overflow", Secondary::Underflow),
        ("attempt to add with overflow", Secondary::Overflow),
        ("attempt to multiply with overflow", Secondary::Overflow),
        ("index out of bounds", Secondary::OutOfBounds),
        ("on an `Err` value", Secondary::Error),
    ];
    match secondary.iter().find(|(text, _)| message.contains(text)) {
        Some(&(_, cause)) => Panic::Secondary { cause, text: message.to_owned() },
        None => Panic::Words(message.to_owned()),
    }
}

fn deadlock(facts: &Facts<'_>) -> Broken {
    let blocked = facts.blocked();
    let own: Vec<(Tid, Pending)> =
        blocked.iter().filter(|(_, pending)| !facts.is_tests(pending.at)).copied().collect();
    let waiting = if own.is_empty() { blocked } else { own };
    let asleep =
        !waiting.is_empty() && waiting.iter().all(|(thread, pending)| facts.is_asleep(*thread, pending));
    let cycle = facts.cycle().is_some();
    Broken::Deadlock { waiting: waiting.iter().map(|&(thread, _)| thread).collect(), asleep, cycle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn std_s_texts_are_parsed_once() {
        let text = "assertion `left == right` failed: a deposit is lost\n  left: 320\n right: 340";
        let sides = |words: Option<&str>, left: &str, right: &str| Panic::Comparison {
            words: words.map(str::to_owned),
            left: left.to_owned(),
            right: right.to_owned(),
        };
        assert_eq!(panic(text), sides(Some("a deposit is lost"), "320", "340"));
        let bare = "assertion `left == right` failed\n  left: 1\n right: 2";
        assert_eq!(panic(bare), sides(None, "1", "2"));
        assert_eq!(panic("assertion failed: x > 0"), Panic::Condition("x > 0".into()));
        assert_eq!(panic("both were paid"), Panic::Words("both were paid".into()));
    }

    #[test]
    fn a_panic_that_follows_from_another_mistake_is_recognised() {
        let cause = |text: &str| match panic(text) {
            Panic::Secondary { cause, .. } => Some(cause),
            _ => None,
        };
        assert_eq!(cause("called `Option::unwrap()` on a `None` value"), Some(Secondary::NoValue));
        assert_eq!(cause("attempt to subtract with overflow"), Some(Secondary::Underflow));
    }
}
