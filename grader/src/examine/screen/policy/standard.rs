//! The paths of std that a submission may use.

use super::macros::{PLAIN_MACROS, bare_macro};
use super::{Ruling, refused};

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
const SYNC_TYPES: [&str; 6] = ["Arc", "Weak", "LockResult", "TryLockResult", "PoisonError", "TryLockError"];

/// What of `std::net` is plain data; `ToSocketAddrs` asks the system for the names of hosts.
const ADDRESSES: [&str; 8] = [
    "Shutdown",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "AddrParseError",
];

/// Modules of std of which a part is refused, or all.
const STD_REFUSED: [&str; 18] = [
    "alloc",
    "any",
    "arch",
    "backtrace",
    "env",
    "ffi",
    "fs",
    "hint",
    "intrinsics",
    "io",
    "net",
    "os",
    "panic",
    "path",
    "process",
    "sync",
    "thread",
    "time",
];

/// Returns whether a module of std has this name and holds something that is refused.
pub(in crate::examine::screen) fn is_in_std(name: &str) -> bool {
    STD_REFUSED.contains(&name)
}

/// Rules on a path in std, without its crate.
pub(super) fn standard(rest: &[&str]) -> Ruling {
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
            "AssertUnwindSafe" | "UnwindSafe" | "RefUnwindSafe" | "resume_unwind" | "panic_any",
            ..,
        ] => Ruling::Allowed,
        ["panic", "Location", ..] => refused(
            format!("`{}` shows where the program is called", path()),
            "let the program do the same wherever it is called",
        ),
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
        ["net", name, ..] if ADDRESSES.contains(name) => Ruling::Allowed,
        ["net", "TcpListener" | "TcpStream" | "Incoming", ..] => {
            hidden(format!("use `interleaving::{}`, which has the same interface", rest.join("::")))
        }
        ["net", ..] => hidden("use `interleaving::net`, which has `TcpListener` and `TcpStream`".into()),
        ["fs" | "path" | "env" | "os" | "ffi", ..] => {
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
