//! `use` and the tree of imports after it.

use proc_macro2::{Delimiter, TokenTree};

use super::event::{What, path};
use super::word::{is_colons, is_punct, is_word, word};
use super::{MAX_DEPTH, MAX_SEGMENTS, Place, Walk};

impl Walk<'_> {
    /// Handles a tree of imports after `use`; how many tokens it has.
    pub(super) fn import(&mut self, tokens: &[TokenTree], prefix: &mut Vec<String>, place: Place) -> usize {
        let given = prefix.len();
        let mut at = 0;
        let is_global = given == 0 && is_colons(tokens);
        let mut line = None;
        while let Some(token) = tokens.get(at) {
            line = line.or(Some(token));
            let here = line.unwrap_or(token);
            if is_colons(&tokens[at..]) {
                at += 2;
                continue;
            }
            match token {
                TokenTree::Ident(_) => {
                    if prefix.len() == MAX_SEGMENTS {
                        self.say(What::TooLong, here, place);
                        return tokens.len();
                    }
                    prefix.push(word(Some(token)).unwrap_or_default());
                    at += 1;
                    if is_colons(&tokens[at..]) {
                        continue;
                    }
                    at += self.imported(&tokens[at..], prefix, is_global, here, place);
                }
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Brace && place.depth < MAX_DEPTH =>
                {
                    let list: Vec<TokenTree> = group.stream().into_iter().collect();
                    for tree in list.split(|token| is_punct(token, ',')).filter(|tree| !tree.is_empty()) {
                        self.import(tree, &mut prefix.clone(), Place { depth: place.depth + 1, ..place });
                    }
                    at += 1;
                }
                TokenTree::Group(group) => {
                    self.group(group, place, false);
                    at += 1;
                }
                // A star, or `$name` in a macro: whatever lies below the path.
                TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '$') => {
                    self.say(What::Path(path(prefix.clone(), is_global, true, None)), here, place);
                    at += 1;
                    if punct.as_char() == '$' {
                        self.say(What::PutTogether, here, place);
                        break;
                    }
                }
                _ => {}
            }
            break;
        }
        prefix.truncate(given);
        at
    }

    /// Handles the end of one import, whose path is `prefix`: the new name, if `tokens` gives one; how many tokens
    /// that takes.
    fn imported(
        &mut self,
        tokens: &[TokenTree],
        prefix: &[String],
        is_global: bool,
        here: &TokenTree,
        place: Place,
    ) -> usize {
        let renamed = tokens.first().is_some_and(|next| is_word(next, "as"));
        let mut segments = prefix.to_vec();
        if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        if renamed && tokens.get(1).is_some_and(|name| is_punct(name, '$')) {
            self.say(What::PutTogether, here, place);
        }
        let name = if renamed { word(tokens.get(1)) } else { segments.last().cloned() };
        self.say(What::Path(path(segments, is_global, false, name)), here, place);
        if renamed { 2 } else { 0 }
    }
}
