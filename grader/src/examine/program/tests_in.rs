//! Finds the tests in a test file by its tokens.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

pub(super) struct TestFile {
    /// The text, with `#[test]` blanked.
    pub(super) blanked: String,
    /// The names of the test functions, in order.
    pub(super) tests: Vec<String>,
    /// Names imported from the exercise's crate; a module counts as a name.
    pub(super) imports: BTreeSet<String>,
}

impl TestFile {
    /// Reads the functions marked `#[test]` at the top of the file, and what it imports from `package`.
    pub(super) fn parse(text: &str, package: &str) -> Result<Self> {
        let stream: TokenStream = text
            .parse()
            .map_err(|error: proc_macro2::LexError| anyhow!("line {}: {error}", error.span().start().line))?;
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut file = Self { blanked: text.into(), tests: Vec::new(), imports: BTreeSet::new() };
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
