//! rustc in its sandbox: once for the student's crate, once for the tests over it.

use std::fs;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::Refused;
use super::diagnostics::Diagnostics;
use super::ending::verdict_of;
use super::misfit::misfit;
use crate::collect::NamedFile;
use crate::course::Exercise;
use crate::evidence::Finding;
use crate::examine::machine::Machine;
use crate::examine::program::TestProgram;
use crate::system::os;
use crate::system::process::{self, Ended};
use crate::verdict::Verdict;

/// The level for the student's crate and the tests. Nearly all time is the compiler's: level 1 takes four times as
/// long to compile the tests (2.4 s against 0.5 s) and saves a tenth of a second in running them, because they
/// spend their time in the workbench's library, which is optimised.
const OPT_LEVEL: &str = "opt-level=0";

pub(super) struct Compiler<'a> {
    pub(super) folder: TempDir,
    pub(super) machine: &'a Machine,
    /// The crates that the exercise uses, by name.
    pub(super) uses: Vec<(String, PathBuf)>,
}

impl Compiler<'_> {
    /// Writes the files of the submission into the folder.
    pub(super) fn write(&self, files: &[NamedFile]) -> Result<()> {
        for file in files {
            let path = self.folder.path().join(&file.path);
            let parent = path.parent().expect("a file is in a folder");
            os::private(fs::DirBuilder::new().recursive(true)).create(parent)?;
            let mut to = os::confidential(fs::OpenOptions::new().write(true).create_new(true)).open(&path)?;
            to.write_all(file.text.as_bytes()).with_context(|| format!("cannot write `{}`", file.path))?;
        }
        Ok(())
    }

    /// Compiles the student's crate; returns the refusal if it does not compile.
    pub(super) fn student(&self, exercise: &Exercise) -> Result<Option<Refused>> {
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
        // An error that was found stays found, even if a timeout kept the compiler from finding them all.
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

    /// Compiles the tests over the student's crate; returns the refusal if they do not compile.
    pub(super) fn tests(&self, exercise: &Exercise, tests: &TestProgram) -> Result<Option<Refused>> {
        let mut rustc = self.rustc();
        let library = self.folder.path().join(format!("lib{}.rlib", exercise.name));
        rustc.args(["--crate-name", "tests", "--crate-type", "bin", "--cap-lints=allow", "-o", "tests"]);
        rustc.arg("--extern").arg(format!("{}={}", exercise.name, library.display())).arg("-");
        // Otherwise std's checks of its own unsafe code in generic functions would be compiled with every
        // submission. The student's `debug_assert!` is in the student's crate.
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
        // The compiler finds the linker in PATH; the linker works in TMPDIR.
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
        for (name, library) in &self.uses {
            rustc.arg("--extern").arg(format!("{name}={}", library.display()));
            // The tests find it through the submission: there, the path above does not count.
            let folder = library.parent().unwrap_or(library);
            rustc.arg("-L").arg(format!("dependency={}", folder.display()));
        }
        rustc.arg("-L").arg(format!("dependency={}", self.machine.workbench.dependencies.display()));
        rustc
    }

    /// Runs the compiler so that it can read itself, the workbench and the submission, and write beside the last.
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
