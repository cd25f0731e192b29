mod fuzz;

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use super::*;
use crate::collect::NamedFile;
use crate::evidence::{Audit, Contradiction};
use crate::examine::compile;
use crate::options::Budget;
use crate::system::sandbox::{Layer, Sandbox};
use crate::tests::OPTIONS;
use crate::tests::small_library::{self, machine};

/// Runs the body as a hidden or public test over a crate `withdraw` with this source.
fn run_in(module: &str, student: &str, body: &str, machine: &Machine) -> (TestResult, String) {
    run_with(module, student, body, machine, &OPTIONS)
}

fn run_with(
    module: &str,
    student: &str,
    body: &str,
    machine: &Machine,
    options: &Options,
) -> (TestResult, String) {
    let (built, program) = built(module, student, body, machine, options);
    run_test(&built, &program, &program.tests[0], machine, options).unwrap()
}

fn built(
    module: &str,
    student: &str,
    body: &str,
    machine: &Machine,
    options: &Options,
) -> (Built, TestProgram) {
    let test = format!(
        "use interleaving::harness::{{say, var}};\nfn _unused() {{ say(&var(\"\")) }}\n#[test] fn rule_1_x() {{ {body} }}\n"
    );
    let (public, hidden) = if module == "public" { (test.as_str(), "") } else { ("", test.as_str()) };
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), "", public, hidden);
    let program = TestProgram::of(&exercise, options).unwrap();
    let files = [NamedFile { path: "src/lib.rs".into(), text: student.into() }];
    (compile(&exercise, &files, &program, machine).unwrap().unwrap(), program)
}

#[test]
fn an_audit_tells_contradictions_and_how_the_program_cut_it_short() {
    let audited = |body: &str| {
        let machine = machine();
        let (built, program) = built("hidden", "", body, &machine, &OPTIONS);
        run_audit(&built, &program, &[&program.tests[0]], &machine, &OPTIONS).unwrap()
    };
    let said = |contradiction: &str| {
        let message = format!(
            r#"{{"message":"audited","test":"audit","of":"rule_1_x","check":"two","rounds":3,"contradiction":{contradiction}}}"#
        );
        format!("say({message:?});")
    };
    let agrees = Audit { rounds: 3, ..Audit::default() };
    assert_eq!(audited(&said("null")), agrees);
    let (test, check) = ("rule_1_x".to_owned(), "two".to_owned());
    let contradictions = vec![Contradiction { test, check, round: 4, text: "left:\\u{1b} 1".into() }];
    assert_eq!(audited(&said(r#""left:\u001b 1""#)), Audit { contradictions, ..agrees });
    for (body, how) in [
        ("std::process::exit(0)", "stopped early"),
        ("std::process::abort()", "was ended by signal 6"),
        ("panic!(\"only said\")", ""),
    ] {
        let cut = (!how.is_empty()).then(|| how.to_owned());
        assert_eq!(audited(body), Audit { cut, ..Audit::default() }, "{body}");
    }
}

fn hidden(body: &str) -> (TestResult, String) {
    run_in("hidden", "", body, &machine())
}

/// Sends a check report of this verdict.
fn check(verdict: &str) -> String {
    let covered = r#"{"preemptions":{"schedules":3,"extent":"all","drifted":0,"step_bound":5000}}"#;
    let report = format!(
        r#"{{"version":3,"check":"two at once","verdict":"{verdict}","executions":3,"coverage":[{covered}],"failure":null}}"#
    );
    format!("say({:?});", format!(r#"{{"message":"check","test":"hidden::rule_1_x","report":{report}}}"#))
}

#[test]
fn a_test_that_returns_has_passed() {
    let (result, instructor) = hidden("println!(\"hello\");");
    assert_eq!((result.verdict, result.executions, result.output.as_str()), (Verdict::Passed, 7, "hello\n"));
    assert_eq!(
        (result.test.as_str(), result.rule, result.public, instructor.as_str()),
        ("hidden::rule_1_x", 1, false, "")
    );
}

#[test]
fn a_failing_assertion_is_quoted_only_of_a_public_test() {
    let (result, _) = run_in("public", "", "panic!()", &machine());
    assert_eq!((result.verdict, result.message.as_str()), (Verdict::Failed, "tests/public.rs:3: no"));
    let (result, instructor) = hidden("panic!()");
    assert_eq!(
        (result.verdict, result.message.as_str()),
        (Verdict::Failed, "a hidden test of this rule failed")
    );
    assert!(instructor.starts_with("hidden::rule_1_x: "), "{instructor}");
}

#[test]
fn what_a_student_asserts_for_debugging_and_an_overflow_fail_in_generic_functions_too() {
    // They are compiled with the tests, which have no such assertions of their own.
    let student = "pub fn least<T: Ord>(a: T, b: T) -> T { debug_assert!(a <= b, \"in order\"); a }
        pub fn below<T: Into<u8>>(count: T) -> u8 { count.into() - 1 }";
    for (body, verdict) in [
        ("withdraw::least(2, 1);", Verdict::Failed),
        ("withdraw::below(0_u8);", Verdict::Failed),
        ("withdraw::below(withdraw::least(1_u8, 2));", Verdict::Passed),
    ] {
        let (result, _) = run_in("public", student, body, &machine());
        assert_eq!(result.verdict, verdict, "{body}");
    }
}

#[test]
fn a_hidden_test_runs_as_a_build_without_debug_assertions_would() {
    let student =
        "pub fn least(a: u8, b: u8) -> u8 { debug_assert!(a <= b); std::debug_assert_eq!(a, b, \"same\"); a }
        pub fn is_checked() -> bool { let mut is = false; debug_assert_ne!({ is = true; 1 }, 2); is }";
    let body = "assert!(withdraw::is_checked() == CHECKED); withdraw::least(2, 1);";
    for (module, checked, verdict) in [
        ("hidden", "false", Verdict::Passed),
        ("hidden", "true", Verdict::Failed),
        ("public", "true", Verdict::Failed),
    ] {
        let (result, _) = run_in(module, student, &body.replace("CHECKED", checked), &machine());
        assert_eq!(result.verdict, verdict, "{module} {checked}");
    }
    let (result, _) = run_in("public", student, "assert!(withdraw::is_checked());", &machine());
    assert_eq!(result.verdict, Verdict::Passed);
}

#[test]
fn each_check_verdict_has_its_verdict() {
    for (said, expected) in [
        ("passed", Verdict::Passed),
        ("failed", Verdict::Failed),
        ("hangs", Verdict::HangsInItsOwnCode),
        ("inconclusive", Verdict::Inconclusive),
        ("not_checked", Verdict::NotChecked),
        ("internal_error", Verdict::InternalError),
    ] {
        let (result, _) = hidden(&check(said));
        assert_eq!(result.verdict, expected);
        assert_eq!(result.checks.len(), 1);
    }
    let (result, _) = hidden(&(check("inconclusive") + &check("failed") + &check("passed")));
    assert_eq!((result.verdict, result.message.as_str()), (Verdict::Failed, "two at once: all 3 schedules"));
}

#[test]
fn a_pass_that_cannot_be_true_is_forged() {
    let more = check("passed").replace("schedules\\\":3", "schedules\\\":4");
    assert_ne!(more, check("passed"));
    let (result, instructor) = hidden(&more);
    assert_eq!(result.verdict, Verdict::Forged);
    let why =
        "hidden::rule_1_x: the report on `two at once` cannot be true: it covers more than it executed\n";
    assert_eq!(instructor, why);
    let said = r#"{"message":"passed","test":"hidden::rule_1_x","checks":2,"executions":3}"#;
    let (result, instructor) = hidden(&format!("{} say({said:?}); std::process::exit(0)", check("passed")));
    assert_eq!(result.verdict, Verdict::Forged);
    assert!(instructor.contains("not those of its reports"), "{instructor}");
}

#[test]
fn a_failure_that_contradicts_itself_stays_a_failure_without_its_table() {
    let did = r#"{"action":"lock","object":0,"ok":true}"#;
    let failure = format!(
        r#"{{"broken":{{"kind":"never_finishes"}},"place":null,"diagnosis":null,"replay":"","found":"exploration","threads":[],"objects":[],"rows":[{{"thread":7,"did":{did},"place":null,"note":null}}],"ending":[]}}"#
    );
    let said = check("failed").replace("null", &failure.replace('"', "\\\""));
    let (result, instructor) = hidden(&said);
    let message = "two at once: the counterexample is not shown, because it contradicts itself";
    assert_eq!((result.verdict, result.message.as_str()), (Verdict::Failed, message));
    assert!(result.checks[0].failure.is_none());
    assert!(instructor.ends_with("cannot be true: row 1: it is in no column\n"), "{instructor}");
}

#[test]
fn a_program_with_very_many_threads_is_ended() {
    let many = "let all: Vec<_> = (0..100).map(|_| std::thread::spawn(|| std::thread::sleep(std::time::Duration::from_secs(20)))).collect();
        for one in all { one.join().unwrap() }";
    let begun = std::time::Instant::now();
    let (result, _) = hidden(many);
    assert_eq!(result.verdict, Verdict::TooManyThreads);
    assert_eq!(result.message, "had more than 64 threads of the system at once");
    assert!(begun.elapsed() < Duration::from_secs(10), "it was let run");
    let (result, _) = hidden(&many.replace("100", "20").replace("from_secs(20)", "from_millis(50)"));
    assert_eq!(result.verdict, Verdict::Passed);
}

#[test]
fn a_machine_that_cannot_start_a_thread_is_not_the_program_s_fault() {
    let said = r#"{"message":"unable","test":"hidden::rule_1_x","text":"no thread is left"}"#;
    let (result, instructor) = hidden(&format!("say({said:?}); std::process::exit(3)"));
    assert_eq!(result.verdict, Verdict::InternalError);
    assert_eq!(instructor, "hidden::rule_1_x: no thread is left\n");
}

/// Says that a check has failed, and computes for ever.
const BROKEN: &str = "say(r#\"{\"message\":\"broken\",\"test\":\"hidden::rule_1_x\",\"check\":\"two at once\",\"text\":\"both were paid\\n2 of 2\"}\"#); loop {}";

#[test]
fn a_failure_that_was_seen_counts_even_if_it_is_never_told() {
    let mut machine = machine();
    machine.test_limits.wall = Duration::from_millis(300);
    let (result, _) = run_in("hidden", "", BROKEN, &machine);
    assert_eq!((result.verdict, result.message.as_str()), (Verdict::Failed, "two at once: both were paid"));
}

#[test]
fn a_trap_ends_at_its_first_failure() {
    let test = format!("use interleaving::harness::say;\n#[test] fn rule_1_x() {{ {BROKEN} }}\n");
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), "", "", &test);
    let program = TestProgram::of(&exercise, &OPTIONS).unwrap();
    let files = [NamedFile { path: "src/lib.rs".into(), text: String::new() }];
    let machine = machine();
    let built = compile(&exercise, &files, &program, &machine).unwrap().unwrap();
    let begun = std::time::Instant::now();
    let verdict = run_trap(&built, &program, &program.traps[0], &machine, &OPTIONS).unwrap();
    assert_eq!(verdict, Verdict::Failed);
    assert!(begun.elapsed() < machine.test_limits.cpu, "it ran into its limit");
}

#[test]
fn a_hang_that_is_not_repeated_is_inconclusive() {
    // The first run leaves a mark, so it needs leave to write.
    let sandbox = Sandbox::probe(&[Layer::Landlock, Layer::Seccomp]);
    let mut machine = Machine { sandbox, ..machine() };
    machine.test_limits.file_bytes = 1_000;
    let place = tempfile::tempdir().unwrap();
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let mark = place.path().join("mark");
    let once = format!(
        "if std::fs::exists({mark:?}).unwrap() {{ return }}; std::fs::write({mark:?}, \"\").unwrap();"
    );
    let (result, _) = run_in("hidden", "", &(once.clone() + &check("hangs")), &machine);
    assert_eq!(result.verdict, Verdict::Inconclusive);
    assert!(result.message.starts_with("hung once"));
    // A second run that breaks the rule for certain does not depend on a clock.
    std::fs::remove_file(&mark).unwrap();
    let (result, _) = run_in("hidden", "", &(once.replace("return", "panic!()") + &check("hangs")), &machine);
    assert_eq!(result.verdict, Verdict::Failed);
}

#[test]
fn a_process_that_ends_early_has_not_passed_whatever_it_says() {
    let forged = "println!(\"{}\", r#\"{\"message\":\"passed\",\"test\":\"hidden::rule_1_x\",\"checks\":1,\"executions\":1}\"#); std::process::exit(0)";
    assert_eq!(hidden(forged).0.verdict, Verdict::StoppedEarly);
    let exits = "std::thread::spawn(|| std::process::exit(0)).join().unwrap()";
    assert_eq!(hidden(exits).0.verdict, Verdict::StoppedEarly);
    let wrong_code = "say(r#\"{\"message\":\"passed\",\"test\":\"hidden::rule_1_x\",\"checks\":1,\"executions\":1}\"#); std::process::exit(3)";
    assert_eq!(hidden(wrong_code).0.verdict, Verdict::StoppedEarly);
    let other_test = "say(r#\"{\"message\":\"passed\",\"test\":\"hidden::rule_2_y\",\"checks\":1,\"executions\":1}\"#); std::process::exit(0)";
    let (result, instructor) = hidden(other_test);
    assert_eq!(result.verdict, Verdict::StoppedEarly);
    assert!(instructor.contains("1 datagrams"), "{instructor}");
}

#[test]
fn a_harness_that_is_started_again_is_not_believed() {
    let again = "interleaving::harness::main(&[(\"hidden::rule_1_x\", || ()), (\"hidden::rule_1_x\", || ())]); std::process::exit(0)";
    let (result, instructor) = hidden(again);
    assert_eq!(result.verdict, Verdict::StoppedEarly);
    assert!(instructor.contains("3 datagrams"), "{instructor}");
}

#[test]
fn a_test_without_a_check_is_our_fault() {
    let (result, instructor) = hidden(
        "say(r#\"{\"message\":\"passed\",\"test\":\"hidden::rule_1_x\",\"checks\":0,\"executions\":0}\"#); std::process::exit(0)",
    );
    assert_eq!(result.verdict, Verdict::InternalError);
    assert!(instructor.contains("made no check"));
}

#[test]
fn crashes_are_distinguished() {
    let (result, _) = hidden("std::process::abort()");
    assert_eq!(result.verdict, Verdict::Crashed);
    assert!(result.message.contains("aborted"));
    let (result, _) = hidden(
        "fn f(x: u64) -> u64 { let deep = std::hint::black_box([x; 99]); f(deep[3] + 1) + deep[5] } println!(\"{}\", f(1))",
    );
    assert_eq!(result.verdict, Verdict::Crashed);
    assert!(result.message.contains("the stack overflowed"), "{}", result.message);
}

#[test]
fn each_limit_has_its_verdict() {
    let (result, _) = hidden("let v = vec![1u8; 3 << 30]; println!(\"{}\", v[7])");
    assert_eq!(
        (result.verdict, result.message.as_str()),
        (Verdict::MemoryLimit, "used more than its limit of 1024 MB of memory")
    );
    let (result, _) = hidden("loop { println!(\"{}\", \"flood\".repeat(1000)) }");
    assert_eq!(result.verdict, Verdict::OutputLimit);
    assert!(result.output.len() <= (64 << 10) + 40);
    let mut machine = machine();
    machine.test_limits.cpu = Duration::from_secs(1);
    let (result, _) = run_in("hidden", "", "loop {}", &machine);
    assert_eq!(
        (result.verdict, result.message.as_str()),
        (Verdict::TooSlow, "did not end within its limit of 1 s of CPU time")
    );
    machine.test_limits.wall = Duration::from_millis(200);
    let (result, _) = run_in("hidden", "", "std::thread::park()", &machine);
    assert_eq!(result.verdict, Verdict::Inconclusive);
    let (result, _) = run_in("hidden", "", &(check("failed") + "loop { std::thread::park() }"), &machine);
    assert_eq!(result.verdict, Verdict::Failed);
}

#[test]
fn the_options_reach_the_harness_and_the_environment_does_not() {
    let options = Options { seed: 7, budget: Budget::Quick, locks_off: true, all_traps: false };
    let body = "print!(\"{} {} {} [{}]\", var(\"RACECOURSE_SEED\"), var(\"RACECOURSE_BUDGET\"), var(\"RACECOURSE_LOCKS\"), var(\"PATH\"))";
    assert_eq!(run_with("hidden", "", body, &machine(), &options).0.output, "7 quick off []");
    let seen = run_with("hidden", "", "print!(\"{:?}\", std::env::vars())", &machine(), &options);
    assert!(seen.0.output.contains("(\"RACECOURSE_SEED\", \"7\")"), "{}", seen.0.output);
    assert!(!seen.0.output.contains("NONCE"), "{}", seen.0.output);
}
