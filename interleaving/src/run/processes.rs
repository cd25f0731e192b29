//! The record of a network of processes: who they are, which thread takes whose steps, what was sent.

use super::step::Pending;
use crate::spec::Tid;

/// The processes of an execution.
#[derive(Clone, Debug, Default)]
pub(crate) struct Processes {
    /// Their names, in the order of the columns of a table.
    pub(crate) names: Vec<String>,
    /// For each thread, the process whose steps it takes.
    pub(crate) acts_for: Vec<(Tid, usize)>,
    /// When a network has settled, or was given up: what its threads were still about to do.
    pub(crate) left: Vec<(Tid, Pending)>,
    /// The Lamport clock of each process where the last network has settled: the next one goes on from there.
    pub(crate) times: Vec<u32>,
    /// When recording: the number of the first event of each network but the first.
    pub(crate) begins: Vec<usize>,
    /// When recording: all that was sent.
    pub(crate) letters: Vec<Letter>,
    /// When recording: by the number of its event, what a step means to its process.
    pub(crate) remarks: Vec<(usize, Remark)>,
}

/// Begins to record a network with these names, whose first event has the number `at`. It goes on with the record of an
/// earlier network of the execution if that has the same processes, and perhaps fewer: the two are then parts of one
/// story. What the earlier one left always counts.
pub(super) fn begin(record: &mut Option<Box<Processes>>, names: Vec<String>, at: usize) {
    let mut next = record.take().map(|earlier| *earlier).unwrap_or_default();
    if next.names.is_empty() || !names.starts_with(&next.names) {
        next = Processes { left: next.left, ..Processes::default() };
    } else {
        next.begins.push(at);
    }
    next.times.resize(names.len(), 0);
    next.names = names;
    *record = Some(Box::new(next));
}

/// What a step means to its process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// The test's words for what a user does.
    Does(String),
    /// The test's words for a condition that holds from this step on.
    Holds(String),
    /// The Lamport clock of the step (Lamport, CACM 1978).
    Clock(u32),
    /// The process with which a connection is lost.
    With(usize),
}

/// A message under way, or a notice of the system, as reports show it.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    /// The object number of its link, and its place among the messages of the link.
    pub(crate) link: usize,
    pub(crate) ticket: u64,
    /// The processes.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The message by `Debug`, or the words of the notice.
    pub(crate) content: String,
    /// It is a notice of the system, not a message of a process.
    pub(crate) notice: bool,
    /// It never arrives: its receiver had crashed before, or the connection was lost.
    pub(crate) lost: bool,
    /// The event with which it was lost on its way.
    pub(crate) lost_by: Option<usize>,
    pub(crate) way: Way,
}

/// The way of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// In the order of its channel.
    InOrder,
    /// It may be overtaken.
    Late,
    /// It is a copy of a message that has arrived.
    Again,
}

impl Processes {
    /// All that `event` means to its process.
    pub(crate) fn remarks_on(&self, event: usize) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(move |(of, _)| *of == event).map(|(_, remark)| remark)
    }

    /// The process whose steps `thread` takes.
    pub(crate) fn of(&self, thread: Tid) -> Option<usize> {
        self.acts_for.iter().find(|(tid, _)| *tid == thread).map(|&(_, process)| process)
    }
}
