//! Accesses to shared variables, with or without a lock.

use super::{Facts, takes};
use crate::spec::{Action, Tid};

/// A use of a shared variable: an access to memory, or the whole time that a lock around it is held.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) thread: Tid,
    pub(crate) object: usize,
    /// Its first event, which reads.
    pub(crate) from: usize,
    /// Its last event, which writes; `None` if the lock is still held.
    pub(crate) to: Option<usize>,
    pub(crate) found: Option<String>,
    pub(crate) left: Option<String>,
    pub(crate) writes: bool,
    pub(crate) way: AccessWay,
}

/// The way in which a variable is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccessWay {
    Locked,
    Load,
    Store,
    /// An atomic read and write.
    Update,
    /// An `Update` that happens only if the value has not changed.
    Exchange,
}

impl Access {
    /// Returns whether it is over before event `other`.
    pub(crate) fn is_before(&self, other: usize) -> bool {
        self.to.is_some_and(|to| to < other)
    }
}

impl Facts<'_> {
    /// The uses of shared variables, in the order they began.
    pub(crate) fn accesses(&self) -> Vec<Access> {
        let mut accesses: Vec<Access> = Vec::new();
        for (number, event) in self.events().iter().enumerate() {
            let first = event.values.first().cloned();
            let last = event.values.last().cloned();
            let mut begin = |object: usize, way: AccessWay, writes: bool| {
                let to = (way != AccessWay::Locked).then_some(number);
                let left = if writes { last.clone() } else { None };
                let found = first.clone();
                accesses.push(Access {
                    thread: event.thread,
                    object,
                    from: number,
                    to,
                    found,
                    left,
                    writes,
                    way,
                });
            };
            match event.action {
                Action::Load(_) | Action::CellRead => begin(event.object, AccessWay::Load, false),
                Action::Store(_) | Action::CellWrite => begin(event.object, AccessWay::Store, true),
                Action::Update(_) => begin(event.object, AccessWay::Update, true),
                Action::CompareExchange(..) if event.ok => begin(event.object, AccessWay::Exchange, true),
                Action::CompareExchange(..) => begin(event.object, AccessWay::Load, false),
                action if takes(action) && event.ok => begin(event.object, AccessWay::Locked, false),
                Action::Wake(_) => begin(event.second.unwrap_or(event.object), AccessWay::Locked, false),
                Action::Unlock | Action::Unread | Action::Unwrite | Action::Wait => {
                    let object = match event.action {
                        Action::Wait => event.second.unwrap_or(event.object),
                        _ => event.object,
                    };
                    let open = accesses.iter_mut().rev().find(|access| {
                        access.object == object && access.thread == event.thread && access.to.is_none()
                    });
                    if let Some(open) = open {
                        open.to = Some(number);
                        open.writes = event.wrote || first.is_some() && first != open.found;
                        open.left = first.clone();
                    }
                }
                _ => {}
            }
        }
        accesses
    }
}
