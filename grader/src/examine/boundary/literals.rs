//! The literals of a source, and the names that `Debug` writes.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The texts and names that a source writes out for readers.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The texts of its literals.
    pub(super) texts: Vec<String>,
    /// The names of variants.
    pub(super) names: Vec<String>,
}

/// The literals and variants of `source`, without its comments; nothing if it is no source.
pub(super) fn written(source: &str) -> Written {
    let mut written = Written::default();
    if let Ok(stream) = source.parse() {
        written.add(stream, false);
    }
    written
}

impl Written {
    fn add(&mut self, stream: TokenStream, in_enum: bool) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut opens_enum = false;
        for (at, token) in tokens.iter().enumerate() {
            match token {
                // The text of a doc comment is an attribute's.
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Bracket && is_attribute(&tokens[..at]) => {}
                TokenTree::Group(group) => {
                    let is_enum = opens_enum && group.delimiter() == Delimiter::Brace;
                    self.add(group.stream(), in_enum || is_enum);
                    opens_enum &= !is_enum;
                }
                TokenTree::Ident(name) if name == "enum" => opens_enum = true,
                TokenTree::Ident(name) if in_enum => self.names.push(name.to_string()),
                TokenTree::Literal(literal) => self.texts.extend(text(&literal.to_string())),
                _ => {}
            }
        }
    }
}

fn is_attribute(before: &[TokenTree]) -> bool {
    let is =
        |token: &TokenTree, sign: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign);
    match before {
        [.., hash, bang] if is(bang, '!') => is(hash, '#'),
        [.., hash] => is(hash, '#'),
        [] => false,
    }
}

/// The text of a literal as written, with its simple escapes resolved; `None` if it is a number.
fn text(literal: &str) -> Option<String> {
    let body = literal.trim_start_matches(['b', 'c']);
    if let Some(raw) = body.strip_prefix('r') {
        return Some(raw.trim_matches('#').trim_matches('"').to_owned());
    }
    let quote = body.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let body = &body[1..body.rfind(quote)?.max(1)];
    let mut text = String::new();
    let mut letters = body.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('r')) => text.push('\r'),
            ('\\', Some('t')) => text.push('\t'),
            // A line that goes on, without its indentation.
            ('\\', Some('\n')) => {
                while letters.next_if(|next| next.is_whitespace()).is_some() {}
                continue;
            }
            ('\\', Some(&next)) => text.push(next),
            _ => {
                text.push(letter);
                continue;
            }
        }
        letters.next();
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_and_comments_are_not() {
        let source = r##"
            //! A secret of the file.
            /// A secret of the item.
            enum Call { #[doc = "secret"] Withdraw(u32), Done { at: u8 } }
            fn carried_out() {
                panic!("a \"{x}\" \
                        goes on\n", 'q', b"bytes", r#"ra"w"#, 17)
            }
        "##;
        let written = written(source);
        assert_eq!(written.texts, ["a \"{x}\" goes on\n", "q", "bytes", "ra\"w"]);
        assert_eq!(written.names, ["Withdraw", "u32", "Done", "at", "u8"]);
    }
}
