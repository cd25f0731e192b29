//! The prebuilt library and the compiler that every submission of a course is compiled with.
//! `facade` withholds from a submission what it must not name.
//!
//! Cargo builds it once from the course's own workspace and lockfile. It is kept under a key that covers
//! the compiler, the library's sources, the facades, the lockfile and the flags; cargo never sees a student's file.
//! If two graders ask for it at once, one builds it and the other waits.

mod facade;
mod used;

#[cfg(test)]
pub(crate) use facade::REFUSED;
pub(crate) use facade::{CANARIES, Facade};

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The library's build profile: fast, and with the overflow checks that `cargo test` has.
const CONFIG: [&str; 5] = [
    "profile.release.opt-level=3",
    "profile.release.overflow-checks=true",
    "profile.release.debug=0",
    "profile.release.panic=\"unwind\"",
    "profile.release.lto=false",
];

/// The paths of the compiler and the library.
#[derive(Clone, Debug)]
pub(crate) struct Workbench {
    /// The compiler itself, not rustup's proxy.
    pub(crate) rustc: PathBuf,
    /// The compiler's own files.
    pub(crate) sysroot: PathBuf,
    /// The folder of std itself, among them.
    pub(crate) standard: PathBuf,
    /// `interleaving`, as an rlib.
    pub(crate) library: PathBuf,
    /// The folder of the library and its dependencies.
    pub(crate) dependencies: PathBuf,
    /// Covers everything that could change a verdict: compiler, library, facades, lockfile, flags.
    pub(crate) key: String,
}

impl Workbench {
    /// The default folder for [`Self::prepare`].
    pub(crate) fn folder(course: &Path) -> PathBuf {
        course.join("target/racecourse/workbench")
    }

    /// Finds the workbench of the course in `course` under `folder`, or builds it.
    ///
    /// Takes about half a minute the first time and some milliseconds afterwards.
    pub(crate) fn prepare(course: &Path, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        let version = text(tool("RUSTC", "rustc", course).arg("-vV"))?;
        let print = ["--print", "sysroot", "--print", "target-libdir"];
        let folders = text(tool("RUSTC", "rustc", course).args(print))?;
        let mut folders = folders.lines().map(PathBuf::from);
        let (Some(sysroot), Some(standard)) = (folders.next(), folders.next()) else {
            bail!("`rustc` does not say where its libraries are");
        };
        let key = key(course, &version)?;
        let home = folder.join(&key);
        if !home.is_dir() {
            let lock = File::create(folder.join("lock"))
                .with_context(|| format!("cannot lock `{}`", folder.display()))?;
            lock.lock().with_context(|| format!("cannot lock `{}`", folder.display()))?;
            if !home.is_dir() {
                build(course, folder, &home)?;
            }
        }
        let library = library(&home)?;
        let rustc = sysroot.join("bin/rustc");
        let workbench = Self { rustc, sysroot, standard, library, dependencies: home, key };
        workbench.facade(&[])?;
        Ok(workbench)
    }
}

/// The file of `interleaving` among those of the workbench.
///
/// It keeps the name that cargo gave it, by which the student's crate refers to it.
fn library(home: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(home).with_context(|| format!("cannot list `{}`", home.display()))?;
    let found = entries.flatten().map(|entry| entry.path()).find(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libinterleaving-"))
    });
    found.with_context(|| {
        format!("no `interleaving` in `{}`\ndelete this folder and try again", home.display())
    })
}

/// A tool of the toolchain, started in the course.
fn tool(variable: &str, name: &str, course: &Path) -> Command {
    let mut command = Command::new(std::env::var_os(variable).unwrap_or_else(|| name.into()));
    command.current_dir(course).stdin(Stdio::null());
    command
}

fn text(command: &mut Command) -> Result<String> {
    let shown = command.get_program().display().to_string();
    let output = command
        .output()
        .with_context(|| format!("cannot start `{shown}`\ninstall Rust from https://rustup.rs"))?;
    if !output.status.success() {
        bail!("`{shown}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` did not answer in UTF-8"))
}

fn key(course: &Path, version: &str) -> Result<String> {
    let mut hash = blake3::Hasher::new();
    let mut add = |name: &str, bytes: &[u8]| {
        hash.update(&(name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add("rustc", version.as_bytes());
    add("flags", CONFIG.join("\n").as_bytes());
    for (name, source) in facade::sources() {
        add(name, source.as_bytes());
    }
    let mut files = vec![course.join("Cargo.toml"), course.join("Cargo.lock")];
    sources(&course.join("interleaving"), &mut files)?;
    for file in files {
        let bytes = fs::read(&file).with_context(|| {
            format!("cannot read `{}`\na course holds `interleaving` and a Cargo.lock", file.display())
        })?;
        add(&file.strip_prefix(course).unwrap_or(&file).to_string_lossy(), &bytes);
    }
    Ok(hash.finalize().to_hex()[..32].to_owned())
}

/// The library's sources, sorted; without its tests and benchmarks.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    files.push(folder.join("Cargo.toml"));
    let mut folders = vec![folder.join("src")];
    let first = files.len();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list `{}`", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    if folder.join("build.rs").is_file() {
        files.push(folder.join("build.rs"));
    }
    files[first..].sort();
    Ok(())
}

/// Builds the library and copies it with its dependencies to `home`, all or nothing.
fn build(course: &Path, folder: &Path, home: &Path) -> Result<()> {
    let mut cargo = tool("CARGO", "cargo", course);
    cargo.args([
        "build",
        "--release",
        "--locked",
        "--lib",
        "--package",
        "interleaving",
        "--message-format=json-render-diagnostics",
        "--target-dir",
    ]);
    cargo.arg(folder.join("cargo"));
    cargo.args(CONFIG.iter().flat_map(|config| ["--config", config]));
    for variable in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_TARGET",
    ] {
        cargo.env_remove(variable);
    }
    let artifacts = artifacts(&text(&mut cargo).context("cannot build `interleaving` for the workbench")?);
    let staged = tempfile::Builder::new()
        .prefix("staged-")
        .tempdir_in(folder)
        .context("cannot stage the workbench")?;
    for path in artifacts {
        let name = path.file_name().expect("an artifact is a file");
        fs::copy(&path, staged.path().join(name))
            .with_context(|| format!("cannot copy `{}`", path.display()))?;
    }
    library(staged.path())?;
    let staged = staged.keep();
    // A faster grader has already put the same files there.
    if fs::rename(&staged, home).is_err() {
        fs::remove_dir_all(&staged)?;
    }
    Ok(())
}

/// The libraries and procedural macros that cargo reports. Listed metadata is replaced by the rlib beside
/// it, because the compiler could not choose between the two.
fn artifacts(messages: &str) -> BTreeSet<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let artifacts = messages.filter(|message| message["reason"] == "compiler-artifact");
    let files = artifacts.flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default());
    let paths = files.filter_map(|file| Some(PathBuf::from(file.as_str()?)));
    paths
        // Outside `deps` there are second copies under shorter names.
        .filter(|path| path.parent().is_some_and(|parent| parent.ends_with("deps")))
        .map(|path| {
            if path.extension().is_some_and(|end| end == "rmeta") {
                path.with_extension("rlib")
            } else {
                path
            }
        })
        .filter(|path| {
            path.extension().is_some_and(|end| end == "rlib" || end == std::env::consts::DLL_EXTENSION)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_covers_the_library_the_lockfile_and_the_compiler() {
        let course = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            fs::create_dir_all(course.path().join(path).parent().unwrap()).unwrap();
            fs::write(course.path().join(path), text).unwrap();
        };
        for path in [
            "Cargo.toml",
            "Cargo.lock",
            "interleaving/Cargo.toml",
            "interleaving/src/lib.rs",
            "interleaving/src/a/b.rs",
        ] {
            write(path, "first");
        }
        let first = key(course.path(), "rustc 1").unwrap();
        assert_eq!(first, key(course.path(), "rustc 1").unwrap());
        let mut keys = vec![first, key(course.path(), "rustc 2").unwrap()];
        for path in ["Cargo.lock", "Cargo.toml", "interleaving/src/a/b.rs", "interleaving/src/a/c.rs"] {
            write(path, "second");
            keys.push(key(course.path(), "rustc 1").unwrap());
        }
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count);
        write("interleaving/tests/it.rs", "not part of it");
        assert!(keys.contains(&key(course.path(), "rustc 1").unwrap()));
    }

    #[test]
    fn artifacts_are_read_from_the_messages_of_cargo() {
        let said = r#"{"reason":"compiler-artifact","filenames":["/t/libinterleaving.rlib","/t/deps/libinterleaving-1.rmeta"]}
not json
{"reason":"compiler-artifact","filenames":["/t/deps/libserde-2.rlib","/t/deps/libserde-2.rmeta"]}
{"reason":"compiler-artifact","filenames":["/t/build/build-script-build"]}
{"reason":"build-finished","success":true}"#;
        let names: Vec<_> = artifacts(said).into_iter().map(|path| path.display().to_string()).collect();
        assert_eq!(names, ["/t/deps/libinterleaving-1.rlib", "/t/deps/libserde-2.rlib"]);
    }
}
