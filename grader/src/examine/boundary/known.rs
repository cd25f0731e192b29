//! The words and phrases that a student can read without a hidden test.

use super::literals::written;
use crate::canary::CANARY;

/// Texts of std's and of the library's that reach a report, with `{}` for what varies.
const STANDARD: [&str; 23] = [
    "called `Option::unwrap()` on a `None` value",
    "called `Result::unwrap()` on an `Err` value: ",
    "attempt to subtract with overflow",
    "attempt to add with overflow",
    "attempt to multiply with overflow",
    "attempt to divide by zero",
    "attempt to calculate the remainder with a divisor of zero",
    "attempt to negate with overflow",
    "attempt to shift left with overflow",
    "index out of bounds: the len is {} but the index is {}",
    "range end index {} out of range for slice of length {}",
    "slice index starts at {} but ends at {}",
    "internal error: entered unreachable code",
    "not implemented",
    "not yet implemented",
    "explicit panic",
    "already borrowed: BorrowMutError, already mutably borrowed: BorrowError, RefCell already borrowed",
    "a panic whose payload is not a text; {} bytes in all",
    "{} is gone",
    "a scoped thread panicked, a lock is released by a thread that does not hold it",
    "returned, where it has to wait; two accesses to a `RaceCell` at the same time, one of which writes",
    "PoisonError TryLockError WouldBlock Poisoned SendError RecvError TrySendError TryRecvError Full Empty Disconnected \
     Timeout Utf8Error ParseIntError InvalidDigit PosOverflow NegOverflow Any AccessError ThreadId JoinHandle",
    "Some None Ok Err true false NaN inf main Kind Custom Os code kind message error BrokenPipe broken pipe \
     ConnectionReset connection reset ConnectionRefused connection refused ConnectionAborted NotConnected \
     UnexpectedEof unexpected end of file failed to fill whole buffer InvalidInput InvalidData TimedOut Interrupted \
     WriteZero failed to write whole buffer AddrInUse address in use Unsupported Other",
];

/// A part of a literal is a phrase if it has so many bytes.
const PHRASE: usize = 4;
/// The digits of the largest number of 64 bits.
const DIGITS: usize = 20;

/// The texts that a student knows without a hidden test: the own submission, the exercise's public files, and those that
/// the authors of the hidden tests wrote to be read.
pub(super) struct Known {
    /// The student's files and the exercise's public ones.
    open: String,
    /// All words, in lower case, one a line.
    words: String,
    /// The parts of literals between their placeholders, the longest first.
    phrases: Vec<String>,
}

impl Known {
    /// `open` are sources and texts that the student may read. Of `hidden`, only the literals and variants count.
    pub(super) fn new(open: &[String], hidden: &str) -> Self {
        let hidden = written(hidden);
        let mut literals: Vec<String> = open.iter().flat_map(|source| written(source).texts).collect();
        literals.extend(hidden.texts.iter().cloned());
        literals.extend(STANDARD.map(str::to_owned));
        let mut phrases: Vec<String> = literals.iter().flat_map(|literal| phrases(literal)).collect();
        phrases.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        phrases.dedup();
        let open = open.join("\n");
        let texts =
            [open.as_str()].into_iter().chain(hidden.texts.iter().map(String::as_str)).chain(STANDARD);
        let words = texts.flat_map(|text| text.split(|letter| !is_of_word(letter)));
        let words = words.chain(hidden.names.iter().map(String::as_str));
        let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        Self { words: words.join("\n"), open, phrases }
    }

    /// The longest phrase with which `text` begins.
    pub(super) fn phrase(&self, text: &str) -> Option<&str> {
        self.phrases.iter().find(|phrase| text.starts_with(phrase.as_str())).map(String::as_str)
    }

    /// Returns whether a reader learns nothing from this word: it is a number, or a part of a known word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        if word.to_lowercase().contains(CANARY) {
            return false;
        }
        if word.contains("::") {
            return self.open.contains(word);
        }
        let mut letters = word.chars();
        let first = letters.next().unwrap_or_default();
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        // `P3`, `a1`.
        let numbered =
            first.is_alphabetic() && word.len() <= 4 && letters.all(|letter| letter.is_ascii_digit());
        number && word.len() <= DIGITS
            || numbered
            || is_run(word)
            || self.words.contains(&word.to_lowercase())
    }

    /// Returns whether the student can read this piece of source, however it is spaced.
    pub(super) fn has_source(&self, source: &str) -> bool {
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        dense(&self.open).contains(&dense(source))
    }
}

/// Returns whether it is one character, again and again.
pub(super) fn is_run(word: &str) -> bool {
    let first = word.chars().next();
    word.chars().all(|letter| Some(letter) == first)
}

/// Returns whether a word has this character.
pub(super) fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The parts of a literal between its placeholders.
fn phrases(literal: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        let doubled = letters.peek() == Some(&letter);
        match letter {
            '{' if !doubled => {
                letters.by_ref().find(|&letter| letter == '}');
                parts.push(String::new());
            }
            '{' | '}' if doubled => letters.next().into_iter().for_each(|brace| add(&mut parts, brace)),
            letter => add(&mut parts, letter),
        }
    }
    // A literal without placeholders is a phrase as it is, braces and all.
    parts.push(literal.to_owned());
    parts.retain(|part| part.len() >= PHRASE);
    parts
}

fn add(parts: &mut [String], letter: char) {
    if let Some(last) = parts.last_mut() {
        last.push(letter);
    }
}
