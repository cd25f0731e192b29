//! Probes: random schedules in turn with a systematic search, so that neither makes the other wait for long.
//!
//! A search through a tree finds a bug near its first schedule early and one far from it late; probes find
//! each equally soon. In turn, the first bug takes at most about twice the executions of the better of the
//! two. At first the probes have two turns of three, because most bugs that they find they find early. Only
//! the search decides when everything is explored.

use super::sampler::{Sampler, Sampling};
use crate::run::explorer::Oracle;
use crate::run::world::World;
use crate::spec::Tid;

/// The executions of the search before the first probe: enough to exhaust the smallest programs.
const AHEAD: u64 = 2;

/// After this execution every other one is a probe; up to it, two of three.
const EVEN: u64 = 8;

/// Returns whether execution `number`, from 1, is a probe.
fn is_probe(number: u64) -> bool {
    if number <= EVEN {
        number > AHEAD && !(number - AHEAD).is_multiple_of(3)
    } else {
        (number - EVEN).is_multiple_of(2)
    }
}

/// A search and its probes.
pub(crate) struct WithProbes<O, S> {
    search: O,
    probes: Sampling<S>,
    begun: u64,
    /// The search has begun its next execution, which waits for its turn.
    waits: bool,
    /// The running execution is a probe.
    probing: bool,
    /// There are probes left.
    left: bool,
}

impl<O: Oracle, S: Sampler> WithProbes<O, S> {
    pub(crate) fn new(search: O, probes: Sampling<S>) -> Self {
        Self { search, probes, begun: 0, waits: false, probing: false, left: true }
    }

    fn turn(&mut self) -> &mut dyn Oracle {
        if self.probing { &mut self.probes } else { &mut self.search }
    }
}

impl<O: Oracle, S: Sampler> Oracle for WithProbes<O, S> {
    fn begin(&mut self) -> bool {
        // No probe is needed once the search is over.
        if !self.waits && !self.search.begin() {
            return false;
        }
        self.begun += 1;
        self.left = self.left && (!is_probe(self.begun) || self.probes.begin());
        self.probing = self.left && is_probe(self.begun);
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
    use crate::run::explorer;
    use crate::run::goal::Goal;
    use crate::run::settings::Settings;
    use crate::search::outcome::Outcome;
    use crate::search::pos;
    use crate::search::reduction::Reduction;
    use crate::sync::atomic::{AtomicI32, Ordering::SeqCst};
    use crate::{actor, concurrently};

    /// Four threads set the first and then the second; a fifth looks in between, in few of very many
    /// schedules.
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

    fn search() -> (Reduction, Arc<Mutex<Outcome>>) {
        Reduction::new(Goal::Always, 100_000)
    }

    #[test]
    fn probes_find_early_what_the_search_finds_late() {
        let (alone, outcome) = search();
        explored(alone, reorder);
        assert!(outcome.lock().unwrap().tally.executions > 100);
        let (beside, outcome) = search();
        let (probes, sampled) = pos::search(Goal::Always, 7, 1_000);
        explored(WithProbes::new(beside, probes), reorder);
        let both = outcome.lock().unwrap().tally.executions + sampled.lock().unwrap().tally.executions;
        assert!(sampled.lock().unwrap().found.is_some() && both < 50, "{both}");
    }

    #[test]
    fn probes_do_not_keep_the_search_from_its_end() {
        let passes = || {
            let value = AtomicI32::new(0);
            let add = || _ = (value.fetch_add(1, SeqCst), value.fetch_add(1, SeqCst));
            concurrently([actor("add", add), actor("add", add), actor("add", add)]);
        };
        for count in [0, 5, 1_000] {
            let (beside, outcome) = search();
            let (probes, sampled) = pos::search(Goal::Always, 7, count);
            explored(WithProbes::new(beside, probes), passes);
            let tally = outcome.lock().unwrap().tally;
            // Six operations, two of each thread: 6! / (2! 2! 2!).
            assert_eq!((tally.executions, tally.exhausted), (90, true));
            // Four of the first eight are probes, and then every other one: the 90th of the search is number
            // 179.
            assert_eq!(sampled.lock().unwrap().tally.executions, count.min(4 + 85));
        }
    }
}
