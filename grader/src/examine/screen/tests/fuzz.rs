//! Random source: the screen answers all of it, and no text around a refused place makes that place
//! clean.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::screened;
use crate::examine::screen::Screened;

/// The same cases in every run; `PROPTEST_CASES` sets their number.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..ProptestConfig::default() }
}

const WORDS: [&str; 64] = [
    "use",
    "as",
    "self",
    "super",
    "crate",
    "std",
    "core",
    "sync",
    "Mutex",
    "interleaving",
    "thread",
    "mod",
    "fn",
    "f",
    "x",
    "m",
    "::",
    "::",
    ":",
    ";",
    ";",
    ",",
    "*",
    "=",
    "#",
    "#!",
    "!",
    "$",
    "$x",
    "$crate",
    "'",
    "'a",
    "macro_rules",
    "macro_rules!",
    "include_str!",
    "cfg!",
    "println!",
    "thread_local!",
    "static",
    "unsafe",
    "extern",
    "pub",
    "impl",
    "struct",
    "const",
    "type",
    "let",
    "r#std",
    "#[cfg(test)]",
    "#[test]",
    "#[path = \"x\"]",
    "#[derive(Debug)]",
    "\"text\"",
    "'c'",
    "b\"x\"",
    "r#\"x\"#",
    "1",
    "1.5",
    "/* c */",
    "// c\n",
    "/// d\n",
    "<",
    ">",
    "=>",
];

/// Words of Rust in any order, in balanced brackets.
fn soup() -> impl Strategy<Value = String> {
    let words =
        prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..12).prop_map(|words| words.join(" "));
    words.prop_recursive(5, 60, 6, |inner| {
        let group = (prop::sample::select(vec!["()", "[]", "{}"]), prop::collection::vec(inner, 0..5));
        group.prop_map(|(brackets, parts)| {
            format!("{} {} {}", &brackets[..1], parts.join(" "), &brackets[1..])
        })
    })
}

/// Names for `std::sync`, each imported from the one before, in modules of their own.
fn renamed(steps: &[(u8, bool)]) -> String {
    let mut text = "mod m0 { pub use std::sync as n0; }\n".to_owned();
    for (at, (shape, is_first)) in steps.iter().enumerate() {
        let (old, new) = (format!("m{at}::n{at}"), at + 1);
        let import = match shape % 5 {
            0 => format!("pub use crate::{old} as n{new};"),
            1 => format!("pub use super::{old}::{{self as n{new}}};"),
            2 => format!("pub use super::m{at}::{{n{at} as n{new}, n{at} as other{new}}};"),
            3 => format!("use super::m{at} as q{at}; pub use q{at}::n{at} as n{new};"),
            _ => format!("pub use super::m{at}::*; pub use n{at} as n{new};"),
        };
        let module = format!("mod m{new} {{ {import} }}\n");
        text = if *is_first { module + &text } else { text + &module };
    }
    text
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_answered(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        screened(&text, &[]);
        screened(&String::from_utf8_lossy(&bytes), &["Mutex"]);
    }

    #[test]
    fn any_words_of_rust_are_answered(soup in soup()) {
        screened(&soup, &["Mutex"]);
    }

    #[test]
    fn nothing_that_follows_makes_a_refused_place_clean(soup in soup(), bad in prop::sample::select(vec![
        "fn a() { std::process::exit(0) }",
        "mod a { use std::sync::Mutex; }",
        "const A: &str = include_str!(\"x\");",
        "#[path = \"x\"] mod a {}",
        "static A: i32 = 3;",
        "fn a() { unsafe {} }",
        "macro_rules! a { () => { std::thread::spawn } }",
    ])) {
        prop_assert_ne!(screened(&format!("{bad}\n{soup}"), &[]), Screened::Clean);
        prop_assert_ne!(screened(&format!("mod inner {{ {bad} }}\n{soup}"), &[]), Screened::Clean);
        // The `;` ends the text before, which could otherwise leave it out as `#[cfg(test)]` does.
        prop_assert_ne!(screened(&format!("{soup}\n; {bad}"), &[]), Screened::Clean);
    }

    #[test]
    fn a_module_of_std_is_known_by_any_name(steps in prop::collection::vec((any::<u8>(), any::<bool>()), 0..12)) {
        let last = steps.len();
        let text = renamed(&steps);
        prop_assert_ne!(screened(&format!("{text} fn f() {{ m{last}::n{last}::Mutex::new(3); }}"), &[]), Screened::Clean);
        prop_assert_eq!(screened(&format!("{text} fn f() {{ m{last}::n{last}::Arc::new(3); }}"), &[]), Screened::Clean);
    }
}
