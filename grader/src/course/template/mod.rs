//! `grader template`: the repository that students start from.
//!
//! It is the tree without `solutions/` and without the grader's own tests, with its own root manifest and
//! README. Before it is handed out, it is searched for answers; finding one is an error.

mod manifest;
mod readme;
mod search;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use anyhow::{Context, Result, ensure};

use crate::course::reset::STUBS;
use crate::course::{Course, Exercise};
use crate::exit::Usage;
use crate::system::lockfile;

/// Files of the root that are copied if they exist.
const ROOT_FILES: [&str; 12] = [
    "Cargo.lock",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "rust-toolchain.toml",
    "rustfmt.toml",
    ".rustfmt.toml",
    "clippy.toml",
    ".clippy.toml",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
];
/// Folders that are never copied.
const LEFT_OUT: [&str; 8] =
    ["sample-class", "target", "tests", "benches", "examples", "fuzz", ".git", "proptest-regressions"];
/// The file that becomes the students' `.github/workflows/check.yml`.
const WORKFLOW: &str = ".github/student-workflow.yml";

/// Writes the students' repository with the exercises of `chapters` (all when empty) into `dir`.
///
/// Returns the number of its exercises.
///
/// # Errors
/// [`Usage`] when `dir` is not empty or no exercise is chosen; otherwise when something cannot be copied,
/// or when the result contains an answer.
pub(crate) fn write(course: &Course, dir: &Path, chapters: &[u32]) -> Result<usize> {
    let empty = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    ensure!(
        empty,
        Usage(format!("`{}` is not empty\nname a folder that is empty or does not exist", dir.display()))
    );
    let chosen = |exercise: &&Exercise| chapters.is_empty() || chapters.contains(&exercise.manifest.chapter);
    let exercises: Vec<_> = course.exercises.iter().filter(chosen).collect();
    ensure!(
        !exercises.is_empty(),
        Usage(format!("no exercise in chapters {chapters:?}\n`grader list` shows the chapters"))
    );

    for exercise in &exercises {
        copy_folder(&exercise.path, &dir.join("exercises").join(&exercise.folder), &["target", ".git"])?;
        for file in &exercise.manifest.files {
            copy(&exercise.path.join(file), &dir.join(STUBS).join(&exercise.folder).join(file))?;
        }
    }
    for chapter in exercises.iter().map(|exercise| exercise.manifest.chapter).collect::<BTreeSet<_>>() {
        let text = Path::new("exercises").join(format!("chapter_{chapter}.md"));
        if course.root.join(&text).is_file() {
            copy(&course.root.join(&text), &dir.join(&text))?;
        }
    }
    for member in members(course) {
        copy_folder(&course.root.join(member), &dir.join(member), &LEFT_OUT)?;
        let path = dir.join(member).join("Cargo.toml");
        save(&path, &manifest::without_tests(&read(&path)?))?;
    }
    for file in ROOT_FILES.iter().filter(|file| course.root.join(file).is_file()) {
        copy(&course.root.join(file), &dir.join(file))?;
    }
    if course.root.join(WORKFLOW).is_file() {
        copy(&course.root.join(WORKFLOW), &dir.join(".github/workflows/check.yml"))?;
    }
    save(&dir.join("Cargo.toml"), &manifest::root(course, dir, &members(course), &exercises)?)?;
    save(&dir.join("README.md"), &readme::text(&exercises))?;
    // Drops the packages that only omitted members need, so that `--locked` works for students.
    lockfile::settle(dir);
    let found = search::answers(course, dir)?;
    ensure!(found.is_empty(), "the template would reveal answers:\n{}", found.join("\n"));
    Ok(exercises.len())
}

/// The members beside the exercises: the library, and the grader that judges by the public tests.
fn members(course: &Course) -> Vec<&'static str> {
    ["interleaving", "grader"].into_iter().filter(|member| course.root.join(member).is_dir()).collect()
}

/// Copies regular files, folder by folder; links are left out.
fn copy_folder(from: &Path, to: &Path, left_out: &[&str]) -> Result<()> {
    for path in files(from, left_out)? {
        copy(&from.join(&path), &to.join(&path))?;
    }
    Ok(())
}

/// The regular files under `root`, relative to it, sorted. `left_out` names folders directly in `root`.
fn files(root: &Path, left_out: &[&str]) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        for entry in fs::read_dir(&path).with_context(|| format!("cannot list `{}`", path.display()))? {
            let entry = entry.with_context(|| format!("cannot list `{}`", path.display()))?;
            let (kind, relative) = (entry.file_type()?, folder.join(entry.file_name()));
            let at_top =
                relative.components().filter(|part| matches!(part, Component::Normal(_))).count() == 1;
            if kind.is_file() {
                found.push(relative);
            } else if kind.is_dir() && !(at_top && left_out.iter().any(|name| relative.as_os_str() == *name))
            {
                folders.push(relative);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::copy(from, to));
    copied.map(drop).with_context(|| format!("cannot copy `{}` to `{}`", from.display(), to.display()))
}

fn save(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}
