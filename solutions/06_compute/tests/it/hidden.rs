//! The rules in the cases that `public.rs` does not show.

use compute::Machine;
use interleaving::cell::Shared;
use interleaving::{Actor, Budget, Calls, Check, Meeting, actor, alone, concurrently, possible};

/// A check whose executions are short: what takes a thousand steps here goes in circles.
fn short(name: &str) -> Check {
    Check::new(name).step_bound(1_000)
}

/// For four threads, whose orders are too many.
const SAMPLED: Budget = Budget { systematic: 1_000, random: 250, ..Budget::STANDARD };

/// Something that is asked of the machine.
#[derive(Clone, Copy, Debug)]
enum Call {
    Compute,
    AntiCompute,
    /// Looks at x, and then adds so much.
    X(i64),
    /// Looks at y, and then adds so much.
    Y(i64),
}
use Call::{AntiCompute, Compute, X, Y};

fn label(call: &Call) -> String {
    match call {
        Compute => "compute".to_owned(),
        AntiCompute => "anti_compute".to_owned(),
        X(0) => "with_x".to_owned(),
        Y(0) => "with_y".to_owned(),
        X(sum) => format!("with_x: add {sum}"),
        Y(sum) => format!("with_y: add {sum}"),
    }
}

/// What it answers.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// The number that a look left.
    Left(i64),
    Done,
}
use Answer::{Done, Left};

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Left(number) => write!(f, "{number}"),
            Done => write!(f, "done"),
        }
    }
}

/// Carries a call out.
fn carried_out(machine: &Machine, noted: &Shared<i64>, call: Call) -> Answer {
    let note_and_add = |number: &mut i64, sum| {
        // Noting takes a step: whoever does not wait for the look changes the number here.
        let found = *number;
        noted.set(found);
        *number = found + sum;
        found + sum
    };
    match call {
        Compute => machine.compute(),
        AntiCompute => machine.anti_compute(),
        X(sum) => return Left(machine.with_x(|x| note_and_add(x, sum))),
        Y(sum) => return Left(machine.with_y(|y| note_and_add(y, sum))),
    }
    Done
}

/// What the call does when it is by itself.
fn model((x, y): &mut (i64, i64), call: &Call) -> Answer {
    match *call {
        Compute => (*x, *y) = (*x * *x, *y + *x),
        AntiCompute => (*x, *y) = (x.isqrt(), *y - *x),
        X(sum) => {
            *x += sum;
            return Left(*x);
        }
        Y(sum) => {
            *y += sum;
            return Left(*y);
        }
    }
    Done
}

/// Who makes these calls, one after another.
fn user<'a>(
    machine: &'a Machine,
    noted: &'a Shared<i64>,
    calls: &'a Calls<Call, Answer>,
    list: &'a [Call],
) -> Actor<'a, ()> {
    let labels: Vec<String> = list.iter().map(label).collect();
    actor(&labels.join(", "), move || {
        for &call in list {
            calls.make(&label(&call), call, || carried_out(machine, noted, call));
        }
    })
}

/// Rule 2: from x = 4 and y = 0, everybody's calls return.
fn all_finish(check: Check, users: &'static [&'static [Call]]) {
    check.run(move || {
        let (machine, noted, calls) = (Machine::new(4, 0), Shared::new(0), Calls::new());
        concurrently(users.iter().map(|list| user(&machine, &noted, &calls, list)));
    });
}

/// Rule 3: from x = 4 and y = 0, what is seen, and x and y at the end, are those of some serial order.
fn serial(check: Check, users: &'static [&'static [Call]]) {
    check.run(move || {
        let (machine, noted, calls) = (Machine::new(4, 0), Shared::new(0), Calls::new());
        concurrently(users.iter().map(|list| user(&machine, &noted, &calls, list)));
        calls.make("x at the end", X(0), || Left(machine.with_x(|x| *x)));
        calls.make("y at the end", Y(0), || Left(machine.with_y(|y| *y)));
        calls.assert_serial((4, 0), model);
    });
}

#[test]
fn rule_1_roots_are_cut_and_looks_can_change() {
    alone("looks between the computations", || {
        let machine = Machine::new(17, 5);
        machine.anti_compute();
        assert_eq!(machine.with_x(|x| *x), 4, "the root of 17 without the fraction");
        assert_eq!(machine.with_y(|y| *y), -12, "5 less 17");
        let before = machine.with_x(|x| std::mem::replace(x, -3));
        assert_eq!(before, 4, "with_x returns what its look returns");
        assert_eq!(machine.with_y(|y| std::mem::replace(y, 10)), -12, "and with_y too");
        machine.compute();
        assert_eq!((machine.with_x(|x| *x), machine.with_y(|y| *y)), (9, 7), "compute from -3 and 10");
    });
}

#[test]
fn rule_2_two_of_each_in_two_threads() {
    all_finish(
        short("compute twice beside anti_compute twice"),
        &[&[Compute, Compute], &[AntiCompute, AntiCompute]],
    );
}

#[test]
fn rule_2_two_of_each_crosswise() {
    all_finish(
        short("compute, anti_compute beside anti_compute, compute"),
        &[&[Compute, AntiCompute], &[AntiCompute, Compute]],
    );
}

#[test]
fn rule_2_two_of_each_at_once() {
    all_finish(
        short("two compute beside two anti_compute").budget(SAMPLED),
        &[&[Compute], &[Compute], &[AntiCompute], &[AntiCompute]],
    );
}

#[test]
fn rule_2_looks_among_them() {
    all_finish(
        short("with_y, with_x beside compute and anti_compute"),
        &[&[Y(0), X(0)], &[Compute], &[AntiCompute]],
    );
}

#[test]
fn rule_3_two_of_each_in_two_threads() {
    serial(
        short("where compute twice beside anti_compute twice ends"),
        &[&[Compute, Compute], &[AntiCompute, AntiCompute]],
    );
}

#[test]
fn rule_3_two_of_each_at_once() {
    serial(
        short("where two compute beside two anti_compute end").budget(SAMPLED),
        &[&[Compute], &[Compute], &[AntiCompute], &[AntiCompute]],
    );
}

#[test]
fn rule_3_two_of_a_kind() {
    serial(short("compute beside compute"), &[&[Compute], &[Compute]]);
    serial(short("anti_compute beside anti_compute"), &[&[AntiCompute], &[AntiCompute]]);
}

#[test]
fn rule_3_looks_between_the_lines() {
    serial(short("with_y, with_x beside compute"), &[&[Y(0), X(0)], &[Compute]]);
    serial(short("with_x, with_y beside anti_compute"), &[&[X(0), Y(0)], &[AntiCompute]]);
}

#[test]
fn rule_3_additions_are_not_lost() {
    serial(short("with_y: add 10 beside compute and anti_compute"), &[&[Y(10)], &[Compute], &[AntiCompute]]);
    serial(short("with_x: add 5 beside anti_compute"), &[&[X(5)], &[AntiCompute]]);
    serial(short("with_x: add 1 beside with_x: add 2"), &[&[X(1)], &[X(2)]]);
}

#[test]
fn rule_4_also_where_others_compute() {
    possible("with_x and with_y are under way together, and somebody else computes", || {
        let machine = Machine::new(4, 0);
        let meeting = Meeting::of(2);
        concurrently([
            actor("with_x", || machine.with_x(|_| meeting.attend())),
            actor("with_y", || machine.with_y(|_| meeting.attend())),
            actor("compute, anti_compute", || {
                machine.compute();
                machine.anti_compute();
            }),
        ]);
    });
}
