//! A class packed in one archive, a roster and overrides, through the real binary.

use std::fs;
use std::io::Write as _;

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;

use crate::real::{copy, course, files, grade, report, student};

/// A zip of these files.
fn pack(files: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The sample class's `names`, each in an archive of its own, in one archive as Moodle packs it.
fn moodle(names: &[&str]) -> Vec<u8> {
    let work = |name: &str| {
        let folder = student(name);
        let all = files(&folder)
            .into_iter()
            .map(|path| (format!("repo-main/{}", path.display()), fs::read(folder.join(path)).unwrap()));
        pack(all.collect())
    };
    let all = names
        .iter()
        .enumerate()
        .map(|(at, name)| (format!("{name}_{at}_assignsubmission_file_/work.zip"), work(name)));
    let broken = ("zoe_9_assignsubmission_file_/work.zip".to_owned(), b"PK\x03\x04 and no more".to_vec());
    pack(all.chain([broken]).collect())
}

#[test]
fn a_class_in_one_archive_has_the_marks_of_its_folders() {
    let folder = tempfile::tempdir().unwrap();
    let (class, roster, out) =
        (folder.path().join("all.zip"), folder.path().join("class.csv"), folder.path().join("out"));
    fs::write(&class, moodle(&["ada-baker", "bo-chen"])).unwrap();
    fs::write(&roster, "name,number\nada-baker,1\nquentin,2\nzoe,3\n").unwrap();
    let run = || {
        let mut command = grade(&class, &["withdraw"], &out);
        command.arg("--roster").arg(&roster);
        command
    };
    run().assert().code(1).stderr(contains("`bo-chen_1` is not on the roster"));
    let marks = || {
        let report = report(&out);
        let all = report["submissions"].as_array().unwrap().clone();
        all.into_iter()
            .map(|one| {
                (
                    one["id"].as_str().unwrap().to_owned(),
                    one["marks"].as_u64().unwrap(),
                    one["on_roster"].as_bool().unwrap(),
                    one["exercises"][0]["verdict"].as_str().unwrap().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    let row = |id: &str, marks, on, verdict: &str| (id.to_owned(), marks, on, verdict.to_owned());
    let folders = folder.path().join("folders");
    grade(&course().join("grader/sample-class/bo-chen"), &["withdraw"], &folders).assert().code(1);
    let chen = report(&folders)["submissions"][0]["marks"].as_u64().unwrap();
    assert_eq!(
        marks(),
        [
            row("ada-baker", 10, true, "passed"),
            row("bo-chen_1", chen, false, "failed"),
            row("quentin", 0, true, "bad_submission"),
            row("zoe", 0, true, "bad_submission"),
        ]
    );
    let zoe = fs::read_to_string(out.join("feedback/zoe.md")).unwrap();
    assert!(zoe.contains("damaged or cut off") && zoe.contains("`work.zip`"), "{zoe}");

    // A typo in the instructor's marks is found before anything is graded.
    let (overrides, book) = (out.join("overrides.csv"), fs::read(out.join("grades.csv")).unwrap());
    fs::write(&overrides, "submission,exercise,marks,reason\nzoe,withdraw,11,sent by mail\n").unwrap();
    let refused = run().arg("--fresh").assert().code(2).stdout("");
    refused.stderr(contains("overrides.csv:2: `11` is not a number of marks").and(contains("write 0 to 10")));
    assert_eq!(fs::read(out.join("grades.csv")).unwrap(), book);
    fs::write(&overrides, "submission,exercise,marks,reason\nzoe,withdraw,7,sent by mail\n").unwrap();
    run()
        .assert()
        .code(1)
        .stdout(contains("7/10 (set by hand)").and(contains("in place of 0 (sent by mail)")));
    assert_eq!(marks()[3], row("zoe", 7, true, "bad_submission"));
}

#[test]
fn nobody_hands_in_for_another_and_a_name_that_is_used_twice_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let (path, out) = (|name: &str| folder.path().join(name), folder.path().join("out"));
    let right = fs::read(student("ada-baker").join("exercises/01_withdraw/src/lib.rs")).unwrap();
    let forged = |name| (format!("{name}/exercises/01_withdraw/src/lib.rs"), right.clone());
    fs::write(path("eve.zip"), pack(vec![forged("bo-chen"), forged("quentin")])).unwrap();
    copy(&student("bo-chen"), &path("bo-chen"));
    let twice = ["ada-baker", "Ada-Baker\u{200b}", "(class pass rate)"];
    twice.iter().for_each(|name| copy(&student("ada-baker"), &path(name)));

    let mut run = grade(&path("eve.zip"), &["withdraw"], &out);
    run.args(["bo-chen"].iter().chain(&twice).map(|name| path(name)));
    let assert = run.assert().code(4).stderr(contains("counts as one because other paths are given too"));
    let paths = ["ada-baker", "Ada-Baker\u{fffd}"].map(|name| path(name).display().to_string());
    assert.stdout(
        contains(format!("the name `Ada-Baker\u{fffd}` is also that of `{}`", paths[0]))
            .and(contains(format!("the name `ada-baker` is also that of `{}`", paths[1])))
            .and(contains("the name `(class pass rate)` is that of a row of the grade book itself")),
    );
    let report = report(&out);
    let rows = report["submissions"].as_array().unwrap().iter().map(|one| {
        let verdict = one["exercises"][0]["verdict"].as_str().unwrap();
        (one["id"].as_str().unwrap(), one["open_marks"].as_u64().unwrap(), verdict)
    });
    let open = |id| (id, 10, "ambiguous_name");
    let expected = [
        open("(class pass rate)"),
        open("Ada-Baker\u{200b}"),
        open("ada-baker"),
        ("bo-chen", 0, "failed"),
        ("eve", 0, "bad_submission"),
    ];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}
