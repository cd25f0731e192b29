//! The two programs, and your sets for some cases. The hidden tests check others.

use interleaving::predicts;
use outcomes_locks::{nested_both_ways, released_if_five};

/// The programs that the tests explore. Taking a lock is a step, and so is releasing it; a program in which a
/// thread waits for ever has the outcome `Deadlock`, and leaves nothing to read.
pub(crate) mod programs {
    use interleaving::sync::{Mutex, RawLock};
    use interleaving::{actor, concurrently};

    /// Returns the names and the addresses, each list in its own order.
    pub(crate) fn nested_both_ways(
        first: (&'static str, &'static str),
        second: (&'static str, &'static str),
    ) -> ([&'static str; 2], [&'static str; 2]) {
        let name_lock = Mutex::new(Vec::new()).named("name_lock");
        let address_lock = Mutex::new(Vec::new()).named("address_lock");
        concurrently([
            actor(&format!("append {}", first.0), || {
                let mut names = name_lock.lock().unwrap();
                let mut addresses = address_lock.lock().unwrap();
                names.push(first.0);
                addresses.push(first.1);
            }),
            actor(&format!("append {}", second.0), || {
                let mut addresses = address_lock.lock().unwrap();
                let mut names = name_lock.lock().unwrap();
                names.push(second.0);
                addresses.push(second.1);
            }),
        ]);
        let (names, addresses) = (name_lock.lock().unwrap(), address_lock.lock().unwrap());
        ([names[0], names[1]], [addresses[0], addresses[1]])
    }

    /// One lock, and two threads with a number each. Returns nothing.
    pub(crate) fn released_if_five(first: i64, second: i64) {
        let key = RawLock::new().named("key");
        let section = |a: i64| {
            key.acquire();
            if a == 5 {
                key.release();
            }
        };
        concurrently([
            actor(&format!("a = {first}"), || section(first)),
            actor(&format!("a = {second}"), || section(second)),
        ]);
    }
}

#[test]
fn rule_1_of_adrian_and_brian() {
    let (adrian, brian) = (("Adrian Day", "Adelaide"), ("Brian Summer", "Bristol"));
    let set = nested_both_ways(adrian, brian);
    let program = move || programs::nested_both_ways(adrian, brian);
    predicts("Adrian Day in Adelaide, Brian Summer in Bristol", &set, program);
}

#[test]
fn rule_2_one_releases_and_one_does_not() {
    predicts("a is 5 in one thread and 4 in the other", &released_if_five(5, 4), || {
        programs::released_if_five(5, 4)
    });
}

#[test]
fn rule_3_neither_releases() {
    predicts("a is 4 in both threads", &released_if_five(4, 4), || programs::released_if_five(4, 4));
}
