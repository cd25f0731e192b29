//! Reads a test file by its tokens: the tests, what they import, which functions assert something.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

pub(super) struct TestFile {
    /// The text, with `#[test]` blanked.
    blanked: String,
    /// The names of the test functions, in order.
    pub(super) tests: Vec<String>,
    /// Names imported from the exercise's crate; a module counts as a name.
    pub(super) imports: BTreeSet<String>,
    /// Each function, and the names in its body.
    pub(super) functions: BTreeMap<String, BTreeSet<String>>,
    /// Where `crate::public` stands.
    siblings: Vec<Range<usize>>,
}

impl TestFile {
    /// Reads the functions marked `#[test]` at the top of the file, and what it imports from `package`.
    pub(super) fn parse(text: &str, package: &str) -> Result<Self> {
        let stream: TokenStream = text
            .parse()
            .map_err(|error: proc_macro2::LexError| anyhow!("line {}: {error}", error.span().start().line))?;
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut file = Self {
            blanked: text.into(),
            tests: Vec::new(),
            imports: BTreeSet::new(),
            functions: BTreeMap::new(),
            siblings: Vec::new(),
        };
        file.look_into(&tokens);
        for at in 0..tokens.len() {
            if is_test(&tokens[at..]) {
                let range = tokens[at].span().byte_range().start..tokens[at + 1].span().byte_range().end;
                file.blanked.replace_range(range.clone(), &" ".repeat(range.len()));
                let mut after = tokens[at + 2..].windows(2).take_while(|pair| !matches!(&pair[0], TokenTree::Group(group) if group.delimiter() == Delimiter::Brace));
                let name = after.find_map(|pair| (pair[0].to_string() == "fn").then(|| pair[1].to_string()));
                file.tests.push(name.ok_or_else(|| {
                    anyhow!("line {}: `#[test]` stands before no function", tokens[at].span().start().line)
                })?);
            }
            if tokens[at].to_string() == "use"
                && tokens.get(at + 1).is_some_and(|name| name.to_string() == package)
            {
                let tree = tokens[at + 2..].iter().take_while(|token| token.to_string() != ";").cloned();
                names(tree, &mut file.imports);
            }
        }
        Ok(file)
    }

    /// Notes the functions and the paths to the other test file, at any depth.
    fn look_into(&mut self, tokens: &[TokenTree]) {
        for (at, token) in tokens.iter().enumerate() {
            if let TokenTree::Group(group) = token {
                self.look_into(&group.stream().into_iter().collect::<Vec<_>>());
            }
            if token.to_string() == "fn"
                && let Some(TokenTree::Ident(name)) = tokens.get(at + 1)
                && let Some(body) = tokens[at + 2..].iter().find_map(body)
            {
                idents(body, self.functions.entry(name.to_string()).or_default());
            }
            if let [one, colon, other, name, ..] = &tokens[at..]
                && [one, colon, other, name].map(ToString::to_string) == ["crate", ":", ":", "public"]
            {
                self.siblings.push(one.span().byte_range().start..name.span().byte_range().end);
            }
        }
    }

    /// The text as a module in the module `copy` of the crate. Lines stay where they are.
    pub(super) fn text_in(&self, copy: &str) -> String {
        let mut text = self.blanked.clone();
        let mut siblings = self.siblings.clone();
        siblings.sort_by_key(|range| range.start);
        for range in siblings.into_iter().rev() {
            text.replace_range(range, &format!("crate::{copy}::public"));
        }
        text
    }
}

fn body(token: &TokenTree) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    }
}

/// All identifiers in the tokens, at any depth.
fn idents(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => _ = found.insert(name.to_string()),
            TokenTree::Group(group) => idents(group.stream(), found),
            _ => {}
        }
    }
}

fn is_test(tokens: &[TokenTree]) -> bool {
    let [TokenTree::Punct(hash), TokenTree::Group(group), ..] = tokens else { return false };
    hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket && group.stream().to_string() == "test"
}

/// The names in a `use` tree, without those given by `as`.
fn names(tree: impl Iterator<Item = TokenTree>, found: &mut BTreeSet<String>) {
    let mut renamed = false;
    for token in tree {
        match token {
            TokenTree::Group(group) => names(group.stream().into_iter(), found),
            TokenTree::Ident(name) if name == "as" => renamed = true,
            TokenTree::Ident(name) if !renamed && name != "self" => {
                found.insert(name.to_string());
            }
            _ => renamed = false,
        }
    }
}
