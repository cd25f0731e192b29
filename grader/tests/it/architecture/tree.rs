//! A crate's modules, read from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta, Token};

/// The segments of a module's path below the crate root, which has none.
pub(super) type Name = Vec<String>;

/// The sources of a crate: each `.rs` file's path below `src` and its text.
pub(super) type Sources = BTreeMap<PathBuf, String>;

/// The modules of a crate.
pub(super) struct Tree {
    pub(super) modules: BTreeMap<Name, Module>,
    /// The files that only a test build compiles.
    pub(super) test_files: BTreeSet<PathBuf>,
}

/// A module; it has several parts if several `mod` items of one name exclude each other by `cfg`.
#[derive(Default)]
pub(super) struct Module {
    pub(super) parts: Vec<Part>,
}

/// The items of a module in one file.
pub(super) struct Part {
    pub(super) file: PathBuf,
    pub(super) items: Vec<Item>,
    /// True if only a test build compiles it.
    pub(super) test: bool,
}

/// Reads the `.rs` files below `src`.
pub(super) fn sources(src: &Path) -> Sources {
    let mut sources = Sources::new();
    let mut folders = vec![src.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.insert(path.strip_prefix(src).unwrap().to_path_buf(), text);
            }
        }
    }
    sources
}

impl Tree {
    /// Follows the `mod` items from `lib.rs` or `main.rs`.
    ///
    /// # Panics
    /// If a file does not parse or a `mod` item has no file.
    pub(super) fn read(sources: &Sources) -> Self {
        let root =
            ["lib.rs", "main.rs"].map(PathBuf::from).into_iter().find(|file| sources.contains_key(file));
        let mut reader = Reader { sources, modules: BTreeMap::new() };
        reader.file(Name::new(), &root.expect("a crate root"), Path::new(""), false);
        let modules = reader.modules;
        let files = |test: bool| {
            let parts = modules.values().flat_map(|module| &module.parts);
            parts.filter(move |part| part.test == test).map(|part| part.file.clone())
        };
        let built: BTreeSet<_> = files(false).collect();
        let test_files = files(true).filter(|file| !built.contains(file)).collect();
        Self { modules, test_files }
    }

    /// The files that a build without tests compiles.
    pub(super) fn built_files(&self) -> BTreeSet<&Path> {
        let parts = self.modules.values().flat_map(|module| &module.parts);
        parts.map(|part| part.file.as_path()).filter(|file| !self.test_files.contains(*file)).collect()
    }
}

struct Reader<'a> {
    sources: &'a Sources,
    modules: BTreeMap<Name, Module>,
}

impl Reader<'_> {
    /// Reads the module `name` from a file whose submodules are in `folder`.
    fn file(&mut self, name: Name, file: &Path, folder: &Path, test: bool) {
        let parsed = syn::parse_file(&self.sources[file]);
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let test = test || is_test(&parsed.attrs);
        self.items(name, file, folder, parsed.items, test);
    }

    fn items(&mut self, name: Name, file: &Path, folder: &Path, items: Vec<Item>, test: bool) {
        let mut kept = Vec::new();
        for item in items {
            match item {
                Item::Mod(item) => self.submodule(&name, file, folder, item, test),
                item => kept.push(item),
            }
        }
        let part = Part { file: file.to_path_buf(), items: kept, test };
        self.modules.entry(name).or_default().parts.push(part);
    }

    fn submodule(&mut self, parent: &Name, file: &Path, folder: &Path, item: ItemMod, test: bool) {
        let own = item.ident.to_string();
        let test = test || is_test(&item.attrs);
        let name = [parent.as_slice(), std::slice::from_ref(&own)].concat();
        if let Some((_, items)) = item.content {
            return self.items(name, file, &folder.join(own), items, test);
        }
        if let Some(path) = path_attribute(&item.attrs) {
            let path = file.parent().unwrap_or(Path::new("")).join(path);
            let beside = path.parent().unwrap_or(Path::new("")).to_path_buf();
            return self.file(name, &path, &beside, test);
        }
        let choices = [folder.join(format!("{own}.rs")), folder.join(&own).join("mod.rs")];
        let found = choices.iter().find(|file| self.sources.contains_key(*file));
        let found = found.unwrap_or_else(|| panic!("{}: `mod {own};` has no file", file.display()));
        self.file(name, found, &folder.join(&own), test);
    }
}

/// Returns whether only a test build compiles an item with these attributes, such as `#[cfg(all(test, unix))]`.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = || attribute.parse_args::<Meta>().is_ok_and(|condition| needs_test(&condition));
        attribute.path().is_ident("test") || attribute.path().is_ident("cfg") && condition()
    })
}

fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|parts| parts.iter().any(needs_test)),
        _ => false,
    }
}

/// The file that `#[path = "…"]` names.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}
