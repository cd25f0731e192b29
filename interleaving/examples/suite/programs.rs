//! Sixteen small programs, most of them after the CS part of SCTBench (Thomson, Donaldson and Betts,
//! TOPC 2016), written anew; the last two are right.
//!
//! Each body counts its runs in [`crate::RUNS`], for checkers that do not report the number.

/// The programs for one library.
macro_rules! programs {
    ($module:ident, $($library:tt)+) => {
        pub(crate) mod $module {
            use std::sync::atomic::Ordering::SeqCst;
            use std::sync::Arc;

            use $($library)+::sync::Mutex;
            use $($library)+::sync::atomic::AtomicI64;
            use $($library)+::thread;

            /// Runs each closure in a thread of its own, on the shared value.
            fn together<T: Send + Sync + 'static>(shared: &Arc<T>, bodies: Vec<fn(&T)>) {
                let start = |body: fn(&T)| {
                    let shared = Arc::clone(shared);
                    thread::spawn(move || body(&shared))
                };
                let threads: Vec<_> = bodies.into_iter().map(start).collect();
                threads.into_iter().for_each(|thread| thread.join().unwrap());
            }

            fn cells<const N: usize>(values: [i64; N]) -> [AtomicI64; N] {
                crate::RUNS.fetch_add(1, SeqCst);
                values.map(AtomicI64::new)
            }

            /// Two increments in two steps each.
            pub(crate) fn counter2() {
                let shared = Arc::new(cells([0]));
                let increment = |[x]: &[AtomicI64; 1]| x.store(x.load(SeqCst) + 1, SeqCst);
                together(&shared, vec![increment; 2]);
                assert_eq!(shared[0].load(SeqCst), 2);
            }

            type Account = (Mutex<i64>, [AtomicI64; 2]);

            /// The third thread expects the wrong sum once both have paid.
            pub(crate) fn account() {
                let shared: Arc<Account> = Arc::new((Mutex::new(1), cells([0, 0])));
                let deposit = |(balance, [deposited, _]): &Account| {
                    *balance.lock().unwrap() += 2;
                    deposited.store(1, SeqCst);
                };
                let withdraw = |(balance, [_, withdrawn]): &Account| {
                    *balance.lock().unwrap() -= 4;
                    withdrawn.store(1, SeqCst);
                };
                let look = |(balance, [deposited, withdrawn]): &Account| {
                    let balance = balance.lock().unwrap();
                    if deposited.load(SeqCst) == 1 && withdrawn.load(SeqCst) == 1 {
                        assert_eq!(*balance, 1 - 2 - 4);
                    }
                };
                together(&shared, vec![deposit, withdraw, look]);
            }

            /// The third thread must come last, and nothing enforces that.
            pub(crate) fn lazy01() {
                cells([]);
                let shared = Arc::new(Mutex::new(0));
                let one = |data: &Mutex<i64>| *data.lock().unwrap() += 1;
                let two = |data: &Mutex<i64>| *data.lock().unwrap() += 2;
                let look = |data: &Mutex<i64>| assert!(*data.lock().unwrap() < 3);
                together(&shared, vec![one, two, look]);
            }

            type Two = (Mutex<i64>, Mutex<i64>);

            fn two() -> Arc<Two> {
                cells([]);
                Arc::new((Mutex::new(0), Mutex::new(0)))
            }

            /// Two locks in opposite orders.
            pub(crate) fn deadlock01() {
                let forth = |(a, b): &Two| *a.lock().unwrap() += *b.lock().unwrap();
                let back = |(a, b): &Two| *b.lock().unwrap() += *a.lock().unwrap();
                together(&two(), vec![forth, back]);
            }

            type Carter = (Mutex<[i64; 2]>, Mutex<()>);

            /// The first thread of a group takes a second lock under the first, and the last releases it.
            pub(crate) fn carter01() {
                cells([]);
                let shared: Arc<Carter> = Arc::new((Mutex::new([0, 0]), Mutex::new(())));
                fn group<const N: usize>((counts, gate): &Carter) {
                    let mut inside = counts.lock().unwrap();
                    inside[N] += 1;
                    let held = (inside[N] == 1).then(|| gate.lock().unwrap());
                    drop(inside);
                    let mut inside = counts.lock().unwrap();
                    inside[N] -= 1;
                    drop(held);
                }
                together(&shared, vec![group::<0>, group::<1>]);
            }

            /// A second value must follow the first, and each has a lock of its own.
            pub(crate) fn twostage() {
                let write = |(one, other): &Two| {
                    *one.lock().unwrap() = 1;
                    *other.lock().unwrap() = 2;
                };
                let read = |(one, other): &Two| {
                    let first = *one.lock().unwrap();
                    if first != 0 {
                        assert_eq!(*other.lock().unwrap(), first + 1);
                    }
                };
                together(&two(), vec![write, read]);
            }

            type Wrong = (Mutex<()>, Mutex<()>, [AtomicI64; 1]);

            /// One value under two different locks.
            pub(crate) fn wronglock_3() {
                let shared: Arc<Wrong> = Arc::new((Mutex::new(()), Mutex::new(()), cells([0])));
                let right = |(lock, _, [x]): &Wrong| {
                    let _held = lock.lock().unwrap();
                    let value = x.load(SeqCst);
                    x.store(value + 1, SeqCst);
                    assert_eq!(x.load(SeqCst), value + 1);
                };
                let wrong = |(_, lock, [x]): &Wrong| {
                    let _held = lock.lock().unwrap();
                    x.store(x.load(SeqCst) + 1, SeqCst);
                };
                together(&shared, vec![right, wrong, wrong]);
            }

            /// All threads but one set two values one after the other.
            fn reorder(setters: usize) {
                let shared = Arc::new(cells([0, 0]));
                let set = |[a, b]: &[AtomicI64; 2]| {
                    a.store(1, SeqCst);
                    b.store(-1, SeqCst);
                };
                let look = |[a, b]: &[AtomicI64; 2]| {
                    let both = (a.load(SeqCst), b.load(SeqCst));
                    assert!(both == (0, 0) || both == (1, -1), "{both:?}");
                };
                let mut bodies: Vec<fn(&[AtomicI64; 2])> = vec![set; setters];
                bodies.push(look);
                together(&shared, bodies);
            }

            pub(crate) fn reorder_3() {
                reorder(2);
            }

            pub(crate) fn reorder_4() {
                reorder(3);
            }

            pub(crate) fn reorder_5() {
                reorder(4);
            }

            /// Each thread takes its neighbour's value; when all have, all values are expected to be equal.
            pub(crate) fn token_ring() {
                cells([]);
                type Ring = Mutex<([i64; 3], usize)>;
                let shared: Arc<Ring> = Arc::new(Mutex::new(([1, 2, 1], 0)));
                fn pass<const TO: usize>(ring: &Ring) {
                    let (values, passed) = &mut *ring.lock().unwrap();
                    values[TO] = values[(TO + 2) % 3];
                    *passed += 1;
                }
                let look = |ring: &Ring| {
                    let ([x, y, z], passed) = *ring.lock().unwrap();
                    assert!(passed < 3 || x == y && y == z, "all have passed");
                };
                together(&shared, vec![pass::<0>, pass::<1>, pass::<2>, look]);
            }

            /// A driver is stopped after a request has checked it and before the request announces itself.
            pub(crate) fn bluetooth() {
                let shared = Arc::new(cells([0, 1, 0]));
                fn leave(pending: &AtomicI64) -> bool {
                    pending.fetch_sub(1, SeqCst) == 1
                }
                let request = |[stopping, pending, stopped]: &[AtomicI64; 3]| {
                    if stopping.load(SeqCst) == 1 {
                        return;
                    }
                    pending.fetch_add(1, SeqCst);
                    assert_eq!(stopped.load(SeqCst), 0, "used after the stop");
                    leave(pending);
                };
                let stop = |[stopping, pending, stopped]: &[AtomicI64; 3]| {
                    stopping.store(1, SeqCst);
                    if leave(pending) {
                        stopped.store(1, SeqCst);
                    }
                };
                together(&shared, vec![request, stop]);
            }

            /// One thread takes from a stack as fast as another fills it.
            pub(crate) fn stack() {
                cells([]);
                type Stack = Mutex<Vec<i64>>;
                let shared: Arc<Stack> = Arc::new(Mutex::new(Vec::new()));
                let push = |stack: &Stack| (0..4).for_each(|item| stack.lock().unwrap().push(item));
                let pop = |stack: &Stack| {
                    (0..4).for_each(|_| assert!(stack.lock().unwrap().pop().is_some(), "empty"));
                };
                together(&shared, vec![push, pop]);
            }

            /// Three philosophers, right fork first.
            pub(crate) fn din_phil3() {
                cells([]);
                type Table = [Mutex<i64>; 3];
                let shared: Arc<Table> = Arc::new([0, 0, 0].map(Mutex::new));
                fn eat<const SEAT: usize>(forks: &Table) {
                    let _right = forks[SEAT].lock().unwrap();
                    let _left = forks[(SEAT + 1) % 3].lock().unwrap();
                }
                together(&shared, vec![eat::<0>, eat::<1>, eat::<2>]);
            }

            /// Right: the second value is written under the first one's lock.
            pub(crate) fn twostage_ok() {
                let write = |(one, other): &Two| {
                    let mut first = one.lock().unwrap();
                    *first = 1;
                    *other.lock().unwrap() = 2;
                };
                let read = |(one, other): &Two| {
                    let first = one.lock().unwrap();
                    if *first != 0 {
                        assert_eq!(*other.lock().unwrap(), *first + 1);
                    }
                };
                together(&two(), vec![write, read]);
            }

            /// Right: three increments under a lock.
            pub(crate) fn counter_ok3() {
                cells([]);
                let shared = Arc::new(Mutex::new(0));
                let increment = |x: &Mutex<i64>| *x.lock().unwrap() += 1;
                together(&shared, vec![increment; 3]);
                assert_eq!(*shared.lock().unwrap(), 3);
            }

            pub(crate) const ALL: [(&str, fn()); 16] = [
                ("counter2", counter2),
                ("account", account),
                ("lazy01", lazy01),
                ("deadlock01", deadlock01),
                ("carter01", carter01),
                ("twostage", twostage),
                ("wronglock_3", wronglock_3),
                ("reorder_3", reorder_3),
                ("reorder_4", reorder_4),
                ("reorder_5", reorder_5),
                ("token_ring", token_ring),
                ("bluetooth", bluetooth),
                ("stack", stack),
                ("din_phil3", din_phil3),
                ("twostage_ok", twostage_ok),
                ("counter_ok3", counter_ok3),
            ];
        }
    };
}

programs!(ours, interleaving);
programs!(shuttles, shuttle);
programs!(looms, loom);
