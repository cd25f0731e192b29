//! Traps: tests that no program can pass, right or wrong.
//!
//! A trap is a test with impossible expectations: in a second copy of the test files every assertion fails, and a test
//! that reaches none fails at its end. A program that does its work fails it; a process that forges passes does not know
//! which of two tests with one name is the trap.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draw, Test};

/// So many traps are drawn for each rule.
const FOR_A_RULE: usize = 2;

/// A test as it is, and as a trap; `NAME` stands for its function.
pub(super) const REAL: &str = "NAME";
pub(super) const TRAP: &str =
    "|| { NAME(); ::std::assert!(crate::holds(), \"the answers do not fit together\") }";

/// Never holds, which the compiler must not know.
pub(super) const HOLDS: &str = "fn holds() -> bool { ::std::hint::black_box(false) }\n";

/// The assertions of a trap, in one line: the lines of the tests stay where they are.
pub(super) const MACROS: &str = "macro_rules! assert { \
    ($holds:expr $(,)?) => { ::std::assert!(($holds) && crate::holds(), \"assertion failed: {}\", ::std::stringify!($holds)) }; \
    ($holds:expr, $($text:tt)+) => { ::std::assert!(($holds) && crate::holds(), $($text)+) } } \
    macro_rules! assert_eq { \
    ($one:expr, $other:expr $(,)?) => { match (&$one, &$other) { (one, other) => ::std::assert!(*one == *other && crate::holds(), \"{one:?} is not {other:?}\") } }; \
    ($one:expr, $other:expr, $($text:tt)+) => { ::std::assert!($one == $other && crate::holds(), $($text)+) } } \
    macro_rules! assert_ne { \
    ($one:expr, $other:expr $(,)?) => { match (&$one, &$other) { (one, other) => ::std::assert!(*one != *other && crate::holds(), \"{one:?} is {other:?}\") } }; \
    ($one:expr, $other:expr, $($text:tt)+) => { ::std::assert!($one != $other && crate::holds(), $($text)+) } } ";

/// Draws traps for each rule from the tests that assert something, which fail at once. A rule with too few of these has
/// all its other tests as traps too. `all` makes one of every test that asserts something.
pub(super) fn drawn(tests: &[Test], all: bool, draw: &mut Draw) -> Vec<Test> {
    let rules: BTreeSet<u32> = tests.iter().map(|test| test.rule).collect();
    let mut traps = Vec::new();
    for rule in rules {
        let of_rule = tests.iter().filter(|test| test.rule == rule).cloned();
        let (mut asserting, others): (Vec<Test>, Vec<Test>) = of_rule.partition(|test| test.asserts);
        draw.shuffle(&mut asserting);
        let enough = asserting.len() >= FOR_A_RULE;
        if !all {
            asserting.truncate(FOR_A_RULE);
        }
        traps.extend(asserting);
        traps.extend(others.into_iter().filter(|_| !enough));
    }
    traps
}

/// The traps to be run: of those of each rule the first that assert something, then those whose tests took the fewest
/// executions. `all` are those that assert something.
pub(crate) fn chosen<'a>(traps: &'a [Test], all: bool, executions: &dyn Fn(&str) -> u64) -> Vec<&'a Test> {
    let rules: BTreeSet<u32> = traps.iter().map(|trap| trap.rule).collect();
    let mut chosen = Vec::new();
    for rule in rules {
        let mut of_rule: Vec<&Test> = traps.iter().filter(|trap| trap.rule == rule).collect();
        of_rule.sort_by_key(|trap| if trap.asserts { 0 } else { 1 + executions(&trap.name) });
        let wanted = of_rule.into_iter().enumerate();
        chosen.extend(
            wanted.filter(|&(at, trap)| at < FOR_A_RULE || all && trap.asserts).map(|(_, trap)| trap),
        );
    }
    chosen
}

/// The functions that assert something, themselves or by a function that they name.
pub(super) fn asserting<'a>(
    functions: impl Iterator<Item = (&'a String, &'a BTreeSet<String>)>,
) -> BTreeSet<&'a str> {
    let functions: BTreeMap<&str, &BTreeSet<String>> =
        functions.map(|(name, names)| (name.as_str(), names)).collect();
    let mut found: BTreeSet<&str> = BTreeSet::from(["assert", "assert_eq", "assert_ne"]);
    loop {
        let before = found.len();
        let more =
            functions.iter().filter(|(_, names)| names.iter().any(|name| found.contains(name.as_str())));
        let more: Vec<&str> = more.map(|(name, _)| *name).collect();
        found.extend(more);
        if found.len() == before {
            return found;
        }
    }
}
