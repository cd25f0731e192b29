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
use crate::examine::workbench::Facade;
use crate::system::os;
use crate::system::process::{self, Ended, Hit};
use crate::system::sandbox::Layer;
use crate::verdict::Verdict;

/// More errors than this are not listed.
const MAX_ERRORS: usize = 20;
/// The level for the student's crate and the tests. Nearly all time is the compiler's: level 1 takes four times as
/// long to compile the tests (2.4 s against 0.5 s) and saves a tenth of a second in running them, because they
/// spend their time in the workbench's library, which is optimised.
const OPT_LEVEL: &str = "opt-level=0";

pub(super) struct Compiler<'a> {
    pub(super) folder: TempDir,
    pub(super) machine: &'a Machine,
    /// What the student's crate may name.
    pub(super) facade: Facade,
    /// The crates that the exercise uses, by name.
    pub(super) uses: Vec<(String, PathBuf)>,
    /// The folders of the facades that these and the student's crate were compiled with.
    pub(super) facades: Vec<PathBuf>,
}

/// What the compiler lets a student's crate name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Offered {
    /// What exercises need.
    TheFacade,
    /// All that the compiler and the library have.
    Everything,
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
        let offered = match self.machine.sandbox.has(Layer::Names) {
            true => Offered::TheFacade,
            false => Offered::Everything,
        };
        let ended = self.run(self.rustc_for_the_student(exercise, offered))?;
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
        let cut_short = matches!(ended.hit, Some(Hit::Wall | Hit::Cpu)) && !said.is_about_no_source();
        Ok(match verdict_of(&ended, &self.machine.compiler_limits).filter(|_| !cut_short) {
            Some((verdict, text)) => refused(verdict, text),
            None if said.is_about_no_source() => {
                bail!("the compiler failed on no line of source: {}{}", said.text, said.other)
            }
            None => {
                let errors = said.errors.iter().take(MAX_ERRORS);
                let withheld = match offered {
                    Offered::TheFacade => self.withheld(exercise, &said)?,
                    Offered::Everything => Vec::new(),
                };
                let (verdict, findings) = match withheld.is_empty() {
                    true => (Verdict::DoesNotCompile, errors.map(|error| error.finding(root)).collect()),
                    false => (Verdict::Rejected, withheld.into_iter().take(MAX_ERRORS).collect()),
                };
                Some(Refused { verdict, findings, diagnostics: said.text, instructor: said.other })
            }
        })
    }

    /// rustc about to compile the student's crate.
    pub(super) fn rustc_for_the_student(&self, exercise: &Exercise, offered: Offered) -> Command {
        let mut rustc = self.rustc();
        // No --cap-lints: it would turn the forbidden `unsafe` into a warning (measured).
        rustc.args(["--crate-name", &exercise.name, "--crate-type", "rlib", "-F", "unsafe_code"]);
        rustc.arg(exercise.manifest.root()).args(["-C", "debug-assertions=on"]);
        rustc.stdin(Stdio::null());
        match offered {
            Offered::TheFacade => self.machine.workbench.offer(&mut rustc, &self.facade),
            Offered::Everything => self.offer_the_library(&mut rustc),
        }
        rustc
    }

    fn offer_the_library(&self, rustc: &mut Command) {
        rustc.arg("--extern").arg(format!("interleaving={}", self.machine.workbench.library.display()));
    }

    /// Compiles the tests over the student's crate; returns the refusal if they do not compile.
    pub(super) fn tests(&self, exercise: &Exercise, tests: &TestProgram) -> Result<Option<Refused>> {
        let mut rustc = self.rustc();
        self.offer_the_library(&mut rustc);
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
        for (name, library) in &self.uses {
            rustc.arg("--extern").arg(format!("{name}={}", library.display()));
        }
        // The tests find these crates through the submission: there, the paths above do not count.
        let folders = self.uses.iter().filter_map(|(_, library)| library.parent());
        let folders = folders.chain(self.facades.iter().map(PathBuf::as_path));
        for folder in folders.chain([self.machine.workbench.dependencies.as_path()]) {
            rustc.arg("-L").arg(format!("dependency={}", folder.display()));
        }
        rustc
    }

    /// Runs the compiler so that it can read itself, the workbench and the submission, and write beside the last.
    pub(super) fn run(&self, rustc: Command) -> Result<Ended> {
        let readable: [&Path; 2] = [&self.machine.workbench.sysroot, &self.machine.workbench.dependencies];
        let confined = self.machine.sandbox.for_the_compiler(&readable, self.folder.path());
        let confined = confined.context("cannot prepare the sandbox of the compiler")?;
        process::run(rustc, &self.machine.compiler_limits, confined, None)
            .context("cannot start the compiler")
    }

    pub(super) fn diagnostics(&self, ended: &Ended) -> Diagnostics {
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
