//! `#[…]` and what `#[cfg(test)]` leaves out.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::event::What;
use super::word::{is_punct, is_raw, is_word, word};
use super::{Place, Walk};

impl Walk<'_> {
    /// Handles `#[…]`; skips what `#[cfg(test)]` and `#[test]` leave out.
    pub(super) fn attribute(&mut self, tokens: &[TokenTree], place: Place) -> usize {
        let at = if tokens.get(1).is_some_and(|next| is_punct(next, '!')) { 2 } else { 1 };
        let group = match tokens.get(at) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => group,
            Some(next) if is_punct(next, '$') => {
                self.say_put_together(next, place);
                return at;
            }
            // In a macro, what belongs to it may come from anywhere.
            _ => {
                if place.in_macro {
                    self.say_put_together(&tokens[0], place);
                }
                return at;
            }
        };
        let text = self.say_attribute(group, &tokens[0], false, place);
        let is_test = (text == "cfg(test)" || text == "test") && at == 1;
        // Its arguments may name things, as `derive` does, and call macros, as `doc = include_str!(…)` does.
        self.group(group, Place { statics: false, ..place }, false);
        let skipped = if is_test && !place.in_macro { uncompiled(&tokens[at + 1..]) } else { 0 };
        at + 1 + skipped
    }

    fn say_put_together(&mut self, at: &TokenTree, place: Place) {
        let (name, text) = ("$".into(), String::new());
        self.say(What::Attribute { name, text, is_guess: false }, at, place);
    }

    /// Says an attribute by its brackets; its text without blanks.
    pub(super) fn say_attribute(
        &mut self,
        group: &Group,
        at: &TokenTree,
        is_guess: bool,
        place: Place,
    ) -> String {
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        let mut names = inside
            .iter()
            .take_while(|token| word(Some(token)).is_some() || is_punct(token, ':') || is_punct(token, '$'));
        let opens_with_variable = inside.first().is_some_and(|first| is_punct(first, '$'));
        let name = if opens_with_variable {
            "$".into()
        } else {
            names.by_ref().filter_map(|token| word(Some(token))).last().unwrap_or_default()
        };
        let text: String = group.stream().to_string().split_whitespace().collect();
        self.say(What::Attribute { name, text: text.clone(), is_guess }, at, place);
        text
    }
}

/// How many of these tokens belong to the item that `#[cfg(test)]` or `#[test]` leaves out for certain:
/// to its first braces or semicolon, for no item ends before. 0 for anything that is not plainly an item.
///
/// A field, a parameter and a generic constant may have the attribute too, and end at a comma; none of
/// them begins with one of these words and a name.
fn uncompiled(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    while let [hash, TokenTree::Group(_), ..] = &tokens[at..]
        && is_punct(hash, '#')
    {
        at += 2;
    }
    if tokens.get(at).is_some_and(|token| is_word(token, "pub")) {
        at += 1;
        let is_scope = |token: &&TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        at += usize::from(tokens.get(at).filter(is_scope).is_some());
    }
    // A raw identifier is never a keyword.
    let keyword = tokens.get(at).filter(|token| !is_raw(token)).and_then(|token| word(Some(token)));
    let keyword = keyword.unwrap_or_default();
    let named = word(tokens.get(at + 1)).is_some();
    let is_item = keyword == "use"
        || (named && ["mod", "fn", "struct", "enum", "trait", "type"].contains(&keyword.as_str()));
    let is_end = |token: &TokenTree| {
        is_punct(token, ';')
            || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
    };
    match tokens[at..].iter().position(is_end) {
        Some(end) if is_item => at + end + 1,
        _ => 0,
    }
}
