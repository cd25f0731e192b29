//! A text, cut to what its reader may see.

use super::known::{Known, is_of_word, is_run};

/// The characters that a text may have outside known phrases. The longest that a known mistake brings about are lists
/// of answers and quoted requests with about 160.
const ROOM: usize = 200;
/// The characters of that for each phrase: one of many phrases tells something, too.
const PHRASE_COST: usize = 4;
/// The bytes that a text may have in all.
const LONGEST: usize = 800;
/// Signs beside those of ASCII.
const SIGNS: &str = "\u{fffd}→←↔·–—×≤≥≠’‘“”";

impl Known {
    /// The text with `…` for each word that the student cannot know, and for all that is too long.
    pub(super) fn shown(&self, text: &str) -> String {
        let (mut shown, mut rest, mut room) = (String::new(), text, ROOM);
        while let Some(first) = rest.chars().next() {
            let (piece, cost, may_be_shown) = self.piece(rest, first);
            if cost > room || shown.len() + piece.len() > LONGEST {
                cut(&mut shown);
                break;
            }
            room -= cost;
            match may_be_shown {
                true => shown.push_str(piece),
                false => cut(&mut shown),
            }
            rest = &rest[piece.len()..];
        }
        shown
    }

    /// The library's own words, with values among them: only the quoted ones are cut.
    pub(super) fn shown_in_quotes(&self, text: &str) -> String {
        let (mut shown, mut rest) = (String::new(), text);
        while let Some(at) = rest.find('"') {
            shown.push_str(&rest[..at]);
            let quoted = quoted(&rest[at..]);
            shown.push_str(&self.shown(quoted));
            rest = &rest[at + quoted.len()..];
        }
        shown + rest
    }

    /// The source of an assertion, if the student can read it.
    pub(super) fn shown_source(&self, source: &str) -> String {
        if self.has_source(source) { source.to_owned() } else { "…".to_owned() }
    }

    /// The first piece of `text`, its cost, and whether it may be shown.
    fn piece<'a>(&self, text: &'a str, first: char) -> (&'a str, usize, bool) {
        if let Some(phrase) = self.phrase(text) {
            return (&text[..phrase.len()], PHRASE_COST, true);
        }
        if is_of_word(first) {
            let word = path(text);
            return match self.has_word(word) {
                true if is_run(word) => (word, 1, true),
                known => (word, if known { word.chars().count() } else { 1 }, known),
            };
        }
        if let Some(escape) = escape(text) {
            return (escape, 1, true);
        }
        let run = text.find(|letter| letter != first).unwrap_or(text.len());
        (&text[..run], 1, first.is_whitespace() || first.is_ascii_punctuation() || SIGNS.contains(first))
    }
}

/// Ends `shown` with one `…`.
fn cut(shown: &mut String) {
    if shown.trim_end().ends_with('…') {
        shown.truncate(shown.trim_end().len());
    } else {
        shown.push('…');
    }
}

/// The escape with which `text` begins: `\n`, `\xC3`.
fn escape(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b'\\', b'n' | b'r' | b't' | b'0' | b'\\' | b'\'' | b'"', ..] => Some(&text[..2]),
        [b'\\', b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            Some(&text[..4])
        }
        _ => None,
    }
}

/// The words joined by `::` with which `text` begins.
fn path(text: &str) -> &str {
    let mut end = 0;
    loop {
        end += text[end..].find(|letter| !is_of_word(letter)).unwrap_or(text.len() - end);
        let more = text[end..].strip_prefix("::").is_some_and(|after| after.starts_with(is_of_word));
        if !more {
            return &text[..end];
        }
        end += 2;
    }
}

/// The quotation with which `text` begins: up to the quote that ends it, or to where it was cut before.
fn quoted(text: &str) -> &str {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return &text[..at + 1],
            '…' => return &text[..at + letter.len_utf8()],
            _ => escaped = false,
        }
    }
    text
}
