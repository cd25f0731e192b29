//! Questions to a single token.

use proc_macro2::{Spacing, TokenTree};
use unicode_normalization::UnicodeNormalization as _;

/// The word that a token is, without `r#`, in the normal form (NFC) in which the compiler compares names:
/// a name written in another way, as the sign for kelvin in place of the letter K, is the same name.
pub(super) fn word(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string().trim_start_matches("r#").nfc().collect()),
        _ => None,
    }
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
