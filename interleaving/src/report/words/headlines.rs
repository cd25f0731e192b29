//! The headline: the broken promise, in words for a reader who has not seen the test.

use super::network;
use super::numbers::thousands;
use crate::report::message::{object, say, thread};
use crate::report::{Answered, Broken, Caller, Message, Misuse, Outcome, Panic, Place, Race, Secondary};

/// The headline, in one line.
pub(crate) fn headline(broken: &Broken) -> Message {
    match broken {
        Broken::Panic { thread, panic, place } => panicked(*thread, panic, place.as_ref()),
        Broken::Deadlock { waiting, asleep, cycle } => deadlock(waiting, *asleep, *cycle),
        Broken::DataRace { race: Some(Race { threads: (one, other), object: cell }) } => say![
            thread(*one),
            " and ",
            thread(*other),
            " use ",
            object(*cell),
            ", one of them writes, and nothing orders the two: a data race",
        ],
        Broken::DataRace { race: None } => "two accesses that nothing orders: a data race".into(),
        Broken::LeakedLock { thread: who, object: lock } => {
            say![thread(*who), " ended without unlocking ", object(*lock)]
        }
        Broken::NeverFinishes => "never finishes: no continuation that ends was found".into(),
        Broken::NeverYields { thread: who } => {
            say![thread(*who), " waits in a loop without a yield, and keeps the others from running"]
        }
        Broken::Hangs { thread: who, after } => say![
            thread(*who),
            " computes for ever",
            last_step(after.as_ref()),
            ": a loop that touches no shared object cannot end, and the check cannot see std's operations",
        ],
        Broken::NeverMeets => "no schedule makes this possible".into(),
        Broken::NotBlocked { thread: who, call } => {
            say![thread(*who), " must sleep in ", call, ", but keeps running"]
        }
        Broken::NotHeld { thread: who, object: lock, holder, place } => {
            let whose = match holder {
                Some(holder) => say![", which ", thread(*holder), " holds ("],
                None => ", which nobody holds (".into(),
            };
            say![thread(*who), " releases ", object(*lock), whose, place, ")"]
        }
        Broken::Unpredicted { outcome: Outcome::Ends(end) } => {
            format!("this schedule ends with {end}, which your set lacks").into()
        }
        Broken::Unpredicted { outcome: Outcome::Deadlock } => {
            "this schedule ends in a deadlock, which your set lacks".into()
        }
        Broken::NeverEnds { outcome, more: 0 } => {
            format!("your set has {outcome}, but no schedule ends that way").into()
        }
        Broken::NeverEnds { outcome, more } => {
            let more = thousands(*more);
            format!("your set has {outcome} and {more} more outcomes that no schedule has").into()
        }
        Broken::NotSerializable { calls } => not_serializable(calls).into(),
        Broken::NotInOrder { first, served } => {
            let of = |caller: &Caller| say![&caller.call, " of ", thread(caller.thread)];
            say!["not in order: ", of(first), " came first, but ", of(served), " is served first"]
        }
        Broken::Unsafe { words } => words.into(),
        Broken::NeverServed { process, condition } => network::never_served(*process, condition),
        Broken::ServedOutOfOrder { first, served, request, granted } => {
            network::out_of_order(*first, *served, request, granted)
        }
        Broken::Misuse(misuse) => misused(misuse),
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            // The outcome of a program that leaves nothing is written as in its source.
            Self::Ends(end) if end == "()" => f.write_str("Ends(())"),
            Self::Ends(end) => f.write_str(end),
            Self::Deadlock => f.write_str("a deadlock"),
        }
    }
}

/// The calls and their answers.
pub(crate) fn not_serializable(calls: &[Answered]) -> String {
    let answers: Vec<String> = calls
        .iter()
        .map(|Answered { call, answer }| match answer {
            Some(answer) => format!("{call} = {answer}"),
            None => format!("{call} did not return"),
        })
        .collect();
    format!("no serial order gives these answers: {}", answers.join(", "))
}

/// A panic in the words of the case.
fn panicked(who: usize, panic: &Panic, place: Option<&Place>) -> Message {
    let at = place.map_or_else(Message::default, |place| say![" (", place, ")"]);
    match panic {
        Panic::Comparison { words, left, right } => {
            let own = words.as_ref().map_or_else(String::new, |words| format!("{words}: "));
            say![format!("{own}left is {left}, right is {right}"), at]
        }
        Panic::Condition(condition) => say![format!("`{condition}` does not hold"), at],
        Panic::Secondary { cause, .. } => say![thread(who), " ", secondary(*cause), at],
        Panic::Words(words) => say![words, at],
    }
}

fn secondary(cause: Secondary) -> &'static str {
    match cause {
        Secondary::Poisoned => "finds a lock whose holder panicked",
        Secondary::NoValue => "finds no value where it needs one",
        Secondary::Underflow => "subtracts more than there is",
        Secondary::Overflow => "exceeds the largest value of its type",
        Secondary::OutOfBounds => "reaches past the end of a list",
        Secondary::Error => "finds an error where it needs a value",
    }
}

/// The raw text of a panic whose headline has other words.
pub(super) fn raw_panic(broken: &Broken) -> Option<&str> {
    match broken {
        Broken::Panic { panic: Panic::Secondary { text, .. }, .. } => Some(text),
        _ => None,
    }
}

fn deadlock(waiting: &[usize], asleep: bool, cycle: bool) -> Message {
    let (one, many) = if asleep { (" sleeps", " sleep") } else { (" waits", " wait") };
    let who = match waiting {
        [] => "threads wait for each other to finish".into(),
        [single] => say![thread(*single), one, " for ever"],
        [first @ .., last] => {
            let first = Message::join(first.iter().map(|&who| thread(who).into()), ", ");
            say![first, " and ", thread(*last), many, " for ever"]
        }
    };
    if cycle { say!["deadlock: ", who] } else { who }
}

fn misused(misuse: &Misuse) -> Message {
    match misuse {
        Misuse::Survives { object } => format!(
            "a {object} was used outside this schedule before; make it inside the check's closure (a `static` \
             keeps its value from one schedule to the next)"
        )
        .into(),
        Misuse::TooManyThreads { most } => format!("more than {most} threads were started").into(),
        Misuse::NeverTheSame { step } => format!(
            "the program does something else each time: two executions of the same schedule differ at step {step}, \
             with the same addresses and hash keys"
        )
        .into(),
        Misuse::WaitsUnseen { thread: who, after } => say![
            thread(*who),
            " waits for something that the check cannot see",
            last_step(after.as_ref()),
            ": use the locks, channels and sleeps of `interleaving` instead of std's, and no input",
        ],
        Misuse::Unseen { place, path, instead } => format!(
            "{}:{}: the check cannot see `{path}`; instead: use `{instead}`",
            place.file, place.line
        )
        .into(),
    }
}

fn last_step(after: Option<&Place>) -> Message {
    after.map_or_else(Message::default, |place| say![", after its last step at ", place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_keeps_its_own_words_and_numbers() {
        let told = |words: Option<&str>| {
            let (left, right) = ("320".to_owned(), "340".to_owned());
            let panic = Panic::Comparison { words: words.map(str::to_owned), left, right };
            headline(&Broken::Panic { thread: 0, panic, place: None }).to_string()
        };
        assert_eq!(told(Some("a deposit is lost")), "a deposit is lost: left is 320, right is 340");
        assert_eq!(told(None), "left is 320, right is 340");
    }

    #[test]
    fn a_secondary_panic_gets_other_words_and_keeps_its_text() {
        let text = "called `Option::unwrap()` on a `None` value".to_owned();
        let place = Some(Place { file: "src/lib.rs".into(), line: 9, column: 1 });
        let broken = Broken::Panic {
            thread: 2,
            panic: Panic::Secondary { cause: Secondary::NoValue, text: text.clone() },
            place,
        };
        assert_eq!(headline(&broken).to_string(), "P2 finds no value where it needs one (lib.rs:9)");
        assert_eq!(raw_panic(&broken), Some(&*text));
    }
}
