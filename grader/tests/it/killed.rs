//! A run that was killed is taken up again, and nobody can tell from its reports.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use crate::real::{copy, course, files, grade, report, student, timeless};

const EXERCISES: [&str; 2] = ["withdraw", "philosophers"];

/// How many exercises have a record in `out`.
fn records(out: &Path) -> usize {
    let record = |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "json");
    if out.join("records").is_dir() {
        files(&out.join("records")).iter().filter(|path| record(path)).count()
    } else {
        0
    }
}

/// Begins to grade, and kills the grader so long after it has `done` records; how many there are then.
fn kill(class: &Path, out: &Path, done: usize, after: Duration) -> usize {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command.current_dir(course()).arg("grade").arg(class).arg("--out").arg(out).args(["--jobs", "1"]);
    EXERCISES.iter().for_each(|exercise| _ = command.args(["-e", exercise]));
    let mut grader = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut due = None;
    loop {
        assert_eq!(grader.try_wait().unwrap(), None, "it ended before it was killed");
        if due.is_none() && records(out) >= done {
            due = Some(Instant::now() + after);
        }
        if due.is_some_and(|due| Instant::now() >= due) {
            break;
        }
        park_timeout(Duration::from_millis(2));
    }
    grader.kill().unwrap();
    grader.wait().unwrap();
    records(out)
}

#[test]
fn a_run_killed_six_times_ends_like_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let class = folder.path().join("class");
    for name in ["bo-chen", "dmitri-egorov", "farid-gul"] {
        copy(&student(name), &class.join(name));
    }
    let [calm, killed] = ["calm", "killed"].map(|out| folder.path().join(out));
    grade(&class, &EXERCISES, &calm).assert().code(1);

    // What ends the grader twice is given up, so each kill waits for the one before to be made good.
    for (done, after) in [0, 30, 150, 250, 60, 5].into_iter().enumerate() {
        let there = kill(&class, &killed, done, Duration::from_millis(after));
        assert!(there >= done && there < 6, "{there} records after kill {done}");
    }
    grade(&class, &EXERCISES, &killed).assert().code(1);

    assert_eq!(timeless(report(&killed)), timeless(report(&calm)));
    let read = |out: &Path| fs::read_to_string(out.join("grades.csv")).unwrap();
    assert_eq!(read(&killed), read(&calm));
    assert_eq!(files(&killed), files(&calm), "nothing is left over");
}
