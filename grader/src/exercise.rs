//! A course on disk: its exercises, their manifests, where their files lie.
//!
//! Everything here belongs to the instructor, so a fault is an `Err` that names the file, the line
//! and the remedy. What a student hands in is read by `collect`.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

/// A course: the folder that holds `exercises/` and, for the instructor, `solutions/`.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) root: PathBuf,
    /// In the order of their numbers.
    pub(crate) exercises: Vec<Exercise>,
}

impl Course {
    /// Reads the course in `root`; every manifest is checked.
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let root = root.canonicalize().with_context(|| format!("cannot open `{}`", root.display()))?;
        let folder = root.join("exercises");
        let entries = std::fs::read_dir(&folder).with_context(|| {
            format!("no `exercises` folder in `{}`\ngive the course with `--course DIR`", root.display())
        })?;
        let mut exercises = Vec::new();
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list `{}`", folder.display()))?;
            if entry.path().join("exercise.toml").is_file() {
                let name = entry
                    .file_name()
                    .into_string()
                    .map_err(|name| anyhow!("`{}` is not UTF-8", name.display()))?;
                exercises.push(Exercise::load(&root, &name)?);
            }
        }
        exercises.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
        for pair in exercises.windows(2) {
            if pair[0].number == pair[1].number || pair[0].name == pair[1].name {
                bail!(
                    "`{}` and `{}` share a number or a name\nrename one of the folders",
                    pair[0].folder,
                    pair[1].folder
                );
            }
        }
        if exercises.is_empty() {
            bail!(
                "no exercise in `{}`\nan exercise is a folder `NN_name` with an `exercise.toml`",
                folder.display()
            );
        }
        Ok(Self { root, exercises })
    }

    /// The index of the exercise called `withdraw`, `01_withdraw` or `1`.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.exercises.iter().position(|exercise| {
            exercise.name == name || exercise.folder == name || name.parse() == Ok(exercise.number)
        })
    }
}

/// One exercise: what `exercise.toml` says, and where its files are.
#[derive(Clone, Debug)]
pub(crate) struct Exercise {
    /// `01_withdraw`
    pub(crate) folder: String,
    /// From the folder's name: 1.
    pub(crate) number: u32,
    /// From the folder's name: `withdraw`.
    pub(crate) name: String,
    /// `exercises/01_withdraw`
    pub(crate) path: PathBuf,
    /// `solutions/01_withdraw`; `None` in a student's repository.
    pub(crate) solution: Option<PathBuf>,
    pub(crate) manifest: Manifest,
}

/// `exercise.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) title: String,
    pub(crate) idea: String,
    pub(crate) chapter: u32,
    pub(crate) minutes: u32,
    pub(crate) difficulty: u8,
    pub(crate) files: Vec<String>,
    #[serde(default)]
    pub(crate) forbid: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

/// A numbered promise, worth marks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) marks: u32,
    /// Rules that must hold for these marks to count.
    #[serde(default)]
    pub(crate) needs: Vec<u32>,
}

impl Exercise {
    /// Reads `exercises/<folder>` of the course in `root`.
    pub(crate) fn load(root: &Path, folder: &str) -> Result<Self> {
        let (number, name) = folder
            .split_once('_')
            .and_then(|(number, name)| Some((number.parse().ok()?, name)))
            .with_context(|| {
                format!("`exercises/{folder}` is not named `NN_name`\nrename it, as in `01_withdraw`")
            })?;
        let path = root.join("exercises").join(folder);
        let shown = format!("exercises/{folder}/exercise.toml");
        let text = std::fs::read_to_string(path.join("exercise.toml"))
            .with_context(|| format!("cannot read `{shown}`"))?;
        let manifest = Manifest::parse(&text).map_err(|(line, text)| anyhow!("{shown}:{line}: {text}"))?;
        let solution = Some(root.join("solutions").join(folder)).filter(|path| path.is_dir());
        Ok(Self { folder: folder.into(), number, name: name.into(), path, solution, manifest })
    }
}

impl Manifest {
    /// Reads and checks a manifest; an error is the line (from 1) and the text, with its remedy.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let manifest: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = 1 + text[..start.min(text.len())].matches('\n').count();
            (line, format!("{}\nthe fields are title, idea, chapter, minutes, difficulty, files, forbid and rules (number, title, marks, needs)", error.message()))
        })?;
        manifest.check().map_err(|(anchor, fault)| (anchor.line(text), fault))?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), (Anchor, String)> {
        let key = |key, text: String| Err((Anchor::Key(key), text));
        if !(1..=3).contains(&self.difficulty) {
            return key("difficulty", format!("difficulty is {}\nwrite 1, 2 or 3", self.difficulty));
        }
        if self.files.is_empty() {
            return key("files", "no file may be handed in\nwrite `files = [\"src/lib.rs\"]`".into());
        }
        if let Some(file) = self.files.iter().find(|file| !is_plain_relative(file)) {
            return key(
                "files",
                format!(
                    "`{file}` is not a plain relative path\nwrite a path inside the exercise, as in `src/lib.rs`"
                ),
            );
        }
        let count = self.rules.len();
        for (index, rule) in self.rules.iter().enumerate() {
            if rule.number as usize != index + 1 {
                return Err((
                    Anchor::Rule(index),
                    format!(
                        "rule {} stands in place {}\nnumber the rules 1 to {count}, in order",
                        rule.number,
                        index + 1
                    ),
                ));
            }
            if let Some(missing) =
                rule.needs.iter().find(|need| **need == rule.number || **need == 0 || **need as usize > count)
            {
                return Err((
                    Anchor::Rule(index),
                    format!(
                        "rule {} needs rule {missing}\nname another rule of this exercise, 1 to {count}",
                        rule.number
                    ),
                ));
            }
        }
        let marks: u32 = self.rules.iter().map(|rule| rule.marks).sum();
        if marks != 10 {
            return Err((
                Anchor::Rule(0),
                format!("the marks sum to {marks}\nshare out 10 marks over the rules"),
            ));
        }
        Ok(())
    }
}

/// Where in the manifest a fault is shown.
enum Anchor {
    Key(&'static str),
    /// The n-th `[[rules]]`, from 0.
    Rule(usize),
}

impl Anchor {
    fn line(&self, text: &str) -> usize {
        let mut lines = text.lines().map(str::trim_start).enumerate();
        let found = match self {
            Self::Key(key) => lines.find(|(_, line)| {
                line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
            }),
            Self::Rule(index) => lines.filter(|(_, line)| line.starts_with("[[rules]]")).nth(*index),
        };
        found.map_or(1, |(index, _)| index + 1)
    }
}

/// A relative path of plain names: no `..`, no root, nothing that another system reads otherwise.
fn is_plain_relative(path: &str) -> bool {
    !path.is_empty()
        && !path.contains('\\')
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "title = \"Withdraw\"\nidea = \"check-then-act\"\nchapter = 1\nminutes = 15\ndifficulty = 1\nfiles = [\"src/lib.rs\"]\n\n[[rules]]\nnumber = 1\ntitle = \"a\"\nmarks = 4\n\n[[rules]]\nnumber = 2\ntitle = \"b\"\nmarks = 6\nneeds = [1]\n";

    fn fault(from: &str, to: &str) -> (usize, String) {
        assert!(GOOD.contains(from));
        Manifest::parse(&GOOD.replace(from, to)).unwrap_err()
    }

    #[test]
    fn a_good_manifest_is_read() {
        let manifest = Manifest::parse(GOOD).unwrap();
        assert_eq!((manifest.rules[1].needs.as_slice(), manifest.files.len()), ([1].as_slice(), 1));
    }

    #[test]
    fn each_fault_is_told_with_its_line() {
        let told = |(line, text): (usize, String), at, words| {
            assert!(line == at && text.contains(words), "{line}: {text}")
        };
        told(fault("minutes", "minuets"), 4, "unknown field `minuets`");
        told(fault("difficulty = 1", "difficulty = 4"), 5, "1, 2 or 3");
        told(fault("src/lib.rs", "../lib.rs"), 6, "plain relative path");
        told(fault("src/lib.rs", "/lib.rs"), 6, "plain relative path");
        told(fault("number = 2", "number = 1"), 13, "place 2");
        told(fault("needs = [1]", "needs = [3]"), 13, "needs rule 3");
        told(fault("needs = [1]", "needs = [2]"), 13, "needs rule 2");
        told(fault("marks = 6", "marks = 5"), 8, "sum to 9");
        told(fault("chapter = 1", "chapter = \"x\""), 3, "invalid type");
    }

    #[test]
    fn a_course_finds_its_exercises_by_name_folder_and_number() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["02_transfer", "01_withdraw"] {
            let path = root.path().join("exercises").join(folder);
            std::fs::create_dir_all(&path).unwrap();
            std::fs::write(path.join("exercise.toml"), GOOD).unwrap();
        }
        let course = Course::load(root.path()).unwrap();
        assert_eq!(course.find("withdraw"), Some(0));
        assert_eq!(course.find("02_transfer"), Some(1));
        assert_eq!(course.find("2"), Some(1));
        assert_eq!(course.find("3"), None);
        assert!(course.exercises[0].solution.is_none());
    }
}
