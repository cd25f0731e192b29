//! The meaning of a submission's names: renamed modules, its own modules, its own macros.

use std::collections::{HashMap, HashSet};

use super::Allowance;
use super::policy::{LIBRARY, PLAIN_MACROS, ROOTS, Ruling, rule};
use super::tokens::{Event, Path, What};

/// The most passes over imports of imports: honest source needs two or three. Each reads the whole source.
const MAX_PASSES: usize = 50;

/// The names of all files of a submission together.
pub(super) struct Names {
    forbid: Vec<String>,
    /// The crates that the exercise uses.
    uses: Vec<String>,
    /// The paths of the submission's files.
    files: Vec<String>,
    /// Names for modules of std or `interleaving` that are neither allowed nor refused as a whole.
    modules: HashMap<String, HashSet<Vec<String>>>,
    /// Everything that is declared or imported.
    declared: HashSet<String>,
    /// Own macros, and imported names.
    redefined: HashSet<String>,
    /// (file, scope) of each import of `interleaving::thread_local`.
    thread_locals: HashSet<(usize, usize)>,
    /// Something else is called `thread_local` too.
    has_other_thread_local: bool,
    /// A glob of a foreign module may have brought in any name.
    has_foreign_glob: bool,
}

impl Names {
    /// Returns `None` when the imports of imports need more than [`MAX_PASSES`].
    pub(super) fn of(events: &[Event], allowance: Allowance<'_>, files: &[&str]) -> Option<Self> {
        let mut names = Self {
            forbid: allowance.forbid.to_vec(),
            uses: allowance.uses.to_vec(),
            files: files.iter().map(|path| (*path).to_owned()).collect(),
            modules: HashMap::new(),
            declared: HashSet::new(),
            redefined: HashSet::new(),
            thread_locals: HashSet::new(),
            has_other_thread_local: false,
            has_foreign_glob: false,
        };
        for event in events {
            match &event.what {
                What::Declares(name) => {
                    names.declared.insert(name.clone());
                }
                What::DefinesMacro(name) => {
                    names.has_other_thread_local |= name == "thread_local";
                    names.redefined.insert(name.clone());
                }
                What::Path(path) => names.add_import(path, event),
                _ => {}
            }
        }
        names.follow_imports(events).then_some(names)
    }

    fn add_import(&mut self, path: &Path, event: &Event) {
        if let Some(name) = &path.imported_as {
            self.declared.insert(name.clone());
            self.redefined.insert(name.clone());
            match name == "thread_local" {
                true if path.segments == ["interleaving", "thread_local"] => {
                    self.thread_locals.insert((event.file, event.scope));
                }
                other => self.has_other_thread_local |= other,
            }
        }
        self.has_foreign_glob |=
            path.is_glob && path.segments.first().is_some_and(|first| self.is_available(first));
    }

    /// Returns whether source may name the crate.
    fn is_available(&self, name: &str) -> bool {
        ROOTS.contains(&name) || self.uses.iter().any(|used| used == name)
    }

    /// Adds names given by imports until a pass adds none; returns whether one did within [`MAX_PASSES`].
    fn follow_imports(&mut self, events: &[Event]) -> bool {
        for _ in 0..MAX_PASSES {
            let mut found = Vec::new();
            for event in events {
                let What::Path(path) = &event.what else { continue };
                let Some(name) = &path.imported_as else { continue };
                let meanings =
                    self.meanings(path).into_iter().filter(|meaning| self.rule(meaning) == Ruling::Mixed);
                found.extend(meanings.map(|meaning| (name.clone(), meaning)));
            }
            let news = found.into_iter().filter(|(name, meaning)| {
                self.modules.entry(name.clone()).or_default().insert(meaning.clone())
            });
            if news.count() == 0 {
                return true;
            }
        }
        false
    }

    /// The paths from one of [`ROOTS`] that a path may mean. Cautious: the name of a module means that
    /// module anywhere in the path.
    pub(super) fn meanings(&self, path: &Path) -> Vec<Vec<String>> {
        let segments = &path.segments;
        let rooted =
            segments.first().filter(|first| ROOTS.contains(&first.as_str())).map(|_| segments.clone());
        let renamed = segments.iter().enumerate().flat_map(|(index, name)| {
            let meanings = self.modules.get(name).into_iter().flatten();
            meanings.map(move |meaning| meaning.iter().chain(&segments[index + 1..]).cloned().collect())
        });
        // The import itself gives the name its meaning; it needs no other.
        let mut meanings: Vec<Vec<String>> = rooted.into_iter().chain(renamed).collect();
        meanings.sort();
        meanings
    }

    /// Returns whether a module's file is part of the submission.
    pub(super) fn has_file(&self, module: &str) -> bool {
        let ends = [format!("/{module}.rs"), format!("/{module}/mod.rs")];
        self.files.iter().any(|path| ends.iter().any(|end| path.ends_with(end)))
    }

    pub(super) fn rule(&self, meaning: &[String]) -> Ruling {
        rule(meaning, &self.forbid)
    }

    /// Returns whether a macro of this name may be the student's own, which can do anything with its tokens.
    pub(super) fn is_redefined(&self, name: &str) -> bool {
        self.redefined.contains(name) || !PLAIN_MACROS.contains(&name)
    }

    /// Returns whether `thread_local!` is `interleaving`'s in the module where it is used.
    pub(super) fn imports_thread_local(&self, event: &Event) -> bool {
        !event.in_macro
            && !self.has_other_thread_local
            && self.thread_locals.contains(&(event.file, event.module))
    }

    /// The name of another crate that the path begins with.
    pub(super) fn foreign_crate(&self, path: &Path, in_macro: bool) -> Option<String> {
        let first = path.segments.first()?;
        let long_enough = path.segments.len() > 1 || path.is_glob || path.imported_as.is_some();
        if !long_enough || path.is_local || self.is_available(first) {
            return None;
        }
        if path.is_global {
            return Some(first.clone());
        }
        let lower = first.starts_with(|letter: char| letter.is_lowercase());
        // An import declares its own last name, which must not vouch for itself.
        let declared = self.declared.contains(first)
            && !(path.imported_as.as_ref() == Some(first) && path.segments.len() == 1);
        let known = declared || is_built_in(first) || in_macro || self.has_foreign_glob;
        (lower && !known).then(|| first.clone())
    }
}

/// Returns whether an import calls something else by the library's name, so that its `thread_local!` could be
/// anybody's.
pub(super) fn is_another_library(path: &Path) -> bool {
    path.imported_as.as_deref() == Some(LIBRARY) && path.segments != [LIBRARY]
}

/// Returns whether the language itself has the name: a primitive type, or a tool in an attribute.
fn is_built_in(name: &str) -> bool {
    let numbers = [
        "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64",
    ];
    numbers.contains(&name)
        || ["bool", "char", "str"].contains(&name)
        || ["clippy", "rustfmt", "rustdoc", "diagnostic"].contains(&name)
}
