//! Reads the name of a method's receiver from the source.
//!
//! A name is never wrong: an expression that may mean several things gets no name.

mod path;

use std::cell::Cell;

use crate::report::Place;
use path::{ONE_OF, closing, last_call, parts, path_before, statement};

/// Methods that iterate over many things.
const MANY: [&str; 10] =
    ["iter", "iter_mut", "into_iter", "enumerate", "rev", "take", "skip", "zip", "cycle", "by_ref"];

/// The most local names to follow to their meaning, one after the other.
const DEPTH: usize = 5;

/// The most that are followed for one receiver in all, so that no source takes long.
const NAMES: u32 = 100;

/// How far names may still be followed.
#[derive(Clone, Copy)]
struct Effort<'a> {
    depth: usize,
    left: &'a Cell<u32>,
}

impl Effort<'_> {
    /// For a name by which another one is explained.
    fn deeper(self) -> Self {
        Self { depth: self.depth.saturating_sub(1), ..self }
    }

    /// Returns whether one more name may be followed.
    fn spend(self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}

/// The name of the receiver of the method at `place`: `balance` for `self.balance.lock()`; `forks[_]` if it is one
/// of many. A field that has only a number is named together with its struct.
pub(super) fn name(source: &str, place: &Place) -> Option<String> {
    let before = before(source, place)?;
    let effort = Effort { depth: DEPTH, left: &Cell::new(NAMES) };
    let path = resolved(before.trim_end().strip_suffix('.')?, effort)?;
    let path = path.strip_prefix("self.").unwrap_or(&path);
    if path == "self" || path == "[_]" {
        return None;
    }
    let is_number = |field: &str| field.chars().all(|letter| letter.is_ascii_digit());
    match path.rsplit_once('.') {
        Some(("", field)) if is_number(field) => None,
        // A field of one of many is named together with the many.
        Some((whole, field)) if is_number(field) || !field.contains('[') && whole.ends_with(']') => {
            Some(format!("{}.{field}", whole.rsplit('.').next()?))
        }
        None if is_number(path) => Some(format!("{}.{path}", implemented(&before)?)),
        _ => path.rsplit('.').next().map(str::to_owned),
    }
}

/// The type of the `impl` in which the text ends.
fn implemented(text: &str) -> Option<&str> {
    // A colon or an arrow precedes a type.
    let opens =
        |&at: &usize| matches!(text[..at].trim_end().chars().next_back(), None | Some('}' | ';' | ']'));
    let (at, _) = text.rmatch_indices("impl").find(|(at, _)| opens(at))?;
    let header = text[at + "impl".len()..].split('{').next()?;
    let (_, of) = header.rsplit_once(" for ").unwrap_or(("", header));
    // Angle brackets before the type belong to `impl`.
    let of = if of.starts_with('<') { of.split_once("> ")?.1 } else { of };
    let end = |letter: char| !(letter.is_alphanumeric() || letter == '_');
    of.trim().split(end).next().filter(|name| !name.is_empty())
}

/// Returns whether nothing keeps the guard of the call at `place`: `let _ =`, or a statement of its own.
pub(super) fn is_dropped_at_once(source: &str, place: &Place) -> bool {
    let Some(before) = before(source, place) else {
        return false;
    };
    let start = before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    let statement = before[start..].trim();
    if statement.starts_with("let _ =") {
        return true;
    }
    let Some(line) =
        usize::try_from(place.line).ok().and_then(|line| source.lines().nth(line.checked_sub(1)?))
    else {
        return false;
    };
    let rest: String =
        line.chars().skip(usize::try_from(place.column).unwrap_or(1).saturating_sub(1)).collect();
    let chain = rest.split("//").next().unwrap_or("").trim();
    let whole = ["lock().unwrap();", "lock();", "write().unwrap();", "read().unwrap();"].contains(&chain);
    let path = |letter: char| letter.is_alphanumeric() || "_.[]".contains(letter);
    whole
        && statement
            .strip_suffix('.')
            .is_some_and(|receiver| !receiver.is_empty() && receiver.chars().all(path))
}

/// The text before the place, without comments, lines joined.
fn before(source: &str, place: &Place) -> Option<String> {
    let mut before = String::new();
    let line = usize::try_from(place.line).ok()?.checked_sub(1)?;
    for text in source.lines().take(line) {
        before += text.split("//").next().unwrap_or(text).trim();
        before.push(' ');
    }
    let text = source.lines().nth(line)?;
    before.extend(text.chars().take(usize::try_from(place.column).ok()?.checked_sub(1)?));
    Some(before)
}

/// The path that ends `text`, with a local name followed to its meaning.
fn resolved(text: &str, effort: Effort<'_>) -> Option<String> {
    let (path, start) = path_before(text)?;
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (root, rest) = path.split_at(end);
    if root == "self" || root.is_empty() || effort.depth == 0 {
        return Some(path);
    }
    if !effort.spend() {
        return None;
    }
    let text = &text[..start];
    // The scope of a local name is its function.
    let text = &text[text.rfind("fn ").unwrap_or(0)..];
    match binding(text, root, effort) {
        Binding::None => Some(path),
        Binding::Is(whole) => Some(whole + rest),
        Binding::Unclear => None,
    }
}

enum Binding {
    /// A parameter, or a new value: its own name is the best one.
    None,
    Is(String),
    /// One of several things.
    Unclear,
}

/// The meaning of `name` at the end of `text`, by the last place that binds it.
///
/// Only the last place of each kind is followed further.
fn binding(text: &str, name: &str, effort: Effort<'_>) -> Binding {
    let by_let = text
        .rmatch_indices("let ")
        .find_map(|(at, _)| Some((at, by_let(&text[at + 4..], &text[..at], name, effort)?)));
    let by_for = text.rmatch_indices("for ").find_map(|(at, _)| {
        let (pattern, rest) = text[at + 4..].split_once(" in ")?;
        let many = rest.split_once('{').map_or(rest, |(many, _)| many).trim();
        binds(pattern, name).then(|| (at, one_of(many, effort)))
    });
    let by_closure = text.rmatch_indices('|').find_map(|(at, _)| {
        let (pattern, _) = text[at + 1..].split_once('|')?;
        if pattern.contains([';', '{', '"']) || !binds(pattern, name) {
            return None;
        }
        let call = text[..at].trim_end().trim_end_matches("move").trim_end();
        let many = call.strip_suffix('(').and_then(|call| call.rfind('.').map(|dot| &call[..dot]));
        Some((at, many.map_or(Binding::None, |many| one_of(many, effort))))
    });
    let last = [by_let, by_for, by_closure].into_iter().flatten().max_by_key(|(at, _)| *at);
    last.map_or(Binding::None, |(_, binding)| binding)
}

/// Returns whether the pattern, which is not long, binds `name`.
fn binds(pattern: &str, name: &str) -> bool {
    pattern.len() <= 60 && names(pattern).any(|other| other == name)
}

/// The identifiers of a pattern.
fn names(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).filter(|name| !name.is_empty())
}

/// An item that the expression `many` iterates over, or the one that it returns.
fn one_of(many: &str, effort: Effort<'_>) -> Binding {
    let mut many = many.trim();
    if last_call(many).is_some_and(|(_, method)| ONE_OF.contains(&method)) {
        return resolved(many, effort.deeper()).map_or(Binding::Unclear, Binding::Is);
    }
    let plain = many.starts_with('&');
    let mut gone = false;
    while let Some((receiver, method)) = last_call(many) {
        if !MANY.contains(&method) {
            break;
        }
        many = receiver.trim_end();
        gone = true;
    }
    if !gone && !plain {
        return Binding::None;
    }
    match resolved(many, effort.deeper()) {
        Some(path) => Binding::Is(path + "[_]"),
        None => Binding::Unclear,
    }
}

/// The meaning that `rest`, the text after a `let `, gives to `name`, if the statement binds it and has ended.
fn by_let(rest: &str, before: &str, name: &str, effort: Effort<'_>) -> Option<Binding> {
    let (pattern, value) = rest.split_once('=')?;
    let pattern = pattern.trim();
    if pattern.contains([';', '{']) || value.starts_with('=') {
        return None;
    }
    let condition = ["if", "while", "&&"].iter().any(|word| before.trim_end().ends_with(word));
    let value = if condition {
        value.split('{').next()?.split("&&").next()?
    } else {
        let whole = statement(value)?;
        if whole.trim().starts_with("if ") { whole } else { whole.split(" else {").next()? }
    };
    let value = value.trim();
    if let Some(inner) = pattern.strip_prefix('(').and_then(|pattern| pattern.strip_suffix(')')) {
        let element = inner.split(',').position(|part| bound(part) == name)?;
        return Some(of_tuples(value, before, element, effort));
    }
    (bound(pattern.split(':').next()?) == name).then(|| of_value(value, before, effort))
}

/// The name in a pattern: `x` of `mut x` and of `Some(x)`.
fn bound(pattern: &str) -> &str {
    let pattern = pattern.trim();
    let inner = ["Some(", "Ok("].iter().find_map(|some| pattern.strip_prefix(some)?.strip_suffix(')'));
    inner.unwrap_or(pattern).trim().trim_start_matches("mut ")
}

/// The meaning of a value: a place that has a name, or something new.
fn of_value(value: &str, before: &str, effort: Effort<'_>) -> Binding {
    let value = value.trim().trim_start_matches(['&', '*']).trim_start_matches("mut ").trim();
    if value.starts_with("if ") || value.starts_with("match ") {
        return Binding::Unclear;
    }
    let clone = value.strip_prefix("Arc::clone(").and_then(|inner| inner.strip_suffix(')'));
    let value = clone.map_or(value, |inner| inner.trim().trim_start_matches('&'));
    let Some((path, start)) = path_before(value) else {
        return Binding::None;
    };
    // The path must be the whole expression: `a + b.c` is not a place.
    if !value[..start].trim().is_empty() || path.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Binding::None;
    }
    match resolved(&format!("{before} {value}"), effort.deeper()) {
        Some(path) => Binding::Is(path),
        None => Binding::Unclear,
    }
}

/// The meaning of element `element` in each tuple of `value`, if they agree.
fn of_tuples(value: &str, before: &str, element: usize, effort: Effort<'_>) -> Binding {
    let (mut found, mut fresh): (Option<String>, bool) = (None, false);
    for (at, _) in value.match_indices('(') {
        let Some(close) = closing(&value[at..]) else { continue };
        let parts = parts(&value[at + 1..at + close]);
        // A call's arguments, or a group, are not a tuple.
        let called =
            value[..at].trim_end().ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let keyword = ["else", "in", "return"].iter().any(|word| value[..at].trim_end().ends_with(word));
        if parts.len() < 2 || called && !keyword {
            continue;
        }
        let Some(part) = parts.get(element) else { continue };
        match (of_value(part, before, effort), &found) {
            (Binding::None, None) => fresh = true,
            (Binding::Is(path), None) if !fresh => found = Some(path),
            (Binding::Is(path), Some(former)) if path == *former => {}
            _ => return Binding::Unclear,
        }
    }
    found.map_or(Binding::None, Binding::Is)
}

#[cfg(test)]
mod tests;
