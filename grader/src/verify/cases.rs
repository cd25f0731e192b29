//! The programs that an exercise must judge in a known way.

use std::fs;
use std::path::{Path, PathBuf};

use crate::collect::{Files, NamedFile};
use crate::exercise::Exercise;
use crate::readme::numbers;
use crate::verdict::Verdict;

/// One program.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// For people: `stub`, `alternatives/channel.rs`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) files: Files,
}

/// What is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// At most one mark.
    Stub,
    /// The same, when every lock lets everybody in.
    StubWithoutLocks,
    /// Full marks.
    Reference,
    /// Full marks, by another design.
    Alternative,
    /// Caught by what it says.
    Mistake(Breaks),
}

/// What a mistake says it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// These rules and no others, ascending.
    Rules(Vec<u32>),
    /// The submission as a whole.
    Whole(Verdict),
}

impl Breaks {
    /// Reads the first line of a mistake: `//! breaks: rule 2, rule 3, lost update`.
    fn parse(line: &str) -> Option<Self> {
        let said = line.strip_prefix("//! breaks:")?;
        let parts: Vec<_> = said.split(',').map(str::trim).collect();
        match *parts.first()? {
            "compile" => return Some(Self::Whole(Verdict::DoesNotCompile)),
            "screen" => return Some(Self::Whole(Verdict::Rejected)),
            _ => {}
        }
        let rules = parts.iter().filter_map(|part| part.strip_prefix("rule "));
        let mut rules: Vec<u32> = rules.flat_map(numbers).collect();
        rules.sort_unstable();
        rules.dedup();
        (!rules.is_empty()).then_some(Self::Rules(rules))
    }
}

/// The cases of `exercise`, and what is off before any of them is tried.
pub(super) fn of(exercise: &Exercise) -> (Vec<Case>, Vec<String>) {
    let mut faults = Vec::new();
    let mut cases = Vec::new();
    let Some(solution) = &exercise.solution else {
        return (cases, vec!["there is no solution beside it".into()]);
    };
    let mut whole = |name: &str, kind, root: &Path| match read_all(exercise, root) {
        Ok(files) => cases.push(Case { name: name.into(), kind, files }),
        Err(error) => faults.push(format!("{name}: {error}")),
    };
    whole("stub", Kind::Stub, &exercise.path);
    whole("stub without its locks", Kind::StubWithoutLocks, &exercise.path);
    whole("reference", Kind::Reference, solution);

    let mut variant = |folder: &str, path: &Path, kind: &dyn Fn(&str) -> Option<Kind>, first: &str| {
        let name = format!("{folder}/{}", path.file_name().unwrap_or_default().display());
        let files = read_all(exercise, solution).and_then(|files| replaced(files, exercise, path));
        match files {
            Err(error) => faults.push(format!("{name}: {error}")),
            Ok((files, line)) => match kind(&line) {
                Some(kind) => cases.push(Case { name, kind, files }),
                None => faults.push(format!("{name}: its first line must read `{first}`")),
            },
        }
    };
    let alternatives = programs(&solution.join("alternatives"));
    for path in &alternatives {
        let design = |line: &str| line.strip_prefix("//! design:").map(|_| Kind::Alternative);
        variant("alternatives", path, &design, "//! design: …");
    }
    let mistakes = programs(&solution.join("mistakes"));
    for path in &mistakes {
        let breaks = |line: &str| Breaks::parse(line).map(Kind::Mistake);
        variant("mistakes", path, &breaks, "//! breaks: rule N, …");
    }
    if alternatives.len() < 2 {
        faults.push(format!(
            "{} alternatives; there should be two different right designs",
            alternatives.len()
        ));
    }
    if mistakes.is_empty() {
        faults.push("no mistake; what students get wrong is how the tests are tested".into());
    }
    (cases, faults)
}

/// The files that the manifest names, under `root`.
fn read_all(exercise: &Exercise, root: &Path) -> Result<Files, String> {
    let read = |path: &String| {
        let text =
            fs::read_to_string(root.join(path)).map_err(|error| format!("cannot read `{path}`: {error}"))?;
        Ok(NamedFile { path: path.clone(), text })
    };
    let named = exercise.manifest.files.iter().map(read).collect::<Result<_, String>>()?;
    Ok(Files { named, ..Files::default() })
}

/// The reference with its `src/lib.rs` replaced by `path`; and the first line of that.
fn replaced(mut files: Files, exercise: &Exercise, path: &Path) -> Result<(Files, String), String> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    let main = files.named.iter_mut().find(|file| file.path == "src/lib.rs");
    let main = main.ok_or_else(|| format!("`{}` hands in no `src/lib.rs`", exercise.folder))?;
    main.text = text;
    Ok((files, line))
}

/// The `.rs` files of a folder, sorted.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut programs: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    programs.sort();
    programs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_mistake_names_what_it_breaks() {
        let parse = |said: &str| Breaks::parse(&format!("//! breaks: {said}"));
        assert_eq!(parse("rule 3, rule 2, lost update of rule"), Some(Breaks::Rules(vec![2, 3])));
        assert_eq!(parse("compile, a missing brace"), Some(Breaks::Whole(Verdict::DoesNotCompile)));
        assert_eq!(parse("screen, std's mutex"), Some(Breaks::Whole(Verdict::Rejected)));
        assert_eq!(parse("everything"), None);
        assert_eq!(Breaks::parse("//! rule 2"), None);
    }
}
