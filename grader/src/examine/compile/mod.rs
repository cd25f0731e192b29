//! Compiles a submission and the tests over it, with rustc itself.
//!
//! The student's crate is compiled in a folder of its own that holds nothing else; the tests reach the
//! compiler on its standard input and never lie in a folder. What the compiler says of the student's
//! crate is for the student, what it says of the tests for the instructor alone.

mod diagnostics;

use std::fs;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::machine::Machine;
use super::program::TestProgram;
use crate::collect::NamedFile;
use crate::course::Exercise;
use crate::evidence::Finding;
use crate::system::os;
use crate::system::process::{self, Ended, Hit, Limits};
use crate::verdict::Verdict;
use diagnostics::{Diagnostics, words};

/// Of the student's crate and of the tests. Nearly all time is the compiler's: level 1 takes four times as
/// long to compile the tests (2.4 s against 0.5 s) and saves a tenth of a second in running them, for what
/// they spend their time in is the workbench's library, which is optimised.
const OPT_LEVEL: &str = "opt-level=0";

/// A program that runs the tests over one submission; its folder goes with it.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) program: PathBuf,
    pub(crate) folder: TempDir,
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) verdict: Verdict,
    pub(crate) findings: Vec<Finding>,
    /// The compiler's words about the student's crate.
    pub(crate) diagnostics: String,
    pub(crate) instructor: String,
}

/// Compiles `files` and then `tests`; an `Err` is a fault of the machine or of the course.
pub(crate) fn compile(
    exercise: &Exercise,
    files: &[NamedFile],
    tests: &TestProgram,
    machine: &Machine,
) -> Result<Result<Built, Refused>> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("racecourse-");
    if let Some(private) = os::permissions(0o700) {
        builder.permissions(private);
    }
    let compiler =
        Compiler { folder: builder.tempdir().context("cannot make a folder to compile in")?, machine };
    compiler.write(files)?;
    if let Some(refused) = compiler.student(exercise)? {
        return Ok(Err(refused));
    }
    if let Some(refused) = compiler.tests(exercise, tests)? {
        return Ok(Err(refused));
    }
    let program = compiler.folder.path().join("tests");
    // To be run and not to be read: it holds the hidden tests' strings.
    if let Some(executable) = os::permissions(0o111) {
        fs::set_permissions(&program, executable).context("cannot protect the test program")?;
    }
    Ok(Ok(Built { program, folder: compiler.folder }))
}

struct Compiler<'a> {
    folder: TempDir,
    machine: &'a Machine,
}

impl Compiler<'_> {
    fn write(&self, files: &[NamedFile]) -> Result<()> {
        for file in files {
            let path = self.folder.path().join(&file.path);
            let parent = path.parent().expect("a file stands in the folder");
            os::private(fs::DirBuilder::new().recursive(true)).create(parent)?;
            let mut to = os::confidential(fs::OpenOptions::new().write(true).create_new(true)).open(&path)?;
            to.write_all(file.text.as_bytes()).with_context(|| format!("cannot write `{}`", file.path))?;
        }
        Ok(())
    }

    /// Compiles the student's crate; why it cannot be, if so.
    fn student(&self, exercise: &Exercise) -> Result<Option<Refused>> {
        let root = exercise.manifest.root();
        let mut rustc = self.rustc();
        // No --cap-lints: it would turn the forbidden `unsafe` into a warning (measured).
        rustc.args(["--crate-name", &exercise.name, "--crate-type", "rlib", "-F", "unsafe_code", root]);
        rustc.args(["-C", "debug-assertions=on"]);
        rustc.stdin(Stdio::null());
        let ended = self.run(rustc)?;
        if ended.status.success() {
            return Ok(None);
        }
        let said = self.diagnostics(&ended);
        let refused = |verdict, text: String| {
            let finding = Finding { file: root.to_owned(), line: 0, text, instead: None };
            Some(Refused {
                verdict,
                findings: vec![finding],
                diagnostics: said.text.clone(),
                instructor: said.other.clone(),
            })
        };
        // An error that was found stays found, though a clock kept the compiler from finding them all.
        let undecided = |verdict| verdict == Verdict::Inconclusive && !said.is_about_no_source();
        Ok(
            match verdict_of(&ended, &self.machine.compiler_limits)
                .filter(|(verdict, _)| !undecided(*verdict))
            {
                Some((verdict, text)) => refused(verdict, text),
                None if said.is_about_no_source() => {
                    bail!("the compiler failed on no line of source: {}{}", said.text, said.other)
                }
                None => {
                    let findings = said.errors.iter().map(|error| error.finding(root)).collect();
                    Some(Refused {
                        verdict: Verdict::DoesNotCompile,
                        findings,
                        diagnostics: said.text,
                        instructor: said.other,
                    })
                }
            },
        )
    }

    /// Compiles the tests over the student's crate; why they cannot be, if so.
    fn tests(&self, exercise: &Exercise, tests: &TestProgram) -> Result<Option<Refused>> {
        let mut rustc = self.rustc();
        let library = self.folder.path().join(format!("lib{}.rlib", exercise.name));
        rustc.args(["--crate-name", "tests", "--crate-type", "bin", "--cap-lints=allow", "-o", "tests"]);
        rustc.arg("--extern").arg(format!("{}={}", exercise.name, library.display())).arg("-");
        // What std checks of its own unsafe code in generic functions would be compiled with every submission;
        // the student's `debug_assert!` stands in the student's crate.
        rustc.args(["-C", "debug-assertions=off"]);
        let mut input = tempfile::tempfile().context("cannot hand the tests to the compiler")?;
        input
            .write_all(tests.source.as_bytes())
            .and_then(|()| input.rewind())
            .context("cannot hand the tests to the compiler")?;
        rustc.stdin(input);
        let ended = self.run(rustc)?;
        if ended.status.success() {
            return Ok(None);
        }
        let said = self.diagnostics(&ended);
        let (verdict, text) = match verdict_of(&ended, &self.machine.compiler_limits) {
            Some(evidence) => evidence,
            None if said.is_about_no_source() => {
                bail!("the compiler failed on the tests on no line of source: {}{}", said.text, said.other)
            }
            None => (Verdict::DoesNotCompile, misfit(exercise, tests, &said)),
        };
        let file = exercise.manifest.root().to_owned();
        let instead = (verdict == Verdict::DoesNotCompile).then(|| {
            "keep the names, parameters and results of the public items as the exercise came with them".into()
        });
        let findings = vec![Finding { file, line: 0, text, instead }];
        Ok(Some(Refused {
            verdict,
            findings,
            diagnostics: String::new(),
            instructor: format!("the tests do not compile:\n{}{}", said.text, said.other),
        }))
    }

    fn rustc(&self) -> Command {
        let mut rustc = Command::new(&self.machine.workbench.rustc);
        rustc.current_dir(self.folder.path()).env_clear();
        // The linker is looked for in PATH, and works in TMPDIR.
        rustc.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("TMPDIR", self.folder.path());
        rustc.args(["--edition", "2024", "--error-format=json", "--color=never"]);
        rustc.args([
            "-C",
            OPT_LEVEL,
            "-C",
            "overflow-checks=on",
            "-C",
            "debuginfo=0",
            "-C",
            "codegen-units=1",
        ]);
        rustc.arg("--extern").arg(format!("interleaving={}", self.machine.workbench.library.display()));
        rustc.arg("-L").arg(format!("dependency={}", self.machine.workbench.dependencies.display()));
        rustc
    }

    /// Runs the compiler where it reads itself, the workbench and the submission, and writes beside the last.
    fn run(&self, rustc: Command) -> Result<Ended> {
        let readable: [&Path; 2] = [&self.machine.workbench.sysroot, &self.machine.workbench.dependencies];
        let confined = self.machine.sandbox.for_the_compiler(&readable, self.folder.path());
        let confined = confined.context("cannot prepare the sandbox of the compiler")?;
        process::run(rustc, &self.machine.compiler_limits, confined, None)
            .context("cannot start the compiler")
    }

    fn diagnostics(&self, ended: &Ended) -> Diagnostics {
        let hide: [(&Path, &str); 3] = [
            (self.folder.path(), "."),
            (
                self.machine.workbench.library.parent().unwrap_or(&self.machine.workbench.library),
                "<workbench>",
            ),
            (&self.machine.workbench.sysroot, "<rust>"),
        ];
        Diagnostics::parse(&ended.output, &hide)
    }
}

/// What the way the compiler ended says, other than an ordinary failure.
fn verdict_of(ended: &Ended, limits: &Limits) -> Option<(Verdict, String)> {
    let seconds = |time: std::time::Duration| time.as_secs();
    // A clock is no proof of anything: the machine may have been busy.
    let clock = |text| Some((Verdict::Inconclusive, text));
    let refused = |text: &str| Some((Verdict::DoesNotCompile, text.to_owned()));
    let out_of_memory = ended.output.windows(17).any(|window| window == b"memory allocation");
    match ended.hit {
        Some(Hit::Wall) => {
            clock(format!("the compiler did not finish within its limit of {} s", seconds(limits.wall)))
        }
        Some(Hit::Cpu) => clock(format!(
            "the compiler did not finish within its limit of {} s of CPU time",
            seconds(limits.cpu)
        )),
        Some(Hit::Memory) => refused("the compiler needed more memory than its limit of 6 GB"),
        Some(Hit::Output) => refused("the compiler had more to say than its limit of 16 MB"),
        None if os::signal(ended.status).is_some() && out_of_memory => {
            refused("the compiler needed more memory than its limit of 6 GB")
        }
        None if os::signal(ended.status).is_some() => {
            refused("the compiler crashed on this source; simplify what is nested deeply")
        }
        None => None,
    }
}

/// One sentence about public items that no longer fit, with names that the student knows: those that
/// the exercise's own source has.
fn misfit(exercise: &Exercise, tests: &TestProgram, said: &Diagnostics) -> String {
    let stub: String = exercise
        .manifest
        .files
        .iter()
        .filter_map(|file| fs::read_to_string(exercise.path.join(file)).ok())
        .collect();
    let words: Vec<&str> = words(&stub).collect();
    let declared = |name: &str| {
        words.windows(2).any(|pair| {
            pair[1] == name && ["fn", "struct", "enum", "trait", "type", "const", "mod"].contains(&pair[0])
        })
    };
    let mut names: Vec<&str> =
        said.names().filter(|name| declared(name) || tests.imports.contains(*name)).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "the tests need public items that this version does not have, or has with another signature"
            .into();
    }
    let list: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
    format!("the tests cannot use {} as this version declares it", list.join(", "))
}

#[cfg(test)]
mod tests;
