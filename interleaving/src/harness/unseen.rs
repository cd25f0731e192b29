//! Uses of std's locks, atomics and threads in an exercise's own files, which no check can see.
//!
//! The explorer does not know which threads wait for a lock of std. With such a lock, a wrong program has a single
//! schedule and passes, and a right one hangs. So `cargo test` reports the lock before it explores. The student's own
//! tests inside the file may use std.

use std::fs;
use std::path::Path;

use crate::report::{Broken, CheckReport, CheckVerdict, Failure, Found, Misuse, Place};

/// A path of std that the explorer cannot see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unseen {
    file: String,
    line: u32,
    path: String,
}

/// Finds the first such path in the `.rs` files of `folder`, by name and line.
pub(super) fn look_in(folder: &Path) -> Option<Unseen> {
    let mut entries: Vec<_> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.into_iter().find_map(|path| {
        if path.is_dir() {
            return look_in(&path);
        }
        let source = path.extension().is_some_and(|end| end == "rs").then(|| fs::read_to_string(&path).ok());
        let (line, found) = first(&source??)?;
        let name = path.file_name()?.to_string_lossy();
        Some(Unseen { file: format!("src/{name}"), line, path: found })
    })
}

impl Unseen {
    /// Makes the report of a check that found this path.
    pub(super) fn report(&self, check: &str) -> CheckReport {
        let instead = self.path.replacen("std", "interleaving", 1);
        let place = Place { file: self.file.clone(), line: self.line, column: 1 };
        let broken =
            Broken::Misuse(Misuse::Unseen { place: place.clone(), path: self.path.clone(), instead });
        let failure = Failure::without_schedule(broken, Found::Reading, Some(place));
        CheckReport { failure: Some(failure), ..CheckReport::new(check, CheckVerdict::Failed) }
    }
}

/// The paths of std that wait, share state or read the clock.
const BLIND: [&str; 12] = [
    "std::sync::Mutex",
    "std::sync::RwLock",
    "std::sync::Condvar",
    "std::sync::Barrier",
    "std::sync::Once",
    "std::sync::OnceLock",
    "std::sync::mpsc",
    "std::sync::atomic",
    "std::thread",
    "std::hint::spin_loop",
    "std::time::Instant",
    "std::time::SystemTime",
];

fn is_blind(path: &str) -> bool {
    let below = |blind: &&str| {
        path.strip_prefix(*blind).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    !path.starts_with("std::sync::atomic::Ordering") && BLIND.iter().any(below)
}

/// Finds the first such path in `source`, with its line from 1.
fn first(source: &str) -> Option<(u32, String)> {
    let tokens = tokens(source);
    let mut at = 0;
    while at < tokens.len() {
        if let Some(after) = past_test(&tokens, at) {
            at = after;
        } else if tokens[at].1 == "std" && (at == 0 || tokens[at - 1].1 != ".") {
            let mut paths = Vec::new();
            at = leaves(&tokens, at, "", &mut paths);
            if let Some(found) = paths.into_iter().find(|(_, path)| is_blind(path)) {
                return Some(found);
            }
        } else {
            at += 1;
        }
    }
    None
}

type Token<'a> = (u32, &'a str);

/// The end of the item that begins at `at`, if it is compiled only for tests.
fn past_test(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let begins = |with: &[&str]| {
        let here = tokens.get(at..at + with.len());
        here.is_some_and(|here| here.iter().map(|&(_, token)| token).eq(with.iter().copied()))
    };
    if !begins(&["#", "[", "test", "]"]) && !begins(&["#", "[", "cfg", "(", "test", ")", "]"]) {
        return None;
    }
    let mut depth = 0_usize;
    for (ahead, &(_, token)) in tokens[at..].iter().enumerate() {
        match token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token, ";" | "}") {
            return Some(at + ahead + 1);
        }
    }
    Some(tokens.len())
}

/// Adds the paths of the use tree (or path) that begins at `at`; returns its end.
fn leaves(tokens: &[Token<'_>], mut at: usize, prefix: &str, paths: &mut Vec<(u32, String)>) -> usize {
    let mut path = prefix.to_owned();
    let mut line = 0;
    while let Some(&(here, token)) = tokens.get(at) {
        if token == "{" && path.ends_with("::") {
            at += 1;
            while tokens.get(at).is_some_and(|&(_, token)| token != "}") {
                let next = leaves(tokens, at, &path, paths);
                at = next.max(at + 1);
            }
            return at + 1;
        }
        let is_name = token.starts_with(|first: char| first.is_alphabetic() || first == '_');
        let named = !path.is_empty() && !path.ends_with("::");
        if token == "::" && named {
            path += "::";
        } else if is_name && !named {
            path += token;
            line = here;
        } else {
            break;
        }
        at += 1;
    }
    let path = path.strip_suffix("::self").unwrap_or(&path);
    paths.push((line, path.trim_end_matches("::").to_owned()));
    at
}

/// The names, `::` and other signs of `source`, each with its line; without comments and literals.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while !rest.is_empty() {
        let length = token_length(rest);
        let (token, after) = rest.split_at(length);
        let silent = token.starts_with(char::is_whitespace)
            || token.starts_with("//")
            || token.starts_with("/*")
            || token.starts_with('"')
            || token.starts_with("r#\"")
            || token.starts_with('\'');
        if !silent {
            tokens.push((line, token));
        }
        line += token.matches('\n').count() as u32;
        rest = after;
    }
    tokens
}

/// The length in bytes of the first token of `rest`, which is not empty.
fn token_length(rest: &str) -> usize {
    let until = |end: &str, from: usize| {
        rest.get(from..).and_then(|text| text.find(end)).map_or(rest.len(), |at| from + at + end.len())
    };
    let first = rest.chars().next().unwrap_or_default();
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return until("*/", 2);
    }
    if rest.starts_with("r#\"") {
        return until("\"#", 3);
    }
    if first == '"' {
        return text_length(rest);
    }
    if first == '\'' {
        // A quote begins a character, or a lifetime: that is a sign and then a name.
        let quoted = rest[1..].char_indices().nth(1).filter(|&(_, second)| second == '\'');
        return match quoted {
            Some((at, _)) => at + 2,
            None if rest.starts_with("'\\") => until("'", 3),
            None => 1,
        };
    }
    if rest.starts_with("::") {
        return 2;
    }
    let same = |test: fn(char) -> bool| rest.find(|letter: char| !test(letter)).unwrap_or(rest.len());
    match first {
        _ if first.is_whitespace() => same(char::is_whitespace),
        _ if first.is_alphanumeric() || first == '_' => {
            same(|letter| letter.is_alphanumeric() || letter == '_')
        }
        _ => first.len_utf8(),
    }
}

/// The length of a string literal.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|&(_, letter)| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    });
    end.map_or(rest.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_std_that_wait_or_share_are_found() {
        let found = |source| first(source).map(|(line, path)| format!("{line} {path}"));
        assert_eq!(found("use std::sync::Mutex;"), Some("1 std::sync::Mutex".into()));
        assert_eq!(found("\n\nuse std::sync::{Arc, Mutex};"), Some("3 std::sync::Mutex".into()));
        assert_eq!(found("use std::{fmt, sync::{Arc,\nCondvar as C}};"), Some("2 std::sync::Condvar".into()));
        assert_eq!(found("fn f() { ::std::thread::sleep(D) }"), Some("1 std::thread::sleep".into()));
        assert_eq!(found("use std::sync::atomic::{self, Ordering};"), Some("1 std::sync::atomic".into()));
        assert_eq!(found("use std::{collections::VecDeque, thread};"), Some("1 std::thread".into()));
        let behind = "#[cfg(test)]\nmod tests { fn f() {} }\nuse std::thread;";
        assert_eq!(found(behind), Some("3 std::thread".into()));
        assert_eq!(found("#[cfg(not(test))] use std::thread;"), Some("1 std::thread".into()));
        assert_eq!(found("let t = 'a'; use std::hint::spin_loop;"), Some("1 std::hint::spin_loop".into()));
    }

    #[test]
    fn paths_that_do_not_wait_are_allowed() {
        for source in [
            "use std::sync::{Arc, PoisonError, Weak};",
            "use std::sync::atomic::Ordering::{self, SeqCst};",
            "use interleaving::sync::Mutex; use interleaving::thread;",
            "// use std::sync::Mutex;\n/* std::thread */",
            "/// As `std::sync::Mutex`.\nstruct Lock<'std>(&'std u8);",
            "let text = \"use \\\" std::sync::Mutex\"; let raw = r#\"std::thread\"#; let c = '\\'';",
            "use std::time::Duration; use std::fmt;",
            "#[cfg(test)]\nmod tests { use std::thread; fn f() { thread::spawn(|| {}); } }",
            "#[test]\n#[should_panic]\nfn of_my_own() { let _: [u8; 2]; std::thread::yield_now() }",
            "#[cfg(test)] use std::sync::Mutex; fn f() {}",
        ] {
            assert_eq!(first(source), None, "{source}");
        }
    }
}
