//! The names that a submission may use, and the message if it uses another one.

mod attributes;
mod standard;

mod macros;

pub(super) use attributes::attribute;
pub(super) use macros::{PLAIN_MACROS, bare_macro, cfg_macro};
pub(super) use standard::is_in_std;
use standard::standard;

/// The ruling on a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    /// It and everything below it.
    Allowed,
    /// A module that holds both; the path must go on.
    Mixed,
    /// Why, and what to use instead.
    Refused(String, Option<String>),
}

type Refusal = (String, Option<String>);

/// The library of the exercises.
pub(super) const LIBRARY: &str = "interleaving";
/// The crates that source may name.
pub(super) const ROOTS: [&str; 4] = ["std", "core", "alloc", LIBRARY];

/// Modules of `interleaving` for exercises; the rest of it is the checker.
const LIBRARY_MODULES: [&str; 7] = ["sync", "thread", "cell", "hint", "net", "time", "thread_local"];
/// Types of it in which exercises answer: how a program can end. Finding it out is the checker's.
const LIBRARY_TYPES: [&str; 2] = ["Ending", "Outcomes"];
/// Types of it with which a process is written; its network is the checker's.
const PROCESS_TYPES: [&str; 2] = ["Id", "Outbox"];

/// Rules on a path that begins with one of [`ROOTS`].
pub(super) fn rule(path: &[String], forbid: &[String]) -> Ruling {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    if let Some(name) = parts[1..].iter().find(|part| forbid.iter().any(|name| name == *part)) {
        return refused(
            format!("this exercise does without `{name}`"),
            "build what you need from the other types; the README says which",
        );
    }
    match parts.as_slice() {
        [] | ["std" | "core" | "alloc" | "interleaving"] => Ruling::Mixed,
        ["interleaving", rest @ ..] => library(rest, forbid),
        [_, rest @ ..] => standard(rest),
    }
}

fn library(rest: &[&str], forbid: &[String]) -> Ruling {
    match rest {
        [module] if LIBRARY_MODULES.contains(module) && !forbid.is_empty() => Ruling::Mixed,
        ["sync", "atomic" | "mpsc"] if !forbid.is_empty() => Ruling::Mixed,
        [module, ..] if LIBRARY_MODULES.contains(module) => Ruling::Allowed,
        [name, ..] if LIBRARY_TYPES.contains(name) => Ruling::Allowed,
        ["process"] => Ruling::Mixed,
        ["process", name, ..] if PROCESS_TYPES.contains(name) => Ruling::Allowed,
        _ => refused(
            format!("`interleaving::{}` belongs to the checker", rest.join("::")),
            "use `interleaving::sync`, `thread`, `cell`, `hint`, `net` and `time` only, and `Id` and `Outbox` of \
             `process`",
        ),
    }
}

fn refused(text: String, instead: impl Into<String>) -> Ruling {
    Ruling::Refused(text, Some(instead.into()))
}

/// `unsafe`, `extern`, `static`.
pub(super) fn keyword(keyword: &str) -> Refusal {
    let (text, instead) = match keyword {
        "unsafe" => (
            "`unsafe` could break the rules that the checker relies on",
            "write it in safe Rust; every exercise can be",
        ),
        "extern" => (
            "`extern` brings in code from elsewhere",
            "use std and `interleaving` by their names, without `extern`",
        ),
        _ => (
            "a `static` survives from one schedule to the next",
            "keep the value in the struct, shared through an `Arc`",
        ),
    };
    (text.into(), Some(instead.into()))
}

/// `use module::*` of a module that holds what is refused.
pub(super) fn glob(meaning: &[String]) -> Refusal {
    let path = meaning.join("::");
    (
        format!("`{path}::*` takes in names that are not allowed"),
        Some(format!("name what you need, as in `use {path}::{{First, Second}}`")),
    )
}

/// A module's name handed to a macro of the student's own.
pub(super) fn in_macro(meaning: &[String]) -> Refusal {
    let path = meaning.join("::");
    (
        format!("a macro of your own must not be given `{path}` to build a path from"),
        Some("write the path out, or do without the macro".into()),
    )
}

/// `mod name;` of a file that was not taken.
pub(super) fn file(name: &str) -> Refusal {
    (
        format!("the file of `mod {name}` is not part of the submission"),
        Some(format!("write `mod {name} {{ … }}` in the file, with what belongs to it")),
    )
}

/// Something of one's own under the library's name.
pub(super) fn another_library() -> Refusal {
    ("`interleaving` is the name of the library".into(), Some("choose another name".into()))
}

/// A path of which no more is known than that it leads to something withheld.
pub(super) fn elsewhere(path: &str) -> Refusal {
    (
        format!("`{path}` is not among what this exercise may use"),
        Some("use what `interleaving` offers, or another part of std".into()),
    )
}

/// A path into another crate.
pub(super) fn foreign(name: &str) -> Refusal {
    (
        format!("`{name}` is not part of the exercise: no other crate is available"),
        Some("use std and `interleaving`".into()),
    )
}
