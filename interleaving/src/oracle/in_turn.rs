//! A search and random probes in turn, so that neither lets the other wait for long.
//!
//! A search that goes through a tree finds what is near its first schedule soon and what is far from it late;
//! for probes all places are alike. In turn, the first bug takes at most about twice the executions of the
//! better of the two; at first the probes have two turns for one, for what they find they mostly find soon. The
//! search alone says when all is explored.

use super::sampled::{Sampled, Sampler};
use crate::run::explorer::Oracle;
use crate::run::world::World;
use crate::spec::Tid;

/// Executions of the search before the first probe: the smallest programs are explored by then.
const AHEAD: u64 = 2;

/// From this one on every other execution is a probe; up to it, two of three.
const EVEN: u64 = 8;

/// Whether execution number `number`, from 1, is for a probe.
fn is_for_a_probe(number: u64) -> bool {
    if number <= EVEN {
        number > AHEAD && !(number - AHEAD).is_multiple_of(3)
    } else {
        (number - EVEN).is_multiple_of(2)
    }
}

/// The two, and whose execution is running.
pub(crate) struct InTurn<O, S> {
    search: O,
    probes: Sampled<S>,
    begun: u64,
    /// The search has begun its next execution, which waits for its turn.
    waits: bool,
    probing: bool,
    /// Whether there are probes left.
    left: bool,
}

impl<O: Oracle, S: Sampler> InTurn<O, S> {
    pub(crate) fn new(search: O, probes: Sampled<S>) -> Self {
        Self { search, probes, begun: 0, waits: false, probing: false, left: true }
    }

    fn turn(&mut self) -> &mut dyn Oracle {
        if self.probing { &mut self.probes } else { &mut self.search }
    }
}

impl<O: Oracle, S: Sampler> Oracle for InTurn<O, S> {
    fn begin(&mut self) -> bool {
        // Where the search is at its end, no probe is needed.
        if !self.waits && !self.search.begin() {
            return false;
        }
        self.begun += 1;
        self.left = self.left && (!is_for_a_probe(self.begun) || self.probes.begin());
        self.probing = self.left && is_for_a_probe(self.begun);
        self.waits = self.probing;
        true
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.turn().choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        self.turn().number()
    }

    fn end(&mut self, world: &mut World) -> bool {
        self.turn().end(world)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::oracle::reduced::{Outcome, Reduced};
    use crate::oracle::{Goal, sampled};
    use crate::run::explorer;
    use crate::run::world::Settings;
    use crate::sync::atomic::{AtomicI32, Ordering::SeqCst};
    use crate::{actor, concurrently};

    /// Four set the first and then the second; one looks in between, in few of very many schedules.
    fn reorder() {
        let (first, second) = (AtomicI32::new(0), AtomicI32::new(0));
        let set = || {
            first.store(1, SeqCst);
            second.store(1, SeqCst);
        };
        let look = || assert_eq!(first.load(SeqCst), second.load(SeqCst));
        let setters = (0..4).map(|_| actor("set", set));
        concurrently(setters.chain([actor("look", look)]).collect::<Vec<_>>());
    }

    fn explored(oracle: impl Oracle + Send, body: fn()) {
        let run = move || explorer::run(oracle, Settings::default(), false, Arc::new(body));
        std::thread::spawn(run).join().unwrap();
    }

    fn search() -> (Reduced, Arc<Mutex<Outcome>>) {
        Reduced::new(Goal::Always, 100_000)
    }

    #[test]
    fn what_a_search_would_come_to_late_is_found_soon() {
        let (alone, outcome) = search();
        explored(alone, reorder);
        assert!(outcome.lock().unwrap().tally.executions > 100);
        let (beside, outcome) = search();
        let (probes, sampled) = sampled::pos(Goal::Always, 7, 1_000);
        explored(InTurn::new(beside, probes), reorder);
        let both = outcome.lock().unwrap().tally.executions + sampled.lock().unwrap().tally.executions;
        assert!(sampled.lock().unwrap().found.is_some() && both < 50, "{both}");
    }

    #[test]
    fn a_search_comes_to_its_end_without_probes_and_with() {
        let passes = || {
            let value = AtomicI32::new(0);
            let add = || _ = (value.fetch_add(1, SeqCst), value.fetch_add(1, SeqCst));
            concurrently([actor("add", add), actor("add", add), actor("add", add)]);
        };
        for count in [0, 5, 1_000] {
            let (beside, outcome) = search();
            let (probes, sampled) = sampled::pos(Goal::Always, 7, count);
            explored(InTurn::new(beside, probes), passes);
            let tally = outcome.lock().unwrap().tally;
            // Six operations, two of each thread: 6! / (2! 2! 2!).
            assert_eq!((tally.executions, tally.exhausted), (90, true));
            // Four of the first eight are probes, and then every other one: the 90th of the search is number 179.
            assert_eq!(sampled.lock().unwrap().tally.executions, count.min(4 + 85));
        }
    }
}
