//! The reader on small trees in memory.

use std::path::PathBuf;

use super::circles::{circles, text};
use super::imports::{Import, imports};
use super::rooms::Absence::{self, ImportedBy, Imports, NeverImports};
use super::rooms::violations;
use super::sizes::{long_files, long_functions, long_median};
use super::tree::{Sources, Tree};

fn sources(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(file, source)| (PathBuf::from(file), (*source).to_owned())).collect()
}

fn imports_of(files: &[(&str, &str)]) -> Vec<Import> {
    imports(&Tree::read(&sources(files)))
}

/// The circles of a tree, as texts.
fn circles_in(files: &[(&str, &str)]) -> Vec<String> {
    let imports = imports_of(files);
    circles(&imports).iter().map(|circle| text(circle)).collect()
}

/// Each import as `from → to`.
fn pairs(files: &[(&str, &str)]) -> Vec<String> {
    let pair = |import: &Import| format!("{} → {}", import.from.join("::"), import.to.join("::"));
    imports_of(files).iter().map(pair).collect()
}

#[test]
fn a_circle_between_siblings_is_found() {
    let found = circles_in(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B;\npub struct A;"),
        ("b.rs", "pub struct B;\nfn f() { super::a::A; }"),
    ]);
    assert_eq!(
        found,
        ["in the crate root: a → b → a\n    a.rs:1 names `crate::b::B`\n    b.rs:2 names `super::a::A`"]
    );
}

#[test]
fn a_circle_below_a_folder_is_found_at_its_level() {
    let found = circles_in(&[
        ("lib.rs", "mod run;"),
        ("run/mod.rs", "mod a;\nmod b;\nmod c;"),
        ("run/a.rs", "pub mod deep;"),
        ("run/a/deep.rs", "use super::super::b;\npub fn f() { b::f(); }"),
        ("run/b.rs", "pub fn f() { crate::run::c::f(); }"),
        ("run/c.rs", "use super::a::deep;\npub fn f() { deep::f() }"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("in `run`: a → b → c → a\n"), "{found:?}");
}

#[test]
fn parent_and_child_are_no_circle() {
    let found = circles_in(&[
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "pub mod child;\nuse child::C;\npub struct P(C);"),
        ("a/child.rs", "use super::P;\npub struct C;\nfn f(_: P) { crate::a::P; }"),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn imports_that_all_go_down_are_no_circle() {
    let found = circles_in(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::{b::B, c};\nfn f() { c::f(); }"),
        ("b.rs", "use crate::c::*;\npub struct B;\nfn g() { f(); }"),
        ("c.rs", "use std::fmt;\npub fn f() {}"),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_circle_through_a_re_export_of_the_parent_is_found() {
    let found = circles_in(&[
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod x;\nmod y;\npub use x::X;\npub use y::*;"),
        ("a/x.rs", "use super::Y;\npub struct X(Y);"),
        ("a/y.rs", "use crate::a::X;\npub struct Y(Box<X>);"),
    ]);
    let circle = "in `a`: x → y → x\n    a/x.rs:1 names `super::Y`, which is in `a::y`\n    \
                  a/y.rs:1 names `crate::a::X`, which is in `a::x`";
    assert_eq!(found, [circle]);
}

#[test]
fn a_re_export_counts_for_the_module_that_is_named_and_for_the_one_that_defines() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::Item;"),
        ("b.rs", "pub use crate::c::Item;"),
        ("c.rs", "pub struct Item;"),
    ]);
    assert_eq!(found, ["a → b", "a → c", "b → c"]);
}

#[test]
fn a_variant_behind_two_globs_leads_to_its_enum() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::*;\nfn f() { Kind::One; }"),
        ("b.rs", "pub use crate::c::*;"),
        ("c.rs", "pub enum Kind { One }"),
    ]);
    assert_eq!(found, ["a → b", "a → b", "a → c", "b → c"]);
}

#[test]
fn a_glob_over_an_enum_leads_to_nothing_but_its_variants() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::c::Kind::*;\nuse crate::b::*;\nfn f() { Item::new(); }"),
        ("b.rs", "pub struct Item;"),
        ("c.rs", "pub enum Kind { One }"),
    ]);
    assert_eq!(found, ["a → c", "a → b", "a → b"]);
}

#[test]
fn an_import_by_a_test_does_not_count() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "#[cfg(test)] use crate::b::B;\n#[cfg(test)] mod tests { use crate::b; }\n#[cfg(test)] mod more;\n\
             fn f() { match 1 { #[cfg(test)] 1 => crate::b::f(), _ => {} } }\n\
             impl S { #[cfg(all(test, unix))] fn g() { crate::b::f() } }\n#[test] fn t() { crate::b::f() }",
        ),
        ("a/more.rs", "use crate::b::B;"),
        ("b.rs", "pub struct B;"),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn an_import_for_some_systems_only_counts() {
    let found = pairs(&[
        ("lib.rs", "#[cfg(unix)] mod a;\n#[cfg(not(unix))] #[path = \"other/a.rs\"] mod a; mod b;"),
        ("a.rs", "use crate::b;"),
        ("other/a.rs", "#[cfg(not(test))] use crate::b;"),
        ("b.rs", ""),
    ]);
    assert_eq!(found, ["a → b", "a → b"]);
}

#[test]
fn a_path_in_a_macro_counts() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use super::b;\nfn f() { assert!(x.c::<u8>(), \"{}\", [b::f(), ::b::f()]); }"),
        ("b.rs", "macro_rules! m { () => { $crate::c::f() } }"),
        ("c.rs", ""),
    ]);
    assert_eq!(found, ["a → b", "a → b", "b → c"]);
}

#[test]
fn another_crate_of_a_modules_name_is_not_the_module() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b; mod loom;"),
        ("a.rs", "use loom::sync;\nfn f() { loom::model(); }"),
        ("b.rs", "use super::loom;\nuse ::loom::thread;\nfn f() { ::loom::model::g(); }"),
        ("loom.rs", "pub mod sync {} pub mod thread {} pub mod model {}"),
    ]);
    assert_eq!(found, ["b → loom"]);
}

#[test]
fn imports_of_other_crates_end_the_search() {
    let found = pairs(&[
        ("lib.rs", "mod a;"),
        ("a.rs", "use anyhow::anyhow;\nuse std::io::*;\nuse fmt::*;\nfn f() { anyhow::g(); Nowhere::g(); }"),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_use_item_inside_a_function_counts() {
    let found = pairs(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "fn f() { use crate::b as other;\nother::deep::g(); }"),
        ("b.rs", "pub mod deep { pub fn g() {} }"),
    ]);
    assert_eq!(found, ["a → b", "a → b::deep"]);
}

fn violated(absence: Absence) -> Vec<String> {
    let sources = sources(&[
        ("lib.rs", "mod top; mod middle; mod low;"),
        ("top.rs", "use crate::middle::deep::M;\nuse crate::low;"),
        ("middle.rs", "pub mod deep;"),
        ("middle/deep.rs", "use crate::low;\npub struct M;"),
        ("low.rs", ""),
    ]);
    let tree = Tree::read(&sources);
    violations(&tree, &imports(&tree), &[absence])
}

#[test]
fn an_import_that_goes_a_forbidden_way_is_found() {
    let none = [""; 0];
    assert_eq!(violated(Imports { room: "middle", only: &["low"] }), none);
    assert_eq!(
        violated(Imports { room: "middle", only: &[] }),
        ["`middle` imports nothing of the crate: middle/deep.rs:1 names `crate::low`"]
    );
    assert_eq!(violated(NeverImports { room: "low", never: &["middle", "top"] }), none);
    assert_eq!(
        violated(NeverImports { room: "top", never: &["middle"] }),
        ["`top` never imports `middle`: top.rs:1 names `crate::middle::deep::M`"]
    );
    assert_eq!(violated(ImportedBy { room: "low", only: &["top", "middle"] }), none);
    assert_eq!(
        violated(ImportedBy { room: "low", only: &["top"] }),
        ["nothing imports `low` but `top`: middle/deep.rs:1 names `crate::low`"]
    );
}

#[test]
fn a_name_in_the_table_that_is_no_module_is_found() {
    let found = violated(NeverImports { room: "low", never: &["middle::gone"] });
    assert_eq!(found, ["the table names `middle::gone`, which is not a module: correct the table"]);
}

/// The findings in a crate that has one method with this body.
fn long_functions_in(body: &str) -> Vec<String> {
    long_functions(&Tree::read(&sources(&[("lib.rs", &format!("impl S {{\nfn f() {{\n{body}\n}}\n}}"))])))
}

#[test]
fn a_function_of_61_lines_is_found() {
    assert_eq!(long_functions_in(&["g();"; 58].join("\n")), [""; 0]);
    let found = long_functions_in(&["g();"; 59].join("\n"));
    assert_eq!(found, ["lib.rs:2 `f` has 61 lines, 60 are allowed: split it by steps"]);
}

#[test]
fn a_flat_match_of_100_lines_is_not() {
    let arms = "1 => g(),\n2 => {\ng();\ng();\n}\n".repeat(20);
    assert_eq!(long_functions_in(&format!("let x = g();\nmatch x {{\n{arms}}}")), [""; 0]);
}

#[test]
fn a_match_with_a_long_arm_or_after_much_else_is_not_flat() {
    let flat = "1 => g(),\n".repeat(60);
    let long = format!("1 => {{\n{}}}\n", "g();\n".repeat(7));
    assert_eq!(long_functions_in(&format!("match x {{\n{flat}{long}}}")).len(), 1);
    assert_eq!(long_functions_in(&format!("{}match x {{\n{flat}}}", "g();\n".repeat(6))).len(), 1);
    assert_eq!(long_functions_in(&format!("{}match x {{\n{flat}}}", "g();\n".repeat(5))), [""; 0]);
}

#[test]
fn a_file_of_401_lines_is_found_unless_it_is_listed() {
    let files = [("lib.rs", "mod a;"), ("a.rs", &"\n".repeat(401))];
    let found = long_files(&sources(&files), &[]);
    assert_eq!(found, ["a.rs has 401 lines, 400 are allowed: split it by nouns"]);
    assert_eq!(long_files(&sources(&files), &[("a.rs", "data")]), [""; 0]);
    assert_eq!(long_files(&sources(&[("lib.rs", &"\n".repeat(400))]), &[]), [""; 0]);
    let found = long_files(&sources(&files[..1]), &[("lib.rs", "data"), ("gone.rs", "data")]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn the_median_leaves_the_files_of_tests_out() {
    let long = "\n".repeat(131);
    let files = [("lib.rs", "mod a;\n#[cfg(test)] mod b;\n#[cfg(test)] mod c;"), ("a.rs", &long)];
    let tests = [("b.rs", ""), ("c.rs", "")];
    let read = |files: &[(&str, &str)]| {
        let sources = sources(files);
        long_median(&Tree::read(&sources), &sources)
    };
    let found = read(&[&files[..], &tests[..]].concat());
    assert_eq!(found.as_deref(), Some("the median file has 131 lines, 130 are allowed"));
    let short = [("lib.rs", "mod a; mod b; mod c;"), files[1]];
    assert_eq!(read(&[&short[..], &tests[..]].concat()), None);
}
