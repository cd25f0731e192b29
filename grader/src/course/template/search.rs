//! Searches a template for answers, by whole files, by lines and by names.
//!
//! Three things reveal an answer: a whole file of `solutions/`, three lines in a row that are in a
//! reference, an alternative or a hidden test but in no stub or public test, and a hidden test's name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::files;
use crate::course::Course;
use crate::course::test_names::test_names;

/// Three lines shorter than this together (in bytes) prove nothing: braces, a `use`.
const DISTINCTIVE: usize = 60;
/// Files shorter than this (in bytes) may be equal by chance.
const SMALL: u64 = 40;

/// Content that is in answers only.
#[derive(Default)]
struct Answers {
    /// By hash: the file of `solutions/`.
    files: BTreeMap<String, String>,
    /// By three lines: the file of `solutions/`.
    lines: BTreeMap<[String; 3], String>,
    /// By the name of a hidden test: its file.
    names: BTreeMap<String, String>,
}

/// The places where `dir` reveals an answer of `course`, as sentences.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn answers(course: &Course, dir: &Path) -> Result<Vec<String>> {
    let answers = Answers::read(course)?;
    let mut found = Vec::new();
    for path in files(dir, &["target", ".git"])? {
        let bytes = fs::read(dir.join(&path)).with_context(|| format!("cannot read `{}`", path.display()))?;
        if let Some(answer) = answers.find(&bytes) {
            found.push(format!("`{}` {answer}", path.display()));
        }
    }
    Ok(found)
}

impl Answers {
    fn read(course: &Course) -> Result<Self> {
        let mut answers = Self::default();
        let (mut shown, mut shown_names) = (BTreeSet::new(), BTreeSet::new());
        let mut given = BTreeSet::new();
        for exercise in &course.exercises {
            let manifest = &exercise.manifest;
            given.extend(
                manifest
                    .given
                    .iter()
                    .filter_map(|file| Some(hash(&fs::read(exercise.path.join(file)).ok()?))),
            );
            let sources = manifest.files.iter().chain(&manifest.given).map(String::as_str);
            for file in sources.chain(["tests/public.rs"]) {
                let text = fs::read_to_string(exercise.path.join(file)).unwrap_or_default();
                shown.extend(threes(&text));
                shown_names.extend(test_names(&text));
            }
        }
        let root = course.root.join("solutions");
        if !root.is_dir() {
            return Ok(answers);
        }
        for path in files(&root, &["target"])? {
            let shown_path = format!("solutions/{}", path.display());
            let bytes = fs::read(root.join(&path)).with_context(|| format!("cannot read `{shown_path}`"))?;
            // The solution repeats what the exercise gives.
            if bytes.len() as u64 >= SMALL && !given.contains(&hash(&bytes)) {
                answers.files.insert(hash(&bytes), shown_path.clone());
            }
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if path.ends_with("hidden.rs") {
                let names = test_names(&text).into_iter().filter(|name| !shown_names.contains(name));
                answers.names.extend(names.map(|name| (name, shown_path.clone())));
            }
            // Mistakes are not answers, and share most of their lines with the stub.
            if path.extension().is_some_and(|end| end == "rs") && !parts.iter().any(|part| part == "mistakes")
            {
                let lines = threes(&text).into_iter().filter(|three| !shown.contains(three));
                answers.lines.extend(lines.map(|three| (three, shown_path.clone())));
            }
        }
        Ok(answers)
    }

    fn find(&self, bytes: &[u8]) -> Option<String> {
        if let Some(file) = self.files.get(&hash(bytes)) {
            return Some(format!("is `{file}`"));
        }
        let text = str::from_utf8(bytes).ok()?;
        if let Some(file) = threes(text).iter().find_map(|three| self.lines.get(three)) {
            return Some(format!("has lines of `{file}`"));
        }
        let (name, file) = self.names.iter().find(|(name, _)| names(text, name))?;
        Some(format!("names `{name}` of `{file}`"))
    }
}

/// Returns whether `text` contains `name` as a whole name.
fn names(text: &str, name: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part))
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// All distinctive runs of three lines, trimmed, without blank lines.
fn threes(text: &str) -> Vec<[String; 3]> {
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let threes = lines.windows(3).map(|window| [window[0], window[1], window[2]].map(str::to_owned));
    threes.filter(|three| three.iter().map(String::len).sum::<usize>() >= DISTINCTIVE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUB: &str = "pub fn withdraw(&self, amount: u32) -> Result<(), Refused> {\n// TODO: hold the lock over both steps.\nlet balance = self.balance.get();\n}\n";
    const ANSWER: &str = "pub fn withdraw(&self, amount: u32) -> Result<(), Refused> {\nlet mut balance = self.balance.lock().unwrap();\nif *balance < amount { return Err(Refused); }\n*balance -= amount;\n}\n";

    /// The findings in a template that holds `file` with `text`.
    fn found(file: &str, text: &str) -> Vec<String> {
        let (root, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let put = |path: &Path, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let path = root.path().join("exercises/01_withdraw");
        put(&path.join("src/lib.rs"), STUB);
        put(&path.join("tests/public.rs"), "#[test]\nfn rule_1_shown() {}\n");
        put(&root.path().join("solutions/01_withdraw/src/lib.rs"), ANSWER);
        put(
            &root.path().join("solutions/01_withdraw/tests/it/hidden.rs"),
            "#[test]\nfn rule_1_secret() {}\n",
        );
        put(&dir.path().join(file), text);
        let exercise = crate::course::Exercise { path, ..crate::tests::fake::exercise() };
        let course = Course { root: root.path().into(), exercises: vec![exercise] };
        answers(&course, dir.path()).unwrap()
    }

    #[test]
    fn a_given_file_reveals_nothing() {
        let (root, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = root.path().join("exercises/01_withdraw");
        for folder in [path.as_path(), &root.path().join("solutions/01_withdraw"), dir.path()] {
            fs::create_dir_all(folder.join("src")).unwrap();
            fs::write(folder.join("src/head.rs"), ANSWER).unwrap();
        }
        let mut exercise = crate::course::Exercise { path, ..crate::tests::fake::exercise() };
        let found = |exercise: &crate::course::Exercise| {
            answers(&Course { root: root.path().into(), exercises: vec![exercise.clone()] }, dir.path())
                .unwrap()
                .len()
        };
        assert_eq!(found(&exercise), 1);
        exercise.manifest.given.push("src/head.rs".into());
        assert_eq!(found(&exercise), 0);
    }

    #[test]
    fn a_stub_reveals_nothing() {
        assert_eq!(found("src/lib.rs", STUB), Vec::<String>::new());
    }

    #[test]
    fn a_name_longer_than_a_hidden_one_reveals_nothing() {
        let text = "fn rule_1_secret_and_more() {}\nfn my_rule_1_secret() {}";
        assert_eq!(found("tests/public.rs", text), Vec::<String>::new());
        let both = format!("{text}\nrule_1_secret");
        assert_eq!(found("tests/public.rs", &both).len(), 1);
    }

    #[test]
    fn answers_are_found_whole_in_parts_and_by_name() {
        assert_eq!(found("old.txt", ANSWER), ["`old.txt` is `solutions/01_withdraw/src/lib.rs`"]);
        let part = ANSWER.lines().skip(1).take(3).map(|line| format!("    {line}\n\n")).collect::<String>();
        assert_eq!(found("notes.md", &part), ["`notes.md` has lines of `solutions/01_withdraw/src/lib.rs`"]);
        let name = found("tests/public.rs", "// see rule_1_secret");
        assert_eq!(
            name,
            ["`tests/public.rs` names `rule_1_secret` of `solutions/01_withdraw/tests/it/hidden.rs`"]
        );
    }
}
