//! The part of an execution that is loom's: its objects, the parked threads, whether loom may be touched.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ::loom::cell::UnsafeCell;
use ::loom::sync::atomic::AtomicU64;
use ::loom::sync::{Mutex, MutexGuard};
use ::loom::thread::{JoinHandle, Thread};

use super::ran::{Limit, Ran};
use super::spin::Spin;
use crate::run::mode::set_recording;
use crate::run::world;
use crate::spec::Tid;

/// The state of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// The program runs.
    Going,
    /// It was given up, and every thread unwinds.
    TornDown,
    /// It has failed, and loom must not be touched.
    Dead,
}

/// The shared objects that are made before the threads begin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Advance {
    pub(super) atomics: usize,
    pub(super) cells: usize,
    pub(super) order: bool,
}

/// loom's side of one object.
#[derive(Default)]
pub(super) struct Side {
    turn: Option<Rc<Mutex<()>>>,
    /// The guard of a mutex that is held.
    pub(super) guard: Option<MutexGuard<'static, ()>>,
    pub(super) waiting: Vec<Tid>,
    atomic: Option<Memory>,
    cell: Option<Rc<UnsafeCell<()>>>,
}

/// An atomic: loom's, its first value, and the newest store.
#[derive(Clone)]
pub(super) struct Memory {
    pub(super) atomic: Rc<AtomicU64>,
    pub(super) first: u64,
    pub(super) newest: u64,
    /// The event of the newest store.
    pub(super) written: usize,
}

/// The part of an execution that is loom's.
#[derive(Default)]
pub(super) struct Table {
    sides: Vec<Side>,
    /// The body's thread makes these before all others, so that everything happens after.
    atomics: Vec<Rc<AtomicU64>>,
    cells: Vec<Rc<UnsafeCell<()>>>,
    /// Every sequentially consistent operation touches it, so that loom's search takes their order for a
    /// choice.
    order: Option<Rc<AtomicU64>>,
    pub(super) threads: Vec<Option<Thread>>,
    pub(super) joins: Vec<Option<JoinHandle<()>>>,
    pub(super) spins: Vec<Spin>,
    /// The threads that are cut, and those that are parked.
    pub(super) cut: u64,
    pub(super) parked: u64,
    pub(super) limit: Option<Limit>,
    ran: Ran,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::new(Table::default());
    static LIFE: Cell<Life> = const { Cell::new(Life::Dead) };
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Reads or changes the table. Must not be nested, and must not call loom where that may switch.
pub(super) fn with<R>(f: impl FnOnce(&mut Table) -> R) -> R {
    TABLE.with_borrow_mut(f)
}

pub(super) fn life() -> Life {
    LIFE.get()
}

pub(super) fn set_life(life: Life) {
    LIFE.set(life);
}

/// Returns whether loom's code is running, rather than the program's.
pub(super) fn inside() -> bool {
    INSIDE.get()
}

pub(super) fn set_inside(inside: bool) {
    INSIDE.set(inside);
}

/// Begins an exploration.
pub(super) fn reset() {
    with(|table| {
        table.clear();
        table.ran = Ran::default();
        table.limit = None;
    });
}

/// Begins an execution, in its first thread; `false` if there are to be no more.
pub(super) fn begin(advance: Advance, record: Option<u64>) -> bool {
    set_inside(false);
    let number = with(|table| {
        table.ended();
        table.ran.executions += 1;
        table.ran.executions
    });
    if record.is_some_and(|wanted| number > wanted) {
        return false;
    }
    set_recording(record == Some(number));
    world::with(|world| {
        world.begin();
        world.settings.progress.begin();
    });
    with(|table| {
        table.clear();
        table.atomics.extend((0..advance.atomics).map(|_| Rc::new(AtomicU64::new(0))));
        table.cells.extend((0..advance.cells).map(|_| Rc::new(UnsafeCell::new(()))));
        table.order = advance.order.then(|| Rc::new(AtomicU64::new(0)));
        table.threads.push(None);
        table.joins.push(None);
        table.spins.push(Spin::default());
    });
    set_life(Life::Going);
    true
}

/// The result of the exploration; `complete` if it ended without a panic.
pub(super) fn ran(complete: bool) -> Ran {
    with(|table| {
        if complete {
            table.ended();
        }
        let limit = table.limit.take();
        table.clear();
        Ran { limit, ..std::mem::take(&mut table.ran) }
    })
}

impl Table {
    /// Counts the execution that has just ended.
    fn ended(&mut self) {
        self.ran.cut += u64::from(life() == Life::TornDown);
        set_life(Life::Dead);
    }

    fn clear(&mut self) {
        for side in self.sides.drain(..) {
            // The mutex belongs to an execution that is over.
            std::mem::forget(side.guard);
        }
        self.atomics.clear();
        self.cells.clear();
        self.order = None;
        self.threads.clear();
        self.joins.clear();
        self.spins.clear();
        self.cut = 0;
        self.parked = 0;
    }

    pub(super) fn side(&mut self, number: usize) -> &mut Side {
        if self.sides.len() <= number {
            self.sides.resize_with(number + 1, Side::default);
        }
        &mut self.sides[number]
    }

    /// The loom mutex that protects the object's state; for a mutex, the mutex itself.
    pub(super) fn turn(&mut self, number: usize) -> Rc<Mutex<()>> {
        Rc::clone(self.side(number).turn.get_or_insert_with(|| Rc::new(Mutex::new(()))))
    }

    /// Keeps the guard of a mutex for its holder.
    pub(super) fn keep(&mut self, number: usize, guard: Option<MutexGuard<'_, ()>>) {
        // SAFETY: the guard's mutex is in an `Rc` of the same side, and the guard is dropped before it, or
        // never.
        let guard = guard.map(|guard| unsafe {
            std::mem::transmute::<MutexGuard<'_, ()>, MutexGuard<'static, ()>>(guard)
        });
        if guard.is_some() {
            self.side(number).guard = guard;
        }
    }

    /// The object's atomic, with `first` as its first value; `None` if more must be made in advance.
    pub(super) fn atomic(&mut self, number: usize, first: u64) -> Option<&mut Memory> {
        self.ran.atomics = true;
        if self.side(number).atomic.is_none() {
            let Some(atomic) = self.atomics.pop() else {
                self.limit = Some(Limit::Atomics);
                return None;
            };
            self.side(number).atomic = Some(Memory { atomic, first, newest: first, written: 0 });
        }
        self.side(number).atomic.as_mut()
    }

    /// The object's cell; `None` if more must be made in advance.
    pub(super) fn cell(&mut self, number: usize) -> Option<Rc<UnsafeCell<()>>> {
        if self.side(number).cell.is_none() {
            let Some(cell) = self.cells.pop() else {
                self.limit = Some(Limit::Cells);
                return None;
            };
            self.side(number).cell = Some(cell);
        }
        self.side(number).cell.clone()
    }

    /// Records that the program made a `SeqCst` access.
    pub(super) fn seq_cst(&mut self) {
        self.ran.seq_cst = true;
    }

    /// Records that the program made an access weaker than `SeqCst`.
    pub(super) fn weak(&mut self) {
        self.ran.weak = true;
    }

    /// The object that sequentially consistent operations touch; `None` if it must be made in advance.
    pub(super) fn order(&mut self) -> Option<Rc<AtomicU64>> {
        if self.order.is_none() {
            self.limit = Some(Limit::Order);
        }
        self.order.clone()
    }

    /// Records that the thread is about to park.
    pub(super) fn parks(&mut self, me: Tid) {
        self.parked |= 1 << me;
        // Every thread but the first has had its handle since it was started.
        self.threads[me].get_or_insert_with(::loom::thread::current);
    }

    /// The threads that wait for a change of the object.
    pub(super) fn wake(&mut self, number: usize) -> Vec<Thread> {
        let waiting = std::mem::take(&mut self.side(number).waiting);
        waiting.into_iter().filter_map(|tid| self.threads[tid].clone()).collect()
    }

    /// Everything that blocks a thread: the guards of locked mutexes, and the parked threads.
    pub(super) fn let_go(&mut self) -> (Vec<MutexGuard<'static, ()>>, Vec<Thread>) {
        let guards = self.sides.iter_mut().filter_map(|side| side.guard.take()).collect();
        let parked = (0..self.threads.len()).filter(|tid| self.parked & (1 << tid) != 0);
        (guards, parked.filter_map(|tid| self.threads[tid].clone()).collect())
    }
}
