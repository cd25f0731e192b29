mod names;

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use super::*;
use crate::course::Used;
use crate::examine::Workbench;
use crate::system::process::Limits;
use crate::tests::OPTIONS;
use crate::tests::small_library::{self, machine};

const STUB: &str = "pub struct Account(pub i64);\nimpl Account { pub fn new(balance: i64) -> Self { Self(balance) }\n pub fn withdraw(&self, amount: i64) -> bool { amount < self.0 } }\n";
const PUBLIC: &str =
    "use withdraw::Account;\n#[test]\nfn rule_1_alone() { assert!(Account::new(5).withdraw(3)); }\n";
const HIDDEN: &str = "use withdraw::Account;\n#[test]\nfn rule_1_secret_name() { let secret_variable = Account::new(5); assert!(secret_variable.withdraw(4)); }\n";

fn compile(source: &str) -> Result<Built, Refused> {
    compile_within(source, Limits::for_the_compiler())
}

fn compile_within(source: &str, compiler_limits: Limits) -> Result<Built, Refused> {
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), STUB, PUBLIC, HIDDEN);
    let tests = TestProgram::of(&exercise, &OPTIONS).unwrap();
    let files = [NamedFile { path: "src/lib.rs".into(), text: source.into() }];
    super::compile(&exercise, &files, &tests, &Machine { compiler_limits, ..machine() }).unwrap()
}

#[test]
fn a_submission_and_its_tests_become_a_program_that_cannot_be_read() {
    let built = compile(STUB).unwrap();
    assert_eq!(built.program.metadata().unwrap().permissions().mode() & 0o777, 0o111);
    assert!(
        !fs::read_dir(built.folder.path()).unwrap().any(|entry| entry.unwrap().file_name() == "public.rs")
    );
}

#[test]
fn a_used_crate_is_offered() {
    let course = tempfile::tempdir().unwrap();
    let mut exercise = small_library::exercise(course.path(), STUB, PUBLIC, HIDDEN);
    let write = |path: &str, text: &str| {
        let path = course.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("solutions/00_limit/Cargo.toml", "");
    write("solutions/00_limit/src/lib.rs", "pub fn most() -> i64 { 9 }");
    exercise.uses = vec![Used { name: "limit".into(), path: course.path().join("solutions/00_limit") }];
    let tests = TestProgram::of(&exercise, &OPTIONS).unwrap();
    let compiled = |text: &str| {
        let text = format!("pub fn m() -> i64 {{ {text} }}\n{STUB}");
        let files = [NamedFile { path: "src/lib.rs".into(), text }];
        super::compile(&exercise, &files, &tests, &machine()).unwrap()
    };
    compiled("limit::most()").unwrap();
    // The reference is kept as long as it stays the same.
    write("solutions/00_limit/src/lib.rs", "pub fn least() -> i64 { 1 }");
    assert!(compiled("limit::most()").unwrap_err().diagnostics.contains("cannot find function `most`"));
    compiled("limit::least()").unwrap();
}

#[test]
fn an_error_of_the_student_s_has_its_line() {
    let refused = compile("pub fn f() {}\n\npub fn g() { h() }\n").unwrap_err();
    assert_eq!(refused.verdict, Verdict::DoesNotCompile);
    assert_eq!((refused.findings[0].file.as_str(), refused.findings[0].line), ("src/lib.rs", 3));
    assert!(refused.diagnostics.contains("cannot find function `h`"));
    assert!(refused.diagnostics.contains("--> src/lib.rs:3:14"), "{}", refused.diagnostics);
    assert!(!refused.diagnostics.contains("aborting"));
}

#[test]
fn a_changed_signature_is_reported_without_the_hidden_tests() {
    let refused = compile(
        &STUB.replace("amount: i64) -> bool { amount", "amount: &str) -> bool { (amount.len() as i64)"),
    )
    .unwrap_err();
    assert_eq!(refused.verdict, Verdict::DoesNotCompile);
    assert_eq!(refused.findings.len(), 1);
    assert_eq!(refused.findings[0].text, "the tests cannot use `withdraw` as this version declares it");
    assert_eq!(refused.diagnostics, "");
    assert!(refused.instructor.contains("secret_variable"));
    let refused = compile("pub struct Konto;").unwrap_err();
    assert!(refused.findings[0].text.contains("`Account`"), "{:?}", refused.findings);
}

#[test]
fn unsafe_code_and_files_elsewhere_do_not_compile() {
    assert!(compile("pub fn f() { unsafe {} }").unwrap_err().diagnostics.contains("`unsafe` block"));
    assert!(compile("mod elsewhere;").unwrap_err().diagnostics.contains("file not found for module"));
    assert!(
        compile("pub const X: &str = env!(\"HOME\");")
            .unwrap_err()
            .diagnostics
            .contains("cannot find macro `env`")
    );
}

#[test]
fn a_compiler_that_does_not_end_decides_nothing() {
    let source = "#![allow(long_running_const_eval)]\npub const X: u8 = loop {};\npub fn f() -> u8 { X }\n";
    let limits = Limits { wall: Duration::from_millis(300), ..Limits::for_the_compiler() };
    let refused = compile_within(source, limits).unwrap_err();
    assert_eq!(refused.verdict, Verdict::Inconclusive);
    assert!(refused.findings[0].text.contains("within its limit"));
    // Its CPU time is the source's own doing.
    let limits = Limits { cpu: Duration::from_secs(1), ..Limits::for_the_compiler() };
    let refused = compile_within(source, limits).unwrap_err();
    assert_eq!(refused.verdict, Verdict::DoesNotCompile);
    assert_eq!(refused.findings[0].text, "the compiler needed more than its limit of 1 s of CPU time");
}

#[test]
fn an_error_that_was_found_stays_found_when_time_runs_out() {
    let place = tempfile::tempdir().unwrap();
    let rustc = place.path().join("rustc");
    let span = r#"{"file_name":"src/lib.rs","line_start":7,"is_primary":true}"#;
    let error = format!(r#"{{"message":"no such name","level":"error","spans":[{span}],"code":null}}"#);
    fs::write(&rustc, format!("#!/bin/sh\necho '{error}' >&2\nwhile :; do :; done\n")).unwrap();
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).unwrap();
    let workbench = Workbench { rustc, sysroot: place.path().into(), ..small_library::workbench().clone() };

    let exercise = small_library::exercise(place.path(), STUB, PUBLIC, HIDDEN);
    let tests = TestProgram::of(&exercise, &OPTIONS).unwrap();
    // A second of its own time is more than it needs to say so; how busy the machine is does not count.
    let compiler_limits = Limits { cpu: Duration::from_secs(1), ..Limits::for_the_compiler() };
    let machine = Machine { workbench, compiler_limits, ..machine() };
    let refused = super::compile(&exercise, &[], &tests, &machine).unwrap().unwrap_err();
    assert_eq!((refused.verdict, refused.findings[0].line), (Verdict::DoesNotCompile, 7));
}

#[test]
fn a_compiler_that_crashes_is_the_submission_s_fault() {
    let refused =
        compile(&format!("pub fn f() {{ {}{} }}", "(".repeat(100_000), ")".repeat(100_000))).unwrap_err();
    assert_eq!(refused.verdict, Verdict::DoesNotCompile);
    assert!(refused.findings[0].text.contains("crashed"), "{:?}", refused.findings);
}

#[test]
fn a_compiler_that_complains_of_no_line_is_the_machine_s_fault() {
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), STUB, PUBLIC, HIDDEN);
    let tests = TestProgram::of(&exercise, &OPTIONS).unwrap();
    let files = [NamedFile { path: "src/lib.rs".into(), text: STUB.into() }];
    let workbench =
        Workbench { library: "/nowhere/libinterleaving.rlib".into(), ..small_library::workbench().clone() };
    let fault = super::compile(&exercise, &files, &tests, &Machine { workbench, ..machine() });
    assert!(fault.is_err(), "{fault:?}");
}
