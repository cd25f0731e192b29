//! A killed run is resumed, and its reports do not show that it was killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::real::{copy, course, files, grade, grader, report, student, timeless};

const EXERCISES: [&str; 2] = ["withdraw", "philosophers"];

/// The number of kills in CI.
const KILLS: u64 = 20;
/// The environment variable that overrides [`KILLS`].
const VARIABLE: &str = "RACECOURSE_KILLS";

/// Pseudorandom numbers, the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        for (left, right) in [(13, 0), (0, 7), (17, 0)] {
            self.0 ^= if left > 0 { self.0 << left } else { self.0 >> right };
        }
        self.0 % end
    }
}

/// Starts to grade, and kills the grader `after` this time; returns whether it was still at work.
fn kill(class: &Path, out: &Path, fresh: bool, after: Duration) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command.current_dir(course()).arg("grade").arg(class).arg("--out").arg(out).args(["--jobs", "2"]);
    EXERCISES.iter().for_each(|exercise| _ = command.args(["-e", exercise]));
    command.env("TMPDIR", out.with_file_name("tmp"));
    command.args(fresh.then_some("--fresh")).stdout(Stdio::null()).stderr(Stdio::null());
    let mut grader = command.spawn().unwrap();
    let due = Instant::now() + after;
    while Instant::now() < due && grader.try_wait().unwrap().is_none() {
        park_timeout(Duration::from_micros(500));
    }
    let at_work = grader.try_wait().unwrap().is_none();
    // SIGKILL, which the grader cannot catch.
    grader.kill().unwrap();
    grader.wait().unwrap();
    at_work
}

#[test]
fn a_run_killed_at_random_moments_ends_like_one_that_was_not() {
    let kills = std::env::var(VARIABLE).map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let class = folder.path().join("class");
    for name in ["bo-chen", "dmitri-egorov", "farid-gul", "liam-mora"] {
        copy(&student(name), &class.join(name));
    }
    let [calm, killed] = ["calm", "killed"].map(|out| folder.path().join(out));
    let begun = Instant::now();
    grade(&class, &EXERCISES, &calm).assert().code(1);
    // One run grades, and the next one only derives the reports.
    let whole = begun.elapsed();
    let begun = Instant::now();
    grade(&class, &EXERCISES, &calm).assert().code(1);
    let derived = begun.elapsed();

    let scratch = folder.path().join("tmp");
    fs::create_dir(&scratch).unwrap();
    let (mut random, mut at_work) = (Random(0x9e37_79b9_7f4a_7c15), 0);
    for _ in 0..kills {
        let fresh = random.below(2) == 0;
        let most = if fresh { whole } else { derived };
        let after = Duration::from_micros(random.below(most.as_micros() as u64));
        at_work += u64::from(kill(&class, &killed, fresh, after));
    }
    assert!(at_work > kills / 10, "only {at_work} of {kills} were still at work");
    grade(&class, &EXERCISES, &killed).env("TMPDIR", &scratch).assert().code(1);
    println!(
        "{kills} kills, {at_work} of them at work; a whole run takes {whole:?}, a second one {derived:?}"
    );

    let read = |out: &Path| fs::read_to_string(out.join("grades.csv")).unwrap();
    assert_eq!(read(&killed), read(&calm));
    assert_eq!(timeless(report(&killed)), timeless(report(&calm)));
    assert_eq!(files(&killed), files(&calm), "nothing is left over");
    // The working folder is empty too, as soon as the killed graders' children have ended. A run that was
    // killed before it had its lock leaves an empty folder, which looks like a new one.
    let left =
        || files(&scratch).into_iter().any(|path| !path.display().to_string().starts_with("racecourse-new-"));
    let due = Instant::now() + Duration::from_secs(60);
    while left() {
        assert!(Instant::now() < due, "{:?}", files(&scratch));
        grade(&class, &EXERCISES, &killed).env("TMPDIR", &scratch).assert().code(1);
    }
}

/// Leaves the output as after two graders were killed over this submission; returns the path of the marker.
fn killed_twice_over(name: &str, out: &Path) -> PathBuf {
    let record = out.join("records").join(name).join("01_withdraw.json");
    let text = fs::read_to_string(&record).unwrap();
    let key = text.split("\"key\": \"").nth(1).unwrap().split('"').next().unwrap();
    let marker = record.with_extension("started");
    fs::write(&marker, format!("{key} 2\n")).unwrap();
    fs::remove_file(record).unwrap();
    marker
}

/// Grades with a copy of the grader that is removed once it runs, so that it cannot start another one.
fn grade_by_a_program_that_is_gone(class: &Path, out: &Path, place: &Path) -> Option<i32> {
    let program = place.join("grader");
    fs::copy(env!("CARGO_BIN_EXE_grader"), &program).unwrap();
    let mut command = Command::new(&program);
    command.current_dir(course()).arg("grade").arg(class).arg("--out").arg(out).args(["-e", "withdraw"]);
    let mut grader = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    fs::remove_file(&program).unwrap();
    grader.wait().unwrap().code()
}

fn verdict(submission: &Value) -> String {
    submission["exercises"][0]["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn a_submission_that_two_graders_died_over_is_examined_in_its_own_process() {
    let folder = tempfile::tempdir().unwrap();
    let (class, out) = (folder.path().join("class"), folder.path().join("out"));
    for name in ["bo-chen", "dmitri-egorov"] {
        copy(&student(name), &class.join(name));
    }
    grade(&class, &["withdraw"], &out).assert().code(1);
    let calm = timeless(report(&out));
    let marker = killed_twice_over("bo-chen", &out);
    grade(&class, &["withdraw"], &out).assert().code(1);
    assert_eq!(timeless(report(&out)), calm);
    assert!(!marker.exists());
    // A grader that cannot start another leaves this one open, and only this one.
    let marker = killed_twice_over("bo-chen", &out);
    assert_eq!(grade_by_a_program_that_is_gone(&class, &out, folder.path()), Some(4));
    let verdicts: Vec<_> = report(&out)["submissions"].as_array().unwrap().iter().map(verdict).collect();
    assert_eq!(verdicts, ["internal_error", "failed"]);
    assert!(marker.exists(), "the next run tries it again");
    // The command is for the grader itself: it rejects other input.
    grader().arg("examine-apart").write_stdin("{}").assert().code(4).stdout("");
}
