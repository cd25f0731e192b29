//! Threads that wait in a loop: when to stop exploring further rounds of it.
//!
//! A round lies between two yields. It is *fruitless* if the thread only read in it, and it repeats the
//! round before if it read the same values from the same objects. Such a round can be left out of an
//! execution without a trace: the thread is where it was, and no other thread could observe the round. So a
//! thread that is about to begin a third such round is *cut*: it waits for ever, and the others go on. Each
//! failure after the cut also occurs in an execution in which the thread went round less often. loom explores
//! that one, because the cut thread's reads race with the others' later writes.
//!
//! A cut can miss only failures of a thread that *counts* its rounds. An execution whose threads are all
//! finished, waiting or cut is given up, and never reported as a failure.

/// A thread's reads since it last yielded, and in the round before.
#[derive(Debug, Default)]
pub(super) struct Spin {
    now: Vec<(usize, u64)>,
    before: Vec<(usize, u64)>,
    changed: bool,
}

impl Spin {
    /// The thread has changed something.
    pub(super) fn changes(&mut self) {
        self.changed = true;
    }

    /// The thread has done an operation on `object`: one that changed it, or a `try_` that failed.
    pub(super) fn did(&mut self, object: usize, changed: bool) {
        if changed { self.changes() } else { self.read(object, 0) }
    }

    /// The thread has read `value` from `object`, and changed nothing.
    pub(super) fn read(&mut self, object: usize, value: u64) {
        self.now.push((object, value));
    }

    /// The thread yields; returns whether it is cut.
    pub(super) fn yields(&mut self) -> bool {
        let fruitless = !std::mem::take(&mut self.changed) && !self.now.is_empty();
        let cut = fruitless && self.now == self.before;
        std::mem::swap(&mut self.now, &mut self.before);
        self.now.clear();
        if !fruitless {
            self.before.clear();
        }
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_round_with_the_same_values_is_cut() {
        let mut spin = Spin::default();
        spin.read(0, 1);
        assert!(!spin.yields());
        spin.read(0, 1);
        assert!(spin.yields());
    }

    #[test]
    fn a_round_that_reads_another_value_or_writes_is_not_cut() {
        let mut spin = Spin::default();
        spin.read(0, 1);
        assert!(!spin.yields());
        spin.read(0, 2);
        assert!(!spin.yields());
        spin.read(0, 2);
        spin.changes();
        assert!(!spin.yields());
        spin.read(0, 2);
        assert!(!spin.yields());
    }

    #[test]
    fn a_round_without_reads_is_not_cut() {
        let mut spin = Spin::default();
        assert!(!spin.yields());
        assert!(!spin.yields());
    }
}
