//! The two programs, and your sets for some cases. The hidden tests ask for others.

use interleaving::predicts;
use outcomes_locks::{nested_both_ways, released_if_five};

/// What is explored. Taking a lock is a step, and so is letting it go; a program in which somebody waits
/// for ever ends with `Deadlock`, and leaves nothing that anybody could read.
pub(crate) mod programs {
    use interleaving::sync::{Mutex, RawLock};
    use interleaving::{actor, concurrently};

    /// Ends with the names and the addresses, each list in its own order.
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

    /// One lock, and two threads with a number each. Ends with nothing but the end.
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
fn rule_2_one_lets_go_and_one_does_not() {
    predicts("a is 5 for one and 4 for the other", &released_if_five(5, 4), || {
        programs::released_if_five(5, 4)
    });
}

#[test]
fn rule_3_neither_lets_go() {
    predicts("a is 4 for both", &released_if_five(4, 4), || programs::released_if_five(4, 4));
}
