//! The rules in cases that `public.rs` does not show.

use compute::Machine;
use interleaving::cell::Shared;
use interleaving::{Actor, Budget, Calls, Check, Meeting, actor, alone, concurrently, possible};

/// A check with short executions: one that takes a thousand steps runs in a loop.
fn short(name: &str) -> Check {
    Check::new(name).step_bound(1_000)
}

/// The budget for four threads, which have too many schedules to try all.
const SAMPLED: Budget = Budget { systematic: 1_000, random: 250, ..Budget::STANDARD };

/// A call to the machine.
#[derive(Clone, Copy, Debug)]
enum Call {
    Compute,
    AntiCompute,
    /// Reads x, and then adds this much.
    X(i64),
    /// Reads y, and then adds this much.
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

/// The answer of a call.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// The number that `with_x` or `with_y` left.
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

/// Makes the call, and returns its answer.
fn carried_out(machine: &Machine, noted: &Shared<i64>, call: Call) -> Answer {
    let note_and_add = |number: &mut i64, sum| {
        // Noting takes a step: a thread that does not wait for the closure changes the number here.
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

/// The effect and the answer of a call that runs alone.
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

/// A user who makes these calls, one after another.
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

/// Rule 2: from x = 4 and y = 0, every call returns.
fn all_finish(check: Check, users: &'static [&'static [Call]]) {
    check.run(move || {
        let (machine, noted, calls) = (Machine::new(4, 0), Shared::new(0), Calls::new());
        concurrently(users.iter().map(|list| user(&machine, &noted, &calls, list)));
    });
}

/// Rule 3: from x = 4 and y = 0, all answers, and x and y at the end, are those of some serial order.
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
fn rule_1_roots_are_rounded_down_and_closures_can_change_numbers() {
    alone("with_x and with_y between the computations", || {
        let machine = Machine::new(17, 5);
        machine.anti_compute();
        assert_eq!(machine.with_x(|x| *x), 4, "the square root of 17, rounded down");
        assert_eq!(machine.with_y(|y| *y), -12, "5 less 17");
        let before = machine.with_x(|x| std::mem::replace(x, -3));
        assert_eq!(before, 4, "with_x returns the result of its closure");
        assert_eq!(machine.with_y(|y| std::mem::replace(y, 10)), -12, "and so does with_y");
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
fn rule_2_reads_among_computations() {
    all_finish(
        short("with_y, with_x beside compute and anti_compute"),
        &[&[Y(0), X(0)], &[Compute], &[AntiCompute]],
    );
}

#[test]
fn rule_3_two_of_each_in_two_threads() {
    serial(
        short("the outcome of compute twice beside anti_compute twice"),
        &[&[Compute, Compute], &[AntiCompute, AntiCompute]],
    );
}

#[test]
fn rule_3_two_of_each_at_once() {
    serial(
        short("the outcome of two compute beside two anti_compute").budget(SAMPLED),
        &[&[Compute], &[Compute], &[AntiCompute], &[AntiCompute]],
    );
}

#[test]
fn rule_3_two_of_a_kind() {
    serial(short("compute beside compute"), &[&[Compute], &[Compute]]);
    serial(short("anti_compute beside anti_compute"), &[&[AntiCompute], &[AntiCompute]]);
}

#[test]
fn rule_3_reads_between_the_lines() {
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
fn rule_4_also_while_another_thread_computes() {
    possible("with_x and with_y are running together, while another thread computes", || {
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
