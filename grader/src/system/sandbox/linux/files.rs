//! Landlock: which files a child may open, and for what.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, Scope,
};

/// The newest version whose rights were reviewed. An older kernel enforces the rights it knows; `calls`
/// blocks the network, signals and truncation that it does not know.
const KNOWN: ABI = ABI::V9;

/// The system's folders of shared libraries.
const LIBRARIES: [&str; 6] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/local/lib"];
/// The folders of the linker and its parts, beside the libraries.
const TOOLS: [&str; 4] = ["/bin", "/usr/bin", "/usr/local/bin", "/usr/libexec"];
/// The dynamic loader's cache.
const LOADER_CACHE: &str = "/etc/ld.so.cache";

/// Allows the program to be executed, and the libraries to be read.
///
/// Landlock allows execution only together with reading. The program's file mode (nobody may read it) keeps
/// it from reading its own strings, which depends on the user that it runs as.
/// Returns `None` where the kernel has no Landlock.
pub(super) fn for_a_test(program: &OwnedFd) -> io::Result<Option<OwnedFd>> {
    let mut rules = ruleset()?;
    for folder in LIBRARIES {
        rules = allow(rules, Path::new(folder), AccessFs::ReadFile.into())?;
    }
    for loader in loaders() {
        rules = allow(rules, &loader, AccessFs::Execute | AccessFs::ReadFile)?;
    }
    rules = allow(rules, Path::new(LOADER_CACHE), AccessFs::ReadFile.into())?;
    let run = AccessFs::Execute | AccessFs::ReadFile;
    rules = rules.add_rule(PathBeneath::new(program, run)).map_err(io::Error::other)?;
    Ok(rules.into())
}

/// Allows the compiler and the linker to be executed and read, and `writable` to be written to.
pub(super) fn for_the_compiler(readable: &[&Path], writable: &Path) -> io::Result<Option<OwnedFd>> {
    let mut rules = ruleset()?;
    let system = LIBRARIES.into_iter().chain(TOOLS).map(Path::new);
    for folder in system.chain(readable.iter().copied()) {
        rules = allow(rules, folder, AccessFs::from_read(KNOWN))?;
    }
    rules = allow(rules, Path::new(LOADER_CACHE), AccessFs::ReadFile.into())?;
    rules = allow(rules, Path::new("/dev/null"), AccessFs::ReadFile | AccessFs::WriteFile)?;
    let special = AccessFs::Execute | AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::MakeSock;
    rules = allow(rules, writable, AccessFs::from_all(KNOWN) & !special)?;
    Ok(rules.into())
}

/// A ruleset without exceptions.
pub(super) fn nothing() -> io::Result<Option<OwnedFd>> {
    ruleset().map(Into::into)
}

/// Forbids everything that Landlock knows.
fn ruleset() -> io::Result<RulesetCreated> {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(KNOWN)))
        .and_then(|rules| rules.scope(Scope::from_all(KNOWN)));
    rules.and_then(Ruleset::create).map_err(io::Error::other)
}

/// Allows `access` to `path` and everything below it; skips a path that does not exist.
fn allow(rules: RulesetCreated, path: &Path, access: BitFlags<AccessFs>) -> io::Result<RulesetCreated> {
    let Ok(opened) = PathFd::new(path) else { return Ok(rules) };
    let access = if path.is_dir() { access } else { access & AccessFs::from_file(KNOWN) };
    rules.add_rule(PathBeneath::new(opened, access)).map_err(io::Error::other)
}

/// The dynamic loaders; their paths are part of each platform's ABI.
fn loaders() -> Vec<PathBuf> {
    let files = ["/lib64", "/lib"].into_iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    let paths = files.flatten().map(|entry| entry.path());
    paths
        .filter(|path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"ld-")))
        .collect()
}
