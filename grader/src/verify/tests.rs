//! A small course on disk, the fake engine over it, and one thing at a time put out of step.

use std::fs;
use std::path::Path;

use super::*;
use crate::course::Manifest;
use crate::report::soundness::VerifyFormat;
use crate::tests::OPTIONS;
use crate::tests::fake::{FakeEngine, manifest};

const README: &str = "# Withdraw\n## Story\n## Task\n## Rules\n\
    1. (1 mark) Promise 1\n2. (3 marks) Promise 2\n3. (2 marks) Promise 3 (counts with rule 2)\n\
    ## Run\n## Hints\n<details><summary>a</summary>b</details>\n<details><summary>c</summary>d</details>\n## Read more\n";

const FILES: [(&str, &str); 9] = [
    ("exercises/01_withdraw/README.md", README),
    ("exercises/01_withdraw/src/lib.rs", "// TODO: lock.\n//! rule 1: failed\n//! rule 2: failed\n"),
    ("exercises/01_withdraw/tests/public.rs", "#[test]\nfn rule_1_a() {}\n#[test]\nfn rule_2_b() {}\n"),
    ("solutions/01_withdraw/tests/it/hidden.rs", "#[test]\nfn rule_3_c() {}\n"),
    ("solutions/01_withdraw/src/lib.rs", "// right\n"),
    ("solutions/01_withdraw/alternatives/channel.rs", "//! design: a channel\n"),
    ("solutions/01_withdraw/alternatives/ticket.rs", "//! design: tickets\n"),
    ("solutions/01_withdraw/mistakes/racy.rs", "//! breaks: rule 2, lost update\n//! rule 2: failed\n"),
    ("solutions/01_withdraw/mistakes/torn.rs", "//! breaks: compile\n//! whole: does_not_compile\n"),
];

/// The course with `changes` made: path and text, or `None` for a file that is not there.
fn verified(changes: &[(&str, Option<&str>)]) -> Soundness {
    verified_with(&["src/lib.rs"], changes)
}

/// The same, for an exercise of these files.
fn verified_with(files: &[&str], changes: &[(&str, Option<&str>)]) -> Soundness {
    verified_giving(files, &[], changes)
}

/// The same, with these given files.
fn verified_giving(files: &[&str], given: &[&str], changes: &[(&str, Option<&str>)]) -> Soundness {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        write(folder.path(), path, text);
    }
    for (path, text) in changes {
        match text {
            Some(text) => write(folder.path(), path, text),
            None => fs::remove_file(folder.path().join(path)).unwrap(),
        }
    }
    let exercise = Exercise {
        path: folder.path().join("exercises/01_withdraw"),
        solution: Some(folder.path().join("solutions/01_withdraw")),
        manifest: Manifest {
            files: files.iter().map(|file| (*file).into()).collect(),
            given: given.iter().map(|file| (*file).into()).collect(),
            ..manifest()
        },
        ..crate::tests::fake::exercise()
    };
    let course = Course { root: folder.path().into(), exercises: vec![exercise] };
    verify(&course, &[0], &FakeEngine::default(), OPTIONS, 2)
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn faults(changes: &[(&str, Option<&str>)]) -> Vec<String> {
    verified(changes).exercises[0].faults().collect()
}

#[test]
fn a_sound_course_has_no_fault() {
    assert_eq!(faults(&[]), Vec::<String>::new());
    assert!(verified(&[]).holds());
}

/// Makes one change at a time; each row has the path, its text, and a part of each fault.
fn expect_faults(table: &[(&str, Option<&str>, &[&str])]) {
    for (path, text, expected) in table {
        let found = faults(&[(path, *text)]);
        assert_eq!(found.len(), expected.len(), "{path}: {found:?}");
        for part in *expected {
            assert!(found.iter().any(|fault| fault.contains(part)), "{part}: {found:?}");
        }
    }
}

#[test]
fn a_fault_in_the_exercise_is_named() {
    let lib = "exercises/01_withdraw/src/lib.rs";
    let reworded = README.replace("Promise 2", "Promise two").replace("## Hints", "## Tips");
    expect_faults(&[
        (
            "exercises/01_withdraw/README.md",
            Some(&reworded),
            &["`Hints` is missing", "rule 2: its sentence is `Promise two`"],
        ),
        ("exercises/01_withdraw/README.md", None, &["cannot read `README.md`"]),
        (
            "exercises/01_withdraw/tests/public.rs",
            Some("#[test]\nfn rule_1_a() {}\n#[test]\nfn rule_9_z() {}\n#[test]\nfn other() {}"),
            &["judges rule 9", "`other` is not called", "rule 2 has no test"],
        ),
        (lib, Some("//! rule 1: failed\n//! rule 2: failed\n"), &["`// TODO:` is missing"]),
        (lib, Some("// TODO:\n//! rule 2: failed\n//! rule 3: failed\n"), &[]),
        (lib, Some("// TODO:\n//! rule 1: failed\n"), &["stub: earns 5 marks"]),
        (
            lib,
            Some("// TODO:\n//! whole: does_not_compile\n"),
            &["stub: is judged does not compile", "stub without its locks: is judged"],
        ),
    ]);
}

#[test]
fn the_solution_has_the_given_files() {
    let faults = |solution: Option<&str>| -> Vec<String> {
        let mut changes = vec![("exercises/01_withdraw/src/head.rs", Some("// given"))];
        changes.extend(solution.map(|text| ("solutions/01_withdraw/src/head.rs", Some(text))));
        verified_giving(&["src/lib.rs"], &["src/head.rs"], &changes).exercises[0].faults().collect()
    };
    assert_eq!(faults(Some("// given")), Vec::<String>::new());
    for other in [None, Some("// another")] {
        assert_eq!(faults(other), ["`src/head.rs` is given, and the solution has another"]);
    }
}

#[test]
fn a_fault_in_the_solution_is_named() {
    let racy = "solutions/01_withdraw/mistakes/racy.rs";
    expect_faults(&[
        (
            "solutions/01_withdraw/src/lib.rs",
            Some("//! rule 3: failed\n"),
            &["reference: earns 4 of 6 marks, fails rules [3]"],
        ),
        (
            "solutions/01_withdraw/src/lib.rs",
            Some("//! rule 3: inconclusive\n"),
            &["reference: rules [3] cannot be decided"],
        ),
        (
            "solutions/01_withdraw/alternatives/ticket.rs",
            Some("//! design: x\n//! rule 1: failed\n"),
            &["alternatives/ticket.rs: earns 5"],
        ),
        (
            "solutions/01_withdraw/alternatives/ticket.rs",
            Some("tickets\n"),
            &["its first line must read `//! design: …`"],
        ),
        ("solutions/01_withdraw/alternatives/ticket.rs", None, &["1 alternatives"]),
        (racy, Some("//! breaks: rule 2\n"), &["breaks rules [2], and fails rules []"]),
        (
            racy,
            Some("//! breaks: rule 2\n//! rule 2: failed\n//! rule 3: failed\n"),
            &["and fails rules [2, 3]"],
        ),
        (racy, Some("//! breaks: screen\n"), &["should be judged rejected, but runs"]),
        (racy, Some("// no word\n"), &["its first line must read `//! breaks: rule N, …`"]),
    ]);
}

#[test]
fn the_matrix_says_who_is_caught_by_which_test() {
    let soundness = verified(&[("solutions/01_withdraw/mistakes/sly.rs", Some("//! breaks: rule 3\n"))]);
    insta::assert_snapshot!(VerifyFormat::Terminal.render(&soundness).unwrap());
    let data: serde_json::Value =
        serde_json::from_str(&VerifyFormat::Json.render(&soundness).unwrap()).unwrap();
    let case = &data["exercises"][0]["cases"][5];
    assert_eq!((case["name"].as_str(), case["sound"].as_bool()), (Some("mistakes/racy.rs"), Some(true)));
    assert_eq!(case["caught_by"]["2"][0], "public::rule_2_holds");
}

#[test]
fn a_mistake_of_several_files_is_tried() {
    let soundness = verified_with(
        &["src/queue.rs", "src/lib.rs"],
        &[
            ("exercises/01_withdraw/src/queue.rs", Some("// empty\n")),
            ("solutions/01_withdraw/src/queue.rs", Some("// right\n")),
            ("solutions/01_withdraw/mistakes/both/src/lib.rs", Some("//! breaks: rule 2\n")),
            ("solutions/01_withdraw/mistakes/both/src/queue.rs", Some("//! rule 2: failed\n")),
            (
                "solutions/01_withdraw/mistakes/one/src/queue.rs",
                Some("//! breaks: rule 3\n//! rule 3: failed\n"),
            ),
            ("solutions/01_withdraw/mistakes/nowhere/queue.rs", Some("//! breaks: rule 3\n")),
        ],
    );
    let faults: Vec<_> = soundness.exercises[0].faults().collect();
    assert_eq!(faults, ["mistakes/nowhere: the folder has none of the files src/queue.rs, src/lib.rs"]);
    let texts = |name: &str| {
        let trial = soundness.exercises[0].trials.iter().find(|trial| trial.case.name == name).unwrap();
        trial.case.files.named.iter().map(|file| file.text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(texts("mistakes/both"), ["//! rule 2: failed\n", "//! breaks: rule 2\n"]);
    assert_eq!(texts("mistakes/one"), ["//! breaks: rule 3\n//! rule 3: failed\n", "// right\n"]);
    assert_eq!(texts("mistakes/racy.rs")[0], "// right\n");
}
