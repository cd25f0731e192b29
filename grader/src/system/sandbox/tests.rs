//! Programs that try forbidden operations, each in a sandbox as `grade` builds it.
//!
//! They are compiled as hidden tests, so that they may be unsafe: the sandbox must hold without the
//! compiler's help.

use std::path::Path;
use std::process::{Command, Stdio};

use super::*;
use crate::collect::NamedFile;
use crate::evidence::TestResult;
use crate::examine::{Machine, TestProgram, compile, run_test};
use crate::system::process::{self, Ended, Limits};
use crate::tests::OPTIONS;
use crate::tests::small_library::{self, machine};
use crate::verdict::Verdict;

/// Each test with its output, or with its verdict if it did not pass.
fn answers(tests: &[(&str, &str)], machine: &Machine) -> Vec<(String, String)> {
    let head = "use std::ffi::c_long; unsafe extern \"C\" { fn fork() -> i32; fn syscall(number: c_long, ...) -> c_long; }\n\
                fn call(number: c_long, a: i64, b: i64, c: i64, d: i64) -> String {\n\
                if unsafe { syscall(number, a, b, c, d) } < 0 { std::io::Error::last_os_error().to_string() } else { \"done\".into() } }\n";
    let bodies = tests.iter().map(|(name, body)| format!("#[test] fn rule_1_{name}() {{ {body} }}\n"));
    let hidden = head.to_owned() + &bodies.collect::<String>();
    let course = tempfile::tempdir().unwrap();
    let exercise = small_library::exercise(course.path(), "", "", &hidden);
    let program = TestProgram::of(&exercise, &OPTIONS).unwrap();
    let files = [NamedFile { path: "src/lib.rs".into(), text: String::new() }];
    let built = compile(&exercise, &files, &program, machine).unwrap().unwrap();
    let answers = program.tests.iter().map(|test| {
        let (result, _) = run_test(&built, &program, test, machine, &OPTIONS).unwrap();
        let TestResult { verdict, output, message, .. } = result;
        let answer = match verdict {
            Verdict::Passed => output.trim().to_owned(),
            verdict => format!("{verdict:?} {message}"),
        };
        (test.name.trim_start_matches("hidden::rule_1_").to_owned(), answer)
    });
    answers.collect()
}

fn expect(tests: &[(&str, &str, &str)], machine: &Machine) {
    let programs: Vec<_> = tests.iter().map(|(name, body, _)| (*name, *body)).collect();
    let answers = answers(&programs, machine);
    let off =
        tests.iter().zip(&answers).filter(|((_, _, expected), (_, answer))| !answer.starts_with(expected));
    let off: Vec<_> =
        off.map(|((name, _, expected), (_, answer))| format!("{name}: {answer}, not {expected}")).collect();
    assert_eq!(off, [""; 0]);
}

#[test]
fn an_honest_program_computes_prints_and_starts_threads() {
    let tests = [
        (
            "threads",
            "let all: Vec<_> = (0..40).map(|at| std::thread::spawn(move || at)).collect(); \
          println!(\"{}\", all.into_iter().map(|one| one.join().unwrap()).sum::<u32>())",
            "780",
        ),
        (
            "memory",
            "println!(\"{}\", vec![1u8; 100 << 20].into_iter().map(u64::from).sum::<u64>())",
            "104857600",
        ),
        ("maps", "println!(\"{:?}\", std::collections::HashMap::from([(1, 2)]))", "{1: 2}"),
        (
            "time",
            "let begun = std::time::Instant::now(); std::thread::sleep(std::time::Duration::from_millis(2)); \
          println!(\"{}\", begun.elapsed().as_millis() >= 2)",
            "true",
        ),
        (
            "name",
            "println!(\"{:?}\", std::thread::Builder::new().name(\"n\".into()).spawn(|| 1).unwrap().join().unwrap())",
            "1",
        ),
        ("cores", "println!(\"{}\", std::thread::available_parallelism().is_ok())", "true"),
    ];
    expect(&tests, &machine());
}

#[test]
fn files_are_out_of_reach() {
    let own = format!("println!(\"{{:?}}\", std::fs::read({:?}).map(|_| ()).map_err(|e| e.kind()))", file!());
    let file = |path: &str| {
        format!("println!(\"{{:?}}\", std::fs::read({path:?}).map(|_| ()).map_err(|e| e.kind()))")
    };
    let write = |path: &str| {
        format!("println!(\"{{:?}}\", std::fs::write({path:?}, \"x\").map_err(|e| e.raw_os_error()))")
    };
    let denied = "Err(PermissionDenied)";
    let unknown = "Err(Some(38))";
    let place = tempfile::tempdir().unwrap();
    let place = |name: &str| place.path().join(name).display().to_string();
    std::fs::write(place("secret"), "secret").unwrap();
    let parent = "println!(\"{:?}\", std::fs::read(format!(\"/proc/{}/environ\", std::os::unix::process::parent_id())).map_err(|e| e.kind()))";
    let tests = [
        ("own_source", own.as_str(), "Err("),
        ("another", &file(&place("secret")), denied),
        ("passwords", &file("/etc/passwd"), denied),
        ("environment", &file("/proc/self/environ"), denied),
        ("memory", &file("/proc/self/mem"), denied),
        ("itself", &file("/proc/self/exe"), denied),
        ("the_graders_environment", parent, denied),
        ("folder", "println!(\"{:?}\", std::fs::read_dir(\".\").map(|_| ()).map_err(|e| e.kind()))", denied),
        ("write", &write(&place("new")), unknown),
        ("overwrite", &write(&place("secret")), unknown),
        ("write_here", &write("new"), unknown),
        ("write_shared_memory", &write("/dev/shm/new"), unknown),
        (
            "make_folder",
            "println!(\"{:?}\", std::fs::create_dir(\"new\").map_err(|e| e.raw_os_error()))",
            unknown,
        ),
        (
            "remove",
            "println!(\"{:?}\", std::fs::remove_file(\"tests\").map_err(|e| e.raw_os_error()))",
            unknown,
        ),
    ];
    expect(&tests, &machine());
    assert_eq!(std::fs::read_to_string(place("secret")).unwrap(), "secret");
    assert!(!Path::new(&place("new")).exists());
}

#[test]
fn a_call_that_no_honest_program_makes_ends_it() {
    let call = |number: i64| format!("println!(\"{{}}\", call({number}, 0, 0, 0, 0))");
    let calls = [
        ("ptrace", libc::SYS_ptrace),
        ("memory_file", libc::SYS_memfd_create),
        ("io_uring", libc::SYS_io_uring_setup),
        ("bpf", libc::SYS_bpf),
        ("perf", libc::SYS_perf_event_open),
        ("keys", libc::SYS_keyctl),
        ("faults", libc::SYS_userfaultfd),
        ("mount", libc::SYS_mount),
        ("unshare", libc::SYS_unshare),
        ("memory_of_others", libc::SYS_process_vm_readv),
        ("shared_memory", libc::SYS_shmget),
        // Each by itself: a program without a socket of its own may inherit or guess a descriptor.
        ("socket", libc::SYS_socket),
        ("connect", libc::SYS_connect),
        ("bind", libc::SYS_bind),
        ("listen", libc::SYS_listen),
        ("accept", libc::SYS_accept),
        ("accept_with_flags", libc::SYS_accept4),
        ("kill", libc::SYS_kill),
        ("kill_a_thread", libc::SYS_tkill),
        ("queue_a_signal", libc::SYS_rt_sigqueueinfo),
        ("queue_a_signal_for_a_thread", libc::SYS_rt_tgsigqueueinfo),
        ("descriptor_of_a_process", libc::SYS_pidfd_open),
        ("signal_by_descriptor", libc::SYS_pidfd_send_signal),
    ]
    .map(|(name, number)| (name, call(number)));
    let killed = "ForbiddenOperation";
    let kill = format!("call({}, std::os::unix::process::parent_id() as i64, 9, 0, 0);", libc::SYS_kill);
    let mut tests = vec![
        ("tcp", "std::net::TcpStream::connect(\"127.0.0.1:9\").unwrap();", killed),
        ("udp", "std::net::UdpSocket::bind(\"127.0.0.1:0\").unwrap();", killed),
        ("local", "std::os::unix::net::UnixStream::connect(\"/var/run/docker.sock\").unwrap();", killed),
        ("fork", "unsafe { fork() };", killed),
        ("command", "std::process::Command::new(\"/bin/true\").status().unwrap();", killed),
        ("kill_the_grader", &kill, killed),
    ];
    tests.extend(calls.iter().map(|(name, body)| (*name, body.as_str(), killed)));
    #[cfg(target_arch = "x86_64")]
    tests.push((
        "other_calling_convention",
        "unsafe { std::arch::asm!(\"int 0x80\", inout(\"eax\") 20 => _) };",
        killed,
    ));
    expect(&tests, &machine());
}

#[test]
fn other_calls_that_reach_out_are_not_implemented() {
    let call = |number: i64, arguments: &str| format!("println!(\"{{}}\", call({number}, {arguments}))");
    let grader = "std::os::unix::process::parent_id() as i64";
    let unknown = "Function not implemented";
    let signal = call(libc::SYS_tgkill, &format!("{grader}, {grader}, 6, 0"));
    let limits = call(libc::SYS_prlimit64, &format!("{grader}, 7, 0, 0"));
    let own_limits = call(libc::SYS_prlimit64, "0, 7, &[0u64, 0] as *const _ as i64, 0");
    let stop = call(libc::SYS_tgkill, "std::process::id() as i64, std::process::id() as i64, 19, 0");
    let shared = format!(
        "println!(\"{{}}\", if unsafe {{ syscall({}, 0, 4096, 3, 0x21, -1, 0) }} < 0 {{ std::io::Error::last_os_error().to_string() }} else {{ \"done\".into() }})",
        libc::SYS_mmap
    );
    let again = format!(
        "println!(\"{{}}\", {{ unsafe {{ syscall({}, 900, c\"\".as_ptr(), 0, 0, {}) }}; std::io::Error::last_os_error() }})",
        libc::SYS_execveat,
        libc::AT_EMPTY_PATH
    );
    let tests = [
        ("signal_the_grader", signal.as_str(), unknown),
        ("limits_of_the_grader", &limits, unknown),
        ("own_limits", &own_limits, unknown),
        ("stop_oneself", &stop, unknown),
        ("shared_mapping", &shared, unknown),
        ("execute_by_descriptor", &again, unknown),
        ("duplicate", &call(libc::SYS_dup3, "1, 63, 0, 0"), unknown),
    ];
    expect(&tests, &machine());
}

#[test]
fn an_abort_is_still_an_abort() {
    expect(&[("aborts", "std::process::abort()", "Crashed crashed: the program aborted")], &machine());
}

#[test]
fn without_a_layer_the_others_hold() {
    let at = |without: &[Layer]| Machine { sandbox: Sandbox::probe(without), ..machine() };
    let read = "println!(\"{:?}\", std::fs::read(\"/etc/hostname\").map(|_| ()).map_err(|e| e.kind()))";
    let write = "println!(\"{:?}\", std::fs::write(\"/dev/shm/racecourse\", \"\").map_err(|e| e.kind()))";
    let fork = "println!(\"{}\", unsafe { fork() } > 0)";
    let answers_by = |without: &[Layer]| {
        answers(&[("read", read), ("write", write), ("fork", fork)], &at(without))
            .into_iter()
            .map(|(_, answer)| answer.split_whitespace().next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(answers_by(&[]), ["Err(PermissionDenied)", "Err(Unsupported)", "ForbiddenOperation"]);
    assert_eq!(answers_by(&[Layer::Landlock]), ["Ok(())", "Err(Unsupported)", "ForbiddenOperation"]);
    assert_eq!(answers_by(&[Layer::Seccomp]), ["Err(PermissionDenied)", "Err(PermissionDenied)", "true"]);
}

#[test]
fn a_thread_that_makes_the_grader_its_tracer_does_not_block_it() {
    let body = format!(
        "std::thread::spawn(|| {{ println!(\"{{}}\", call({}, 0, 0, 0, 0)); loop {{ std::thread::park() }} }}); \
         std::thread::sleep(std::time::Duration::from_millis(200))",
        libc::SYS_ptrace
    );
    let mut machine = Machine { sandbox: Sandbox::probe(&[Layer::Seccomp]), ..machine() };
    machine.test_limits.wall = std::time::Duration::from_secs(1);
    let answers = answers(&[("traced", &body)], &machine);
    assert!(answers[0].1.contains("limit"), "{answers:?}");
}

/// Runs a shell in the compiler's sandbox; it may read `readable` and write into `writable`.
fn compiling(script: &str, readable: &Path, writable: &Path) -> Ended {
    let mut command = Command::new("/bin/bash");
    command.args(["-c", script]).env_clear().env("PATH", "/bin:/usr/bin").stdin(Stdio::null());
    let confined = Sandbox::probe(&[]).for_the_compiler(&[readable], writable).unwrap();
    process::run(command, &Limits::for_the_compiler(), confined, None).unwrap()
}

#[test]
fn a_compiler_writes_into_one_folder_and_reaches_no_network() {
    let (readable, writable, secret) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&readable, &secret] {
        std::fs::write(folder.path().join("file"), "text\n").unwrap();
    }
    let (read, write, hidden) =
        (readable.path().display(), writable.path().display(), secret.path().display());
    let script = format!(
        "cat {read}/file; echo own >{write}/new; cat {write}/new; ls {write} \n\
         cat {hidden}/file; cat /etc/passwd; echo no >{read}/new; echo no >{hidden}/new; cat /proc/$PPID/environ \n\
         cp /bin/true {write}/true; {write}/true; echo >/dev/tcp/127.0.0.1/9; kill -9 $PPID; echo end"
    );
    let ended = compiling(&script, readable.path(), writable.path());
    let output = String::from_utf8(ended.output).unwrap();
    let plain: Vec<_> = output.lines().filter(|line| !line.contains(": ")).collect();
    assert_eq!(plain, ["text", "own", "new", "end"], "{output}");
    assert_eq!(output.matches("Permission denied").count(), 6, "{output}");
    assert_eq!(output.matches("Operation not permitted").count(), 3, "socket twice, kill: {output}");
}
