//! The modules that a path names: the one that it writes, those that re-export the item, the one that defines it.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;
use syn::{Item, ItemUse, UseTree};

use super::tree::{Name, Tree, is_test};

/// A path as written, segment by segment.
pub(super) type Path = Vec<String>;

/// The names that each module of a crate defines and brings into scope, except for tests.
pub(super) struct Names<'a> {
    tree: &'a Tree,
    scopes: BTreeMap<&'a Name, Scope>,
}

/// The names in scope in a module.
#[derive(Default)]
struct Scope {
    items: BTreeSet<String>,
    /// The module's own `use` items, which other modules can see.
    uses: Uses,
    /// The `use` items inside its functions.
    inner: Uses,
}

#[derive(Default)]
struct Uses {
    named: BTreeMap<String, Path>,
    globs: Vec<Path>,
}

impl<'a> Names<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        let mut scopes: BTreeMap<&Name, Scope> = BTreeMap::new();
        for (name, module) in &tree.modules {
            let scope = scopes.entry(name).or_default();
            for item in module.parts.iter().filter(|part| !part.test).flat_map(|part| &part.items) {
                scope.add(item);
            }
        }
        Self { tree, scopes }
    }

    /// The modules of this crate that `path`, written in `from`, names; none if it leads out of the crate.
    pub(super) fn modules(&self, from: &Name, path: &[String]) -> BTreeSet<Name> {
        let mut search = Search { names: self, open: BTreeSet::new(), found: BTreeSet::new() };
        search.path(from, path);
        search.found
    }

    fn is_module(&self, name: &Name) -> bool {
        self.tree.modules.get(name).is_some_and(|module| module.parts.iter().any(|part| !part.test))
    }
}

impl Scope {
    fn add(&mut self, item: &Item) {
        if is_test(attributes(item)) {
            return;
        }
        match item {
            Item::Use(item) => self.uses.add(item),
            item => {
                self.items.extend(defined(item));
                Inner(&mut self.inner).visit_item(item);
            }
        }
    }
}

/// Collects the `use` items inside functions.
struct Inner<'a>(&'a mut Uses);

impl Visit<'_> for Inner<'_> {
    fn visit_item_use(&mut self, item: &ItemUse) {
        self.0.add(item);
    }
}

impl Uses {
    fn add(&mut self, item: &ItemUse) {
        for (path, name) in leaves(item) {
            match name {
                Some(name) => _ = self.named.insert(name, path),
                None => self.globs.push(path),
            }
        }
    }
}

/// The paths of a `use` item, each with the name that it brings into scope; a glob has none.
pub(super) fn leaves(item: &ItemUse) -> Vec<(Path, Option<String>)> {
    let mut leaves = Vec::new();
    // A path that opens with `::` names another crate.
    if item.leading_colon.is_none() {
        collect(&item.tree, &Path::new(), &mut leaves);
    }
    leaves
}

fn collect(tree: &UseTree, before: &Path, leaves: &mut Vec<(Path, Option<String>)>) {
    let with = |name: &syn::Ident| match name.to_string() {
        name if name == "self" && !before.is_empty() => before.clone(),
        name => [before.as_slice(), &[name]].concat(),
    };
    match tree {
        UseTree::Path(part) => collect(&part.tree, &with(&part.ident), leaves),
        UseTree::Name(leaf) => {
            let path = with(&leaf.ident);
            let name = path.last().cloned();
            leaves.push((path, name));
        }
        UseTree::Rename(leaf) => leaves.push((with(&leaf.ident), Some(leaf.rename.to_string()))),
        UseTree::Glob(_) => leaves.push((before.clone(), None)),
        UseTree::Group(group) => group.items.iter().for_each(|item| collect(item, before, leaves)),
    }
}

/// One look-up. It follows no `use` item that it is following already: `use anyhow::anyhow` names another crate.
struct Search<'a> {
    names: &'a Names<'a>,
    /// The `use` items that are being followed: a module and a name in it, or none for its globs.
    open: BTreeSet<(Name, Option<String>)>,
    found: BTreeSet<Name>,
}

impl Search<'_> {
    /// Looks up a path as written in `from`. Returns how many segments follow the item that it finds, such as
    /// an enum's variant; none if it finds nothing.
    fn path(&mut self, from: &Name, path: &[String]) -> Option<usize> {
        let own = usize::from(path.first().is_some_and(|first| first == "self"));
        let supers = path[own..].iter().take_while(|segment| *segment == "super").count();
        match path.first()?.as_str() {
            "crate" => self.below(&Name::new(), &path[1..], false),
            "self" | "super" => {
                let ancestor = from[..from.len().checked_sub(supers)?].to_vec();
                self.below(&ancestor, &path[own + supers..], false)
            }
            _ => self.below(from, path, true),
        }
    }

    /// Looks up the rest of a path in `module`. A path that begins there sees the `use` items inside functions
    /// too, and may name another crate.
    fn below(&mut self, module: &Name, rest: &[String], begins: bool) -> Option<usize> {
        let Some((first, after)) = rest.split_first() else {
            self.found.insert(module.clone());
            return Some(0);
        };
        let child = [module.as_slice(), std::slice::from_ref(first)].concat();
        if self.names.is_module(&child) {
            return self.below(&child, after, false);
        }
        let scope = self.names.scopes.get(module)?;
        if !begins || scope.items.contains(first) {
            self.found.insert(module.clone());
        }
        if scope.items.contains(first) {
            return Some(after.len());
        }
        let visible = [Some(&scope.uses), begins.then_some(&scope.inner)];
        for uses in visible.into_iter().flatten() {
            if let Some(target) = uses.named.get(first)
                && let key = (module.clone(), Some(first.clone()))
                && self.open.insert(key.clone())
            {
                let left = self.path(module, &[target.as_slice(), after].concat());
                self.open.remove(&key);
                return left;
            }
            if let left @ Some(_) = self.globs(module, &uses.globs, rest) {
                return left;
            }
        }
        // The item of a macro, or a name of another crate.
        None
    }

    fn globs(&mut self, module: &Name, globs: &[Path], rest: &[String]) -> Option<usize> {
        let key = (module.clone(), None);
        if globs.is_empty() || !self.open.insert(key.clone()) {
            return None;
        }
        let left = globs.iter().find_map(|glob| {
            let mut search = Search { names: self.names, open: self.open.clone(), found: BTreeSet::new() };
            let left = search.path(module, &[glob.as_slice(), rest].concat());
            // A glob over an enum leads to the enum, with all of `rest` left.
            let left = left.filter(|left| *left < rest.len())?;
            self.found.extend(search.found);
            Some(left)
        });
        self.open.remove(&key);
        left
    }
}

fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// The attributes of an item.
pub(super) fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
