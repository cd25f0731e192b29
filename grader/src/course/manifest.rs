//! `exercise.toml`: what an exercise asks for, with its rules and their marks.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

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
    /// Further source files of the exercise's crate; they are always the exercise's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) given: Vec<String>,
    /// Other exercises whose crates this one uses, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) uses: Vec<String>,
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

impl Manifest {
    /// The file that is the root of the student's crate: `lib.rs` if there is one, else the first file.
    pub(crate) fn root(&self) -> &str {
        let library = self.files.iter().find(|file| Path::new(file).ends_with("lib.rs"));
        library.or(self.files.first()).map_or("", String::as_str)
    }

    /// The marks to be had.
    pub(crate) fn marks(&self) -> u32 {
        self.rules.iter().map(|rule| rule.marks).sum()
    }

    /// Reads and checks a manifest; an error is the line (from 1) and the text, with its remedy.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let manifest: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = 1 + text[..start.min(text.len())].matches('\n').count();
            (line, format!("{}\nthe fields are title, idea, chapter, minutes, difficulty, files, given, uses, forbid and rules (number, title, marks, needs)", error.message()))
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
        if let Some(file) =
            self.given.iter().find(|file| !is_plain_relative(file) || self.files.contains(file))
        {
            return key(
                "given",
                format!(
                    "`{file}` cannot be given\nwrite a path inside the exercise that is not in `files`, as in \
                     `src/head.rs`"
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
        let marks = self.marks();
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
pub(super) mod tests {
    use super::*;

    pub(in crate::course) const GOOD: &str = "title = \"Withdraw\"\nidea = \"check-then-act\"\nchapter = 1\nminutes = 15\ndifficulty = 1\nfiles = [\"src/lib.rs\"]\n\n[[rules]]\nnumber = 1\ntitle = \"a\"\nmarks = 4\n\n[[rules]]\nnumber = 2\ntitle = \"b\"\nmarks = 6\nneeds = [1]\n";

    fn fault(from: &str, to: &str) -> (usize, String) {
        assert!(GOOD.contains(from));
        Manifest::parse(&GOOD.replace(from, to)).unwrap_err()
    }

    #[test]
    fn a_file_is_handed_in_or_given() {
        let given = |file: &str| {
            fault("files = [\"src/lib.rs\"]", &format!("files = [\"src/lib.rs\"]\ngiven = [\"{file}\"]"))
        };
        let text = |file: &str| {
            format!(
                "`{file}` cannot be given\nwrite a path inside the exercise that is not in `files`, as in `src/head.rs`"
            )
        };
        assert_eq!(given("src/lib.rs"), (7, text("src/lib.rs")));
        assert_eq!(given("../head.rs"), (7, text("../head.rs")));
    }

    #[test]
    fn a_good_manifest_is_read() {
        let manifest = Manifest::parse(GOOD).unwrap();
        assert_eq!((manifest.rules[1].needs.as_slice(), manifest.files.len()), ([1].as_slice(), 1));
    }

    #[test]
    fn each_fault_is_reported_with_its_line() {
        let check = |(line, text): (usize, String), at, words| {
            assert!(line == at && text.contains(words), "{line}: {text}")
        };
        check(fault("minutes", "minuets"), 4, "unknown field `minuets`");
        check(fault("difficulty = 1", "difficulty = 4"), 5, "1, 2 or 3");
        check(fault("src/lib.rs", "../lib.rs"), 6, "plain relative path");
        check(fault("src/lib.rs", "/lib.rs"), 6, "plain relative path");
        check(fault("number = 2", "number = 1"), 13, "place 2");
        check(fault("needs = [1]", "needs = [3]"), 13, "needs rule 3");
        check(fault("needs = [1]", "needs = [2]"), 13, "needs rule 2");
        check(fault("marks = 6", "marks = 5"), 8, "sum to 9");
        check(fault("chapter = 1", "chapter = \"x\""), 3, "invalid type");
    }
}
