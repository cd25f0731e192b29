//! The students' repository, as the binary writes it.

use std::fs;
use std::process::Command;

use predicates::str::contains;

use crate::course::Course;

#[test]
fn a_template_holds_the_chosen_exercises_and_builds() {
    let course = Course::new();
    // The library of this course is empty, so the exercises must not use it.
    for (folder, name) in [("01_withdraw", "withdraw"), ("02_counter", "counter")] {
        course.put(&format!("exercises/{folder}/src/lib.rs"), &format!("//! TODO: {name}.\n"));
    }
    course.put("exercises/chapter_1.md", "# One\n");
    course.put("exercises/chapter_2.md", "# Two\n");
    course.grader(&["template", "out", "--chapters", "2"]).assert().success().stderr(contains("1 exercises"));
    let out = course.path().join("out");
    for there in [
        "exercises/02_counter/src/lib.rs",
        "exercises/02_counter/tests/public.rs",
        "exercises/chapter_2.md",
        ".racecourse/stubs/02_counter/src/lib.rs",
        ".github/workflows/check.yml",
        ".gitignore",
        "Cargo.lock",
    ] {
        assert!(out.join(there).is_file(), "{there}");
    }
    for gone in [
        "solutions",
        "exercises/01_withdraw",
        "exercises/chapter_1.md",
        "interleaving/benches",
        ".github/student-workflow.yml",
    ] {
        assert!(!out.join(gone).exists(), "{gone}");
    }
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("opt-level = 1") && !manifest.contains("unused"), "{manifest}");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built =
        Command::new(cargo).args(["build", "--offline", "--locked"]).current_dir(&out).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

#[test]
fn a_template_with_an_answer_is_an_error() {
    let course = Course::new();
    let answer = fs::read_to_string(course.path().join("solutions/01_withdraw/src/lib.rs")).unwrap();
    course.put("exercises/01_withdraw/src/lib.rs.orig", &answer);
    let refused = course.grader(&["template", "out"]).assert().failure();
    refused.stderr(contains("`exercises/01_withdraw/src/lib.rs.orig` is `solutions/"));
}
