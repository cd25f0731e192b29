//! The prebuilt library and the compiler that every submission of a course is compiled with.
//!
//! Built once by cargo from the course's own workspace and lockfile, then kept under a key that covers
//! the compiler, the library's sources, the lockfile and the flags; cargo never sees a student's file.
//! Two graders may ask for it at once: one builds, the other waits and finds it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// What the library is built with: fast, and with the overflow checks that `cargo test` has.
const CONFIG: [&str; 4] = [
    "profile.release.opt-level=3",
    "profile.release.overflow-checks=true",
    "profile.release.debug=0",
    "profile.release.panic=\"unwind\"",
];
const LIBRARY: &str = "libinterleaving.rlib";

/// Where the compiler and the library are.
#[derive(Clone, Debug)]
pub(crate) struct Workbench {
    /// The compiler itself, not the toolchain's switch.
    pub(crate) rustc: PathBuf,
    /// The compiler's own files.
    pub(crate) sysroot: PathBuf,
    /// `interleaving`, as an rlib.
    pub(crate) library: PathBuf,
    /// What the library depends on.
    pub(crate) dependencies: PathBuf,
    /// Covers everything that could change a verdict: compiler, library, lockfile, flags.
    pub(crate) key: String,
}

impl Workbench {
    /// Where [`Self::prepare`] keeps its files by default.
    pub(crate) fn folder(course: &Path) -> PathBuf {
        course.join("target/racecourse/workbench")
    }

    /// Finds the workbench of the course in `course` under `folder`, or builds it.
    ///
    /// Takes about half a minute the first time and some milliseconds afterwards.
    pub(crate) fn prepare(course: &Path, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        let version = text(tool("RUSTC", "rustc", course).arg("-vV"))?;
        let sysroot =
            PathBuf::from(text(tool("RUSTC", "rustc", course).args(["--print", "sysroot"]))?.trim());
        let key = key(course, &version)?;
        let home = folder.join(&key);
        if !home.join(LIBRARY).is_file() {
            let lock = File::create(folder.join("lock"))
                .with_context(|| format!("cannot lock `{}`", folder.display()))?;
            lock.lock().with_context(|| format!("cannot lock `{}`", folder.display()))?;
            if !home.join(LIBRARY).is_file() {
                build(course, folder, &home)?;
            }
        }
        let rustc = sysroot.join("bin/rustc");
        Ok(Self { rustc, sysroot, library: home.join(LIBRARY), dependencies: home.join("deps"), key })
    }
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
    let mut hash = Sha256::new();
    let mut add = |name: &str, bytes: &[u8]| {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add("rustc", version.as_bytes());
    add("flags", CONFIG.join("\n").as_bytes());
    let mut files = vec![course.join("Cargo.toml"), course.join("Cargo.lock")];
    sources(&course.join("interleaving"), &mut files)?;
    for file in files {
        let bytes = fs::read(&file).with_context(|| {
            format!("cannot read `{}`\na course holds `interleaving` and a Cargo.lock", file.display())
        })?;
        add(&file.strip_prefix(course).unwrap_or(&file).to_string_lossy(), &bytes);
    }
    let digest = hash.finalize();
    Ok(digest[..16].iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the library is compiled from, sorted; its tests and benchmarks are not.
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

/// Builds the library and copies what a compilation against it needs to `home`, all or nothing.
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
    fs::create_dir(staged.path().join("deps"))?;
    let mut found = false;
    for (package, path) in artifacts {
        let name = path.file_name().unwrap_or_default();
        let library =
            package == "interleaving" && path.extension().is_some_and(|extension| extension == "rlib");
        found |= library;
        let to = if library { staged.path().join(LIBRARY) } else { staged.path().join("deps").join(name) };
        fs::copy(&path, to).with_context(|| format!("cannot copy `{}`", path.display()))?;
    }
    if !found {
        bail!("cargo built no `{LIBRARY}`\n`interleaving` must have a library target of kind `lib`");
    }
    let staged = staged.keep();
    // A grader that was faster has left the same thing there, which is as good.
    if fs::rename(&staged, home).is_err() {
        fs::remove_dir_all(&staged)?;
    }
    Ok(())
}

/// (crate name, file) of each library that cargo reports.
fn artifacts(messages: &str) -> Vec<(String, PathBuf)> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let artifacts = messages.filter(|message| message["reason"] == "compiler-artifact");
    artifacts
        .flat_map(|message| {
            let name = message["target"]["name"].as_str().unwrap_or_default().to_owned();
            let files = message["filenames"].as_array().cloned().unwrap_or_default();
            files.into_iter().filter_map(move |file| Some((name.clone(), PathBuf::from(file.as_str()?))))
        })
        .filter(|(_, path)| {
            path.extension().is_some_and(|extension| {
                ["rlib", "rmeta", "so", "dylib"].iter().any(|wanted| extension == *wanted)
            })
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
    fn artifacts_are_read_from_what_cargo_says() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"interleaving"},"filenames":["/t/libinterleaving.rlib","/t/deps/libinterleaving-1.rmeta"]}
not json
{"reason":"compiler-artifact","target":{"name":"build-script-build"},"filenames":["/t/build/x"]}
{"reason":"build-finished","success":true}"#;
        let names: Vec<_> =
            artifacts(said).into_iter().map(|(name, path)| (name, path.display().to_string())).collect();
        assert_eq!(names[0], ("interleaving".into(), "/t/libinterleaving.rlib".into()));
        assert_eq!(names.len(), 2);
    }
}
