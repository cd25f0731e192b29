mod fuzz;
mod honest;

use super::*;

pub(super) fn screened(text: &str, forbid: &[&str]) -> Screened {
    let files = [NamedFile { path: "src/lib.rs".into(), text: text.into() }];
    let forbid: Vec<String> = forbid.iter().map(|name| (*name).to_owned()).collect();
    screen(&files, Allowance { forbid: &forbid, ..Allowance::default() })
}

#[track_caller]
fn refused(text: &str) -> Vec<Finding> {
    match screened(text, &[]) {
        Screened::Refused(findings) | Screened::Doubtful(findings) => findings,
        other => panic!("{other:?}: {text}"),
    }
}

#[track_caller]
fn all_refused(texts: &[&str]) {
    texts.iter().for_each(|text| drop(refused(text)));
}

#[track_caller]
fn all_clean(texts: &[&str]) {
    for text in texts {
        assert_eq!(screened(text, &[]), Screened::Clean, "{text}");
    }
}

#[test]
fn a_finding_has_its_line_and_what_to_use_instead() {
    let findings =
        refused("use std::fmt;\n\nuse std::{\n    collections::HashMap,\n    sync::{Arc, Mutex},\n};\n");
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].file.as_str(), findings[0].line), ("src/lib.rs", 5));
    assert_eq!(findings[0].text, "the checker cannot see `std::sync::Mutex`");
    assert_eq!(
        findings[0].instead.as_deref(),
        Some("use `interleaving::sync::Mutex`, which has the same interface")
    );
}

#[test]
fn the_network_of_std_leads_to_that_of_the_checker() {
    let instead = |text| refused(text)[0].instead.clone().unwrap();
    let same = "use `interleaving::net::TcpStream`, which has the same interface";
    assert_eq!(instead("use std::net::{Shutdown, TcpStream};"), same);
    let types = "use `interleaving::net`, which has `TcpListener` and `TcpStream`";
    assert_eq!(instead("fn f() { std::net::UdpSocket::bind(\"127.0.0.1:0\"); }"), types);
}

#[test]
fn honest_source_is_clean() {
    all_clean(&[
        "use interleaving::net::{TcpListener, TcpStream}; use std::net::{Ipv4Addr, Shutdown, SocketAddr};",
        "use interleaving::sync::{Arc, Condvar, Mutex, atomic::{AtomicI64, Ordering}, mpsc};\nuse interleaving::thread;\nfn f() { thread::spawn(|| mpsc::channel::<i32>()); }",
        "use interleaving::sync::*; use interleaving::sync::atomic::Ordering::*; fn f() { mpsc::channel::<u8>(); }",
        "use std::sync::{Arc, Weak, LockResult, PoisonError, TryLockError, atomic::Ordering}; fn f() -> Ordering { Ordering::SeqCst }",
        "use std::sync::atomic::{self, Ordering}; fn f() -> atomic::Ordering { atomic::Ordering::SeqCst }",
        "// std::sync::Mutex, unsafe\n/* std::process::exit */\n/// `std::thread::spawn`\n//! not here\nfn f() -> &'static str { \"std::fs unsafe static\" }",
        "fn process() {} mod fs { pub fn read() {} } fn g() { process(); fs::read(); self::fs::read(); crate::fs::read(); }",
        "mod thread { pub fn spawn() {} } mod sync { pub struct Mutex; } fn f() { thread::spawn(); let _ = sync::Mutex; }",
        "mod a { use super::*; pub(crate) fn f() { super::g(); } } fn g() {}",
        "#[derive(Clone, Debug, PartialEq)] #[allow(clippy::needless_range_loop)] #[rustfmt::skip] pub struct S { env: i32 }",
        "#![allow(dead_code)]\n#[inline] #[must_use] #[deprecated] fn f() {}",
        "#[cfg(test)] mod tests { use std::thread; #[test] fn t() { thread::spawn(|| std::process::exit(0)); static X: i32 = 0; } }",
        "#[cfg(test)] use std::sync::Mutex;\nfn f() {}",
        "use std::{io::{self, Read, Write}, mem, time::Duration, cell::RefCell, rc::Rc}; fn f(a: &mut i32, b: &mut i32) -> io::Result<()> { mem::swap(a, b); mem::forget(a); drop(mem::take(b)); Err(io::Error::other(\"x\")) }",
        "fn f(env: i32, process: i32) { println!(\"{} {env}\", process); assert_eq!(env, 3, \"std::env\"); if env != 3 {} }",
        "use std::io; fn f(io: i32) { println!(\"{}\", io); }",
        "fn f<'a>(x: &'a str) -> impl Iterator<Item = char> + use<'a> { x.chars() }",
        "fn f() { let v: Vec<i64> = (0..3).map(i64::from).collect(); let _ = v.iter().max(); str::from_utf8(b\"x\").ok(); u8::MAX; }",
        "fn f() -> Result<(), Box<dyn std::error::Error + Send + 'static>> { std::panic::resume_unwind(Box::new(3)) }",
        "macro_rules! twice { ($e:expr) => { { $e; $e } } } fn f(x: &std::cell::Cell<i32>) { twice!(x.set(x.get() + 1)); }",
        "macro_rules! locked { ($m:expr) => { $crate::helper($m.lock().unwrap()) } } fn helper<T>(_: T) {}",
        "use interleaving::thread_local; thread_local! { static X: std::cell::Cell<i32> = const { std::cell::Cell::new(0) }; }",
        "interleaving::thread_local! { static X: i32 = 0; }",
        "fn r#unsafe() {} fn f() { r#unsafe(); }",
        "use std::cmp::Ordering; fn f() -> Ordering { 1.cmp(&2) } type Link<T> = Option<Box<T>>; impl<T> X for Link<T> where T: ?Sized {}",
        "fn f() { 'outer: loop { break 'outer; } let c = '\\''; let s = 'x'; }",
        "use interleaving::Ending::{self, Deadlock, Ends}; use interleaving::Outcomes; fn f() -> Outcomes<i64> { [Ends(3), Deadlock].into() }",
        "use interleaving::Ending::*; fn f() -> interleaving::Outcomes<()> { [Ends(())].into() }",
        "enum Shape { Round } use Shape::*; use self::Shape::Round as R; fn f() { let _ = (Round, R); }",
    ]);
}

#[test]
fn std_that_the_checker_cannot_see_is_refused() {
    all_refused(&[
        "use std::sync::Mutex;",
        "use std::sync::*;",
        "use std::*;",
        "use core::sync::atomic::AtomicUsize;",
        "use ::std::sync::atomic::AtomicBool;",
        "use std::sync::atomic::*;",
        "fn f() { std::thread::spawn(|| ()); }",
        "fn f(m: &std::sync::Mutex<i32>) {}",
        "fn f() { match x { std::sync::TryLockResult::Ok(_) => {} std::sync::mpsc::TryRecvError::Empty => {} } }",
        "fn f() { <std::sync::Mutex<i32>>::new(1); }",
        "type M = std::sync::RwLock<i32>;",
        "use std::hint::spin_loop;",
        "use std::time::Instant; ",
        "fn f() { std::time::SystemTime::now(); }",
        "std::thread_local! { static X: i32 = 0; }",
        "use r#std::r#sync::r#Mutex;",
        "fn f() { r#std::sync::Barrier::new(1); }",
        "use std::io::pipe;",
    ]);
}

#[test]
fn source_that_leaves_the_exercise_is_refused() {
    all_refused(&[
        "fn f() { std::process::exit(0) }",
        "use std::process;",
        "use std::{fs, env};",
        "use std::net::TcpStream;",
        "use std::os::unix::net::UnixStream;",
        "use std::path::Path;",
        "use std::io::stdin;",
        "fn f() { std::io::stdout(); }",
        "use std::panic::catch_unwind;",
        "fn f() { std::panic::set_hook(Box::new(|_| ())); }",
        "use std::backtrace::Backtrace;",
        "use std::alloc::System;",
        "extern crate alloc;",
        "extern crate std as x;",
        "extern \"C\" { fn getpid() -> i32; }",
        "pub extern \"C\" fn f() {}",
        "fn f() { unsafe { } }",
        "unsafe impl Send for X {}",
        "static X: i32 = 3;",
        "fn f() { static mut X: i32 = 3; }",
        "thread_local! { static X: i32 = 3; }",
        "use interleaving::harness;",
        "use interleaving::*;",
        "fn f() { interleaving::check(\"x\", || ()); }",
        "use interleaving as i; fn f() { i::harness::say(); }",
        "use interleaving::{Outcomes, outcomes};",
        "fn f() { interleaving::predicts(\"x\", &x(), || 3); }",
        "use interleaving as i; fn f() { i::Check::new(\"x\").outcomes(|| 3); }",
        "use rand::Rng;",
        "use rand;",
        "fn f() { ::Loom::x(); }",
        "fn f() { parking_lot::Mutex::new(3); }",
    ]);
}

#[test]
fn macros_and_attributes_that_reach_out_are_refused() {
    all_refused(&[
        "const X: &str = include_str!(\"/etc/passwd\");",
        "include!(\"x.rs\");",
        "const X: &[u8] = std::include_bytes!(\"x\");",
        "const X: &str = env!(\"HOME\");",
        "const X: Option<&str> = option_env!(\"HOME\");",
        "global_asm!(\"\");",
        "fn f() { core::arch::asm!(\"nop\"); }",
        "#[path = \"/etc/passwd\"] mod x;",
        "#[no_mangle] pub fn malloc() {}",
        "#[unsafe(no_mangle)] pub fn malloc() {}",
        "#[export_name = \"x\"] fn f() {}",
        "#[link(name = \"c\")] fn f() {}",
        "#![feature(asm)]",
        "#[cfg(not(debug_assertions))] fn f() {}",
        "#[cfg_attr(all(), path = \"x\")] mod x;",
        "fn f() { if cfg!(debug_assertions) {} }",
        "#[macro_export] macro_rules! assert_eq { () => {} }",
        "#[global_allocator] const X: i32 = 0;",
        "#[debugger_visualizer(natvis_file = \"/etc/passwd\")] mod x {}",
        "#[some_attribute_of_the_future] fn f() {}",
        "#![recursion_limit = \"100000\"]",
        "fn f() { is_x86_feature_detected!(\"avx\"); }",
        "mod elsewhere;",
        "pub(crate) mod elsewhere;",
        "fn f() { mod elsewhere; }",
        "#[doc = include_str!(\"/etc/passwd\")] fn f() {}",
    ]);
}

#[test]
fn names_given_by_use_are_followed() {
    all_refused(&[
        "use std::{self as s}; fn f() { s::sync::Mutex::new(3); }",
        "use std::{self as s, sync as x}; fn f() { x::Mutex::new(3); }",
        "use std as s; use s::sync as q; use q as r; fn f(m: r::Mutex<i32>) {}",
        "mod inner { pub use std::sync; } fn f() { inner::sync::Mutex::new(3); }",
        "mod inner { pub use std as s; } use inner::*; fn f() { s::process::exit(0); }",
        "mod inner { pub use std as s; } use inner::s::sync as t; fn f() { t::Mutex::new(3); }",
        "use std::sync::Mutex as Lock;",
        "use std as s; use s::*;",
        "use core::sync::{atomic as a}; fn f() { a::AtomicU8::new(3); }",
        "use std::panic; fn f() { panic::catch_unwind(|| ()); }",
        "use std::io; fn f() { io::stdin(); }",
        "fn f() { use std::sync as s; fn g(m: s::Mutex<i32>) {} }",
        "use std::sync as K; fn f() { \u{212a}::Mutex::new(3); }",
        "use std::sync as \u{e4}; fn f() { a\u{308}::Mutex::new(3); }",
        "macro_rules! \u{212a} { ($a:ident) => { $a } } use std::sync as K; fn f() { K::Mutex::new(3); }",
        "pub use std; fn f() { crate::std::sync::Mutex::new(3); }",
    ]);
}

#[test]
fn macros_of_the_student_s_own_hide_nothing() {
    all_refused(&[
        "macro_rules! m { () => { std::sync::Mutex::new(3) } }",
        "macro_rules! m { ($t:ident) => { std::process::$t } }",
        "macro_rules! m { ($t:ident) => { std::$t::exit(0) } }",
        "macro_rules! m { ($a:ident) => { $a::sync::Mutex } } type M = m!(std);",
        "macro_rules! m { ($($p:ident)*) => { $($p)::* } } fn f() { m!(std process exit)(0) }",
        "macro_rules! m { () => { use std::{sync::Mutex}; } }",
        "macro_rules! m { ($t:tt) => { use std::$t; } }",
        "macro_rules! m { ($c:tt) => { include_str $c (\"x\") } } const X: &str = m!(!);",
        "use std::sync; macro_rules! m { ($a:ident $b:tt $c:ident) => { $a $b $c } } type M = m!(sync :: Mutex); type N = m!(sync, Mutex);",
        "use std::sync; macro_rules! m { ($a:ident) => { $a::Mutex::new(3) } } fn f() { m!(sync); }",
        "macro_rules! m { ($a:meta) => { #[$a] mod x; } } m!(path = \"/etc/passwd\");",
        "macro_rules! m { ($a:tt) => { # $a mod x; } } m!([path = \"/etc/passwd\"]);",
        "macro_rules! m { ($h:tt $a:tt) => { $h $a mod x; } } m!(# [path = \"/etc/passwd\"]);",
        "macro_rules! m { (#[cfg(test)] mod x { $($t:tt)* }) => { $($t)* } } m! { #[cfg(test)] mod x { use std::sync::Mutex; } }",
        "macro_rules! println { ($a:ident) => { $a::process::exit(0) } } fn f() { println!(std); }",
        "macro_rules! m { () => { unsafe {} } }",
        "macro_rules! m { ($n:ident) => { macro_rules! $n { ($a:ident) => { $a::Mutex::new(3) } } } } m!(println); use std::sync; fn f() { println!(sync); }",
        "macro_rules! m { ($r:ident $n:ident $b:tt) => { $r!$n $b } } m!(macro_rules println { ($a:ident) => { $a::Mutex::new(3) } }); use std::sync; fn f() { println!(sync); }",
        "macro_rules! mine { ($a:ident) => { $a::Mutex::new(3) } } use mine; macro_rules! m { ($n:ident) => { use crate::mine as $n; } } m!(println); use std::sync; fn f() { println!(sync); }",
        "macro_rules! mine { ($a:ident) => { $a::Mutex::new(3) } } use mine; macro_rules! m { ($p:path) => { use $p as println; } } m!(mine); use std::sync; fn f() { println!(sync); }",
        "macro_rules! m { ($h:tt , $a:tt) => { $h $a mod x {} } } m!(#, [debugger_visualizer(natvis_file = \"x\")]);",
        "macro_rules! m { ($h:tt $d:tt $a:tt) => { $h $a mod x {} } } m!(#[doc] [debugger_visualizer(natvis_file = \"x\")]);",
        "macro_rules! m { () => { #[some_attribute_of_the_future] fn f() {} } }",
        "macro_rules! m { () => { mod elsewhere; } }",
        "macro_rules! m { ($v:item) => { $v } } m! { static X: i32 = 3; }",
        "fn f() { vec![std::process::id()]; assert!({ std::process::exit(0); }); }",
        "fn f() { unknown!(std); }",
    ]);
}

#[test]
fn thread_local_is_the_library_s_only_where_it_was_imported() {
    all_refused(&[
        "mod a { use interleaving::thread_local; } thread_local! { static X: i32 = 0; }",
        "use interleaving::thread_local; mod a { thread_local! { static X: i32 = 0; } }",
        "fn f() { use interleaving::thread_local; } thread_local! { static X: i32 = 0; }",
        "use interleaving::thread_local; macro_rules! thread_local { ($($t:tt)*) => { $($t)* } } thread_local! { static X: i32 = 0; }",
        "use interleaving::thread_local; fn f() { use evil as thread_local; thread_local! { static X: i32 = 0; } }",
        "interleaving::thread_local! { static X: i32 = { static Y: i32 = 0; Y }; }",
    ]);
}

#[test]
fn a_cfg_test_leaves_out_an_item_and_nothing_behind_it() {
    all_refused(&[
        "struct S { #[cfg(test)] a: u8, b: std::sync::Mutex<u8> }",
        "#[cfg(test)] fn a() {} fn b() { std::process::exit(0) }",
        "#[cfg(test)] mod a; fn b() { std::process::exit(0) }",
        "fn f<#[cfg(test)] const N: usize, T>(m: std::sync::Mutex<T>) {}",
        "fn f(g: fn(#[cfg(test)] fn(u8), std::sync::Mutex<u8>, X<{ 3 }>)) {}",
        "fn f(g: fn(#[cfg(test)] impl Fn(), std::sync::Mutex<u8>, X<{ 3 }>)) {}",
        "enum E { #[cfg(test)] A, B { m: std::sync::Mutex<u8> } }",
        "fn f() { #[cfg(test)] { } std::process::exit(0) }",
        "#[cfg(test)] pub struct S; pub struct T(std::sync::Mutex<u8>);",
        "#[test] fn t() -> X<{ 3 }> { std::process::exit(0) }",
        "#[cfg(not(test))] mod a { use std::fs; }",
        "#[cfg(any(test, not(test)))] mod a { use std::fs; }",
        "#[cfg(test)] use std::fs; use std::net;",
        "#![cfg(test)] mod a { use std::fs; }",
    ]);
}

#[test]
fn an_exercise_forbids_more_by_name() {
    let forbid = ["Semaphore", "mpsc"];
    for text in [
        "use interleaving::sync::Semaphore;",
        "use interleaving::sync::{Mutex, Semaphore as S};",
        "use interleaving::sync; fn f() { sync::Semaphore::new(1); }",
        "use interleaving::sync::mpsc::channel;",
        "use interleaving::sync::*;",
        "use interleaving as i; fn f() { i::sync::mpsc::channel::<u8>(); }",
        "use interleaving::sync as s; macro_rules! m { ($a:ident) => { $a::Semaphore::new(1) } } fn f() { m!(s) }",
    ] {
        assert!(matches!(screened(text, &forbid), Screened::Doubtful(_)), "{text}");
        assert_eq!(screened(text, &[]), Screened::Clean, "{text}");
    }
    assert!(matches!(screened("use std::sync::Arc;", &["Arc"]), Screened::Doubtful(_)));
    for text in [
        "use interleaving::sync::Mutex; pub struct Semaphore(Mutex<u32>); impl Semaphore { pub fn new() -> Semaphore { Semaphore(Mutex::new(1)) } }",
        "use interleaving::sync::{self, atomic::{self, AtomicBool}}; fn f(m: &sync::Mutex<i32>, a: atomic::AtomicU8) {}",
        "mod mpsc { pub fn channel() {} } fn f() { mpsc::channel(); }",
    ] {
        assert_eq!(screened(text, &forbid), Screened::Clean, "{text}");
    }
}

#[test]
fn files_are_read_together() {
    let file = |path: &str, text: &str| NamedFile { path: path.into(), text: text.into() };
    let files = [
        file("src/lib.rs", "mod a;\nfn f() { a::s::Mutex::new(3); }"),
        file("src/a.rs", "pub use std::sync as s;"),
    ];
    let Screened::Doubtful(findings) = screen(&files, Allowance::default()) else { panic!("not refused") };
    assert_eq!((findings[0].file.as_str(), findings[0].line), ("src/lib.rs", 2));
}

#[test]
fn source_that_only_the_compiler_would_read_is_never_clean() {
    assert!(matches!(screened("fn f() { (] }", &[]), Screened::Unread(_)));
    all_refused(&["#!/bin/x /*\nuse std::sync::Mutex; // */", "---\n/*\n---\nfn f() {} // */"]);
    all_refused(&[
        "\u{feff}#!/bin/x /*\nfn f() {} // */",
        "#!\u{a0}[allow(unused)] /*\nfn f() {} // */",
        "#!\u{200e}[allow(unused)] /*\nfn f() {} // */",
        "\u{feff}---\n/*\n---\nfn f() {} // */",
    ]);
    all_refused(&[&format!("fn f() {{ {}{} }}", "(".repeat(100_000), ")".repeat(100_000))]);
    all_clean(&["#![allow(unused)]\nfn f() {}", "#! [allow(unused)]\nfn f() {}"]);
}

#[test]
fn findings_are_counted_and_capped() {
    let text = "fn f() { std::process::exit(0) }\n".repeat(100);
    assert_eq!(refused(&text).len(), MAX_FINDINGS);
    assert_eq!(refused("fn f() { std::process::exit(0); std::process::exit(0) }").len(), 1);
}

#[test]
fn a_module_may_have_a_file_of_the_submission() {
    let file = |path: &str, text: &str| NamedFile { path: path.into(), text: text.into() };
    let with = |paths: &[&str]| {
        let root = file("src/lib.rs", "mod a;\n#[cfg(test)] mod tests;\nmod b { mod c; }");
        let files = [vec![root], paths.iter().map(|path| file(path, "")).collect()].concat();
        screen(&files, Allowance::default())
    };
    assert_eq!(with(&["src/a.rs", "src/b/c/mod.rs"]), Screened::Clean);
    let Screened::Refused(findings) = with(&["src/a.rs"]) else { panic!("not refused") };
    assert_eq!((findings.len(), findings[0].line), (1, 3));
    assert_eq!(findings[0].text, "the file of `mod c` is not part of the submission");
}

#[test]
fn source_that_would_cost_quadratic_time_is_refused() {
    let chain: String = (0..20_000).map(|number| format!("use a{} as a{number};", number + 1)).collect();
    refused(&format!("{chain} use std::sync as a20000; fn f() {{ a0::Mutex::new(3); }}"));
    refused(&format!("fn f() {{ {}a(); }}", "a::".repeat(300_000)));
    refused(&format!("use {}a;", "a::".repeat(300_000)));
    refused(&format!("use std::sync; {}", "sync::".repeat(100_000)));
    all_clean(&[&format!("fn f() {{ {} }}", "f(); [1, 2, 3];".repeat(50_000))]);
}

#[test]
fn an_exercise_may_use_a_crate() {
    let text = "use message_protocol::Request; fn f() { message_protocol::head::parse(); }";
    let files = [NamedFile { path: "src/lib.rs".into(), text: text.into() }];
    let uses = ["message_protocol".to_owned()];
    assert_eq!(screen(&files, Allowance { uses: &uses, ..Allowance::default() }), Screened::Clean);
    assert!(matches!(screen(&files, Allowance::default()), Screened::Doubtful(_)));
}

#[test]
fn methods_that_show_what_no_check_sees_are_refused_wherever_they_are_named() {
    for text in [
        "use std::sync::Arc; fn f(a: &Arc<u8>) -> usize { Arc::strong_count(a) }",
        "macro_rules! m { ($f:ident) => { std::io::Error::$f() } } fn f() { m!(last_os_error); }",
        "fn f(a: &std::rc::Rc<u8>) -> usize { std::rc::Rc::r#weak_count(a) }",
        "use std::hash::*; fn f() -> u64 { std::collections::HashMap::<u8, u8>::new().hasher().hash_one(1) }",
    ] {
        assert!(matches!(screened(text, &[]), Screened::Refused(_)), "{text}");
    }
    let findings = refused("fn e() { std::process::exit(0) }\nfn f() { g(std::io::Error::last_os_error()) }");
    assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        findings[1].text,
        "`last_os_error` shows the system's last error, which the checker cannot see"
    );
    all_clean(&[
        "fn f(count: usize) -> usize { strong(count) } // strong_count",
        "const S: &str = \"hash_one\";",
    ]);
}
