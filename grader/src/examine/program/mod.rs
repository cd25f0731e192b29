//! Writes the test program of an exercise: its public and hidden tests, and a `main` that runs one.
//!
//! The tests stay as they are, byte for byte, except that the attribute `#[test]` becomes blanks of
//! the same length; so a line of the program is a line of a test file ([`TestProgram::place`]).

mod tests_in;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use crate::course::Exercise;
use tests_in::TestFile;

/// The compiler's name for a program that it reads from standard input.
pub(crate) const PROGRAM_FILE: &str = "<anon>";
/// The name of the hidden tests in places that a student reads.
pub(crate) const HIDDEN_FILE: &str = "hidden tests";

/// The source of a test program.
#[derive(Clone, Debug)]
pub(crate) struct TestProgram {
    pub(crate) source: String,
    /// Public tests first, in the order of the files.
    pub(crate) tests: Vec<Test>,
    /// Names that the tests import from the exercise's crate.
    pub(crate) imports: BTreeSet<String>,
    public_lines: u32,
}

/// One test function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Test {
    /// `public::rule_2_never_both`
    pub(crate) name: String,
    pub(crate) rule: u32,
    pub(crate) public: bool,
}

impl TestProgram {
    /// Reads the tests of `exercise`; without `solutions/`, the public ones only.
    ///
    /// An error is a fault of the course.
    pub(crate) fn of(exercise: &Exercise) -> Result<Self> {
        let read = |path: std::path::PathBuf| {
            std::fs::read_to_string(&path).with_context(|| {
                format!("cannot read the tests of `{}` at `{}`", exercise.folder, path.display())
            })
        };
        let public = read(exercise.path.join("tests/public.rs"))?;
        let hidden = exercise
            .solution
            .as_ref()
            .map(|solution| read(solution.join("tests/it/hidden.rs")))
            .transpose()?;
        let program = Self::new(&exercise.name, &public, hidden.as_deref())?;
        if let Some(test) = program
            .tests
            .iter()
            .find(|test| !exercise.manifest.rules.iter().any(|rule| rule.number == test.rule))
        {
            bail!(
                "`{}` of `{}` judges rule {}, which the manifest does not have",
                test.name,
                exercise.folder,
                test.rule
            );
        }
        Ok(program)
    }

    fn new(package: &str, public: &str, hidden: Option<&str>) -> Result<Self> {
        let mut program =
            Self { source: String::new(), tests: Vec::new(), imports: BTreeSet::new(), public_lines: 0 };
        program.add_module("public", package, public)?;
        program.public_lines = program.source.matches('\n').count() as u32;
        if let Some(hidden) = hidden {
            program.add_module("hidden", package, hidden)?;
        }
        let entry = |test: &Test| {
            let (module, name) = test.name.split_once("::").expect("every test was named with its module");
            format!("(\"{}\", {module}::{}), ", test.name, handle(name))
        };
        let list: String = program.tests.iter().map(entry).collect();
        program.source += &format!("fn main() {{ ::interleaving::harness::main(&[{list}]) }}\n");
        Ok(program)
    }

    fn add_module(&mut self, module: &str, package: &str, text: &str) -> Result<()> {
        let file =
            TestFile::parse(text, package).with_context(|| format!("cannot read the {module} tests"))?;
        let handles: String = file
            .tests
            .iter()
            .map(|name| format!("pub(crate) const {}: fn() = {name};\n", handle(name)))
            .collect();
        self.source += &format!("mod {module} {{ {}\n{handles}}}\n", file.blanked);
        for name in file.tests {
            let rule =
                rule_of(&name).with_context(|| format!("`{module}::{name}` is not named `rule_N_…`"))?;
            self.tests.push(Test { name: format!("{module}::{name}"), rule, public: module == "public" });
        }
        self.imports.extend(file.imports);
        Ok(())
    }

    /// The test file and its line for a line of the program.
    pub(crate) fn place(&self, line: u32) -> (&'static str, u32) {
        match line.checked_sub(self.public_lines) {
            None | Some(0) => ("tests/public.rs", line),
            Some(line) => (HIDDEN_FILE, line),
        }
    }
}

/// The name of the constant through which `main` reaches a private test function.
fn handle(test: &str) -> String {
    format!("TEST_{}", test.to_uppercase())
}

fn rule_of(test: &str) -> Option<u32> {
    test.strip_prefix("rule_")?.split('_').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str =
        "//! Public.\nuse withdraw::{Account, bank as b};\n\n#[test]\nfn rule_1_alone() {}\n";
    const HIDDEN: &str =
        "use withdraw::Teller;\n#[test]\nfn rule_2_x() { let _ = \"#[test]\"; }\nfn helper() {} // end";

    #[test]
    fn the_tests_keep_their_lines_and_are_reached_by_main() {
        let program = TestProgram::new("withdraw", PUBLIC, Some(HIDDEN)).unwrap();
        let lines: Vec<_> = program.source.lines().collect();
        assert_eq!(lines[0], "mod public { //! Public.");
        assert_eq!((lines[3], lines[4]), ("       ", "fn rule_1_alone() {}"));
        assert!(program.source.contains("\"#[test]\""), "a string is not an attribute");
        assert!(program.source.ends_with("main(&[(\"public::rule_1_alone\", public::TEST_RULE_1_ALONE), (\"hidden::rule_2_x\", hidden::TEST_RULE_2_X), ]) }\n"));
        let line = 1 + lines.iter().position(|line| line.contains("rule_2_x()")).unwrap() as u32;
        assert_eq!(program.place(line), (HIDDEN_FILE, 3));
        assert_eq!(program.place(5), ("tests/public.rs", 5));
        assert_eq!(
            program.imports.iter().map(String::as_str).collect::<Vec<_>>(),
            ["Account", "Teller", "bank"]
        );
        let rules: Vec<_> = program.tests.iter().map(|test| (test.rule, test.public)).collect();
        assert_eq!(rules, [(1, true), (2, false)]);
    }

    #[test]
    fn a_test_that_names_no_rule_is_the_course_s_fault() {
        let error = TestProgram::new("withdraw", "#[test]\nfn works() {}", None).unwrap_err();
        assert!(error.to_string().contains("`public::works` is not named"));
        assert!(TestProgram::new("withdraw", "fn (", None).is_err());
    }
}
