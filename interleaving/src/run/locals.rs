//! The thread-local values of model threads.

use std::any::Any;
use std::cell::RefCell;

use super::world;

/// The value of one key in one model thread.
struct Local {
    key: usize,
    /// `None` once it has been dropped.
    value: Option<Box<dyn Any>>,
    needs_drop: bool,
}

std::thread_local! {
    /// The execution, and for each of its threads the values in the order of their creation.
    static LOCALS: RefCell<(u32, Vec<Vec<Local>>)> = const { RefCell::new((0, Vec::new())) };
}

/// A key's value, or the lack of one, in the running model thread.
pub(crate) enum Found<T> {
    Missing,
    /// Valid until the thread ends, or until the value's destructor runs.
    Value(*const T),
    Dropped,
}

/// Looks for the running model thread's value of `key`, of type `T`.
pub(crate) fn find<T: 'static>(key: usize) -> Found<T> {
    with(|locals| {
        let Some(local) = locals.iter().find(|local| local.key == key) else { return Found::Missing };
        match local.value.as_ref().and_then(|value| value.downcast_ref::<T>()) {
            Some(value) => Found::Value(std::ptr::from_ref(value)),
            None => Found::Dropped,
        }
    })
}

/// Keeps `value` for `key` until the running model thread ends; returns it if the key has a value already.
pub(crate) fn insert<T: 'static>(key: usize, value: T) -> Option<Box<dyn Any>> {
    let value: Box<dyn Any> = Box::new(value);
    with(|locals| {
        if locals.iter().any(|local| local.key == key) {
            return Some(value);
        }
        locals.push(Local { key, value: Some(value), needs_drop: std::mem::needs_drop::<T>() });
        None
    })
}

/// Drops the values of the running model thread, which ends: in the reverse order of their creation, as std
/// does.
pub(super) fn drop_all() {
    loop {
        // One by one: a destructor may create others.
        let last = with(|locals| {
            let last = locals.iter_mut().rfind(|local| local.needs_drop && local.value.is_some());
            last.and_then(|local| local.value.take())
        });
        let Some(value) = last else { break };
        drop(value);
    }
    with(Vec::clear);
}

/// The values of the running model thread. `f` must not drop a program's value: its destructor may come here.
fn with<R>(f: impl FnOnce(&mut Vec<Local>) -> R) -> R {
    let (execution, thread) = world::with(|world| (world.run, world.current));
    LOCALS.with_borrow_mut(|(owner, threads)| {
        if *owner != execution {
            // An abandoned execution left these: its threads never end, so their values are never dropped.
            std::mem::forget(std::mem::take(threads));
            *owner = execution;
        }
        if threads.len() <= thread {
            threads.resize_with(thread + 1, Vec::new);
        }
        f(&mut threads[thread])
    })
}
