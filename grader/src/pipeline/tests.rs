use std::path::Path;

use super::*;
use crate::collect::NamedFile;
use crate::testing;

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

/// The outcome with the small library of the tests, where every test passes.
fn with_a_small_library(text: &str, hidden: &str) -> Outcome {
    let course = tempfile::tempdir().unwrap();
    let exercise = testing::exercise(course.path(), "", "", hidden);
    examine(&exercise, &files(text), testing::workbench(), &Options::default())
}

#[test]
fn the_library_judges_a_withdrawal() {
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workbench = Workbench::prepare(course, &Workbench::folder(course)).unwrap();
    let place = tempfile::tempdir().unwrap();
    let exercise = testing::exercise(place.path(), NAIVE, PUBLIC, HIDDEN);
    let verdicts = |outcome: &Outcome| outcome.tests.iter().map(|test| test.verdict).collect::<Vec<_>>();
    let outcome = examine(&exercise, &files(SOLVED), &workbench, &Options::default());
    assert_eq!(verdicts(&outcome), [Verdict::Passed, Verdict::Passed], "{outcome:?}");
    let outcome = examine(&exercise, &files(NAIVE), &workbench, &Options::default());
    assert_eq!(verdicts(&outcome), [Verdict::Passed, Verdict::Failed], "{outcome:?}");
    assert_eq!(outcome.tests[1].message, "two withdrawals from 10: both were paid");
    assert_eq!(outcome.tests[1].output, "");
    let failure = outcome.tests[1].checks[0].failure.as_ref().unwrap();
    assert!(
        failure.rows.iter().any(|row| row.place.as_ref().is_some_and(|place| place.file == "src/lib.rs")),
        "{failure:?}"
    );
}

#[test]
fn a_submission_that_is_refused_runs_no_test() {
    let bad =
        Finding { file: "src/lib.rs".into(), line: 0, text: "`src/lib.rs` is missing".into(), instead: None };
    let course = tempfile::tempdir().unwrap();
    let exercise = testing::exercise(course.path(), "", "", "");
    let missing = Files { bad: vec![bad.clone()], ignored: vec!["build.rs".into()], ..Files::default() };
    let outcome = examine(&exercise, &missing, testing::workbench(), &Options::default());
    assert_eq!(
        (outcome.whole, outcome.findings, outcome.ignored.len()),
        (Some(Verdict::BadSubmission), vec![bad], 1)
    );
    assert_eq!(with_a_small_library("use std::sync::Mutex;", "").whole, Some(Verdict::Rejected));
    assert_eq!(with_a_small_library("fn f( {", "").whole, Some(Verdict::DoesNotCompile));
    assert_eq!(with_a_small_library("fn f() { g() }", "").whole, Some(Verdict::DoesNotCompile));
}

#[test]
fn a_fault_of_the_course_or_the_machine_is_not_the_student_s() {
    let outcome = with_a_small_library("", "#[test] fn rule_9_of_nowhere() {}");
    assert_eq!((outcome.whole, outcome.findings.len()), (Some(Verdict::InternalError), 0));
    assert!(outcome.instructor.contains("rule 9"), "{}", outcome.instructor);
    let course = tempfile::tempdir().unwrap();
    let exercise = testing::exercise(course.path(), "", "", "");
    let workbench = Workbench { rustc: "/nowhere/rustc".into(), ..testing::workbench().clone() };
    let outcome = examine(&exercise, &files(""), &workbench, &Options::default());
    assert_eq!(outcome.whole, Some(Verdict::InternalError));
    assert!(outcome.instructor.contains("cannot start the compiler"), "{}", outcome.instructor);
}
