//! Mutual exclusion among equals (Ricart and Agrawala, CACM 1981): three peers, exhausted.

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::report::{CheckReport, CheckVerdict, Coverage, Failure, RenderOptions};
use interleaving::{Budget, Check};

#[derive(Clone, Debug)]
enum Message {
    Request { clock: u64 },
    Reply { clock: u64 },
}

/// The faults that a test wants.
#[derive(Clone, Copy, Default)]
struct Fault {
    /// Equal clocks let both in.
    no_tie_break: bool,
    /// The clock does not advance on receipt.
    deaf: bool,
    /// Only requests carry a clock that counts.
    requests_only: bool,
    /// Deferred replies are never sent.
    forgetful: bool,
}

struct Peer {
    me: Id,
    peers: usize,
    clock: u64,
    asked: Option<u64>,
    replies: usize,
    deferred: Vec<Id>,
    fault: Fault,
}

impl Peer {
    fn want(&mut self, out: &mut Outbox<Message>) {
        self.clock += 1;
        self.asked = Some(self.clock);
        self.replies = 0;
        for peer in (0..self.peers).filter(|&peer| peer != self.me) {
            out.send(peer, Message::Request { clock: self.clock });
        }
    }

    fn inside(&self) -> bool {
        self.asked.is_some() && self.replies == self.peers - 1
    }

    fn leave(&mut self, out: &mut Outbox<Message>) {
        self.asked = None;
        let deferred = std::mem::take(&mut self.deferred);
        if !self.fault.forgetful {
            self.clock += 1;
            deferred.into_iter().for_each(|peer| out.send(peer, Message::Reply { clock: self.clock }));
        }
    }
}

impl Process for Peer {
    type Message = Message;

    fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        let (Message::Request { clock } | Message::Reply { clock }) = message;
        let counts = !self.fault.requests_only || matches!(message, Message::Request { .. });
        if !self.fault.deaf && counts {
            self.clock = self.clock.max(clock) + 1;
        }
        match message {
            Message::Request { clock } => {
                let mine = self.asked.is_some_and(|asked| match self.fault.no_tie_break {
                    true => asked < clock,
                    false => (asked, self.me) < (clock, from),
                });
                if mine {
                    self.deferred.push(from);
                } else {
                    out.send(from, Message::Reply { clock: self.clock });
                }
            }
            Message::Reply { .. } => self.replies += 1,
        }
    }
}

fn network(peers: usize, entries: &[usize], fault: Fault) -> Network<Peer> {
    let mut network = Network::new();
    for me in 0..peers {
        let peer = Peer { me, peers, clock: 0, asked: None, replies: 0, deferred: Vec::new(), fault };
        network.add(&format!("peer {me}"), peer);
    }
    for (me, &entries) in entries.iter().enumerate() {
        let user = network.user(me);
        for _ in 0..entries {
            user.does("asks to enter", Peer::want)
                .when("is inside", Peer::inside)
                .does("leaves", Peer::leave);
        }
    }
    network
}

fn exclusive(network: &mut Network<Peer>) {
    network.at_most_one("are inside", Peer::inside);
    network.may_wait();
}

fn ordered(network: &mut Network<Peer>) {
    network.in_order("asks to enter", "is inside");
    network.may_wait();
}

fn explored(entries: &'static [usize], fault: Fault, demand: fn(&mut Network<Peer>)) -> CheckReport {
    let budget = Budget { systematic: 20_000, ..Budget::STANDARD };
    Check::new("peers").budget(budget).explore(move || {
        let mut network = network(entries.len(), entries, fault);
        demand(&mut network);
        network.run();
    })
}

/// The orders of delivery of a network that passes.
fn orders(report: &CheckReport) -> u64 {
    assert_eq!(report.verdict, CheckVerdict::Passed, "{:?}", report.failure.as_ref().map(Failure::headline));
    match report.coverage[..] {
        [Coverage::Deliveries { orders }] => orders,
        _ => panic!("not exhausted: {:?}", report.covered()),
    }
}

fn headline(report: &CheckReport) -> String {
    let failure = report.failure.as_ref().expect("the network fails");
    interleaving::report::headline(failure, &|_| None)
}

#[test]
fn one_entry_each_has_as_many_orders_as_partial_orders() {
    assert_eq!(orders(&explored(&[1, 1], Fault::default(), |_| {})), 5);
    assert_eq!(orders(&explored(&[1, 1, 1], Fault::default(), |_| {})), 4_821);
}

#[test]
fn three_peers_that_are_watched_are_exhausted() {
    assert_eq!(orders(&explored(&[1, 1], Fault::default(), exclusive)), 5);
    let watched = orders(&explored(&[1, 1, 1], Fault::default(), exclusive));
    assert!((4_821..5_000).contains(&watched), "{watched} orders: more than the partial orders explain");
}

#[test]
fn equal_clocks_let_two_in() {
    let report = explored(&[1, 1], Fault { no_tie_break: true, ..Fault::default() }, exclusive);
    assert_eq!(headline(&report), "peer 0 and peer 1 are inside at the same time");
}

#[test]
fn a_clock_that_ignores_messages_lets_two_in() {
    let report = explored(&[1, 1, 1], Fault { deaf: true, ..Fault::default() }, exclusive);
    assert!(headline(&report).ends_with("are inside at the same time"), "{}", headline(&report));
}

#[test]
fn a_forgotten_reply_leaves_a_peer_waiting() {
    let report = explored(&[1, 1], Fault { forgetful: true, ..Fault::default() }, |_| {});
    let headline = headline(&report);
    assert!(headline.starts_with("peer"), "{headline}");
    let words = " waits for ever: nothing is left to deliver, and it never is inside";
    assert!(headline.ends_with(words), "{headline}");
}

#[test]
fn clocks_on_requests_only_break_the_order_of_a_double_entry() {
    let requests_only = Fault { requests_only: true, ..Fault::default() };
    orders(&explored(&[1, 1, 1], requests_only, ordered));
    let report = explored(&[2, 1, 1], requests_only, ordered);
    assert!(headline(&report).starts_with("out of order: "), "{}", headline(&report));
}

#[test]
fn a_failure_is_a_table_of_messages() {
    let report = explored(&[1, 1], Fault { no_tie_break: true, ..Fault::default() }, exclusive);
    let text = interleaving::report::render(&report, &RenderOptions::new(&|_| Some(String::new())));
    insta::assert_snapshot!(text);
}
