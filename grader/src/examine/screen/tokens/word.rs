//! Questions to a single token.

use proc_macro2::{Spacing, TokenTree};
use unicode_normalization::UnicodeNormalization as _;

/// The keywords behind which a path may begin, and `async`, `await` and their like.
const KEYWORDS: [&str; 33] = [
    "as", "async", "await", "box", "break", "const", "continue", "dyn", "else", "enum", "fn", "for", "gen",
    "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "struct",
    "trait", "type", "typeof", "where", "while", "yield", "do",
];

/// The word that a token is, without `r#`, in the normal form (NFC) in which the compiler compares names:
/// a name written in another way, as the sign for kelvin in place of the letter K, is the same name.
pub(in crate::examine::screen) fn word(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string().trim_start_matches("r#").nfc().collect()),
        _ => None,
    }
}

/// Returns whether the token is written with `r#`.
pub(super) fn is_raw(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string().starts_with("r#"))
}

/// Returns whether the token is a keyword that no path begins with.
pub(super) fn is_keyword(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(ident) if KEYWORDS.contains(&ident.to_string().as_str()))
}

pub(super) fn is_word(token: &TokenTree, wanted: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == wanted)
}

pub(super) fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

pub(super) fn is_colons(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] => {
            first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
        }
        _ => false,
    }
}
