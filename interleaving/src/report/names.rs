//! Names for what a report speaks of: objects are called as the source calls them where they are first used.

use super::{Failure, Object, Place};

/// Gives the text of a source file, or `None` if it is not to be shown.
pub(super) type Source<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The names of a failure's objects and places.
pub(super) struct Names<'a> {
    objects: Vec<String>,
    failure: &'a Failure,
    source: Source<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(failure: &'a Failure, source: Source<'a>) -> Self {
        let bases: Vec<String> = failure.objects.iter().map(|object| base(object, source)).collect();
        let objects = (0..bases.len()).map(|number| own(number, &bases, &failure.objects)).collect();
        Self { objects, failure, source }
    }

    /// `text` with the names in place of `{o3}`, `{t1}` and `{p:FILE:LINE}`.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else {
                break;
            };
            let inner = &rest[open + 1..open + length];
            match self.meaning(inner) {
                Some(name) => {
                    filled += &rest[..open];
                    filled += &name;
                }
                None => filled += &rest[..=open + length],
            }
            rest = &rest[open + length + 1..];
        }
        filled + rest
    }

    fn meaning(&self, inner: &str) -> Option<String> {
        if let Some(place) = inner.strip_prefix("p:") {
            let (file, line) = place.rsplit_once(':')?;
            return Some(self.short(file, line.parse().ok()?).unwrap_or_else(|| "the test".to_owned()));
        }
        let number: usize = inner.get(1..)?.parse().ok()?;
        match inner.get(..1)? {
            "o" => self.objects.get(number).cloned(),
            "t" => self.failure.threads.get(number).map(|thread| thread.id.clone()),
            _ => None,
        }
    }

    /// `lib.rs:21`, unless the file is not to be shown.
    pub(super) fn place(&self, place: &Place) -> Option<String> {
        self.short(&place.file, place.line)
    }

    fn short(&self, file: &str, line: u32) -> Option<String> {
        (self.source)(file)?;
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Some(format!("{name}:{line}"))
    }
}

/// What the source calls the object, with `[_]` where it is one of many.
fn base(object: &Object, source: Source<'_>) -> String {
    if let Some(name) = &object.name {
        return name.clone();
    }
    let read = object.first_use.as_ref().and_then(|place| receiver(&source(&place.file)?, place));
    read.unwrap_or_else(|| object.kind.clone())
}

/// The object's own name among those that the source calls alike.
fn own(number: usize, bases: &[String], objects: &[Object]) -> String {
    let base = &bases[number];
    let alike: Vec<usize> = (0..bases.len()).filter(|&other| bases[other] == *base).collect();
    let place = |object: usize| (objects[object].index.unwrap_or(0), object);
    let rank = alike.iter().filter(|&&other| place(other) < place(number)).count();
    if base.contains("[_]") {
        base.replace("[_]", &format!("[{rank}]"))
    } else if alike.len() > 1 {
        format!("{base} {}", rank + 1)
    } else {
        base.clone()
    }
}

/// The receiver of the method call at `place`: `balance` for `self.balance.lock()`.
fn receiver(source: &str, place: &Place) -> Option<String> {
    let mut before = String::new();
    let line = usize::try_from(place.line).ok()?.checked_sub(1)?;
    for text in source.lines().take(line) {
        // A comment at the end of a line is not part of the expression.
        before += text.split("//").next().unwrap_or(text).trim();
        before.push(' ');
    }
    let text = source.lines().nth(line)?;
    before.extend(text.chars().take(usize::try_from(place.column).ok()?.checked_sub(1)?));
    let path = path_before(before.trim_end().strip_suffix('.')?)?;
    let path = path.strip_prefix("self.").unwrap_or(&path);
    let last = path.rsplit('.').next()?;
    match path.rsplit_once('.') {
        // A field of one of many is told with the many.
        Some((whole, field)) if !field.contains('[') && whole.ends_with("[_]") => {
            Some(format!("{}.{field}", whole.rsplit('.').next()?))
        }
        _ => Some(last.to_owned()),
    }
}

/// The path that ends `text`: names, dots, and `[_]` for anything in brackets.
fn path_before(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut path: Vec<char> = Vec::new();
    let mut at = letters.len();
    while at > 0 {
        let letter = letters[at - 1];
        match letter {
            ']' => {
                at = opening(&letters, at - 1)?;
                path.extend("]_[".chars());
            }
            ')' => {
                // A call: its name and arguments are not a place; its receiver is, for `as_ref()` and the like.
                at = opening(&letters, at - 1)?;
                while at > 0 && (letters[at - 1].is_alphanumeric() || letters[at - 1] == '_') {
                    at -= 1;
                }
                if at > 0 && letters[at - 1] == '.' {
                    at -= 1;
                } else {
                    break;
                }
            }
            ' ' if at > 1 && (path.last() == Some(&'.') || letters[at - 2] == '.') => at -= 1,
            letter if letter.is_alphanumeric() || letter == '_' || letter == '.' => {
                path.push(letter);
                at -= 1;
            }
            _ => break,
        }
    }
    let path: String = path.into_iter().rev().collect();
    let path = path.trim_matches('.').to_owned();
    (!path.is_empty()).then_some(path)
}

/// Where the bracket that closes at `close` opens.
fn opening(letters: &[char], close: usize) -> Option<usize> {
    let mut depth = 0;
    for at in (0..=close).rev() {
        match letters[at] {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn name(line: &str) -> Option<String> {
        let column = u32::try_from(line.find("lock").unwrap_or(0)).unwrap() + 1;
        receiver(line, &Place { file: "lib.rs".into(), line: 1, column })
    }

    #[test]
    fn an_object_is_called_as_its_field_or_variable() {
        assert_eq!(name("let b = self.balance.lock();").as_deref(), Some("balance"));
        assert_eq!(name("*gate.lock().unwrap() = 1;").as_deref(), Some("gate"));
        assert_eq!(name("let l = (self.forks[seat + 1]).x.lock();").as_deref(), Some("x"));
    }

    #[test]
    fn one_of_many_keeps_the_name_of_the_many() {
        assert_eq!(name("let l = self.forks[(seat + 1) % n].lock();").as_deref(), Some("forks[_]"));
        assert_eq!(name("self.accounts[from].balance.lock()").as_deref(), Some("accounts[_].balance"));
    }

    #[test]
    fn a_receiver_on_the_line_above_is_found() {
        let source = "let held = self\n    .balance // the money\n    .lock();";
        let place = Place { file: "lib.rs".into(), line: 3, column: 6 };
        assert_eq!(receiver(source, &place).as_deref(), Some("balance"));
    }

    #[test]
    fn what_is_no_path_has_no_name() {
        assert_eq!(name("(if a { x } else { y }).lock()"), None);
    }
}
