//! Random messages of a process: all of them are read, checked and told, whatever they say.

use std::sync::OnceLock;

use interleaving::report::{CheckReport, CheckVerdict, RenderOptions, headline, render};
use interleaving::sync::{Condvar, Mutex, Semaphore, mpsc};
use interleaving::{Check, actor, concurrently};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::*;
use crate::examine::run::claims::believed;

/// The same cases in every run; `PROPTEST_CASES` sets their number.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::default() }
}

const NONCE: &str = "5ca1ab1e";
const TEST: &str = "hidden::rule_1_x";

/// Reports of failing checks, as their processes send them.
fn reports() -> &'static [Value] {
    static REPORTS: OnceLock<Vec<Value>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let locks = Check::new("opposite locks").explore(|| {
            let (left, right) = (Mutex::new(1), Mutex::new(2));
            let up = || *left.lock().unwrap() += *right.lock().unwrap();
            let down = || *right.lock().unwrap() += *left.lock().unwrap();
            concurrently([actor("up", up), actor("down", down)]);
        });
        let sleep = Check::new("asleep").explore(|| {
            let (lock, changed, permits) = (Mutex::new(()), Condvar::new(), Semaphore::new(1));
            let sleep = || {
                permits.wait();
                drop(changed.wait(lock.lock().unwrap()));
            };
            concurrently([actor("one", sleep), actor("two", sleep)]);
        });
        let channel = Check::new("a channel").explore(|| {
            let (sender, receiver) = mpsc::channel();
            let send = actor("send", move || _ = sender.send(3));
            concurrently([send, actor("receive", move || _ = receiver.try_recv().unwrap())]);
        });
        [locks, sleep, channel].iter().map(|report| serde_json::to_value(report).unwrap()).collect()
    })
}

fn program() -> &'static TestProgram {
    static PROGRAM: OnceLock<TestProgram> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let course = tempfile::tempdir().unwrap();
        let exercise = small_library::exercise(course.path(), "", "", "#[test] fn rule_1_x() {}\n");
        TestProgram::of(&exercise, &OPTIONS).unwrap()
    })
}

/// Replaces the value that is number `at`, in the order of the text, modulo their number.
fn replace(value: &mut Value, at: usize, new: &Value) {
    let count = size(value);
    if let Some(place) = nth(value, &mut (at % count)) {
        *place = new.clone();
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(size).sum::<usize>(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth(value, left)),
        Value::Object(fields) => fields.values_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}

/// Values that a report may have somewhere, and some that it may have nowhere.
fn values() -> impl Strategy<Value = Value> {
    let numbers =
        prop_oneof![0..5_u64, Just(u64::from(u32::MAX)), Just(u64::MAX - 1), Just(u64::MAX), any::<u64>(),];
    let words = prop_oneof![
        Just("lock"),
        Just("unlock"),
        Just("release"),
        Just("wait"),
        Just("notify_all"),
        Just("passed"),
        Just("failed"),
        Just("beginning"),
        Just("src/lib.rs"),
        Just("tests/program.rs"),
    ];
    let texts = prop_oneof![words.prop_map(str::to_owned), ".{0,20}", "[a ]{0,300}"];
    let parts = any::<prop::sample::Index>().prop_map(|index| {
        let report = &reports()[index.index(reports().len())];
        let mut report = report.clone();
        let count = size(&report);
        nth(&mut report, &mut index.index(count)).cloned().unwrap_or_default()
    });
    prop_oneof![
        4 => numbers.prop_map(Value::from),
        2 => texts.prop_map(Value::from),
        3 => parts,
        1 => Just(Value::Null),
        1 => Just(json!([])),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

/// A source whose lines are those of many places.
const SOURCE: &str = "fn f(&self) { let a = &self.forks[i]; a.lock(); (*self.é).lock(); }\n";

/// Tells a report, true or not.
fn tell(report: &CheckReport) {
    let source = |file: &str| (!file.is_empty()).then(|| SOURCE.repeat(40));
    let options = RenderOptions { rule: Some(1), replay: Some("cargo test"), ..RenderOptions::new(&source) };
    let _ = render(report, &options);
    let _ = report.failure.as_ref().map(|failure| headline(failure, &source));
    let _ = report.validate_rows();
}

fn read(datagrams: &[Vec<u8>]) -> Said {
    Said::read(datagrams, NONCE, TEST, program(), false)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_strays(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let with_nonce = [format!("{NONCE} ").as_bytes(), &bytes].concat();
        prop_assert_eq!(read(&[bytes, with_nonce]).strays, 2);
    }

    #[test]
    fn any_change_of_a_message_is_read_and_told(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<usize>(), values()), 1..6),
    ) {
        let report = which.get(reports());
        let mut message = json!({ "message": "check", "test": TEST, "report": report });
        for (at, new) in &changes {
            replace(&mut message, *at, new);
        }
        if let Ok(report) = serde_json::from_value::<CheckReport>(message["report"].clone()) {
            tell(&report);
        }
        let said = read(&[format!("{NONCE} {message}").into_bytes()]);
        for report in &said.checks {
            tell(report);
            let is_emptied = report.coverage.is_empty() && report.failure.is_none();
            prop_assert!(is_emptied || report.validate().is_ok());
        }
        let _ = said.executions();
    }
}

#[test]
fn the_reports_that_are_changed_are_believed_unchanged() {
    for report in reports() {
        let report: CheckReport = serde_json::from_value(report.clone()).unwrap();
        assert_eq!(report.verdict, CheckVerdict::Failed);
        tell(&report);
        assert!(believed(report, false).is_ok());
    }
}
