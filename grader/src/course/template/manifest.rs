//! The template's manifests: the course's versions and profiles, without the members that are left out.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::read;
use crate::course::{Course, Exercise};

/// The root manifest: its own members, everything else as in the course's.
///
/// # Errors
/// When a manifest cannot be read.
pub(super) fn root(course: &Course, dir: &Path, members: &[&str], exercises: &[&Exercise]) -> Result<String> {
    let path = course.root.join("Cargo.toml");
    let mut root: Table =
        read(&path)?.parse().with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut used = BTreeSet::new();
    for member in members {
        used.extend(dependencies(&dir.join(member).join("Cargo.toml"))?);
    }
    for exercise in exercises {
        used.extend(dependencies(&exercise.path.join("Cargo.toml"))?);
    }
    if let Some(Value::Table(workspace)) = root.get_mut("workspace") {
        workspace.insert("members".into(), [&["exercises/*"], members].concat().into());
        workspace.insert("default-members".into(), vec!["exercises/*"].into());
        workspace.remove("exclude");
        if let Some(Value::Table(dependencies)) = workspace.get_mut("dependencies") {
            dependencies.retain(|name, _| used.contains(name));
        }
    }
    root.retain(|key, _| matches!(key, "workspace" | "profile" | "patch"));
    let text = toml::to_string_pretty(&root).context("cannot write the root manifest")?;
    Ok(format!("# Written by `grader template`; versions and profiles are the course's.\n{text}"))
}

/// The dependencies that a manifest inherits from the workspace.
fn dependencies(path: &Path) -> Result<BTreeSet<String>> {
    let manifest: Table = read(path)?.parse().with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut names = BTreeSet::new();
    collect(&manifest, &mut names);
    Ok(names)
}

/// Also finds the dependencies of `[target.….dependencies]`.
fn collect(table: &Table, names: &mut BTreeSet<String>) {
    for (key, value) in table {
        match value {
            Value::Table(dependencies) if key.ends_with("dependencies") => {
                names.extend(dependencies.keys().cloned())
            }
            Value::Table(table) => collect(table, names),
            _ => {}
        }
    }
}

/// A manifest without the package's own tests, benchmarks and their dependencies.
pub(super) fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut keep = true;
    for line in text.lines() {
        if line.starts_with('[') {
            let header = line.trim_matches(['[', ']', ' ']);
            let alone = header == "dev-dependencies" || header.starts_with("dev-dependencies.");
            keep = !alone && !matches!(header, "test" | "bench" | "example");
        }
        if keep {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_loses_the_dependencies_of_its_tests() {
        let text = "[package]\nname = \"x\"\n\n[dependencies]\na = \"1\"\n[dev-dependencies]\nb = \"1\"\n\n[[bench]]\nname = \"c\"\n[lints]\nworkspace = true\n";
        assert_eq!(
            without_tests(text),
            "[package]\nname = \"x\"\n\n[dependencies]\na = \"1\"\n[lints]\nworkspace = true\n"
        );
    }
}
