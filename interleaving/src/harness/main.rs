//! The `main` of a test program that the grader generated.

use std::process::exit;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::{FailedCheck, channel, environment};
use crate::run::payload;
use crate::run::repeat::start_hash_keys_at;

/// Runs one test: the first argument is its number in the list, or its name. For an audit, all arguments are
/// tests, which run on real threads, one after the other.
///
/// The environment names the socket, the seed and the budget; they are read and removed before any
/// student's code runs, and so is the nonce in the socket. The process exits with 0 whether the test passed
/// or failed: only messages count. It exits with 2 if there is no such test, and with 3, and a message, if the system
/// cannot start a thread.
pub fn main(tests: &[(&str, fn())]) -> ! {
    let wanted: Vec<Named<'_>> = std::env::args().skip(1).map(|wanted| found(tests, &wanted)).collect();
    let Some(&first) = wanted.first() else {
        eprintln!("no test is wanted");
        exit(2);
    };
    let descriptor = environment::variable(environment::CHANNEL);
    let descriptor = descriptor.and_then(|text| text.parse().ok()).unwrap_or(-1);
    // SAFETY: no other thread has been started yet.
    unsafe { environment::take() };
    start_hash_keys_at(environment::given().keys);
    let place = note_place_of_panic();
    if super::audits().is_some() {
        channel::open(descriptor, AUDIT);
        wanted.into_iter().for_each(audited);
        channel::end();
    }
    judged(first, channel::open(descriptor, first.0), &place)
}

/// A test and its name.
type Named<'a> = (&'a str, fn());

/// The name of an audit on the channel, in place of a test's.
const AUDIT: &str = "audit";

fn found<'a>(tests: &[Named<'a>], wanted: &str) -> Named<'a> {
    let numbered = wanted.parse().ok().and_then(|number: usize| tests.get(number));
    let Some(&test) = numbered.or_else(|| tests.iter().find(|(name, _)| *name == wanted)) else {
        eprintln!("no test is called `{wanted}`");
        exit(2);
    };
    test
}

/// Starts the test in a thread that has its name.
fn started((test, function): Named<'_>) -> std::io::Result<JoinHandle<()>> {
    let name = test.rsplit("::").next().unwrap_or(test).to_owned();
    std::thread::Builder::new().name(name).spawn(function)
}

/// Audits the checks of a test. Its own assertions about them say nothing: no check of an audit explores.
fn audited(test: Named<'_>) {
    if let Ok(Err(payload)) = started(test).map(JoinHandle::join) {
        payload::forget(payload);
    }
}

/// Runs a test, and reports on it.
fn judged(test: Named<'_>, channel: &channel::Channel, place: &Mutex<(String, u32)>) -> ! {
    let outcome = match started(test) {
        Ok(runner) => runner.join(),
        Err(error) => {
            channel.unable(format!("the system could not start a thread: {error}"));
            exit(3);
        }
    };
    match outcome {
        Ok(()) => channel.passed(),
        Err(payload) => {
            let text = match payload.downcast_ref::<FailedCheck>() {
                Some(failed) => failed.0.clone(),
                None => payload::message(&*payload),
            };
            payload::forget(payload);
            let (file, line) = place.lock().map(|place| place.clone()).unwrap_or_default();
            channel.failed(text, file, line);
        }
    }
    // `exit` instead of a return, because threads of a hanging check may still run.
    exit(0)
}

/// Installs a panic hook that notes the place of the last panic.
fn note_place_of_panic() -> Arc<Mutex<(String, u32)>> {
    let place = Arc::new(Mutex::new((String::new(), 0)));
    let noted = Arc::clone(&place);
    std::panic::set_hook(Box::new(move |info| {
        if let (Some(at), Ok(mut noted)) = (info.location(), noted.lock()) {
            *noted = (at.file().to_owned(), at.line());
        }
    }));
    place
}
