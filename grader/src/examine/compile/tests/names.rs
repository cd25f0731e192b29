//! What the compiler refuses without the screen, because the facades do not have it.

use std::fmt::Write as _;

use super::*;
use crate::examine::screen::{Allowance, Screened, screen};
use crate::examine::workbench::REFUSED;
use crate::system::sandbox::{Layer, Sandbox};

const BY_THE_COMPILER: &str = include_str!("refused_by_the_compiler.txt");
const BY_THE_SCREEN: &str = include_str!("refused_by_the_screen.txt");
const ACCEPTED: &str = include_str!("accepted.txt");

/// The programs of a file of `tests/names`, with their names.
fn programs(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.split("//// ").skip(1).map(|section| section.split_once('\n').unwrap())
}

/// The program with what the tests need.
fn whole(program: &str) -> String {
    format!("{program}{STUB}")
}

#[test]
fn the_compiler_refuses_every_attempt_to_name_what_is_withheld() {
    let mut said = String::new();
    for (name, program) in programs(BY_THE_COMPILER) {
        let Err(refused) = compile(&whole(program)) else { panic!("{name} compiles: {program}") };
        assert!(
            matches!(refused.verdict, Verdict::Rejected | Verdict::DoesNotCompile),
            "{name}: {refused:?}"
        );
        let first = &refused.findings[0];
        let instead = first.instead.as_deref().unwrap_or("-");
        let _ = writeln!(
            said,
            "{name}: {}\n    line {}: {}\n    {instead}",
            refused.verdict.name(),
            first.line,
            first.text
        );
    }
    insta::assert_snapshot!(said);
}

#[test]
fn the_screen_refuses_what_the_compiler_would_accept() {
    for (name, program) in programs(BY_THE_SCREEN) {
        let files = [NamedFile { path: "src/lib.rs".into(), text: program.into() }];
        let screened = screen(&files, Allowance::default());
        assert!(matches!(screened, Screened::Refused(_)), "{name}: {screened:?}");
    }
}

#[test]
fn nothing_else_is_refused() {
    for (name, program) in programs(ACCEPTED) {
        assert!(compile(&whole(program)).is_ok(), "{name}: {program}");
    }
}

#[test]
fn only_the_facades_refuse_the_canaries() {
    let sandbox = Sandbox::probe(&[Layer::Names]);
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), STUB, PUBLIC, HIDDEN);
    let tests = TestProgram::of(&exercise, &OPTIONS).unwrap();
    for (name, program) in REFUSED {
        let files = [NamedFile { path: "src/lib.rs".into(), text: whole(program) }];
        let machine = Machine { sandbox: sandbox.clone(), ..machine() };
        let compiled = super::super::compile(&exercise, &files, &tests, &machine).unwrap();
        assert!(compiled.is_ok(), "{name}: {compiled:?}");
    }
}

#[test]
fn an_exercise_withholds_what_it_forbids() {
    let course = tempfile::tempdir().unwrap();
    let mut exercise = small_library::exercise(course.path(), STUB, PUBLIC, HIDDEN);
    let tests = TestProgram::of(&exercise, &OPTIONS).unwrap();
    let mut compiled = |text: &str, forbid: &[&str]| {
        exercise.manifest.forbid = forbid.iter().map(|name| (*name).to_owned()).collect();
        let files = [NamedFile { path: "src/lib.rs".into(), text: whole(text) }];
        super::super::compile(&exercise, &files, &tests, &machine()).map(|compiled| compiled.map(drop))
    };
    let forbid = ["Semaphore", "cell", "mpsc", "sleep"];
    for text in [
        "pub use interleaving::sync::Semaphore;\n",
        "pub use interleaving::{cell, hint};\n",
        "pub fn f(_: std::cell::Cell<u8>) {}\n",
        "use interleaving::sync::*; pub fn f() { mpsc::channel::<u8>(); }\n",
        "use interleaving::thread as t; pub fn f() { t::sleep(std::time::Duration::ZERO) }\n",
    ] {
        assert!(compiled(text, &[]).unwrap().is_ok(), "{text}");
        let refused = compiled(text, &forbid).unwrap().unwrap_err();
        assert_eq!(
            (refused.verdict, refused.findings[0].line),
            (Verdict::Rejected, 1),
            "{text}: {refused:?}"
        );
    }
    let others =
        "pub use interleaving::{sync::Mutex, thread::spawn}; pub use std::{rc::Rc, collections::BTreeMap};\n";
    assert!(compiled(others, &forbid).unwrap().is_ok());
    let fault = compiled(others, &["Semaphor"]).unwrap_err().to_string();
    assert!(fault.starts_with("the exercise forbids `Semaphor`"), "{fault}");
}

#[test]
fn a_compiler_that_lets_a_canary_pass_makes_no_workbench() {
    let place = tempfile::tempdir().unwrap();
    let rustc = place.path().join("rustc");
    let workbench = |script: &str| {
        fs::write(&rustc, format!("#!/bin/sh\ncat >/dev/null\n{script}\n")).unwrap();
        fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).unwrap();
        let dependencies = place.path().to_owned();
        Workbench { rustc: rustc.clone(), dependencies, ..small_library::workbench().clone() }
    };
    let fault = |script: &str| workbench(script).facade(&[]).unwrap_err().to_string();
    assert!(fault("exit 0").contains("it accepts `std_lock`"));
    assert!(fault("case \"$*\" in *canary*) exit 1;; esac").contains("refuses `program`"));
    assert!(fault("exit 1").contains("does not compile"));
    let left =
        fs::read_dir(place.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(left, 0, "nothing is kept of a facade that does not hold");
}
