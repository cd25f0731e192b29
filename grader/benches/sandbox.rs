//! Measures the cost of Landlock and seccomp: grades a class with them and without, in turns.
//!
//! `cargo bench -p grader --bench sandbox [-- ROUNDS]` prints CPU and wall time of a submission of
//! `withdraw` and of one of its tests (which includes its share of the compiler's time). The workbench is
//! warm. The fastest round counts, because other programs can only slow a round down.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Submissions in the class; enough that the grader's own start does not matter.
const SUBMISSIONS: u32 = 4;
/// The flags that switch the sandbox off.
const OFF: [&str; 5] = ["--without-layer", "landlock", "--without-layer", "seccomp", "--allow-degraded"];

/// The time that grading the class took.
#[derive(Clone, Copy)]
struct Spent {
    wall: Duration,
    cpu: Duration,
}

fn main() {
    // Cargo adds `--bench`.
    let rounds = std::env::args().skip(1).find_map(|text| text.parse().ok()).unwrap_or(5);
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the grader lies in the course");
    let place = tempfile::tempdir().expect("a folder to work in");
    let class = place.path().join("class");
    let tests = hand_in(course, &class);
    let grade = |flags: &[&str]| grade(course, &class, &place.path().join("out"), flags);
    grade(&[]);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        with.push(grade(&[]));
        without.push(grade(&OFF));
    }
    let best = |all: &[Spent], part: fn(&Spent) -> Duration| {
        all.iter().map(part).min().expect("at least one round").as_secs_f64() * 1000.0
            / f64::from(SUBMISSIONS)
    };
    println!("{SUBMISSIONS} submissions of withdraw, {tests} tests each, {rounds} rounds\n");
    println!("{:<22}{:>12}{:>12}{:>12}{:>12}", "", "with", "without", "cost", "ratio");
    for (name, part) in [("CPU", (|spent| spent.cpu) as fn(&Spent) -> Duration), ("wall", |spent| spent.wall)]
    {
        let (with, without) = (best(&with, part), best(&without, part));
        for (what, share) in [("a submission", 1.0), ("a test", f64::from(tests))] {
            let (with, without) = (with / share, without / share);
            let title = format!("{name} of {what}, ms");
            println!(
                "{title:<22}{with:>12.2}{without:>12.2}{:>12.2}{:>12.3}",
                with - without,
                with / without
            );
        }
    }
}

/// Hands in different texts of the reference, so that each is examined; returns the number of its tests.
fn hand_in(course: &Path, class: &Path) -> u32 {
    let read = |path: &str| fs::read_to_string(course.join(path)).expect(path);
    let reference = read("solutions/01_withdraw/src/lib.rs");
    for count in 0..SUBMISSIONS {
        let folder = class.join(format!("s{count}/exercises/01_withdraw/src"));
        fs::create_dir_all(&folder).expect("a folder for a submission");
        fs::write(folder.join("lib.rs"), format!("{reference}// {count}\n")).expect("a submission");
    }
    let tests = ["exercises/01_withdraw/tests/public.rs", "solutions/01_withdraw/tests/it/hidden.rs"];
    tests.iter().map(|path| read(path).matches("#[test]").count() as u32).sum()
}

fn grade(course: &Path, class: &Path, out: &Path, flags: &[&str]) -> Spent {
    let (begun, before) = (Instant::now(), cpu_of_children());
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command
        .current_dir(course)
        .arg("grade")
        .arg(class)
        .args(["-e", "withdraw", "--fresh", "--jobs", "1", "--out"]);
    let ended = command.arg(out).args(flags).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert_eq!(ended.expect("the grader starts").code(), Some(0), "the reference earns full marks");
    Spent { wall: begun.elapsed(), cpu: cpu_of_children() - before }
}

/// CPU time of all children that have ended, and of their children.
fn cpu_of_children() -> Duration {
    // SAFETY: all zeros is a valid rusage, and the pointer is to a live one.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage);
        usage
    };
    let time = |value: libc::timeval| Duration::new(value.tv_sec as u64, value.tv_usec as u32 * 1000);
    time(usage.ru_utime) + time(usage.ru_stime)
}
