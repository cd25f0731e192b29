//! Writes the test program of an exercise: its public and hidden tests, and a `main` that runs one.
//!
//! The tests stay as they are, byte for byte, except that the attribute `#[test]` becomes blanks of
//! the same length; so a line of the program is a line of a test file ([`TestProgram::place`]).

mod draw;
mod tests_in;
mod traps;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use crate::canary::CANARY;
use crate::course::Exercise;
use crate::options::Options;
use draw::Draw;
use tests_in::TestFile;
pub(crate) use traps::chosen;

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
    /// The first key of hash maps in its checks.
    pub(crate) keys: u64,
    /// Tests that no program can pass; each has the name of the one from which it was made.
    pub(crate) traps: Vec<Test>,
    /// The text of the hidden tests; empty without them.
    pub(crate) hidden: String,
    /// The name of the module that holds the hidden tests: whoever sends home the name of a type or a function of
    /// theirs sends it along.
    canary: String,
    /// Names that the tests import from the exercise's crate.
    pub(crate) imports: BTreeSet<String>,
    /// The test files in the source, each with the number of lines before it.
    files: Vec<(u32, &'static str)>,
}

/// One test function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Test {
    /// `public::rule_2_never_both`
    pub(crate) name: String,
    pub(crate) rule: u32,
    pub(crate) public: bool,
    /// It asserts something itself, or a function that it names does.
    asserts: bool,
    /// Its place in the list of the program's `main`.
    pub(crate) number: usize,
    /// It runs as a build without debug assertions would.
    pub(crate) release: bool,
}

/// The test files of an exercise.
struct Sources {
    public: TestFile,
    hidden: Option<TestFile>,
}

/// The modules that hold the test files: one has the tests, the other the traps.
const COPIES: [&str; 2] = ["t1", "t2"];

impl TestProgram {
    /// Reads the tests of `exercise`; without `solutions/`, the public ones only, and no traps.
    ///
    /// An error is a fault of the course.
    pub(crate) fn of(exercise: &Exercise, options: &Options) -> Result<Self> {
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
        let program = Self::new(&exercise.name, &public, hidden.as_deref(), options)?;
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

    fn new(package: &str, public: &str, hidden: Option<&str>, options: &Options) -> Result<Self> {
        let parse = |module: &str, text: &str| {
            TestFile::parse(text, package).with_context(|| format!("cannot read the {module} tests"))
        };
        let mut draw = Draw::new(options.seed, hidden.unwrap_or_default());
        let text = hidden.unwrap_or_default().to_owned();
        // A draw of its own, for the mark may get out and the others must not be known from it.
        let canary =
            format!("{CANARY}{:016x}", Draw::new(options.seed, &format!("{CANARY}{text}")).below(usize::MAX));
        let hidden = hidden.map(|text| parse("hidden", text)).transpose()?;
        let sources = Sources { public: parse("public", public)?, hidden };
        let mut tests = sources.tests()?;
        let keys = draw.below(usize::MAX) as u64;
        choose_builds(&mut tests);
        let traps = match &sources.hidden {
            Some(_) => traps::drawn(&tests, options.all_traps, &mut draw),
            None => Vec::new(),
        };
        let imports = sources.files().flat_map(|(_, file)| file.imports.iter().cloned()).collect();
        let (source, files) = (String::new(), Vec::new());
        let mut program = Self { source, tests, keys, traps, hidden: text, canary, imports, files };
        program.write(&sources, &mut draw);
        Ok(program)
    }

    /// Writes the modules and `main`, in an order that tells nobody which of two tests with one name is the trap.
    fn write(&mut self, sources: &Sources, draw: &mut Draw) {
        let [real, fake] = if draw.below(2) == 0 { COPIES } else { [COPIES[1], COPIES[0]] };
        let (tests, traps) = (self.tests.clone(), self.traps.clone());
        for copy in COPIES {
            if copy == real {
                self.add_copy(copy, "", sources, &|name| handle(&tests, name, traps::REAL));
            } else if !traps.is_empty() {
                self.add_copy(copy, traps::MACROS, sources, &|name| handle(&traps, name, traps::TRAP));
            }
        }
        let real = self.tests.iter_mut().map(|test| (real, test));
        let mut list: Vec<_> = real.chain(self.traps.iter_mut().map(|trap| (fake, trap))).collect();
        draw.shuffle(&mut list);
        let mut entries = String::new();
        for (number, (copy, test)) in list.into_iter().enumerate() {
            test.number = number;
            let (module, name) = test.name.split_once("::").expect("every test was named with its module");
            let module = named(module, &self.canary);
            entries += &format!("(\"{}\", {copy}::{module}::{}), ", test.name, constant(name));
        }
        self.source += traps::HOLDS;
        self.source += &format!("fn main() {{ ::interleaving::harness::main(&[{entries}]) }}\n");
    }

    /// Adds both test files as modules of the module `copy`, which begins with `head`.
    fn add_copy(
        &mut self,
        copy: &str,
        head: &str,
        sources: &Sources,
        handle: &dyn Fn(&str) -> Option<String>,
    ) {
        self.source += &format!("mod {copy} {{ {head}");
        for (module, file) in sources.files() {
            let shown = if module == "public" { "tests/public.rs" } else { HIDDEN_FILE };
            self.files.push((self.source.matches('\n').count() as u32, shown));
            let names = file.tests.iter().map(|name| format!("{module}::{name}"));
            let handles: String = names.filter_map(|name| handle(&name)).collect();
            let module = named(module, &self.canary);
            self.source += &format!("pub(crate) mod {module} {{ {}\n{handles}}}\n", file.text_in(copy));
        }
        self.source += "}\n";
    }

    /// The test file and its line for a line of the program.
    pub(crate) fn place(&self, line: u32) -> (&'static str, u32) {
        let within = self.files.iter().rev().find(|(before, _)| *before < line);
        within.map_or(("tests/public.rs", line), |&(before, file)| (file, line - before))
    }
}

impl Sources {
    fn files(&self) -> impl Iterator<Item = (&'static str, &TestFile)> {
        [("public", &self.public)].into_iter().chain(self.hidden.as_ref().map(|file| ("hidden", file)))
    }

    fn tests(&self) -> Result<Vec<Test>> {
        let mut tests = Vec::new();
        let asserting = traps::asserting(self.files().flat_map(|(_, file)| &file.functions));
        for (module, file) in self.files() {
            for name in &file.tests {
                let rule =
                    rule_of(name).with_context(|| format!("`{module}::{name}` is not named `rule_N_…`"))?;
                let asserts = asserting.contains(name.as_str());
                let name = format!("{module}::{name}");
                tests.push(Test {
                    name,
                    rule,
                    public: module == "public",
                    asserts,
                    number: 0,
                    release: false,
                });
            }
        }
        Ok(tests)
    }
}

/// The name in the program of the module with the public or the hidden tests.
fn named<'a>(module: &'a str, canary: &'a str) -> &'a str {
    if module == "public" { module } else { canary }
}

/// Lets every other hidden test of a rule, the first among them, run as a build without debug assertions would.
fn choose_builds(tests: &mut [Test]) {
    let mut next: BTreeMap<u32, bool> = BTreeMap::new();
    for test in tests.iter_mut().filter(|test| !test.public) {
        let release = next.entry(test.rule).or_insert(true);
        test.release = *release;
        *release = !*release;
    }
}

/// The constant through which `main` reaches the private test function `name`, if it is one of `tests`.
fn handle(tests: &[Test], name: &str, call: &str) -> Option<String> {
    tests.iter().find(|test| test.name == name)?;
    let name = name.rsplit("::").next()?;
    Some(format!("pub(crate) const {}: fn() = {};\n", constant(name), call.replace("NAME", name)))
}

fn constant(test: &str) -> String {
    format!("TEST_{}", test.to_uppercase())
}

fn rule_of(test: &str) -> Option<u32> {
    test.strip_prefix("rule_")?.split('_').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::OPTIONS;

    const PUBLIC: &str =
        "//! Public.\nuse withdraw::{Account, bank as b};\n\n#[test]\nfn rule_1_alone() {}\n";
    const HIDDEN: &str =
        "use withdraw::Teller;\n#[test]\nfn rule_2_x() { let _ = \"#[test]\"; }\nfn helper() {} // end";

    #[test]
    fn the_tests_keep_their_lines_and_are_reached_by_main() {
        let program = TestProgram::new("withdraw", PUBLIC, Some(HIDDEN), &OPTIONS).unwrap();
        let lines: Vec<_> = program.source.lines().collect();
        assert!(program.source.contains("\"#[test]\""), "a string is not an attribute");
        let places = |wanted: &str| {
            let at = (1..).zip(&lines).filter(|(_, line)| line.contains(wanted));
            at.map(|(line, _)| program.place(line)).collect::<Vec<_>>()
        };
        assert_eq!(places("//! Public."), [("tests/public.rs", 1); 2]);
        assert_eq!(places("fn rule_1_alone()"), [("tests/public.rs", 5); 2]);
        assert_eq!(places("fn rule_2_x()"), [(HIDDEN_FILE, 3); 2]);
        assert_eq!(
            program.imports.iter().map(String::as_str).collect::<Vec<_>>(),
            ["Account", "Teller", "bank"]
        );
        let rules: Vec<_> = program.tests.iter().map(|test| (test.rule, test.public)).collect();
        assert_eq!(rules, [(1, true), (2, false)]);
    }

    #[test]
    fn a_trap_has_the_name_of_its_test_and_a_number_that_tells_nothing() {
        let draws = (0..40).map(|seed| {
            let options = Options { seed, ..OPTIONS };
            let program = TestProgram::new("withdraw", PUBLIC, Some(HIDDEN), &options).unwrap();
            let names = |tests: &[Test]| tests.iter().map(|test| test.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&program.tests), names(&program.traps));
            let main = program.source.lines().last().unwrap().to_owned();
            let real = if program.source.contains("mod t1 { macro_rules") { "t2" } else { "t1" };
            for test in &program.tests {
                let entry = main.split("(\"").nth(test.number + 1).unwrap();
                assert!(entry.starts_with(&test.name) && entry.contains(real), "{main}");
            }
            (real, program.tests[0].number)
        });
        let draws: BTreeSet<_> = draws.collect();
        assert_eq!(draws.len(), 8, "two places of the copy, four of the first test: {draws:?}");
        let public_only = TestProgram::new("withdraw", PUBLIC, None, &OPTIONS).unwrap();
        assert!(
            public_only.traps.is_empty() && !public_only.source.contains("macro_rules"),
            "{}",
            public_only.source
        );
    }

    #[test]
    fn the_paths_of_hidden_tests_carry_a_mark_that_nobody_can_guess() {
        let program = |seed, hidden: Option<&str>| {
            TestProgram::new("withdraw", PUBLIC, hidden, &Options { seed, ..OPTIONS }).unwrap()
        };
        let [one, other] = [1, 2].map(|seed| program(seed, Some(HIDDEN)));
        assert_ne!(one.canary, other.canary);
        assert!(one.canary.starts_with(CANARY) && one.canary.len() > CANARY.len() + 12, "{}", one.canary);
        assert!(!one.source.contains("mod hidden"), "{}", one.source);
        assert_eq!(one.source.matches(&format!("mod {} {{", one.canary)).count(), COPIES.len());
        assert!(!program(1, None).source.contains(CANARY));
    }

    #[test]
    fn traps_are_made_of_tests_that_assert_something() {
        let hidden = "fn demand(x: bool) { assert!(x) }\nfn helper() { demand(true) }\n\
            #[test] fn rule_1_a() { helper() }\n#[test] fn rule_1_b() {}\n#[test] fn rule_1_c() { assert!(true) }\n";
        for seed in 0..20 {
            let options = Options { seed, ..OPTIONS };
            let program = TestProgram::new("withdraw", "", Some(hidden), &options).unwrap();
            let mut names: Vec<_> = program.traps.iter().map(|trap| trap.name.as_str()).collect();
            names.sort_unstable();
            assert_eq!(names, ["hidden::rule_1_a", "hidden::rule_1_c"]);
        }
        let all = Options { all_traps: true, ..OPTIONS };
        let more = hidden.replace("rule_1_b() {}", "rule_1_b() { helper() }");
        for (hidden, traps) in [(hidden, 2), (&more, 3)] {
            assert_eq!(TestProgram::new("withdraw", "", Some(hidden), &all).unwrap().traps.len(), traps);
        }
    }

    #[test]
    fn the_other_test_file_is_found_in_the_same_copy() {
        let hidden = "use crate::public::{a, b};\nfn f() { crate::public::c(); }\n#[test] fn rule_1_x() {}\n";
        let program = TestProgram::new("withdraw", "", Some(hidden), &OPTIONS).unwrap();
        for copy in COPIES {
            assert!(program.source.contains(&format!("use crate::{copy}::public::{{a, b}};")));
            assert!(program.source.contains(&format!("{{ crate::{copy}::public::c(); }}")));
        }
        assert!(!program.source.contains("crate::public"));
    }

    #[test]
    fn a_test_that_names_no_rule_is_the_course_s_fault() {
        let new = |text: &str| TestProgram::new("withdraw", text, None, &OPTIONS);
        assert!(
            new("#[test]\nfn works() {}").unwrap_err().to_string().contains("`public::works` is not named")
        );
        assert!(new("fn (").is_err());
    }
}
