//! Walks the tokens of a file and names what matters to the screen: paths, keywords, macros, attributes.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use unicode_normalization::UnicodeNormalization as _;

/// Deeper nesting would cost the walk its stack; honest source has less than 50.
const MAX_DEPTH: usize = 200;
/// A longer path would cost time by its square; honest source has less than 10.
const MAX_SEGMENTS: usize = 50;

/// Something in the source.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) what: What,
    /// From 1.
    pub(super) line: u32,
    pub(super) file: usize,
    /// The innermost braces around it, and the innermost braces that are a module's; unique in a file.
    pub(super) scope: usize,
    pub(super) module: usize,
    /// Among the tokens of a macro of the student's own, which may be put together in any way.
    pub(super) in_macro: bool,
}

#[derive(Debug)]
pub(super) enum What {
    Path(Path),
    /// `unsafe`, `extern`, or a `static` item.
    Keyword(String),
    /// A macro called by a bare name, or in a macro any bare name.
    Macro(String),
    /// The arguments of `cfg!`.
    CfgMacro(String),
    Attribute {
        name: String,
        text: String,
        /// Only brackets, which a macro of the student's own may put behind a `#`.
        is_guess: bool,
    },
    /// `mod name;`, which the compiler takes from another file.
    File(String),
    Declares(String),
    DefinesMacro(String),
    /// An import, or the name of a macro, that only a macro's expansion knows.
    PutTogether,
    TooDeep,
    TooLong,
}

/// A path as it is written, without `self::`, `super::` and `crate::` in front.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    /// The name that a `use` gives it.
    pub(super) imported_as: Option<String>,
    /// Ends in `::*`, or in something that only a macro's expansion knows.
    pub(super) is_glob: bool,
    /// Begins with `::`.
    pub(super) is_global: bool,
    /// Began with `self::`, `super::`, `crate::` or `$crate::`.
    pub(super) is_local: bool,
}

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
        let raw = matches!(first, TokenTree::Ident(ident) if ident.to_string().starts_with("r#"));
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

    /// Handles a tree of imports after `use`; how many tokens it has.
    fn import(&mut self, tokens: &[TokenTree], prefix: &mut Vec<String>, place: Place) -> usize {
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
                    let renamed = tokens.get(at).is_some_and(|next| is_word(next, "as"));
                    let mut segments = prefix.clone();
                    if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
                        segments.pop();
                    }
                    if renamed && tokens.get(at + 1).is_some_and(|name| is_punct(name, '$')) {
                        self.say(What::PutTogether, here, place);
                    }
                    let name = if renamed { word(tokens.get(at + 1)) } else { segments.last().cloned() };
                    at += if renamed { 2 } else { 0 };
                    self.say(What::Path(path(segments, is_global, false, name)), here, place);
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

    /// Handles `#[…]`; skips what `#[cfg(test)]` and `#[test]` leave out.
    fn attribute(&mut self, tokens: &[TokenTree], place: Place) -> usize {
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
    fn say_attribute(&mut self, group: &Group, at: &TokenTree, is_guess: bool, place: Place) -> String {
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
    let keyword = word(tokens.get(at)).unwrap_or_default();
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

fn path(mut segments: Vec<String>, is_global: bool, is_glob: bool, imported_as: Option<String>) -> Path {
    let count =
        segments.iter().take_while(|segment| ["self", "super", "crate"].contains(&segment.as_str())).count();
    segments.drain(..count);
    Path { segments, imported_as, is_glob, is_global, is_local: count > 0 }
}

/// The word that a token is, without `r#`, in the normal form (NFC) in which the compiler compares names:
/// a name written in another way, as the sign for kelvin in place of the letter K, is the same name.
fn word(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string().trim_start_matches("r#").nfc().collect()),
        _ => None,
    }
}

fn is_word(token: &TokenTree, wanted: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == wanted)
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn is_colons(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] => {
            first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
        }
        _ => false,
    }
}
