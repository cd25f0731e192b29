//! A report is believed if the checker made it, and refused once something in it cannot be true.

use interleaving::cell::{RaceCell, Shared};
use interleaving::report::{
    Action, CheckReport, CheckVerdict, Coverage, Failure, RenderOptions, Row, StepRef, Thread, render,
};
use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::mpsc::channel;
use interleaving::sync::{Arc, Barrier, Condvar, Mutex, Once, RwLock, Semaphore};
use interleaving::{Budget, Check, actor, concurrently, thread};

use crate::{all, believed};

fn explore(body: fn()) -> CheckReport {
    let report = all().budget(Budget::QUICK).explore(body);
    assert_eq!(report.verdict, CheckVerdict::Failed, "{:?}", report.covered());
    report
}

fn with_a_mutex() -> CheckReport {
    explore(|| {
        let count = Arc::new(Mutex::new(0));
        let shared = Arc::clone(&count);
        concurrently([0, 1].map(|_| {
            let count = Arc::clone(&shared);
            actor("add", move || *count.lock().unwrap() += 1)
        }));
        assert_eq!(*count.lock().unwrap(), 3);
    })
}

fn with_an_rwlock() -> CheckReport {
    explore(|| {
        let lock = RwLock::new(0);
        let upgrade = || {
            let read = lock.read().unwrap();
            let _write = lock.write().unwrap();
            drop(read);
        };
        concurrently([actor("one", upgrade), actor("two", upgrade)]);
    })
}

fn with_a_semaphore() -> CheckReport {
    explore(|| {
        let places = Semaphore::new(2);
        let take_two = || {
            places.wait();
            places.wait();
            places.signal();
            places.signal();
        };
        concurrently([actor("one", take_two), actor("two", take_two)]);
    })
}

fn with_a_condvar() -> CheckReport {
    explore(|| {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        let sleep = || {
            let guard = ready.lock().unwrap();
            drop(changed.wait(guard));
        };
        let tell = || changed.notify_one();
        concurrently([actor("sleep", sleep), actor("sleep too", sleep), actor("tell", tell)]);
    })
}

fn with_a_channel() -> CheckReport {
    explore(|| {
        let (sender, receiver) = channel();
        let send = thread::spawn(move || sender.send(1));
        let receive = thread::spawn(move || drop(receiver));
        receive.join().unwrap();
        assert!(send.join().unwrap().is_ok());
    })
}

fn with_a_once() -> CheckReport {
    explore(|| {
        let (once, runs) = (Once::new(), Shared::new(0));
        let run = || once.call_once(|| runs.set(runs.get() + 1));
        concurrently([actor("one", run), actor("two", run)]);
        assert_eq!(runs.get(), 2);
    })
}

fn with_other_objects() -> [CheckReport; 5] {
    let barrier = explore(|| {
        let barrier = Barrier::new(3);
        let wait = || _ = barrier.wait();
        concurrently([actor("one", wait), actor("two", wait)]);
    });
    let cell = explore(|| {
        let cell = RaceCell::new(0);
        let write = || cell.set(1);
        concurrently([actor("one", write), actor("two", write)]);
    });
    let park = explore(|| thread::spawn(thread::park).join().unwrap());
    let spin = explore(|| {
        let flag = AtomicBool::new(false);
        let wait = || {
            while !flag.load(SeqCst) {
                thread::yield_now();
            }
        };
        concurrently([actor("one", wait), actor("two", wait)]);
    });
    let alone = explore(|| {
        let lock = Mutex::new(());
        let _held = lock.lock();
        drop(lock.lock());
    });
    [barrier, cell, park, spin, alone]
}

#[test]
fn every_report_of_the_checker_is_believed() {
    let mut reports = vec![with_a_mutex(), with_an_rwlock(), with_a_semaphore()];
    reports.extend([with_a_condvar(), with_a_channel(), with_a_once()]);
    reports.extend(with_other_objects());
    for report in &reports {
        believed(report);
        // With any rows gone from the beginning or from the middle, it may still be true.
        let rows = &report.failure.as_ref().unwrap().rows;
        for (from, to) in (0..rows.len()).flat_map(|to| (0..=to).map(move |from| (from, to))) {
            let mut shorter = report.clone();
            shorter.failure.as_mut().unwrap().rows.drain(from..=to);
            believed(&shorter);
        }
    }
}

/// A report, and a change after which it cannot be true for this reason.
type Lie = (fn() -> CheckReport, fn(&mut Failure), &'static str);

/// The position of the first row with this action.
fn at(failure: &Failure, action: Action) -> usize {
    let found = failure.rows.iter().position(|row| row.did.action == action && row.thread != 0);
    found.unwrap_or_else(|| panic!("no {action:?} in {:#?}", failure.rows))
}

const LIES: &[Lie] = &[
    (with_a_mutex, |it| it.rows[0].thread = 3, "it is in no column"),
    (with_a_mutex, |it| it.rows[0].thread = usize::MAX, "it is in no column"),
    (with_a_mutex, |it| it.rows[1].step = Some(0), "its number is out of order"),
    (with_a_mutex, |it| it.rows[1].until = it.rows[1].step, "its number is out of order"),
    (with_a_mutex, |it| it.rows.swap(0, 1), "its number is out of order"),
    (with_a_mutex, |it| it.rows[0].did.woken.push(99), "it names an unknown thread"),
    (with_a_mutex, |it| it.rows[0].did.holders.push(usize::MAX), "it names an unknown thread"),
    (with_a_mutex, |it| it.rows[0].did.target = Some(7), "it names an unknown thread"),
    (with_a_mutex, |it| it.rows[0].did.mutex = Some(usize::MAX), "it names an unknown object"),
    (with_a_mutex, |it| it.rows[0].did.object = usize::MAX, "it names an unknown object"),
    (with_a_mutex, |it| it.rows[0].did.object = 77, "a text names an unknown object"),
    (with_a_mutex, |it| it.rows[0].note = Some(StepRef::Number(0).into()), "a text names an unknown step"),
    (with_a_mutex, changes_kind, "its object has no such operation"),
    (with_a_mutex, |it| it.objects.push(it.objects[0].clone()), "its objects are out of order"),
    (with_a_mutex, |it| it.threads.clear(), "it is in no column"),
    (with_a_mutex, |it| it.replay = "x".repeat(2 << 20), "it is too long"),
    (with_a_mutex, |it| locks_again(it, 0), "it takes what is held, or uses what is gone"),
    (with_a_mutex, |it| locks_again(it, 1), "it takes what is held, or uses what is gone"),
    (with_a_mutex, |it| by_a_stranger(it, Action::Unlock), "it releases what another thread holds"),
    (with_a_mutex, |it| it.rows[0].unlock = Some(it.rows[0].did.clone()), "it is not a lock and its unlock"),
    (
        with_an_rwlock,
        |it| it.rows[1].did.action = Action::Write,
        "it takes what is held, or uses what is gone",
    ),
    (with_a_semaphore, |it| counts(it, (2, 7)), "its permits are miscounted"),
    (with_a_semaphore, |it| counts(it, (0, 0)), "no permit is left"),
    (with_a_semaphore, |it| counts(it, (usize::MAX - 1, 0)), "its permits are miscounted"),
    (with_a_condvar, acts_asleep, "its thread is asleep"),
    (with_a_condvar, wakes_the_awake, "it wakes a thread that does not wait"),
    (with_a_channel, |it| sends_in_vain(it), "it takes what is held, or uses what is gone"),
    (with_a_once, begins_twice, "it takes what is held, or uses what is gone"),
];

fn changes_kind(failure: &mut Failure) {
    let object = failure.rows[0].did.object;
    failure.objects.iter_mut().find(|other| other.number == object).unwrap().kind = "semaphore".into();
}

/// The unlock of a thread becomes a lock, `by` the thread itself or by the next one.
fn locks_again(failure: &mut Failure, by: usize) {
    let unlock = at(failure, Action::Unlock);
    failure.rows[unlock].did.action = Action::Lock;
    failure.rows[unlock].thread += by;
}

fn by_a_stranger(failure: &mut Failure, action: Action) {
    let row = at(failure, action);
    failure.rows[row].thread = 3 - failure.rows[row].thread;
}

fn counts(failure: &mut Failure, permits: (usize, usize)) {
    let row = at(failure, Action::Acquire);
    failure.rows[row].did.permits = Some(permits);
}

fn acts_asleep(failure: &mut Failure) {
    let wait = at(failure, Action::Wait);
    let sleeper = failure.rows[wait].thread;
    failure.rows[wait + 1].thread = sleeper;
}

fn wakes_the_awake(failure: &mut Failure) {
    let notify = at(failure, Action::NotifyOne);
    failure.rows[notify].did.woken = vec![failure.rows[notify].thread];
}

fn sends_in_vain(failure: &mut Failure) {
    let send = at(failure, Action::Send);
    failure.rows[send].did.ok = true;
}

fn begins_twice(failure: &mut Failure) {
    let end = at(failure, Action::OnceEnd(true));
    failure.rows[end].did.action = Action::OnceBegin;
}

#[test]
fn a_report_that_cannot_be_true_is_refused() {
    for (at, (honest, change, why)) in LIES.iter().enumerate() {
        let mut report = honest();
        change(report.failure.as_mut().unwrap());
        let refused = report.validate().and_then(|()| report.validate_rows());
        let said = refused.expect_err(&format!("lie {at}: {why}")).to_string();
        assert_eq!(said.rsplit_once(": ").map_or(&*said, |(_, what)| what), *why, "lie {at}");
    }
}

#[test]
fn a_pass_that_denies_itself_is_refused() {
    let passed = Check::new("a pass").explore(|| {
        concurrently([actor("one", thread::yield_now), actor("two", thread::yield_now)]);
    });
    believed(&passed);
    let refused = |change: fn(&mut CheckReport)| {
        let mut report = passed.clone();
        change(&mut report);
        report.validate().unwrap_err().to_string()
    };
    assert_eq!(refused(|it| it.executions = 0), "it covers more than it executed");
    assert_eq!(refused(|it| it.coverage.clear()), "it passes without any coverage");
    assert_eq!(refused(|it| it.coverage.push(Coverage::TooLittle)), "its coverage denies that it passes");
    assert_eq!(refused(|it| it.failure = with_a_mutex().failure), "it passes with a counterexample");
    assert_eq!(refused(|it| it.executions = u64::MAX), "it has more executions than any budget");
}

#[test]
fn a_table_of_very_many_threads_is_drawn() {
    let mut report = with_a_mutex();
    let failure = report.failure.as_mut().unwrap();
    failure.threads = (0..100).map(|number| Thread { id: format!("P{number}"), label: None }).collect();
    let row = failure.rows[0].clone();
    failure.rows = (0..100).map(|thread| Row { thread, step: Some(usize::MAX), ..row.clone() }).collect();
    let text = render(&report, &RenderOptions::new(&|_| None));
    assert!(text.contains("P99"), "{text}");
}
