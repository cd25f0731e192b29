//! Walks the tokens of a file and names what matters to the screen: paths, keywords, macros, attributes.

mod attributes;
mod imports;

mod event;
mod word;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use event::path;
pub(super) use event::{Event, Path, What};
pub(super) use word::word;
use word::{is_colons, is_keyword, is_punct, is_raw, is_word};

/// Deeper nesting would cost the walk its stack; honest source has less than 50.
const MAX_DEPTH: usize = 200;
/// A longer path would cost time by its square; honest source has less than 10.
const MAX_SEGMENTS: usize = 50;

/// The events of a file, in order. `is_foreign` says of a macro whether it may do anything with its
/// tokens; the arguments of the others are read like other source.
pub(super) fn walk(stream: TokenStream, file: usize, is_foreign: &dyn Fn(&str) -> bool) -> Vec<Event> {
    let mut walk = Walk { events: Vec::new(), file, scopes: 0, is_foreign };
    walk.tokens(stream, Place { scope: 0, module: 0, in_macro: false, statics: false, depth: 0 });
    walk.events
}

#[derive(Clone, Copy)]
struct Place {
    scope: usize,
    module: usize,
    in_macro: bool,
    /// Inside `interleaving::thread_local!`, where `static` is its syntax.
    statics: bool,
    depth: usize,
}

struct Walk<'a> {
    events: Vec<Event>,
    file: usize,
    scopes: usize,
    is_foreign: &'a dyn Fn(&str) -> bool,
}

impl Walk<'_> {
    fn say(&mut self, what: What, token: &TokenTree, place: Place) {
        let line = token.span().start().line as u32;
        self.events.push(Event {
            what,
            line,
            file: self.file,
            scope: place.scope,
            module: place.module,
            in_macro: place.in_macro,
        });
    }

    fn group(&mut self, group: &Group, mut place: Place, is_module: bool) {
        if place.depth == MAX_DEPTH {
            return self.say(What::TooDeep, &TokenTree::Group(group.clone()), place);
        }
        place.depth += 1;
        if group.delimiter() == Delimiter::Brace {
            self.scopes += 1;
            place.scope = self.scopes;
            place.module = if is_module { self.scopes } else { place.module };
        }
        self.tokens(group.stream(), place);
    }

    fn tokens(&mut self, stream: TokenStream, place: Place) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at += match &tokens[at] {
                TokenTree::Group(group) => {
                    let is_module = at >= 2 && is_word(&tokens[at - 2], "mod");
                    // In a macro a `#` may be put before any brackets.
                    if place.in_macro && group.delimiter() == Delimiter::Bracket {
                        self.say_attribute(group, &tokens[at], true, place);
                    }
                    self.group(group, Place { statics: false, ..place }, is_module);
                    1
                }
                TokenTree::Punct(punct) if punct.as_char() == '\'' => 2,
                TokenTree::Punct(punct) if punct.as_char() == '#' => self.attribute(&tokens[at..], place),
                TokenTree::Punct(_) if is_colons(&tokens[at..]) && word(tokens.get(at + 2)).is_some() => {
                    self.path(&tokens[at..], place)
                }
                TokenTree::Ident(_) => self.word(&tokens[at..], place),
                _ => 1,
            }
        }
    }

    /// Handles a word and what belongs to it; how many tokens that were.
    fn word(&mut self, tokens: &[TokenTree], place: Place) -> usize {
        let first = &tokens[0];
        let raw = is_raw(first);
        let next = tokens.get(1);
        match word(Some(first)).unwrap_or_default().as_str() {
            // A raw identifier is never a keyword.
            keyword @ ("unsafe" | "extern") if !raw => {
                self.say(What::Keyword(keyword.into()), first, place);
                1
            }
            "static" if !raw => {
                if !place.statics {
                    self.say(What::Keyword("static".into()), first, place);
                }
                1
            }
            // `use<'a>` captures lifetimes and imports nothing.
            "use" if !raw && !next.is_some_and(|next| is_punct(next, '<')) => {
                1 + self.import(&tokens[1..], &mut Vec::new(), place)
            }
            "mod" | "struct" | "enum" | "union" | "trait" | "type" if !raw && word(next).is_some() => {
                let name = word(next).unwrap_or_default();
                if is_word(first, "mod") && tokens.get(2).is_some_and(|end| is_punct(end, ';')) {
                    self.say(What::File(name.clone()), first, place);
                }
                self.say(What::Declares(name), first, place);
                // In a macro the name is read once more, as any other.
                if place.in_macro { 1 } else { 2 }
            }
            "macro_rules" if next.is_some_and(|next| is_punct(next, '!')) => self.macro_rules(tokens, place),
            "macro_rules" if place.in_macro => {
                self.say(What::PutTogether, first, place);
                1
            }
            // The path behind it is another: `impl ::std::fmt::Display`.
            _ if is_keyword(first) && is_colons(&tokens[1..]) => 1,
            _ => self.path(tokens, place),
        }
    }

    fn macro_rules(&mut self, tokens: &[TokenTree], place: Place) -> usize {
        match word(tokens.get(2)) {
            Some(name) => self.say(What::DefinesMacro(name), &tokens[2], place),
            None => self.say(What::PutTogether, &tokens[0], place),
        }
        match tokens.get(3) {
            Some(TokenTree::Group(body)) => {
                self.group(body, Place { in_macro: true, ..place }, false);
                4
            }
            _ => 2,
        }
    }

    /// Handles `a::b::c` and what follows from it: a macro's arguments, a list or star in a macro.
    fn path(&mut self, tokens: &[TokenTree], place: Place) -> usize {
        let is_global = is_colons(tokens);
        let mut at = if is_global { 2 } else { 0 };
        let mut segments = vec![word(tokens.get(at)).unwrap_or_default()];
        at += 1;
        while is_colons(&tokens[at..]) && word(tokens.get(at + 2)).is_some() {
            if segments.len() == MAX_SEGMENTS {
                self.say(What::TooLong, &tokens[0], place);
                return tokens.len();
            }
            segments.push(word(tokens.get(at + 2)).unwrap_or_default());
            at += 3;
        }
        // `std::sync::{…}` or `std::$name` in a macro, which may become anything below the path.
        let open = is_colons(&tokens[at..])
            && tokens.get(at + 2).is_some_and(|next| {
                matches!(next, TokenTree::Group(_)) || is_punct(next, '*') || is_punct(next, '$')
            });
        let bare = (segments.len() == 1 && !is_global).then(|| segments[0].clone());
        let called = segments.last().cloned().unwrap_or_default();
        let call = match &tokens[at..] {
            [bang, TokenTree::Group(arguments), ..] if is_punct(bang, '!') => Some(arguments),
            _ => None,
        };
        // Of the two macros of that name this must be the library's; `Names` looks after the bare one.
        let statics = call.is_some()
            && (bare.as_deref() == Some("thread_local") || segments == ["interleaving", "thread_local"]);
        self.say(What::Path(path(segments, is_global, open, None)), &tokens[0], place);
        if let (Some(name), true) = (&bare, call.is_some() || place.in_macro) {
            self.say(What::Macro(name.clone()), &tokens[0], place);
        }
        let Some(arguments) = call else { return at };
        if called == "cfg" {
            self.say(What::CfgMacro(arguments.stream().to_string()), &tokens[0], place);
        }
        let foreign = !statics && (self.is_foreign)(&called);
        self.group(arguments, Place { in_macro: place.in_macro || foreign, statics, ..place }, false);
        at + 2
    }
}
