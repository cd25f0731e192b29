//! A workbench with a small library in place of `interleaving`, which speaks its protocol.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::course::{Exercise, Manifest, Rule};
use crate::examine::{Machine, Workbench};
use crate::system::sandbox::Sandbox;

/// `interleaving::harness::main`, and `say` for a test that sends its own messages.
const LIBRARY: &str = r##"
pub use std::thread_local;
pub enum Ending { Deadlock }
pub struct Outcomes;
pub mod cell { pub struct RaceCell; pub struct Shared; }
pub mod hint { pub use std::hint::*; }
pub mod net { pub use std::net::*; }
pub mod process { pub struct Id; pub struct Outbox; }
pub mod sync { pub use std::sync::*; pub struct Permit; pub struct RawLock; pub struct Semaphore; }
pub mod thread { pub use std::thread::*; }
pub mod time { pub use std::time::*; }
pub mod harness {
    use std::io::Write;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
    static SAID: OnceLock<(String, i32)> = OnceLock::new();
    static CHECKS: AtomicU64 = AtomicU64::new(0);
    unsafe extern "C" {
        fn send(fd: i32, bytes: *const u8, count: usize, flags: i32) -> isize;
        fn recv(fd: i32, bytes: *mut u8, count: usize, flags: i32) -> isize;
    }
    pub fn say(json: &str) {
        if json.starts_with(r#"{"message":"check""#) {
            CHECKS.fetch_add(1, SeqCst);
        }
        let (nonce, fd) = SAID.get().unwrap();
        let text = format!("{nonce} {json}");
        unsafe { send(*fd, text.as_ptr(), text.len(), 0) };
    }
    pub fn debug_assertions() -> bool { var("RACECOURSE_BUILD") != "release" }
    pub fn var(name: &str) -> String { std::env::var(name).unwrap_or_default() }
    pub fn main(tests: &[(&str, fn())]) {
        SAID.get_or_init(|| {
            let fd = var("RACECOURSE_CHANNEL").parse().unwrap();
            let mut nonce = [0; 64];
            let length = unsafe { recv(fd, nonce.as_mut_ptr(), nonce.len(), 0) } as usize;
            (String::from_utf8_lossy(&nonce[..length]).into_owned(), fd)
        });
        if !var("RACECOURSE_AUDIT").is_empty() {
            say(r#"{"message":"started","test":"audit"}"#);
            for number in std::env::args().skip(1) {
                let _ = std::thread::spawn(tests[number.parse::<usize>().unwrap()].1).join();
            }
            return say(r#"{"message":"passed","test":"audit","checks":1,"executions":7}"#);
        }
        let number: usize = std::env::args().nth(1).unwrap().parse().unwrap();
        let (name, test) = tests[number];
        say(&format!(r#"{{"message":"started","test":"{name}"}}"#));
        match std::thread::spawn(test).join() {
            Ok(()) => {
                // A test that sends no report of its own gets one of seven executions; one of its own has three.
                let own = CHECKS.load(SeqCst);
                if own == 0 {
                    let report = r#"{"version":3,"check":"alone","verdict":"passed","executions":7,"coverage":["only_schedule"],"failure":null}"#;
                    say(&format!(r#"{{"message":"check","test":"{name}","report":{report}}}"#));
                }
                let (checks, executions) = if own == 0 { (1, 7) } else { (own, 3 * own) };
                say(&format!(r#"{{"message":"passed","test":"{name}","checks":{checks},"executions":{executions}}}"#));
            }
            Err(_) => say(&format!(r#"{{"message":"failed","test":"{name}","text":"no","file":"<anon>","line":3}}"#)),
        }
        std::io::stdout().flush().unwrap();
    }
}
"##;

/// This machine with that workbench, and with the limits and the sandbox of `grade`.
pub(crate) fn machine() -> Machine {
    Machine::new(workbench().clone(), Sandbox::probe(&[]), 60)
}

/// The workbench; compiled once for all tests.
pub(crate) fn workbench() -> &'static Workbench {
    static WORKBENCH: OnceLock<(Workbench, tempfile::TempDir)> = OnceLock::new();
    let (workbench, _) = WORKBENCH.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        std::fs::write(home.join("interleaving.rs"), LIBRARY).unwrap();
        let print = ["--print", "sysroot", "--print", "target-libdir"];
        let output = Command::new("rustc").args(print).output().unwrap();
        let folders = String::from_utf8(output.stdout).unwrap();
        let mut folders = folders.lines().map(PathBuf::from);
        let (sysroot, standard) = (folders.next().unwrap(), folders.next().unwrap());
        let rustc = sysroot.join("bin/rustc");
        let status = Command::new(&rustc)
            .current_dir(home)
            .args(["--edition", "2024", "--crate-type", "rlib", "interleaving.rs"])
            .status();
        assert!(status.unwrap().success());
        let library = home.join("libinterleaving.rlib");
        let (dependencies, key) = (home.to_owned(), "test".to_owned());
        let workbench = Workbench { rustc, sysroot, standard, library, dependencies, key };
        workbench.facade(&[]).unwrap();
        (workbench, folder)
    });
    workbench
}

/// An exercise `withdraw` of one rule in `root`, with these sources.
pub(crate) fn exercise(root: &Path, stub: &str, public: &str, hidden: &str) -> Exercise {
    let (path, solution) = (root.join("exercises/01_withdraw"), root.join("solutions/01_withdraw"));
    for (file, text) in [
        (path.join("src/lib.rs"), stub),
        (path.join("tests/public.rs"), public),
        (solution.join("tests/it/hidden.rs"), hidden),
    ] {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let rules = vec![Rule { number: 1, title: "It works".into(), marks: 10, needs: Vec::new() }];
    let (title, idea) = ("Withdraw".into(), "check-then-act".into());
    let manifest = Manifest {
        title,
        idea,
        chapter: 1,
        minutes: 15,
        difficulty: 1,
        files: vec!["src/lib.rs".into()],
        given: Vec::new(),
        forbid: Vec::new(),
        uses: Vec::new(),
        rules,
    };
    Exercise {
        folder: "01_withdraw".into(),
        number: 1,
        name: "withdraw".into(),
        path,
        solution: Some(solution),
        manifest,
        uses: Vec::new(),
    }
}
