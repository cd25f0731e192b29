//! The lengths of files and functions.

use std::path::{Path, PathBuf};

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ImplItemFn, ItemFn, Signature, Stmt, TraitItemFn};

use super::tree::{Sources, Tree};

/// No file has more lines, except data and tests on a list.
const FILE_LINES: usize = 400;
/// The median of the files that a build without tests compiles has at most this many lines.
const MEDIAN_LINES: usize = 130;
/// No function has more lines, from `fn` to its closing brace, except a flat `match`.
const FUNCTION_LINES: usize = 60;
/// A flat `match` ends its function, after at most this many lines …
const LINES_BEFORE_MATCH: usize = 5;
/// … and none of its arms has more lines than this, pattern included.
const ARM_LINES: usize = 8;

/// A line for each file that is too long, and for each entry of the list that nothing needs any more.
pub(super) fn long_files(sources: &Sources, listed: &[(&str, &str)]) -> Vec<String> {
    let lines = |file: &Path| sources.get(file).map_or(0, |text| text.lines().count());
    let is_listed = |file: &Path| listed.iter().any(|(entry, _)| Path::new(entry) == file);
    let long = sources.keys().filter(|file| lines(file) > FILE_LINES && !is_listed(file));
    let long = long.map(|file| {
        format!("{} has {} lines, {FILE_LINES} are allowed: split it by nouns", file.display(), lines(file))
    });
    let needless = listed.iter().filter(|(entry, _)| lines(Path::new(entry)) <= FILE_LINES);
    let needless = needless.map(|(entry, _)| {
        format!("{entry} is listed as a long file but is short or missing: delete the entry")
    });
    long.chain(needless).collect()
}

/// A line if the median of the files that a build without tests compiles is too large.
pub(super) fn long_median(tree: &Tree, sources: &Sources) -> Option<String> {
    let mut lines: Vec<_> = tree.built_files().iter().map(|file| sources[*file].lines().count()).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    (median > MEDIAN_LINES).then(|| format!("the median file has {median} lines, {MEDIAN_LINES} are allowed"))
}

/// A line for each function that is too long.
pub(super) fn long_functions(tree: &Tree) -> Vec<String> {
    let mut lines = Vec::new();
    for part in tree.modules.values().flat_map(|module| &module.parts) {
        let mut functions = Functions { file: &part.file, lines: &mut lines };
        part.items.iter().for_each(|item| functions.visit_item(item));
    }
    lines
}

struct Functions<'a> {
    file: &'a PathBuf,
    lines: &'a mut Vec<String>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &Signature, body: &Block) {
        let first = signature.fn_token.span.start().line;
        let lines = body.brace_token.span.close().end().line - first + 1;
        if lines > FUNCTION_LINES && !is_flat_match(first, body) {
            let (file, name) = (self.file.display(), &signature.ident);
            self.lines.push(format!(
                "{file}:{first} `{name}` has {lines} lines, {FUNCTION_LINES} are allowed: split it by steps"
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.measure(&function.sig, body);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

/// Returns whether a function that begins on line `first` does little but choose one of many short arms.
fn is_flat_match(first: usize, body: &Block) -> bool {
    let Some(Stmt::Expr(Expr::Match(last), _)) = body.stmts.last() else { return false };
    let before = last.span().start().line - first - 1;
    let lines = |node: proc_macro2::Span| node.end().line - node.start().line + 1;
    before <= LINES_BEFORE_MATCH && last.arms.iter().all(|arm| lines(arm.span()) <= ARM_LINES)
}
