//! The imports between modules, each with its place.

use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Arm, Attribute, Field, ImplItem, Item, ItemUse, Local, Macro, TraitItem, Variant, Visibility};

use super::names::{Names, attributes, leaves};
use super::tree::{Name, Tree, is_test};

/// A place in module `from` that names module `to`.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub(super) from: Name,
    pub(super) to: Name,
    pub(super) file: PathBuf,
    pub(super) line: usize,
    /// The path as written.
    pub(super) path: String,
}

/// The imports of a crate, except those of tests and those between a module and its ancestors or descendants.
pub(super) fn imports(tree: &Tree) -> Vec<Import> {
    let names = Names::new(tree);
    let mut imports = Vec::new();
    for (name, module) in &tree.modules {
        for part in module.parts.iter().filter(|part| !part.test) {
            let mut reader = Reader { names: &names, from: name, file: &part.file, imports: &mut imports };
            part.items.iter().for_each(|item| reader.visit_item(item));
        }
    }
    imports
}

struct Reader<'a> {
    names: &'a Names<'a>,
    from: &'a Name,
    file: &'a Path,
    imports: &'a mut Vec<Import>,
}

impl Reader<'_> {
    fn add(&mut self, path: &[String], line: usize) {
        for to in self.names.modules(self.from, path) {
            if !to.starts_with(self.from) && !self.from.starts_with(&to) {
                let (from, file, path) = (self.from.clone(), self.file.to_path_buf(), path.join("::"));
                self.imports.push(Import { from, to, file, line, path });
            }
        }
    }

    /// Reads the paths in a macro's tokens: names joined by `::`.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let before = at.wrapping_sub(2);
                    let goes_on = is(before, '.') || is(before, ':') && is(before.wrapping_sub(1), ':');
                    let mut path = vec![first.to_string()];
                    while is(at, ':')
                        && is(at + 1, ':')
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 2)
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if !goes_on && path.len() > 1 {
                        self.add(&path, first.span().start().line);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Skips what only a test build compiles.
macro_rules! without_tests {
    ($($visit:ident: $node:ty, $attributes:expr;)*) => {
        $(fn $visit(&mut self, node: &'ast $node) {
            let attributes: &[Attribute] = $attributes(node);
            if !is_test(attributes) {
                visit::$visit(self, node);
            }
        })*
    };
}

impl<'ast> Visit<'ast> for Reader<'_> {
    without_tests! {
        visit_item: Item, attributes;
        visit_impl_item: ImplItem, impl_attributes;
        visit_trait_item: TraitItem, trait_attributes;
        visit_field: Field, |field: &'ast Field| &field.attrs;
        visit_variant: Variant, |variant: &'ast Variant| &variant.attrs;
        visit_arm: Arm, |arm: &'ast Arm| &arm.attrs;
        visit_local: Local, |local: &'ast Local| &local.attrs;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for (path, _) in leaves(item) {
            self.add(&path, item.span().start().line);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.add(&segments, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.visit_path(&mac.path);
        self.tokens(mac.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

fn impl_attributes(item: &ImplItem) -> &[Attribute] {
    match item {
        ImplItem::Const(item) => &item.attrs,
        ImplItem::Fn(item) => &item.attrs,
        ImplItem::Macro(item) => &item.attrs,
        ImplItem::Type(item) => &item.attrs,
        _ => &[],
    }
}

fn trait_attributes(item: &TraitItem) -> &[Attribute] {
    match item {
        TraitItem::Const(item) => &item.attrs,
        TraitItem::Fn(item) => &item.attrs,
        TraitItem::Macro(item) => &item.attrs,
        TraitItem::Type(item) => &item.attrs,
        _ => &[],
    }
}
