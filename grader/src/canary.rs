//! The mark in the path of all that is compiled from hidden tests. A text for students that has it quotes one.

use std::borrow::Cow;

/// How the name of the module begins that holds the hidden tests; what follows is drawn. No format of a report has to
/// escape it.
pub(crate) const CANARY: &str = "racecoursecanary";

/// The words of `text` that carry the mark. A path such as `tests::name::{{closure}}` is one word.
pub(crate) fn marked(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    if !text.contains(CANARY) {
        return words;
    }
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        // Markdown escapes with a backslash what JSON never does.
        let escapes = letter == '\\' && next.is_some_and(|next| "_{}#".contains(next));
        if !(letter.is_alphanumeric() || "_:{}#".contains(letter) || escapes) {
            words.push(&text[start..at]);
            start = at + letter.len_utf8();
        }
    }
    words.push(&text[start..]);
    words.retain(|word| word.contains(CANARY));
    words
}

/// The text with `…` for each word that carries the mark.
pub(crate) fn unmarked(text: &str) -> Cow<'_, str> {
    let mut words = marked(text);
    if words.is_empty() {
        return Cow::Borrowed(text);
    }
    // One may be a part of another.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    Cow::Owned(words.iter().fold(text.to_owned(), |text, word| text.replace(word, "…")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_path_that_carries_the_mark_is_replaced() {
        let path = format!("tests::t1::{CANARY}3f::rule_2_x::{{{{closure}}}}");
        assert_eq!(unmarked(&format!("it saw \"{path}\", and {path}")), "it saw \"…\", and …");
        assert_eq!(unmarked(&format!(r"saw {CANARY}3f::rule\_2\_x.")), "saw ….");
        assert_eq!(unmarked(&format!(r#"{{"a":"{CANARY}3f::x\n\"y\""}}"#)), r#"{"a":"…\n\"y\""}"#);
        assert_eq!(unmarked("a canary"), "a canary");
    }
}
