//! Exit codes and messages of wrong command lines, and of the small commands.

use predicates::str::contains;

use crate::course::Course;

#[test]
fn wrong_usage_ends_with_two_and_the_remedy() {
    let course = Course::new();
    let table: &[(&[&str], &str)] = &[
        (&["grade", "--format", "poem"], "possible values: terminal, json, markdown, csv"),
        (&["grade", "--jobs", "0"], "0 is not in 1.."),
        (&["grade", "--budget", "endless"], "possible values: quick, standard, thorough"),
        (&["hint", "nosuch"], "`grader list` shows them"),
        (&["new", "Not-A-Name"], "write lower case"),
        (&["new", "withdraw"], "there is already `exercises/01_withdraw`"),
        (&["reset", "withdraw"], "pass `--yes` to do it"),
        (&["template", "exercises"], "is not empty"),
        (&["template", "out", "--chapters", "7"], "no exercise in chapters [7]"),
        (&[], "Usage"),
    ];
    for (args, words) in table {
        course.grader(args).assert().code(2).stdout("").stderr(contains(*words));
    }
}

#[test]
fn outside_a_course_the_remedy_is_named() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = assert_cmd::Command::cargo_bin("grader").unwrap();
    command.current_dir(elsewhere.path()).arg("list").assert().code(2).stderr(contains("`--course DIR`"));
}

#[test]
fn the_course_is_found_from_a_folder_inside_it() {
    let course = Course::new();
    let inside = course.path().join("exercises/01_withdraw/src");
    let listed = course.grader(&["list"]).current_dir(inside).assert().success().stderr("");
    listed.stdout(contains("withdraw").and(contains("counter")));
}

#[test]
fn hints_are_printed_one_by_one() {
    let course = Course::new();
    course.grader(&["hint", "withdraw"]).assert().success().stdout(contains("hint 1 of 2"));
    course.grader(&["hint", "1"]).assert().success().stdout(contains("hint 2 of 2"));
    course
        .grader(&["hint", "01_withdraw", "--all"])
        .assert()
        .stdout(contains("hint 1").and(contains("hint 2")));
}

#[test]
fn the_help_names_every_exit_code() {
    let course = Course::new();
    let help = course.grader(&["--help"]).assert().success();
    help.stdout(contains("0 full marks everywhere").and(contains("4 something could not be graded")));
}

use predicates::prelude::PredicateBooleanExt as _;
