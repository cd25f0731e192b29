use std::path::Path;

use super::*;
use crate::collect::NamedFile;
use crate::examine::Workbench;
use crate::tests::OPTIONS;
use crate::tests::small_library::{self, machine};

const NAIVE: &str = "use interleaving::sync::Mutex;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
    pub fn withdraw(&self, amount: i64) -> bool {
        if *self.balance.lock().unwrap() < amount { return false; }
        *self.balance.lock().unwrap() -= amount;
        true
    }
}
";
const SOLVED: &str = "use interleaving::sync::Mutex;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
    pub fn withdraw(&self, amount: i64) -> bool {
        let mut balance = self.balance.lock().unwrap();
        if *balance < amount { return false; }
        *balance -= amount;
        true
    }
}
";
const PUBLIC: &str = "use withdraw::Account;
#[test]
fn rule_1_alone_it_pays() {
    interleaving::alone(\"one withdrawal\", || assert!(Account::new(5).withdraw(3)));
}
";
const HIDDEN: &str = "use interleaving::{actor, concurrently, sync::Arc};
use withdraw::Account;
#[test]
fn rule_1_never_both() {
    interleaving::check(\"two withdrawals from 10\", || {
        let account = Arc::new(Account::new(10));
        let (a, b) = (account.clone(), account.clone());
        let paid = concurrently([actor(\"withdraw(8)\", move || a.withdraw(8)), actor(\"withdraw(7)\", move || b.withdraw(7))]);
        assert!(!(paid[0] && paid[1]), \"both were paid\");
    });
}
";

fn files(text: &str) -> Files {
    Files { named: vec![NamedFile { path: "src/lib.rs".into(), text: text.into() }], ..Files::default() }
}

/// The evidence with the small library of the tests, where every test passes.
fn with_a_small_library(text: &str, hidden: &str) -> Evidence {
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), "", "", hidden);
    examine(&exercise, &files(text), &machine(), &OPTIONS)
}

#[test]
fn the_library_judges_a_withdrawal() {
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workbench = Workbench::prepare(course, &Workbench::folder(course)).unwrap();
    let machine = Machine { workbench, ..machine() };
    let place = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(place.path(), NAIVE, PUBLIC, HIDDEN);
    let verdicts = |evidence: &Evidence| evidence.tests.iter().map(|test| test.verdict).collect::<Vec<_>>();
    let evidence = examine(&exercise, &files(SOLVED), &machine, &OPTIONS);
    assert_eq!(verdicts(&evidence), [Verdict::Passed, Verdict::Passed], "{evidence:?}");
    let evidence = examine(&exercise, &files(NAIVE), &machine, &OPTIONS);
    assert_eq!(verdicts(&evidence), [Verdict::Passed, Verdict::Failed], "{evidence:?}");
    assert_eq!(evidence.tests[1].message, "two withdrawals from 10: both were paid");
    assert_eq!(evidence.tests[1].output, "");
    let failure = evidence.tests[1].checks[0].failure.as_ref().unwrap();
    assert!(
        failure.rows.iter().any(|row| row.place.as_ref().is_some_and(|place| place.file == "src/lib.rs")),
        "{failure:?}"
    );
}

#[test]
fn a_submission_that_is_refused_runs_no_test() {
    assert_eq!(with_a_small_library("use std::sync::Mutex;", "").whole, Some(Verdict::Rejected));
    assert_eq!(with_a_small_library("fn f( {", "").whole, Some(Verdict::DoesNotCompile));
    assert_eq!(with_a_small_library("fn f() { g() }", "").whole, Some(Verdict::DoesNotCompile));
}

#[test]
fn the_compiler_decides_about_what_the_screen_doubts() {
    let judged = |text: &str| {
        let evidence = with_a_small_library(text, "");
        (evidence.whole, evidence.findings.first().map(|finding| (finding.line, finding.text.clone())))
    };
    assert_eq!(judged("use std::*;\npub fn f() -> u8 { mem::take(&mut 3) }\n"), (None, None));
    // The screen has the better words for what the compiler refuses.
    let glob = "`std::*` takes in names that are not allowed".to_owned();
    let exit = "use std::*;\npub fn f() { process::exit(0) }\n";
    assert_eq!(judged(exit), (Some(Verdict::Rejected), Some((1, glob))));
    // An error that has nothing to do with the doubt is no reason to reject.
    let (whole, finding) = judged("use std::*;\n\npub fn g() { h() }\n");
    assert_eq!((whole, finding.map(|(line, _)| line)), (Some(Verdict::DoesNotCompile), Some(3)));
    let (whole, finding) = judged("use loom::thread;\n");
    assert_eq!(whole, Some(Verdict::Rejected));
    assert!(finding.is_some_and(|(_, text)| text.starts_with("`loom` is not part of the exercise")));
}

#[test]
fn a_fault_of_the_course_or_the_machine_is_not_the_student_s() {
    let evidence = with_a_small_library("", "#[test] fn rule_9_of_nowhere() {}");
    assert_eq!((evidence.whole, evidence.findings.len()), (Some(Verdict::InternalError), 0));
    assert!(evidence.instructor.contains("rule 9"), "{}", evidence.instructor);
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), "", "", "");
    let workbench = Workbench { rustc: "/nowhere/rustc".into(), ..small_library::workbench().clone() };
    let machine = Machine { workbench, ..machine() };
    let evidence = examine(&exercise, &files(""), &machine, &OPTIONS);
    assert_eq!(evidence.whole, Some(Verdict::InternalError));
    assert!(evidence.instructor.contains("cannot start the compiler"), "{}", evidence.instructor);
}

#[test]
fn a_submission_that_has_used_up_its_cpu_time_keeps_what_was_judged_by_then() {
    let course = tempfile::tempdir().unwrap();
    let test = |name: &str, work: &str| format!("#[test] fn {name}() {{ {work} }}\n");
    let busy = "let begun = std::time::Instant::now(); while begun.elapsed().as_millis() < 300 {}";
    let hidden = test("rule_1_a", busy) + &test("rule_1_b", busy);
    let exercise = small_library::exercise(course.path(), "", "", &hidden);
    let machine = Machine { cpu_of_a_submission: Duration::from_millis(100), ..machine() };
    let evidence = examine(&exercise, &files(""), &machine, &OPTIONS);
    let verdicts: Vec<_> = evidence.tests.iter().map(|test| test.verdict).collect();
    assert_eq!(verdicts, [Verdict::Passed, Verdict::TooSlow], "{evidence:?}");
    assert!(evidence.tests[1].message.starts_with("not run: the tests before it used"), "{evidence:?}");
}
