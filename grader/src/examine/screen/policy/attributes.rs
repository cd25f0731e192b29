//! The attributes that a submission may have.

use super::Refusal;

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
pub(in crate::examine::screen) fn attribute(name: &str, text: &str, is_guess: bool) -> Option<Refusal> {
    let refuse = |text: &str, instead: &str| Some((format!("`#[{name}]` {text}"), Some(instead.to_owned())));
    match name {
        "cfg" if text == "cfg(test)" || text == "cfg(not(test))" => None,
        "cfg" | "cfg_attr" => {
            refuse("other than `#[cfg(test)]` makes a program depend on how it is built", "write one version")
        }
        // `[$($x),*]` and `[$n]`: mostly an array, or an index.
        "$" if is_guess => None,
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
