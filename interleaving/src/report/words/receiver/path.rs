//! The paths and brackets of an expression, read from its end.

use super::MANY;

/// Methods whose result still means the receiver.
const SAME: [&str; 11] = [
    "as_ref",
    "clone",
    "borrow",
    "deref",
    "as_deref",
    "unwrap",
    "expect",
    "by_ref",
    "ok",
    "ok_or",
    "ok_or_else",
];

/// Methods that return one of many.
pub(super) const ONE_OF: [&str; 5] = ["get", "first", "last", "nth", "next"];

/// The most parentheses inside one another; deeper ones, in a comment perhaps, would use up the stack.
const PARENTHESES: usize = 10;

/// The path that ends `text`, and its start: names, dots, and `[_]` for an index that is not a number. A path of
/// fields of a call's result starts with a dot.
pub(super) fn path_before(text: &str) -> Option<(String, usize)> {
    path_within(text, PARENTHESES)
}

/// The same, inside at most this many further parentheses.
fn path_within(text: &str, parentheses: usize) -> Option<(String, usize)> {
    let mut rest = text.trim_end();
    let mut path: Vec<String> = Vec::new();
    let mut suffix = String::new();
    loop {
        rest = rest.trim_end().trim_end_matches('?');
        if rest.ends_with(']') {
            let open = opening(rest)?;
            let index = rest[open + 1..rest.len() - 1].trim();
            let digits = !index.is_empty() && index.chars().all(|letter| letter.is_ascii_digit());
            suffix = format!("[{}]{suffix}", if digits { index } else { "_" });
            rest = &rest[..open];
            continue;
        }
        if rest.ends_with(')') {
            if let Some((receiver, method)) = last_call(rest) {
                if ONE_OF.contains(&method) {
                    suffix = format!("[_]{suffix}");
                } else if !SAME.contains(&method) && !MANY.contains(&method) {
                    return of_a_call(path, rest);
                }
                rest = receiver;
                continue;
            }
            return group(rest, path, &suffix, parentheses);
        }
        let start = rest.rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        let start = start.map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
        if start == rest.len() {
            return None;
        }
        path.push(format!("{}{suffix}", &rest[start..]));
        suffix.clear();
        rest = &rest[..start];
        let former = rest.trim_end();
        // A range's dots are not a field's.
        if former.ends_with('.') && !former.ends_with("..") {
            rest = &former[..former.len() - 1];
            continue;
        }
        path.reverse();
        return Some((path.join("."), rest.len()));
    }
}

/// The fields of a call's result, which has no name itself.
fn of_a_call(mut fields: Vec<String>, call: &str) -> Option<(String, usize)> {
    if fields.is_empty() {
        return None;
    }
    fields.push(String::new());
    fields.reverse();
    Some((fields.join("."), call.len()))
}

/// A path in parentheses, as in `(*self.x).lock()`.
fn group(text: &str, mut outer: Vec<String>, suffix: &str, parentheses: usize) -> Option<(String, usize)> {
    let open = opening(text)?;
    if text[..open].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == '>') {
        return of_a_call(outer, text);
    }
    let inner = text[open + 1..text.len() - 1].trim().trim_start_matches(['&', '*']).trim();
    let (path, start) = path_within(inner, parentheses.checked_sub(1)?)?;
    if !inner[..start].is_empty() {
        return None;
    }
    outer.push(format!("{path}{suffix}"));
    outer.reverse();
    Some((outer.join("."), open))
}

/// `(x, iter)` for `x.iter()`.
pub(super) fn last_call(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    if !text.ends_with(')') {
        return None;
    }
    let open = opening(text)?;
    let dot = text[..open].rfind('.')?;
    let method = &text[dot + 1..open];
    method.chars().all(|letter| letter.is_alphanumeric() || letter == '_').then_some((&text[..dot], method))
}

/// The text up to the semicolon that ends the statement.
pub(super) fn statement(text: &str) -> Option<&str> {
    let mut nesting = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => nesting += 1,
            ')' | ']' | '}' => nesting -= 1,
            ';' if nesting == 0 => return Some(&text[..at]),
            _ => {}
        }
    }
    None
}

/// The parts between the commas of this level.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let (mut nesting, mut from, mut parts) = (0_i32, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => nesting += 1,
            ')' | ']' | '}' => nesting -= 1,
            ',' if nesting == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The position of the bracket that opens the one at the end of `text`.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The position of the bracket that closes the one at the start of `text`.
pub(super) fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
