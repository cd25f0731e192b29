//! The environment of a test: seed, budget, the exercise, the rule, the command.

use std::path::PathBuf;
use std::sync::OnceLock;

use crate::search::budget::Budget;

/// The requests of the environment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) seed: u64,
    pub(crate) budget: Budget,
    pub(crate) locks_off: bool,
    /// The first key of hash maps in checks.
    pub(crate) keys: u64,
    /// Debug assertions are as in a build without them.
    pub(crate) release: bool,
    /// The rounds of an audit, instead of an exploration.
    pub(crate) audit: Option<u32>,
}

/// The variables that the grader sets. A test reads and removes them before any student's code runs.
pub(super) const CHANNEL: &str = "RACECOURSE_CHANNEL";
const SEED: &str = "RACECOURSE_SEED";
const BUDGET: &str = "RACECOURSE_BUDGET";
const LOCKS: &str = "RACECOURSE_LOCKS";
const KEYS: &str = "RACECOURSE_KEYS";
const BUILD: &str = "RACECOURSE_BUILD";
const AUDIT: &str = "RACECOURSE_AUDIT";

/// The seed if the environment gives none.
const DEFAULT_SEED: u64 = 7;

/// Returns the requests of the environment, as read at the first call.
pub(crate) fn given() -> Given {
    static GIVEN: OnceLock<Given> = OnceLock::new();
    *GIVEN.get_or_init(|| Given {
        seed: variable(SEED).and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_SEED),
        budget: variable(BUDGET).and_then(|text| Budget::named(&text)).unwrap_or(Budget::STANDARD),
        locks_off: variable(LOCKS).is_some_and(|text| text == "off"),
        keys: variable(KEYS).and_then(|text| text.parse().ok()).unwrap_or(0),
        release: variable(BUILD).is_some_and(|text| text == "release"),
        audit: variable(AUDIT).and_then(|text| text.parse().ok()),
    })
}

/// Reads the grader's variables, keeps their values, and removes them.
///
/// # Safety
/// No other thread may run.
pub(super) unsafe fn take() {
    given();
    for name in [CHANNEL, SEED, BUDGET, LOCKS, KEYS, BUILD, AUDIT] {
        // SAFETY: the caller guarantees that no other thread runs.
        unsafe { std::env::remove_var(name) };
    }
}

pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The folder of the exercise under `cargo test`, if the tests are an exercise's.
pub(super) fn exercise() -> Option<PathBuf> {
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    folder.join("exercise.toml").is_file().then_some(folder)
}

/// The command that runs only the running test.
pub(super) fn replay_command() -> String {
    let package = variable("CARGO_PKG_NAME").map_or_else(String::new, |package| format!(" -p {package}"));
    let thread = std::thread::current();
    let test =
        thread.name().filter(|&name| name != "main").map_or_else(String::new, |name| format!(" {name}"));
    format!("cargo test{package}{test}")
}

/// The rule that the running test judges, from the number in its name; the thread has the test's name.
pub(super) fn rule() -> Option<u32> {
    let thread = std::thread::current();
    let name = thread.name()?.rsplit("::").next()?.strip_prefix("rule_")?.to_owned();
    name.split('_').next()?.parse().ok()
}

/// Reads a source file by the compiler's name for it, relative to the package or to the workspace.
pub(super) fn local_source(file: &str) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find_map(|folder| std::fs::read_to_string(folder.join(file)).ok())
}
