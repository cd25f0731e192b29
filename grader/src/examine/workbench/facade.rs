//! The facades: what a student's crate gets in place of `std`, `core`, `alloc` and `interleaving`.
//!
//! rustc takes every name from the crates that it is given, whatever way a program finds to write the name. The
//! facades re-export what the exercises need, and the real crates are loaded as dependencies of a dependency, which
//! no source can name. The empty sysroot belongs to it: with the compiler's own, `extern crate` finds the rest.
//! That rustc takes its prelude from a crate given as `std` was found by experiment, so canaries are compiled with
//! each facade.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::Workbench;

const STANDARD: (&str, &str) = ("racecourse_standard", include_str!("../../../facades/standard.rs"));
const LIBRARY: (&str, &str) = ("racecourse_interleaving", include_str!("../../../facades/interleaving.rs"));

/// Small programs that each name something withheld, in different ways.
pub(crate) const REFUSED: [(&str, &str); 12] = [
    ("std_lock", include_str!("../../../facades/canaries/refused/std_lock.rs")),
    ("core_atomic", include_str!("../../../facades/canaries/refused/core_atomic.rs")),
    ("std_thread", include_str!("../../../facades/canaries/refused/std_thread.rs")),
    ("std_as_another_crate", include_str!("../../../facades/canaries/refused/std_as_another_crate.rs")),
    ("alloc_crate", include_str!("../../../facades/canaries/refused/alloc_crate.rs")),
    ("crate_of_the_compiler", include_str!("../../../facades/canaries/refused/crate_of_the_compiler.rs")),
    ("glob_of_everything", include_str!("../../../facades/canaries/refused/glob_of_everything.rs")),
    ("path_built_by_a_macro", include_str!("../../../facades/canaries/refused/path_built_by_a_macro.rs")),
    ("macro_of_the_compiler", include_str!("../../../facades/canaries/refused/macro_of_the_compiler.rs")),
    ("macro_of_the_prelude", include_str!("../../../facades/canaries/refused/macro_of_the_prelude.rs")),
    ("std_thread_local", include_str!("../../../facades/canaries/refused/std_thread_local.rs")),
    ("harness", include_str!("../../../facades/canaries/refused/harness.rs")),
];
/// The number of programs that the compiler must refuse.
pub(crate) const CANARIES: usize = REFUSED.len();
/// Small programs that name only what is offered.
const ACCEPTED: [(&str, &str); 2] = [
    ("program", include_str!("../../../facades/canaries/accepted/program.rs")),
    ("library", include_str!("../../../facades/canaries/accepted/library.rs")),
];

/// Everything that the facades depend on, for the key of the workbench.
pub(super) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    [STANDARD, LIBRARY].into_iter().chain(REFUSED).chain(ACCEPTED)
}

/// Facades for the exercises that forbid the same names.
#[derive(Clone, Debug)]
pub(crate) struct Facade {
    pub(crate) folder: PathBuf,
}

impl Facade {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("lib{name}.rlib"))
    }

    /// A folder with nothing in it, for the compiler to find nothing in.
    fn empty(&self) -> PathBuf {
        self.folder.join("empty")
    }
}

impl Workbench {
    /// The facades without the names in `forbid`; builds them if there are none yet.
    ///
    /// # Errors
    /// When a name in `forbid` is not one that the facades offer, or when the compiler does not treat the canaries
    /// as it must.
    pub(crate) fn facade(&self, forbid: &[String]) -> Result<Facade> {
        let offers =
            |name: &str| [STANDARD, LIBRARY].iter().any(|(_, source)| words(source).any(|word| word == name));
        if let Some(name) = forbid.iter().find(|name| !offers(name)) {
            bail!(
                "the exercise forbids `{name}`, which no exercise is offered\nforbid a name of the library or of std"
            );
        }
        let key = key(forbid);
        let facade = Facade { folder: self.dependencies.join(format!("facade-{key}")) };
        if facade.folder.is_dir() {
            return Ok(facade);
        }
        let staged = tempfile::Builder::new().prefix("staged-").tempdir_in(&self.dependencies);
        let staged = Facade { folder: staged.context("cannot stage the facades")?.keep() };
        let built = self.build_facade(&staged, forbid, &key);
        // If renaming fails, another worker has already put the same files there.
        if built.is_err() || fs::rename(&staged.folder, &facade.folder).is_err() {
            let _ = fs::remove_dir_all(&staged.folder);
        }
        built.map(|()| facade)
    }

    fn build_facade(&self, facade: &Facade, forbid: &[String], key: &str) -> Result<()> {
        fs::create_dir(facade.empty()).context("cannot make an empty folder")?;
        for (name, source) in [STANDARD, LIBRARY] {
            let mut rustc = self.rustc(&facade.folder);
            rustc.args(["--crate-name", name, "--cap-lints=allow", "-C", "opt-level=3", "-C", "debuginfo=0"]);
            // Two crates of one name are told apart by it: a submission may use a crate made with other facades.
            rustc.arg("-C").arg(format!("metadata={key}"));
            rustc.args(forbid.iter().flat_map(|name| ["--cfg", name]));
            rustc.arg("--extern").arg(format!("interleaving={}", self.library.display()));
            let output = compile(rustc, source)?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "the facade `{name}` does not compile:\n{}", said.trim());
        }
        for (name, source) in REFUSED {
            ensure!(
                !self.canary(facade, source)?.status.success(),
                "this compiler lets a submission name what it must not: it accepts `{name}`\ngrade with the compiler \
                 that the course's README names"
            );
        }
        for (name, source) in ACCEPTED {
            let output = self.canary(facade, source)?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(
                output.status.success(),
                "this compiler refuses `{name}`, which honest programs need:\n{}\ngrade with the compiler that the \
                 course's README names",
                said.trim()
            );
        }
        Ok(())
    }

    fn canary(&self, facade: &Facade, source: &str) -> Result<Output> {
        let scratch = tempfile::tempdir().context("cannot make a folder for a canary")?;
        let mut rustc = self.rustc(scratch.path());
        rustc.args(["--crate-name", "canary", "--emit=metadata"]);
        self.offer(&mut rustc, facade);
        compile(rustc, source)
    }

    fn rustc(&self, to: &Path) -> Command {
        let mut rustc = Command::new(&self.rustc);
        rustc.args(["--edition", "2024", "--crate-type", "rlib"]).arg("--out-dir").arg(to);
        rustc.arg("-L").arg(format!("dependency={}", self.dependencies.display()));
        rustc
    }

    /// Lets the compiler take every name from the facade.
    pub(crate) fn offer(&self, rustc: &mut Command, facade: &Facade) {
        rustc.arg("--sysroot").arg(facade.empty());
        for root in ["std", "core", "alloc"] {
            rustc.arg("--extern").arg(format!("{root}={}", facade.file(STANDARD.0).display()));
        }
        rustc.arg("--extern").arg(format!("interleaving={}", facade.file(LIBRARY.0).display()));
        for folder in [&self.standard, &facade.folder] {
            rustc.arg("-L").arg(format!("dependency={}", folder.display()));
        }
    }
}

/// Compiles `source`, which is no file: the folder of a file is one that the compiler looks into.
fn compile(mut rustc: Command, source: &str) -> Result<Output> {
    rustc.arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = rustc.spawn().context("cannot start `rustc`")?;
    let mut input = child.stdin.take().context("`rustc` has no input")?;
    input.write_all(source.as_bytes()).context("cannot hand a facade to `rustc`")?;
    drop(input);
    child.wait_with_output().context("cannot wait for `rustc`")
}

fn words(source: &str) -> impl Iterator<Item = &str> {
    source.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// The same for the same names in any order.
fn key(forbid: &[String]) -> String {
    let mut names = forbid.to_vec();
    names.sort();
    names.dedup();
    blake3::hash(names.join(" ").as_bytes()).to_hex()[..16].to_owned()
}
