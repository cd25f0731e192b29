//! Honest source must pass: the course's own answers, and source in unusual shapes.

use super::screened;
use crate::course::Course;
use crate::examine::screen::Screened;

/// Each uses words or shapes that the screen refuses elsewhere.
const CONTROLS: [(&str, &str); 9] = [
    (
        "aliasing imports",
        r#"
use interleaving::{sync as s, thread::{self as t, JoinHandle}};
use s::{Arc as Shared, Mutex as Lock, atomic::{AtomicBool as Flag, Ordering::{self as O, *}}};
use std::{cmp::Ordering as Cmp, collections::{BTreeMap as Map, VecDeque}, fmt::{self, Display}};

pub struct Desk { open: Flag, queue: Lock<VecDeque<u32>>, seen: s::RwLock<Map<u32, Cmp>> }

pub fn run(desk: Shared<Desk>) -> JoinHandle<()> {
    t::spawn(move || { desk.open.store(true, Release); let _ = desk.open.load(O::Acquire); drop(desk.queue.lock()); })
}

impl Display for Desk { fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result { write!(out, "{}", self.open.load(Relaxed)) } }
"#,
    ),
    (
        "nested modules",
        r#"
mod bank {
    pub(crate) mod account {
        use super::super::bank::Fault;
        use interleaving::sync::Mutex;
        #[derive(Debug, Default)]
        pub(in crate::bank) struct Account { pub(super) balance: Mutex<i64> }
        impl Account { pub(crate) fn take(&self, sum: i64) -> Result<i64, Fault> { let mut all = self.balance.lock().map_err(|_| Fault::Poisoned)?; if *all < sum { return Err(Fault::Low { by: sum - *all }); } *all -= sum; Ok(*all) } }
    }
    mod fault { #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)] #[non_exhaustive] pub enum Fault { Poisoned, Low { by: i64 } } }
    pub use self::fault::*;
    pub use account::*;
}
pub use bank::Fault as BankFault;
use crate::bank::account;
pub fn f() -> Result<i64, BankFault> { account::Account::default().take(3) }
"#,
    ),
    (
        "tests of the student's own",
        r#"
use interleaving::sync::Mutex;
pub struct Account(Mutex<i64>);
impl Account { pub fn new() -> Self { Self(Mutex::new(0)) } }
impl Default for Account { fn default() -> Self { Self::new() } }

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;
    use std::{fs, process::Command, sync::{Arc, Barrier}, thread};
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    #[test] fn works() { thread::spawn(|| Account::new()).join().unwrap(); let _ = unsafe { std::mem::zeroed::<u8>() }; }
}
#[cfg(test)] use std::thread;
#[cfg(test)] mod more_tests;
#[cfg(test)] fn helper() -> thread::JoinHandle<()> { thread::spawn(|| std::thread::sleep(std::time::Duration::from_secs(1))) }
#[test] #[should_panic(expected = "x")] fn panics() { std::thread::spawn(|| ()); panic!("x") }
#[cfg(test)] struct Probe { lock: std::sync::Mutex<i32> }
"#,
    ),
    (
        "words in comments and strings",
        r##"
//! Neither `unsafe` nor `std::thread::spawn` nor include_str!("x") is used here; extern crate neither.
/// ```
/// use std::sync::Mutex; // an example
/// unsafe { asm!("nop") }
/// ```
#[doc = "static mut X: std::process::exit"]
#[doc(alias = "std::fs")]
pub fn text() -> String {
    // std::process::exit(0); #[no_mangle] #[path = "x"] mod evil;
    /* extern "C" { fn f(); } /* nested: std::env::var */ */
    let raw = r#"use std::fs; "unsafe" #[link(name = "c")]"#;
    let bytes = b"std::net::TcpStream\xff";
    let c = c"std::os";
    let (quote, slash) = ('"', '/'); // "
    format!("{raw} std::thread::spawn {{unsafe}} {bytes:?} {c:?} {quote}{slash} \"static\" \
             env!(HOME)") + "global_asm!"
}
"##,
    ),
    (
        "names that mean something elsewhere",
        r#"
use std::collections::HashMap;
pub struct Process { pub env: HashMap<String, String>, pub path: Vec<u8>, pub thread: u32, link: bool }
pub trait Include { fn include(&self) -> bool; fn asm(&self) {} }
impl Include for Process { fn include(&self) -> bool { self.link && self.env.is_empty() } }
pub mod sync { pub struct Mutex; impl Mutex { pub fn new() -> Self { Self } } pub mod atomic { pub fn fence() {} } }
mod process { pub fn exit(code: i32) -> i32 { code } pub fn abort() {} }
mod fs { pub fn read() -> u8 { 3 } }
pub fn f(process: &Process, alloc: u32) -> u8 { let net = alloc; let os = net; let _ = (sync::Mutex::new(), os, process.asm()); sync::atomic::fence(); process::exit(3); self::process::abort(); crate::fs::read() }
pub fn zähler(größe: u32) -> u32 { let 数 = größe; 数 }
fn r#static() {}
fn g() { r#static(); let r#extern = 3; let _ = r#extern; }
"#,
    ),
    (
        "macros of the student's own",
        r#"
macro_rules! locked { ($mutex:expr, $name:ident => $($body:tt)*) => {{ let mut $name = $mutex.lock().unwrap(); $($body)* }}; }
macro_rules! max { ($one:expr) => { $one }; ($one:expr, $($more:expr),+ $(,)?) => { { let (a, b) = ($one, max!($($more),+)); if a > b { a } else { b } } }; }
macro_rules! newtype { ($(#[doc = $doc:literal])* $name:ident($inner:ty)) => { #[derive(Clone, Debug)] pub struct $name(pub $inner); impl From<$inner> for $name { fn from(inner: $inner) -> Self { Self(inner) } } }; }
newtype!(Dollars(i64));
newtype!(Names(Vec<String>));
pub fn f(m: &interleaving::sync::Mutex<[i64; 3]>) -> i64 { locked!(m, all => all[0] += 1; let list = [all[0], all[1]]; max!(list[0], list[1], 3)) }
"#,
    ),
    (
        "attributes of all honest kinds",
        r#"
#![allow(dead_code, clippy::all)]
#![warn(missing_docs)]
#![doc = "x"]
#[derive(Clone, Copy, Debug, Default, PartialEq)] #[repr(u8)] pub enum State { #[default] Free = 1, #[deprecated(note = "use Free")] Taken }
#[must_use = "look at it"] #[inline(always)] #[cold] #[track_caller] pub fn f() -> State { #[rustfmt::skip] let x = State::Free; #[expect(unused)] let y = 3; x }
#[clippy::msrv = "1.90"] #[diagnostic::on_unimplemented(message = "no")] pub trait T {}
#[allow(non_snake_case)] pub fn G(#[allow(unused)] a: u8) { #[allow(unused_variables)] match a { #[allow(unreachable_patterns)] 0 => {} _ => {} } }
"#,
    ),
    (
        "much of std",
        r#"
use std::{any::Any, borrow::Cow, cell::{Cell, OnceCell, RefCell}, collections::{BinaryHeap, HashSet, hash_map::Entry}, convert::TryFrom, error::Error, fmt::Write as _, io, iter, marker::PhantomData, mem, num::NonZeroU32, ops::{Deref, DerefMut, Range}, rc::Rc, str::FromStr, time::Duration};
use interleaving::time::Instant;
pub struct Guard<'a, T: ?Sized> { value: &'a RefCell<T>, kind: PhantomData<*const ()> }
pub fn f(e: Box<dyn Error + Send + Sync + 'static>) -> Result<(), Box<dyn Error>> {
    let _: std::sync::LockResult<()> = Ok(()); let _ = std::sync::PoisonError::new(3).into_inner();
    let deadline = Instant::now() + Duration::from_millis(3); let _ = deadline;
    let _ = std::panic::AssertUnwindSafe(3); let _ = std::any::type_name_of_val as usize;
    Err(e)
}
"#,
    ),
    (
        "generics, async and odd syntax",
        r#"
use interleaving::sync::{Arc, Mutex, MutexGuard};
pub trait Shelf { type Book<'a> where Self: 'a; const SIZE: usize; fn take(&self) -> impl Iterator<Item = u8> + use<'_, Self>; }
pub struct Ring<T, const N: usize = { 1 + 2 }> { slots: [Option<T>; N] }
impl<T, const N: usize> Ring<T, N> where for<'a> &'a T: Into<u64> { pub const fn len(&self) -> usize { N } pub async fn wait(self: Arc<Self>) {} }
pub fn f<'a>(m: &'a Mutex<u8>) -> MutexGuard<'a, u8> { let Ok(guard) = m.lock() else { panic!() }; 'search: loop { break 'search; } guard }
pub fn g(x: u8) -> u8 { if let 1..=3 | 7 = x && x != 2 { return <u8 as Default>::default() } let c = |a: u8| -> u8 { a & !1 }; c(x) << 1 >> 2 }
pub union Never { a: u8 }
"#,
    ),
];

#[test]
fn honest_source_in_unusual_shapes_is_clean() {
    for (what, text) in CONTROLS {
        // `type_name_of_val` is the only refused word there, and proves that the text is read.
        let text = text.replace("let _ = std::any::type_name_of_val as usize;", "");
        assert_eq!(screened(&text, &[]), Screened::Clean, "{what}");
    }
    assert!(matches!(screened(CONTROLS[7].1, &[]), Screened::Doubtful(found) if found.len() == 1));
}

#[test]
fn the_course_s_own_answers_are_clean_unless_they_break_the_screen() {
    let course = Course::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
    let mut count = [0, 0];
    for exercise in &course.exercises {
        let solution = exercise.solution.as_ref().expect("the course has its solutions");
        let folders = [solution.join("mistakes"), solution.join("alternatives")];
        let listed = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        let files = listed
            .map(|entry| entry.unwrap().path())
            .chain([solution, &exercise.path].map(|at| at.join("src/lib.rs")));
        for path in files.filter(|path| path.extension().is_some_and(|end| end == "rs")) {
            let text = std::fs::read_to_string(&path).unwrap();
            let own = ("src/lib.rs".to_owned(), text.clone());
            let files = std::iter::once(own).chain(exercise.given().unwrap());
            let files: Vec<_> = files.map(|(path, text)| crate::collect::NamedFile { path, text }).collect();
            let screened = super::super::screen(&files, super::super::Allowance::of(&exercise.manifest));
            let refused = text.starts_with("//! breaks: screen");
            count[usize::from(refused)] += 1;
            assert_eq!(!matches!(screened, Screened::Clean), refused, "{}: {screened:?}", path.display());
        }
    }
    assert!(count[0] > 300 && count[1] > 0, "{count:?}");
}
