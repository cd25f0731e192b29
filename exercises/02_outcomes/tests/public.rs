//! The four programs, and your sets for the numbers of the text. The hidden tests use other numbers.

use interleaving::predicts;
use outcomes::{a_lock_per_list, square_and_increment, two_steps, two_withdrawals};

/// The programs that the tests explore. Each `get`, `set` and `lock` is one step, and between any two steps
/// the other thread may run; the code between them takes no time.
pub(crate) mod programs {
    use interleaving::cell::Shared;
    use interleaving::sync::Mutex;
    use interleaving::{actor, concurrently};

    /// Ends with the final `x`.
    pub(crate) fn square_and_increment(start: i64) -> i64 {
        let x = Shared::new(start).named("x");
        concurrently([
            actor("square", || {
                let v = x.get();
                x.set(v * v);
            }),
            actor("increment", || {
                let v = x.get();
                x.set(v + 1);
            }),
        ]);
        x.get()
    }

    /// Ends with the final balance, whether `a` was paid, and whether `b` was.
    pub(crate) fn two_withdrawals(opening: i64, a: i64, b: i64) -> (i64, bool, bool) {
        let balance = Shared::new(opening).named("balance");
        let withdraw = |amount| {
            if amount > balance.get() {
                return false;
            }
            let now = balance.get();
            balance.set(now - amount);
            true
        };
        let paid = concurrently([
            actor(&format!("withdraw({a})"), || withdraw(a)),
            actor(&format!("withdraw({b})"), || withdraw(b)),
        ]);
        (balance.get(), paid[0], paid[1])
    }

    /// A = B + C, and then V = M·A: each thread computes one row of A and then one row of V. Ends with V.
    pub(crate) fn two_steps(b: [i64; 2], c: [i64; 2], m: [[i64; 2]; 2]) -> [i64; 2] {
        let a = [Shared::new(0).named("A1"), Shared::new(0).named("A2")];
        let row = |i: usize| {
            a[i].set(b[i] + c[i]);
            let a1 = a[0].get();
            let a2 = a[1].get();
            m[i][0] * a1 + m[i][1] * a2
        };
        let v = concurrently([actor("row 1", || row(0)), actor("row 2", || row(1))]);
        [v[0], v[1]]
    }

    /// Ends with the names and the addresses, each list in its own order.
    pub(crate) fn a_lock_per_list(
        first: (&'static str, &'static str),
        second: (&'static str, &'static str),
    ) -> ([&'static str; 2], [&'static str; 2]) {
        let names = Mutex::new(Vec::new()).named("names");
        let addresses = Mutex::new(Vec::new()).named("addresses");
        let append = |(name, address): (&'static str, &'static str)| {
            names.lock().unwrap().push(name);
            addresses.lock().unwrap().push(address);
        };
        concurrently([
            actor(&format!("append {}", first.0), || append(first)),
            actor(&format!("append {}", second.0), || append(second)),
        ]);
        let (names, addresses) = (names.lock().unwrap(), addresses.lock().unwrap());
        ([names[0], names[1]], [addresses[0], addresses[1]])
    }
}

#[test]
fn rule_1_on_5() {
    let set = square_and_increment(5);
    predicts("square and increment on 5", &set, || programs::square_and_increment(5));
}

#[test]
fn rule_2_of_8_and_7_on_10() {
    let set = two_withdrawals(10, 8, 7);
    predicts("withdraw(8) and withdraw(7) on 10", &set, || programs::two_withdrawals(10, 8, 7));
}

#[test]
fn rule_3_of_the_texts_matrices() {
    let (b, c, m) = ([2, 0], [0, 5], [[1, 2], [1, 2]]);
    let set = two_steps(b, c, m);
    predicts("B = (2 0), C = (0 5), M = (1 2; 1 2)", &set, move || programs::two_steps(b, c, m));
}

#[test]
fn rule_4_of_adrian_and_brian() {
    let (adrian, brian) = (("Adrian Day", "Adelaide"), ("Brian Summer", "Bristol"));
    let set = a_lock_per_list(adrian, brian);
    let program = move || programs::a_lock_per_list(adrian, brian);
    predicts("Adrian Day in Adelaide, Brian Summer in Bristol", &set, program);
}
