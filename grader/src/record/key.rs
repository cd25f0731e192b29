//! One hash of all that the evidence depends on.

use std::fs;
use std::path::Path;

use crate::collect::Files;
use crate::course::Exercise;
use crate::options::{Options, Tools};

/// The key of a record: equal keys mean equal evidence.
///
/// It covers the submitted bytes, the manifest, the given files, the crates it uses, the public and hidden tests, the grader, the
/// workbench, the compiler, the limits, the seed and the budget. The author of the files is no part of it.
pub(crate) fn key(exercise: &Exercise, files: &Files, tools: &Tools, options: &Options) -> String {
    let mut hasher = blake3::Hasher::new();
    // Every part goes in with its length, so that no two lists of parts run together.
    let mut part = |name: &str, bytes: &[u8]| {
        for bytes in [name.as_bytes(), bytes] {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
    };
    for file in &files.named {
        part(&file.path, file.text.as_bytes());
    }
    part("bad", &json(&files.bad));
    if let Some(why) = &files.contested {
        part("contested", &json(why));
    }
    part("exercise", exercise.folder.as_bytes());
    part("manifest", &json(&exercise.manifest));
    for file in &exercise.manifest.given {
        part(file, &fs::read(exercise.path.join(file)).unwrap_or_default());
    }
    for used in &exercise.uses {
        part(&used.name, used.key().as_bytes());
    }
    for (name, path) in test_files(exercise) {
        part(name, &fs::read(path).unwrap_or_default());
    }
    part("tools", &json(tools));
    part("options", &json(options));
    hasher.finalize().to_hex().to_string()
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain structs with string keys can always be written as JSON")
}

/// The tests that a submission of `exercise` faces.
fn test_files(exercise: &Exercise) -> Vec<(&'static str, std::path::PathBuf)> {
    let hidden = |solution: &Path| ("hidden.rs", solution.join("tests/it/hidden.rs"));
    let public = ("public.rs", exercise.path.join("tests/public.rs"));
    std::iter::once(public).chain(exercise.solution.as_deref().map(hidden)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Used;
    use crate::evidence::Finding;
    use crate::examine::Engine;
    use crate::tests::fake::{FakeEngine, exercise, files};

    #[test]
    fn every_part_changes_the_key() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("tests/it")).unwrap();
        let (tools, options) = (
            FakeEngine::default().tools(),
            Options { seed: 1, budget: Default::default(), locks_off: false, all_traps: false },
        );
        let mut exercise = exercise();
        exercise.path = folder.path().into();
        exercise.solution = Some(folder.path().into());
        let mut keys = vec![key(&exercise, &files("a"), &tools, &options)];
        keys.push(key(&exercise, &files("b"), &tools, &options));
        keys.push(key(&exercise, &files("a"), &tools, &Options { seed: 2, ..options }));
        keys.push(key(&exercise, &files("a"), &Tools { workbench: "w2".into(), ..tools.clone() }, &options));
        fs::write(folder.path().join("tests/public.rs"), "x").unwrap();
        keys.push(key(&exercise, &files("a"), &tools, &options));
        fs::write(folder.path().join("tests/it/hidden.rs"), "x").unwrap();
        keys.push(key(&exercise, &files("a"), &tools, &options));
        exercise.manifest.rules[0].marks = 2;
        keys.push(key(&exercise, &files("a"), &tools, &options));
        exercise.manifest.given.push("src/head.rs".into());
        keys.push(key(&exercise, &files("a"), &tools, &options));
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/head.rs"), "x").unwrap();
        keys.push(key(&exercise, &files("a"), &tools, &options));
        exercise.uses = vec![Used { name: "limit".into(), path: folder.path().into() }];
        keys.push(key(&exercise, &files("a"), &tools, &options));
        fs::write(folder.path().join("src/lib.rs"), "x").unwrap();
        keys.push(key(&exercise, &files("a"), &tools, &options));
        let why = Finding { file: "ada".into(), line: 0, text: "`Ada` too".into(), instead: None };
        let contested = Files { contested: Some(why), ..files("a") };
        keys.push(key(&exercise, &contested, &tools, &options));
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(keys[10], key(&exercise, &files("a"), &tools, &options));
    }
}
