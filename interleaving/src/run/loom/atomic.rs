//! Atomics: loom's, made in advance, with what C11 says of `SeqCst` put right.
//!
//! loom wants an atomic to be made before the threads that use it are ordered, and ours are made in
//! `const` constructors and first seen anywhere. So a store of loom atomics is made at the beginning of
//! each execution, all zero, and one that is taken from it holds the *difference* to the first value, in
//! its upper bits: then addition wraps where the type does, and equality means equality.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, SeqCst};

use ::loom::sync::atomic::{AtomicU64, fence};

use super::table::{self, Life};
use super::{after_the_end, announce, apply, die, guarded};
use crate::run::{Op, RECORDING, world};
use crate::show;

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

/// How a read-modify-write changes the value, as far as loom has a step for it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<B> {
    Set(B),
    Add(B),
    Subtract(B),
    Other,
}

/// The change that std's method of this name makes.
pub(crate) fn change<B>(method: &str, value: B) -> Change<B> {
    match method {
        "swap" => Change::Set(value),
        "fetch_add" => Change::Add(value),
        "fetch_sub" => Change::Subtract(value),
        _ => Change::Other,
    }
}

/// What an access does to loom's atomic: the code it found, and the one it left.
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

/// A read-modify-write of a bool. One that would leave what it finds does not store: without this a
/// thread that swaps `true` into a lock that is taken changes something in each round of its loop.
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

/// A read-modify-write that loom has no step for: guess what is there until the guess is right. The
/// wrong guesses are relaxed, and each costs somebody else's store.
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

/// One access: what it found is returned, what it left becomes the newest value.
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
        // loom does not model `SeqCst` accesses, only fences: with one on either side, an access is at
        // least as strong as C11 has it.
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
    noted(me, number, found, left);
    found
}

/// A fence.
pub(super) fn fenced(order: Ordering) {
    if order == SeqCst {
        in_order();
    }
    fence(order);
}

/// Makes the order of what is sequentially consistent a choice of loom's: its fences are none, so
/// without this it would not try them in another order. Relaxed, for the fence that follows does the rest.
fn in_order() {
    if let Some(all) = table::with(table::Table::order) {
        all.fetch_add(1, Relaxed);
    }
}

/// Brings the newest value up to date, and notes for the report what was found and left.
fn noted<B: Bits>(me: usize, number: usize, found: B, left: Option<B>) {
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
    if !RECORDING.get() {
        return;
    }
    let shown = |value: B| show::value(&value).unwrap_or_else(|| "another".to_owned());
    world::with(|world| {
        let Some(event) = world.events.last_mut() else { return };
        event.ok = left.is_some() || !matches!(event.action, crate::spec::Action::CompareExchange(..));
        match former {
            Some((newest, written)) if newest != found && left.is_none() => {
                event.values.push(shown(found));
                event.stale = Some(world::Stale { newest: shown(newest), written });
            }
            Some((newest, _)) if matches!(event.action, crate::spec::Action::Store(_)) => {
                event.values.push(shown(newest));
            }
            _ => event.values.push(shown(found)),
        }
        if let Some(new) = left {
            event.values.push(shown(new));
        }
    });
}
