//! The promises of the machine, with a scenario or two per rule. The hidden tests check more cases.

use compute::Machine;
use interleaving::cell::Shared;
use interleaving::{Meeting, actor, alone, check, concurrently, possible};

/// Reads x, then y.
fn held(machine: &Machine) -> (i64, i64) {
    (machine.with_x(|x| *x), machine.with_y(|y| *y))
}

#[test]
fn rule_1_alone_one_function_after_the_other() {
    alone("compute, then anti_compute, from x = 4 and y = 0", || {
        let machine = Machine::new(4, 0);
        machine.compute();
        let (x, y) = held(&machine);
        assert!((x, y) == (16, 4), "after compute x = {x} and y = {y}; 16 and 4 are right");
        machine.anti_compute();
        let (x, y) = held(&machine);
        assert!((x, y) == (4, -12), "after anti_compute x = {x} and y = {y}; 4 and -12 are right");
    });
}

#[test]
fn rule_2_one_of_each_finish() {
    check("compute beside anti_compute", || {
        let machine = Machine::new(4, 0);
        concurrently([
            actor("compute", || machine.compute()),
            actor("anti_compute", || machine.anti_compute()),
        ]);
    });
}

#[test]
fn rule_3_one_of_each_end_like_a_serial_order() {
    check("the outcome of compute beside anti_compute", || {
        let machine = Machine::new(4, 0);
        concurrently([
            actor("compute", || machine.compute()),
            actor("anti_compute", || machine.anti_compute()),
        ]);
        let (x, y) = held(&machine);
        let serial = [(4, -12), (4, -2)].contains(&(x, y));
        assert!(serial, "x = {x} and y = {y}; a serial order leaves 4 and -12, or 4 and -2");
    });
}

#[test]
fn rule_3_x_does_not_change_during_with_x() {
    check("with_x that notes x and adds 1, beside compute", || {
        let machine = Machine::new(4, 0);
        let noted = Shared::new(0);
        let note_and_add = |x: &mut i64| {
            let found = *x;
            noted.set(found);
            *x = found + 1;
        };
        concurrently([
            actor("with_x: note it, add 1", || machine.with_x(note_and_add)),
            actor("compute", || machine.compute()),
        ]);
        let (x, y) = held(&machine);
        let serial = [(25, 5), (17, 4)].contains(&(x, y));
        assert!(serial, "x = {x} and y = {y}; a serial order leaves 25 and 5, or 17 and 4");
    });
}

#[test]
fn rule_4_x_and_y_at_the_same_time() {
    possible("with_x and with_y are running together", || {
        let machine = Machine::new(4, 0);
        let meeting = Meeting::of(2);
        concurrently([
            actor("with_x", || machine.with_x(|_| meeting.attend())),
            actor("with_y", || machine.with_y(|_| meeting.attend())),
        ]);
    });
}
