//! Atomics: loom's, made in advance, with `SeqCst` strengthened to C11's.
//!
//! The creation of a loom atomic must happen before its uses, but ours have `const` constructors and may
//! first be used by any thread. So each execution begins by making a supply of loom atomics, all zero. One
//! that is taken from it holds the *difference* to the object's first value, in its upper bits: then addition
//! wraps where the type does, and equality means equality.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, SeqCst};

use ::loom::sync::atomic::{AtomicU64, fence};

use super::step::{after_the_end, announce, apply, die, guarded};
use super::table::{self, Life};
use crate::run::mode::is_recording;
use crate::run::op::Op;
use crate::run::step::Stale;
use crate::run::world;
use crate::show;
use crate::spec::Action;

/// A value that an atomic can hold.
pub(crate) trait Bits: Copy + PartialEq {
    const WIDTH: u32;
    fn bits(self) -> u64;
    fn of(bits: u64) -> Self;
}

macro_rules! bits {
    ($($plain:ty)*) => {$(
        impl Bits for $plain {
            const WIDTH: u32 = <$plain>::BITS;
            fn bits(self) -> u64 { self as u64 }
            fn of(bits: u64) -> Self { bits as $plain }
        }
    )*};
}
bits!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<T> Bits for *mut T {
    const WIDTH: u32 = 64;
    fn bits(self) -> u64 {
        self.expose_provenance() as u64
    }
    fn of(bits: u64) -> Self {
        std::ptr::with_exposed_provenance_mut(bits as usize)
    }
}

impl Bits for bool {
    const WIDTH: u32 = 1;
    fn bits(self) -> u64 {
        u64::from(self)
    }
    fn of(bits: u64) -> Self {
        bits & 1 == 1
    }
}

fn code<B: Bits>(value: B, first: u64) -> u64 {
    value.bits().wrapping_sub(first) << (64 - B::WIDTH)
}

fn decode<B: Bits>(code: u64, first: u64) -> B {
    B::of((code >> (64 - B::WIDTH)).wrapping_add(first))
}

/// A read-modify-write, as far as loom has an operation for it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<B> {
    Set(B),
    Add(B),
    Subtract(B),
    Other,
}

/// The change that std's method `method` makes.
pub(crate) fn change<B>(method: &str, value: B) -> Change<B> {
    match method {
        "swap" => Change::Set(value),
        "fetch_add" => Change::Add(value),
        "fetch_sub" => Change::Subtract(value),
        _ => Change::Other,
    }
}

/// loom's atomic, and the value that its code 0 means.
struct Access<'a> {
    atomic: &'a AtomicU64,
    first: u64,
}

pub(crate) fn load<B: Bits>(op: Op<'_>, first: B, order: Ordering) -> B {
    access(op, first, order, |access| (decode(access.atomic.load(order), access.first), None))
}

pub(crate) fn store<B: Bits>(op: Op<'_>, first: B, value: B, order: Ordering) {
    access(op, first, order, |access| {
        access.atomic.store(code(value, access.first), order);
        (value, Some(value))
    });
}

pub(crate) fn compare_exchange<B: Bits>(
    op: Op<'_>,
    first: B,
    current: B,
    new: B,
    (success, failure): (Ordering, Ordering),
) -> Result<B, B> {
    let order = if success == SeqCst { success } else { failure };
    let found = access(op, first, order, |access| {
        let (old, new_code) = (code(current, access.first), code(new, access.first));
        match access.atomic.compare_exchange(old, new_code, success, failure) {
            Ok(_) => (current, Some(new)),
            Err(found) => (decode(found, access.first), None),
        }
    });
    if found == current { Ok(found) } else { Err(found) }
}

pub(crate) fn update<B: Bits>(
    op: Op<'_>,
    first: B,
    order: Ordering,
    change: Change<B>,
    f: impl Fn(B) -> B,
) -> B {
    access(op, first, order, |access| {
        let value = |code: u64| decode::<B>(code, access.first);
        let find = match change {
            _ if B::WIDTH == 1 => return flip(access, order, &f),
            Change::Set(new) => value(access.atomic.swap(code(new, access.first), order)),
            Change::Add(by) => value(access.atomic.fetch_add(code(by, 0), order)),
            Change::Subtract(by) => value(access.atomic.fetch_sub(code(by, 0), order)),
            Change::Other => return exchanged(access, order, &f),
        };
        (find, Some(f(find)))
    })
}

/// A read-modify-write of a bool. It does not store the value that it finds: otherwise a thread that swaps
/// `true` into a taken lock would change something in each round of its loop.
fn flip<B: Bits>(access: &Access<'_>, order: Ordering, f: &impl Fn(B) -> B) -> (B, Option<B>) {
    let (no, yes) = (B::of(0), B::of(1));
    let failure = match order {
        SeqCst => SeqCst,
        Acquire | AcqRel => Acquire,
        _ => Relaxed,
    };
    if f(no) == f(yes) {
        let (new, other) = (f(no), if f(no) == no { yes } else { no });
        let (old, new_code) = (code(other, access.first), code(new, access.first));
        return match access.atomic.compare_exchange(old, new_code, order, failure) {
            Ok(_) => (other, Some(new)),
            Err(_) => (new, None),
        };
    }
    let by = code::<B>(if f(no) == no { no } else { yes }, 0);
    let found = decode(access.atomic.fetch_add(by, order), access.first);
    (found, Some(f(found)))
}

/// A read-modify-write that loom has no operation for: a loop that guesses the value until the guess is
/// right. Wrong guesses are relaxed, and a guess is wrong only after another thread's store.
fn exchanged<B: Bits>(access: &Access<'_>, order: Ordering, f: &impl Fn(B) -> B) -> (B, Option<B>) {
    let mut guess = access.first;
    loop {
        let former = B::of(guess);
        let (old, new) = (code(former, access.first), code(f(former), access.first));
        match access.atomic.compare_exchange(old, new, order, Relaxed) {
            Ok(_) => return (former, Some(f(former))),
            Err(found) => guess = decode::<B>(found, access.first).bits(),
        }
    }
}

/// One access: returns the value that it found; the value that it left becomes the newest.
fn access<B: Bits>(
    op: Op<'_>,
    first: B,
    order: Ordering,
    call: impl FnOnce(&Access<'_>) -> (B, Option<B>),
) -> B {
    if table::life() != Life::Going {
        after_the_end(op.action);
        return first;
    }
    let (me, number, _) = announce(&op);
    let memory = table::with(|table| {
        if op.action.is_weak() {
            table.weak();
        }
        if order == SeqCst {
            table.seq_cst();
            table.order()?;
        }
        table.atomic(number, first.bits()).cloned()
    });
    let Some(memory) = memory else {
        die();
    };
    let (found, left) = guarded(me, || {
        // loom models `SeqCst` fences but not `SeqCst` accesses: with a fence on either side, an access is at
        // least as strong as in C11.
        if order == SeqCst {
            in_order();
            fence(SeqCst);
        }
        let result = call(&Access { atomic: &memory.atomic, first: memory.first });
        if order == SeqCst {
            fence(SeqCst);
        }
        result
    });
    apply(me);
    record(me, number, found, left);
    found
}

/// A fence.
pub(super) fn fenced(order: Ordering) {
    if order == SeqCst {
        in_order();
    }
    fence(order);
}

/// Makes the order of sequentially consistent operations a choice of loom's. loom's fences are no choices, so
/// without this it would never reverse two of them. Relaxed: the fence that follows orders.
fn in_order() {
    if let Some(all) = table::with(table::Table::order) {
        all.fetch_add(1, Relaxed);
    }
}

/// Updates the newest value, and records for the report the values found and left.
fn record<B: Bits>(me: usize, number: usize, found: B, left: Option<B>) {
    let step = world::with(|world| world.events.len() - 1);
    let former = table::with(|table| {
        let memory = table.atomic(number, 0)?;
        let former = (B::of(memory.newest), memory.written);
        match left {
            Some(new) => {
                (memory.newest, memory.written) = (new.bits(), step);
                table.spins[me].changes();
            }
            None => table.spins[me].read(number, found.bits()),
        }
        Some(former)
    });
    if !is_recording() {
        return;
    }
    let shown = |value: B| show::value(&value).unwrap_or_else(|| "another".to_owned());
    world::with(|world| {
        let Some(event) = world.events.last_mut() else { return };
        event.ok = left.is_some() || !matches!(event.action, Action::CompareExchange(..));
        match former {
            Some((newest, written)) if newest != found && left.is_none() => {
                event.stale = Some(Stale { newest: shown(newest), written });
                event.values.push(shown(found));
            }
            Some((newest, _)) if matches!(event.action, Action::Store(_)) => {
                event.values.push(shown(newest));
            }
            _ => event.values.push(shown(found)),
        }
        if let Some(new) = left {
            event.values.push(shown(new));
        }
    });
}
