//! Threads that wait in a loop: when another round of it cannot show anything new.
//!
//! A round lies between two yields. It is *fruitless* if the thread only read in it, and it repeats the
//! round before if it read the same values from the same objects. Such a round can be left out of an
//! execution without a trace: the thread is where it was, and nobody has seen it go round. So a thread
//! that is about to begin a third such round is *cut*, it waits for ever, and the others go on. Each
//! failure behind the cut is also behind an execution in which the thread went round less often, and
//! loom explores that one, for the cut thread's reads and the others' later writes are seen to race.
//!
//! What a cut can miss are failures after so many rounds that the thread *counts* them; an execution
//! whose threads are all finished, waiting or cut is given up, and never taken for a failure.

/// What a thread did since it last yielded.
#[derive(Debug, Default)]
pub(super) struct Spin {
    now: Vec<(usize, u64)>,
    before: Vec<(usize, u64)>,
    changed: bool,
}

impl Spin {
    /// It has changed something.
    pub(super) fn changes(&mut self) {
        self.changed = true;
    }

    /// It has done an operation on `object`: one that changed it, or a `try_` that did not get it.
    pub(super) fn did(&mut self, object: usize, changed: bool) {
        if changed { self.changes() } else { self.read(object, 0) }
    }

    /// It has read `value` from `object`, and changed nothing.
    pub(super) fn read(&mut self, object: usize, value: u64) {
        self.now.push((object, value));
    }

    /// It yields; says whether it is cut.
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
    fn yields_without_a_look_are_politeness() {
        let mut spin = Spin::default();
        assert!(!spin.yields());
        assert!(!spin.yields());
    }
}
