//! Programs that loom cannot check, and programs that must not end the process.

use interleaving::report::{CheckVerdict, FailureKind};
use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use interleaving::{Budget, Check, actor, concurrently};

use crate::{LOOM, fails, loom};

#[test]
fn six_threads_are_too_many_and_not_a_failure() {
    let report = loom("five actors", || {
        let count = Mutex::new(0);
        concurrently((0..5).map(|_| actor("add", || *count.lock().unwrap() += 1)));
    });
    assert_eq!(report.verdict, CheckVerdict::Inconclusive);
    assert_eq!(report.covered(), ["cannot check with loom: five threads at most"]);
}

#[test]
fn loom_does_not_check_declared_panics() {
    let report = Check::new("may panic").budget(LOOM).loom(true).may_panic().explore(|| {
        interleaving::survives(|| panic!("as declared"));
    });
    assert_eq!(report.verdict, CheckVerdict::Inconclusive);
    assert_eq!(report.covered(), ["cannot check with loom: threads may panic"]);
}

#[test]
fn a_loop_that_writes_for_ever_is_too_long_and_not_a_failure() {
    let report = loom("writes for ever", || {
        let (turn, lock) = (AtomicUsize::new(0), Mutex::new(()));
        let _held = lock.lock();
        concurrently([
            actor("counts", || while turn.fetch_add(1, Relaxed) < usize::MAX {}),
            actor("waits", || drop(lock.lock())),
        ]);
    });
    assert_eq!(report.verdict, CheckVerdict::Inconclusive, "{report:#?}");
    assert!(
        report.covered()[0].starts_with("cannot check with loom: an execution is too long"),
        "{report:?}"
    );
}

#[test]
fn a_flag_that_is_never_set_ends_without_a_failure() {
    let report = loom("nobody sets it", || {
        let flag = AtomicUsize::new(0);
        while flag.load(Relaxed) == 0 {
            interleaving::hint::spin_loop();
        }
    });
    assert_eq!(report.verdict, CheckVerdict::Passed);
    assert!(report.covered()[0].contains("only spinning threads were left"), "{:?}", report.covered());
}

#[test]
fn a_sequentially_consistent_program_gets_a_smaller_budget() {
    // Three threads that each add four times have too many schedules for any budget here.
    let explored = |order| {
        let report = Check::new("adds").budget(Budget { loom: 320, ..LOOM }).loom(true).explore(move || {
            let count = AtomicUsize::new(0);
            let add = || (0..4).for_each(|_| _ = count.fetch_add(1, order));
            concurrently([actor("adds", add), actor("adds", add), actor("adds", add)]);
        });
        report.covered().last().unwrap().clone()
    };
    assert_eq!(explored(SeqCst), "loom: 20 executions, no failure");
    assert_eq!(explored(Relaxed), "loom: 320 executions, no failure");
}

/// Its drop locks again, in any state of its execution.
struct Relocks<'a>(&'a Mutex<i32>);

impl Drop for Relocks<'_> {
    fn drop(&mut self) {
        drop(self.0.lock());
    }
}

#[test]
fn guards_and_destructors_on_the_stack_do_not_end_the_process() {
    let report = loom("guards", || {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("fails", || {
                let _relocks = Relocks(&b);
                let _guard = a.lock();
                panic!("on purpose");
            }),
            actor("waits", || {
                let _relocks = Relocks(&b);
                let _guard = a.lock();
            }),
        ]);
    });
    let failure = fails(&report);
    assert_eq!((failure.kind(), failure.headline().as_str()), (FailureKind::Panic, "on purpose"));
    let report = loom("deadlock with destructors", || {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("a then b", || {
                let _relocks = Relocks(&a);
                let _guards = (a.lock(), b.lock());
            }),
            actor("b then a", || {
                let _relocks = Relocks(&b);
                let _guards = (b.lock(), a.lock());
            }),
        ]);
    });
    assert_eq!(fails(&report).kind(), FailureKind::Deadlock);
}

#[test]
fn a_lock_that_is_never_released_is_reported() {
    let report = loom("leaked", || {
        let lock = Mutex::new(0);
        concurrently([
            actor("keeps it", || std::mem::forget(lock.lock())),
            actor("waits", || drop(lock.lock())),
        ]);
    });
    assert!(matches!(fails(&report).kind(), FailureKind::LeakedLock | FailureKind::Deadlock));
}

#[test]
fn the_environment_of_loom_is_ignored() {
    // SAFETY: the other tests of this program read only variables of other names.
    unsafe { std::env::set_var("LOOM_MAX_PERMUTATIONS", "1") };
    let report = loom("two", || {
        let count = Mutex::new(0);
        concurrently((0..2).map(|_| actor("add", || *count.lock().unwrap() += 1)));
    });
    crate::passes(&report);
}
