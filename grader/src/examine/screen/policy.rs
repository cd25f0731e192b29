//! What a submission may name, and what to say when it names something else.

/// What becomes of a path.
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

/// The crates that source may name.
pub(super) const ROOTS: [&str; 4] = ["std", "core", "alloc", "interleaving"];

/// Modules of std of which all is allowed. What is unsafe in them does not compile anyway.
const STD_WHOLE: [&str; 48] = [
    "array",
    "ascii",
    "assert_matches",
    "borrow",
    "boxed",
    "cell",
    "char",
    "clone",
    "cmp",
    "collections",
    "convert",
    "default",
    "error",
    "f32",
    "f64",
    "fmt",
    "future",
    "hash",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "iter",
    "marker",
    "mem",
    "num",
    "ops",
    "option",
    "pin",
    "prelude",
    "primitive",
    "ptr",
    "range",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "task",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "vec",
];
/// Macros of std, which a path may name too, that read nothing but their arguments.
pub(super) const PLAIN_MACROS: [&str; 23] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
    "try",
    "concat",
];
const SYNC_TYPES: [&str; 6] = ["Arc", "Weak", "LockResult", "TryLockResult", "PoisonError", "TryLockError"];
/// Modules of `interleaving` for exercises; the rest of it is the checker.
const LIBRARY_MODULES: [&str; 6] = ["sync", "thread", "cell", "hint", "time", "thread_local"];
/// Types of it in which exercises answer: how a program can end. Finding it out is the checker's.
const LIBRARY_TYPES: [&str; 2] = ["Ending", "Outcomes"];

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
        [_, rest @ ..] => std(rest),
    }
}

fn library(rest: &[&str], forbid: &[String]) -> Ruling {
    match rest {
        [module] if LIBRARY_MODULES.contains(module) && !forbid.is_empty() => Ruling::Mixed,
        ["sync", "atomic" | "mpsc"] if !forbid.is_empty() => Ruling::Mixed,
        [module, ..] if LIBRARY_MODULES.contains(module) => Ruling::Allowed,
        [name, ..] if LIBRARY_TYPES.contains(name) => Ruling::Allowed,
        _ => refused(
            format!("`interleaving::{}` belongs to the checker", rest.join("::")),
            "use `interleaving::sync`, `thread`, `cell`, `hint` and `time` only",
        ),
    }
}

fn std(rest: &[&str]) -> Ruling {
    let path = || format!("std::{}", rest.join("::"));
    let hidden = |instead: String| refused(format!("the checker cannot see `{}`", path()), instead);
    let outside = |what: &str| refused(format!("`{}` reaches outside the exercise", path()), what);
    match rest {
        ["sync" | "io" | "panic" | "time" | "hint" | "any"] | ["sync", "atomic"] => Ruling::Mixed,
        ["sync", "atomic", "Ordering", ..] => Ruling::Allowed,
        ["sync", name, ..] if SYNC_TYPES.contains(name) => Ruling::Allowed,
        ["sync", ..] => {
            hidden(format!("use `interleaving::{}`, which has the same interface", rest.join("::")))
        }
        ["thread", ..] => {
            hidden(format!("use `interleaving::{}`, which has the same interface", rest.join("::")))
        }
        ["thread_local", ..] => hidden("use `interleaving::thread_local!`".into()),
        ["hint", "spin_loop", ..] => hidden("use `interleaving::hint::spin_loop`".into()),
        ["hint", ..] => Ruling::Allowed,
        ["time", "Duration" | "TryFromFloatSecsError", ..] => Ruling::Allowed,
        ["time", ..] => hidden("use `interleaving::time::Instant`; time is virtual in a check".into()),
        [
            "io",
            "stdin" | "Stdin" | "StdinLock" | "stdout" | "Stdout" | "StdoutLock" | "stderr" | "Stderr"
            | "StderrLock",
            ..,
        ] => outside("print with `println!`; there is nothing to read"),
        ["io", "pipe" | "PipeReader" | "PipeWriter", ..] => hidden("use `interleaving::sync::mpsc`".into()),
        ["io", ..] => Ruling::Allowed,
        [
            "panic",
            "AssertUnwindSafe" | "UnwindSafe" | "RefUnwindSafe" | "Location" | "resume_unwind" | "panic_any",
            ..,
        ] => Ruling::Allowed,
        ["panic", ..] => refused(
            format!("`{}` would hide a panic from the checker", path()),
            "let the panic go; `join` of `interleaving::thread` returns it as `Err`",
        ),
        ["any", "type_name" | "type_name_of_val", ..] => refused(
            format!("`{}` makes a program depend on how it is built", path()),
            "say the name yourself",
        ),
        ["any", ..] => Ruling::Allowed,
        ["process", ..] => outside("return or panic; a program that stops has passed no test"),
        ["fs" | "path" | "env" | "net" | "os" | "ffi", ..] => {
            outside("work with the values that the functions are given")
        }
        ["arch" | "intrinsics" | "simd", ..] => outside("write plain Rust"),
        ["alloc" | "backtrace", ..] => outside("leave this to the checker"),
        [name, ..] if STD_WHOLE.contains(name) || PLAIN_MACROS.contains(name) => Ruling::Allowed,
        [name, ..] => match bare_macro(name) {
            Some((text, instead)) => Ruling::Refused(text, instead),
            None => refused(
                format!("`{}` is not among what the exercises need", path()),
                "use another part of std, or ask your instructor",
            ),
        },
        [] => Ruling::Mixed,
    }
}

fn refused(text: String, instead: impl Into<String>) -> Ruling {
    Ruling::Refused(text, Some(instead.into()))
}

/// A macro called by its bare name, or named in the student's own macros.
pub(super) fn bare_macro(name: &str) -> Option<Refusal> {
    let refuse = |text: &str, instead: &str| Some((format!("`{name}!` {text}"), Some(instead.to_owned())));
    match name {
        "include" | "include_str" | "include_bytes" => {
            refuse("reads a file that is not part of the submission", "write the text where it is needed")
        }
        "env" | "option_env" => {
            refuse("reads the environment of the compiler", "write the value as a constant")
        }
        "asm" | "global_asm" | "naked_asm" => {
            refuse("is unsafe code", "use the atomics of `interleaving::sync::atomic`")
        }
        "thread_local" => refuse("of std is invisible to the checker", "use `interleaving::thread_local!`"),
        "is_x86_feature_detected" | "is_aarch64_feature_detected" | "is_riscv_feature_detected" => {
            refuse("makes a program depend on the machine", "write one version")
        }
        "cfg_select" => refuse("makes a program depend on how it is built", "write one version"),
        _ => None,
    }
}

/// `cfg!(…)`, other than `cfg!(test)`.
pub(super) fn cfg_macro(text: &str) -> Option<Refusal> {
    (text != "test").then(|| {
        ("`cfg!` makes a program depend on how it is built".into(), Some("write one version".into()))
    })
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

/// Attributes that change nothing but what the compiler says, and those of data types and tests.
const ATTRIBUTES: [&str; 19] = [
    "allow",
    "automatically_derived",
    "cold",
    "default",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "forbid",
    "ignore",
    "inline",
    "must_use",
    "non_exhaustive",
    "repr",
    "should_panic",
    "test",
    "track_caller",
    "warn",
];
/// Tools of which every attribute is a note for the tool.
const TOOLS: [&str; 4] = ["clippy::", "rustfmt::", "rustdoc::", "diagnostic::"];

/// An attribute, by the last segment of its name and its whole text. One that is only a guess, brackets
/// in a macro, is mostly a list of values, so of those only the attributes that reach out are refused.
pub(super) fn attribute(name: &str, text: &str, is_guess: bool) -> Option<Refusal> {
    let refuse = |text: &str, instead: &str| Some((format!("`#[{name}]` {text}"), Some(instead.to_owned())));
    match name {
        "cfg" if text == "cfg(test)" || text == "cfg(not(test))" => None,
        "cfg" | "cfg_attr" => {
            refuse("other than `#[cfg(test)]` makes a program depend on how it is built", "write one version")
        }
        "$" => refuse("is put together by a macro", "write the attribute out"),
        "path" => refuse("takes a module from another place", "write `mod name { … }` in the file"),
        "macro_export" | "macro_use" => {
            refuse("lets a macro out of the crate", "define the macro before its use")
        }
        "feature" => refuse("needs another compiler than the course's", "use stable Rust"),
        "no_mangle" | "export_name" | "link" | "link_name" | "link_section" | "link_ordinal" | "linkage"
        | "used" | "no_link" => refuse("changes how the program is linked", "remove it"),
        "global_allocator"
        | "no_std"
        | "no_core"
        | "no_main"
        | "panic_handler"
        | "alloc_error_handler"
        | "naked"
        | "target_feature"
        | "instruction_set"
        | "crate_type"
        | "crate_name"
        | "proc_macro"
        | "proc_macro_derive"
        | "proc_macro_attribute"
        | "no_builtins"
        | "no_implicit_prelude"
        | "recursion_limit"
        | "type_length_limit"
        | "collapse_debuginfo"
        | "windows_subsystem" => refuse("changes how the program is built", "remove it"),
        "debugger_visualizer" => refuse("reads a file that is not part of the submission", "remove it"),
        _ if is_guess || ATTRIBUTES.contains(&name) || TOOLS.iter().any(|tool| text.starts_with(tool)) => {
            None
        }
        _ => refuse("is not among what the exercises need", "remove it"),
    }
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

/// A path into another crate.
pub(super) fn foreign(name: &str) -> Refusal {
    (
        format!("`{name}` is not part of the exercise: no other crate is available"),
        Some("use std and `interleaving`".into()),
    )
}
