//! Faults that a test allows: crashes, replacements, lost connections, copies, delays.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use interleaving::Check;
use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::report::{CheckVerdict, Coverage, RenderOptions};

/// Writes down all that it sees.
#[derive(Debug, Default)]
struct Log(String);

impl Process for Log {
    type Message = &'static str;

    fn on_message(&mut self, from: Id, message: &'static str, _: &mut Outbox<&'static str>) {
        self.0 += &format!("{from}{message} ");
    }

    fn on_down(&mut self, peer: Id, _: &mut Outbox<&'static str>) {
        self.0 += &format!("down{peer} ");
    }

    fn on_up(&mut self, peer: Id, out: &mut Outbox<&'static str>) {
        self.0 += &format!("up{peer} ");
        out.send(peer, "welcome");
    }

    fn on_start(&mut self, _: &mut Outbox<&'static str>) {
        self.0 += "starts ";
    }
}

/// The logs of all processes at all ends; a crashed process has none.
fn ends(build: impl Fn(&mut Network<Log>) + Send + Sync + 'static) -> BTreeSet<Vec<String>> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let own = Arc::clone(&seen);
    let report = Check::new("logs").explore(move || {
        let mut network = Network::new();
        network.add("sender", Log::default());
        network.add("receiver", Log::default());
        network.user(0).does("sends a and b", |_, out| {
            out.send(1, "a");
            out.send(1, "b");
        });
        build(&mut network);
        let logs = network.run().processes.into_iter();
        let logs = logs.map(|log| log.map_or("gone".to_owned(), |log| log.0.trim().to_owned())).collect();
        own.lock().unwrap().insert(logs);
    });
    assert_eq!(report.verdict, CheckVerdict::Passed, "{:?}", report.covered());
    assert!(matches!(report.coverage[..], [Coverage::Deliveries { .. } | Coverage::OnlySchedule]));
    std::mem::take(&mut seen.lock().unwrap())
}

/// What the receiver has seen at all ends.
fn received(build: impl Fn(&mut Network<Log>) + Send + Sync + 'static) -> Vec<String> {
    let all: BTreeSet<String> = ends(build).into_iter().map(|mut logs| logs.remove(1)).collect();
    all.into_iter().collect()
}

#[test]
fn a_channel_keeps_the_order_of_its_messages() {
    assert_eq!(received(|_| {}), ["0a 0b"]);
}

#[test]
fn a_crash_loses_the_last_messages_and_is_announced_after_the_others() {
    let received = received(|network| network.crashes(0));
    assert_eq!(received, ["0a 0b down0", "0a down0", "down0"]);
}

#[test]
fn messages_to_a_crashed_process_are_lost() {
    let ends = ends(|network| network.crashes(1));
    assert!(ends.iter().all(|logs| logs[1] == "gone"), "{ends:?}");
    assert!(ends.iter().all(|logs| logs[0] == "down1"), "{ends:?}");
}

#[test]
fn a_replacement_gets_only_what_is_sent_to_it() {
    let received = received(|network| network.crashes_and_is_replaced(1, Log::default));
    // If the sender has heard of the replacement before it sends, a and b are for the new process.
    assert_eq!(received, ["starts 0welcome", "starts 0welcome 0a 0b"]);
}

#[test]
fn both_sides_learn_that_their_connection_is_lost() {
    let ends = ends(|network| network.loses_connection(0, 1));
    let receivers: BTreeSet<&str> = ends.iter().map(|logs| &*logs[1]).collect();
    assert_eq!(receivers, ["0a 0b down0", "0a down0", "down0"].into());
    assert!(ends.iter().all(|logs| logs[0] == "down1"), "{ends:?}");
}

#[test]
fn one_message_may_arrive_twice() {
    let received = received(|network| network.may_duplicate(0, 1));
    assert_eq!(received, ["0a 0a 0b", "0a 0b", "0a 0b 0a", "0a 0b 0b"]);
}

#[test]
fn one_message_may_be_late() {
    assert_eq!(received(|network| network.may_delay(0, 1)), ["0a 0b", "0b 0a"]);
}

#[test]
fn a_star_has_no_connections_at_its_rim() {
    let report = Check::new("star").explore(|| {
        let mut network = Network::new();
        for name in ["server", "one", "other"] {
            network.add(name, Log::default());
        }
        network.star(0);
        network.user(1).does("writes to the other", |_, out| out.send(2, "hello"));
        network.run();
    });
    let headline = report.failure.map(|failure| failure.headline());
    let expected = "one sends \"hello\" to other, with which it has no connection";
    assert_eq!(headline.as_deref(), Some(expected));
}

/// A sender and a receiver, whose user notes it when the receiver has seen a and not yet b.
fn watched_receiver() -> Network<Log> {
    let mut network = Network::new();
    network.add("sender", Log::default());
    network.add("receiver", Log::default());
    network.user(0).does("sends a and b", |_, out| {
        out.send(1, "a");
        out.send(1, "b");
    });
    network.user(1).when("has a only", |log| log.0 == "0a ").does("notes it", |log, _| log.0 += "noted ");
    network.may_wait();
    network
}

#[test]
fn a_network_goes_on_where_another_has_settled() {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let own = Arc::clone(&seen);
    let report = Check::new("two parts").explore(move || {
        let settled = watched_receiver().run();
        let mut next = Network::new();
        for (name, process) in ["sender", "receiver"].into_iter().zip(settled.processes) {
            next.add(name, process.expect("nobody has crashed"));
        }
        next.crashes(0);
        let receiver = next.run().processes.remove(1).expect("the receiver has not crashed");
        own.lock().unwrap().insert(receiver.0);
    });
    assert_eq!(report.verdict, CheckVerdict::Passed, "{:?}", report.covered());
    let seen: Vec<String> = seen.lock().unwrap().iter().cloned().collect();
    assert_eq!(seen, ["0a 0b down0 ", "0a noted 0b down0 "]);
}

#[test]
fn a_failure_of_the_second_part_shows_the_messages_of_the_first() {
    let report = Check::new("two parts").explore(|| {
        let settled = watched_receiver().run();
        let mut next = Network::new();
        for (name, process) in ["sender", "receiver"].into_iter().zip(settled.processes) {
            next.add(name, process.expect("nobody has crashed"));
        }
        next.crashes(0);
        let receiver = next.run().processes.remove(1).expect("the receiver has not crashed");
        assert!(!receiver.0.contains("down"), "the receiver is alone");
    });
    let source = "out.send(1, \"a\");";
    insta::assert_snapshot!(interleaving::report::render(
        &report,
        &RenderOptions::new(&|_| Some(source.to_owned()))
    ));
}

#[test]
fn a_process_that_joins_in_the_second_part_leaves_the_first_in_the_table() {
    let report = Check::new("two parts").explore(|| {
        let settled = watched_receiver().run();
        let mut next = Network::new();
        for (name, process) in ["sender", "receiver"].into_iter().zip(settled.processes) {
            next.add(name, process.expect("nobody has crashed"));
        }
        let late = next.add("late", Log::default());
        next.user(late).does("sends c", |_, out| out.send(1, "c"));
        let receiver = next.run().processes.remove(1).expect("nobody has crashed");
        assert!(!receiver.0.contains('c'), "c arrives");
    });
    let text = interleaving::report::render(&report, &RenderOptions::new(&|_| None));
    assert!(text.contains("sends a and b @1") && text.contains("all has arrived"), "{text}");
    assert!(!text.contains("acts") && !text.contains("goes on\n"), "{text}");
    // The receiver's clock was 3 where the first part settled.
    assert!(text.contains("\"c\" @4"), "{text}");
}

#[test]
fn a_copy_of_the_network_has_no_clock() {
    let report = Check::new("a copy").explore(|| {
        let mut network = Network::new();
        network.add("sender", Log::default());
        network.add("receiver", Log::default());
        network.user(0).does("sends a", |_, out| out.send(1, "a"));
        network.may_duplicate(0, 1);
        let receiver = network.run().processes.remove(1).expect("nobody has crashed");
        assert!(!receiver.0.contains("0a 0a"), "a arrives twice");
    });
    let text = interleaving::report::render(&report, &RenderOptions::new(&|_| None));
    let copy = text.lines().find(|line| line.contains("a copy that the network keeps"));
    assert!(copy.is_some_and(|line| !line.contains('@')), "{text}");
    assert!(text.contains("#1 ← sender: \"a\" @2"), "{text}");
}

#[test]
fn faults_are_rows_of_the_table() {
    let report = Check::new("a crash").explore(|| {
        let mut network = Network::new();
        network.add("sender", Log::default());
        network.add("receiver", Log::default());
        network.user(0).does("sends a and b", |_, out| {
            out.send(1, "a");
            out.send(1, "b");
        });
        network.crashes_and_is_replaced(0, Log::default);
        network.never(
            |log| log.0.clone(),
            |seen| (seen[1].as_deref() == Some("0a down0 up0 ")).then(|| "b is lost".to_owned()),
        );
        network.run();
    });
    let source = "out.send(1, \"a\");";
    insta::assert_snapshot!(interleaving::report::render(
        &report,
        &RenderOptions::new(&|_| Some(source.to_owned()))
    ));
}

#[test]
fn the_nearest_order_that_passes_names_the_processes() {
    let program = "processes::faults::the_nearest_order_that_passes_names_the_processes";
    if std::env::var_os("RACE").is_none() {
        let told = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", program, "--nocapture"])
            .env("RACE", "a-and-b P5x1 P3x1")
            .output()
            .unwrap();
        let text =
            String::from_utf8_lossy(&told.stderr).into_owned() + &String::from_utf8_lossy(&told.stdout);
        assert!(text.contains("at step 1 b goes on instead of a, and nothing fails"), "{text}");
        return;
    }
    interleaving::check("a and b", || {
        let mut network = Network::new();
        let host = network.add("host", Log::default());
        for name in ["a", "b"] {
            let guest = network.add(name, Log::default());
            network.user(guest).does("greets", move |_, out| out.send(host, "hello"));
        }
        network.star(host);
        network.never(
            |log| log.0.clone(),
            |seen| (seen[0].as_deref() == Some("1hello ")).then(|| "a is first".into()),
        );
        network.run();
    });
}
