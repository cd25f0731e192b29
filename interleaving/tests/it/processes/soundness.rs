//! The reduction against plain search, on random networks: both must see the same ends, and the same sequences of
//! observed values.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::report::{CheckVerdict, Coverage, Extent};
use interleaving::{Budget, Check};

/// A generator of numbers: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (number ^ (number >> 31)) % sides
    }
}

/// A process whose state is a hash of all that it has seen, in order. A message is a number; what it makes the
/// process send has smaller numbers, so every network settles.
#[derive(Clone, Debug)]
struct Machine {
    seed: u64,
    me: Id,
    peers: usize,
    state: u64,
}

impl Machine {
    fn see(&mut self, what: u64, most: u64, out: &mut Outbox<u64>) {
        self.state = Dice(self.state ^ what.wrapping_mul(31)).roll(u64::MAX);
        let mut dice = Dice(self.seed ^ (self.me as u64) << 8 ^ what << 16 ^ (self.state % 3) << 32);
        for _ in 0..dice.roll(3) {
            let to = (self.me + 1 + dice.roll(self.peers as u64 - 1) as usize) % self.peers;
            if most > 0 {
                out.send(to, dice.roll(most));
            }
        }
    }
}

impl Process for Machine {
    type Message = u64;
    fn on_message(&mut self, from: Id, message: u64, out: &mut Outbox<u64>) {
        self.see(message + 10 * from as u64, message, out);
    }
    fn on_down(&mut self, peer: Id, out: &mut Outbox<u64>) {
        self.see(1_000 + peer as u64, 1, out);
    }
    fn on_up(&mut self, peer: Id, out: &mut Outbox<u64>) {
        self.see(2_000 + peer as u64, 1, out);
    }
}

type Seen = BTreeSet<(Vec<Option<u64>>, Vec<Vec<Option<bool>>>)>;

/// A random network: its processes, users, and one fault or none.
fn network(seed: u64, log: &Arc<Mutex<Vec<Vec<Option<bool>>>>>) -> Network<Machine> {
    let mut dice = Dice(seed);
    let peers = 2 + dice.roll(2) as usize;
    let mut network = Network::new();
    for me in 0..peers {
        network.add(&format!("machine {me}"), Machine { seed, me, peers, state: 0 });
    }
    for number in 0..2 + dice.roll(2) {
        let user = network.user(dice.roll(peers as u64) as usize);
        let most = 1 + dice.roll(2);
        user.does("begins", move |machine, out| machine.see(100 + number, most, out));
        if dice.roll(2) == 0 {
            user.when("is odd", |machine| machine.state % 2 == 1);
            user.does("goes on", move |machine, out| machine.see(200 + number, 1, out));
        }
    }
    let one = dice.roll(peers as u64) as usize;
    let other = (one + 1) % peers;
    match dice.roll(8) {
        0 => network.crashes(one),
        1 => {
            network.crashes_and_is_replaced(one, move || Machine { seed, me: one, peers, state: 7 });
        }
        2 => network.loses_connection(one, other),
        3 => network.may_duplicate(one, other),
        4 => network.may_delay(one, other),
        _ => {}
    }
    if dice.roll(2) == 0 {
        let log = Arc::clone(log);
        network.never(
            |machine| machine.state % 5 < 2,
            move |seen| {
                log.lock().unwrap().push(seen.to_vec());
                None
            },
        );
    }
    network.may_wait();
    network
}

/// All ends of the network, if the search exhausts it.
fn ends(seed: u64, reduction: bool, budget: u64) -> Option<(Seen, u64)> {
    let seen = Arc::new(Mutex::new(Seen::new()));
    let own = Arc::clone(&seen);
    let budget = Budget { systematic: budget, preemptions: 64, random: 0, loom: 0 };
    let report = Check::new("random").budget(budget).reduction(reduction).explore(move || {
        let log = Arc::default();
        let settled = network(seed, &log).run();
        let states = settled.processes.iter().map(|machine| machine.as_ref().map(|it| it.state)).collect();
        let log = std::mem::take(&mut *log.lock().unwrap());
        own.lock().unwrap().insert((states, log));
    });
    let all = report.coverage.iter().any(|coverage| match coverage {
        Coverage::Deliveries { .. } | Coverage::OnlySchedule => true,
        Coverage::Preemptions { extent, .. } => *extent == Extent::All,
        _ => false,
    });
    assert!(matches!(report.verdict, CheckVerdict::Passed | CheckVerdict::Inconclusive), "{report:?}");
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    all.then_some((seen, report.executions))
}

#[test]
fn the_reduction_sees_every_end_of_random_networks() {
    let (mut compared, mut reduced, mut plain) = (0, 0, 0);
    for seed in 0..NETWORKS {
        let Some((all, count)) = ends(seed, false, MOST) else { continue };
        let (seen, fewer) = ends(seed, true, MOST).expect("the reduction explores no more than plain search");
        assert!(seen.is_subset(&all), "network {seed}: the reduction invents an end");
        let lost = all.difference(&seen).count();
        assert!(lost == 0, "network {seed}: the reduction loses {lost} of {} ends", all.len());
        (compared, reduced, plain) = (compared + 1, reduced + fewer, plain + count);
    }
    println!("{compared} networks compared; {reduced} executions against {plain}");
    assert!(compared > NETWORKS / 2, "too few networks are small enough: {compared}");
}

/// The most executions of plain search.
const MOST: u64 = 3_000;

const NETWORKS: u64 = 100;
