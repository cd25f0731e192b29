//! The macros that a submission may call.

use super::Refusal;

/// Macros of std, which a path may name too, that read nothing but their arguments.
pub(in crate::examine::screen) const PLAIN_MACROS: [&str; 23] = [
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

/// A macro called by its bare name, or named in the student's own macros.
pub(in crate::examine::screen) fn bare_macro(name: &str) -> Option<Refusal> {
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
pub(in crate::examine::screen) fn cfg_macro(text: &str) -> Option<Refusal> {
    (text != "test").then(|| {
        ("`cfg!` makes a program depend on how it is built".into(), Some("write one version".into()))
    })
}
