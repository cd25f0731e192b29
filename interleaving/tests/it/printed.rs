//! The output of a program while it is explored.

use std::process::Command;

use interleaving::cell::Shared;
use interleaving::{Check, actor, concurrently};

use crate::fails;

const CHILD: &str = "RACECOURSE_TEST_IN_A_CHILD";

/// The lines printed by a child process that explores two increments, first along the token `race`.
fn lines(race: &str) -> Vec<String> {
    let own = "printed::the_output_of_the_reported_schedule_comes_last_in_a_replay";
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", own, "--nocapture"]).env(CHILD, "yes").env("RACE", race);
    let ended = child.output().unwrap();
    assert!(ended.status.success());
    String::from_utf8_lossy(&ended.stdout).lines().map(str::to_owned).collect()
}

fn explored() {
    let failure = fails(Check::new("two increments"), || {
        let x = Shared::new(0);
        let increment = || {
            let value = x.get();
            println!("sees {value}");
            x.set(value + 1);
        };
        concurrently([actor("increment", increment), actor("increment", increment)]);
        assert_eq!(x.get(), 2);
    });
    println!("token: {}", failure.replay);
}

#[test]
fn the_output_of_the_reported_schedule_comes_last_in_a_replay() {
    if std::env::var_os(CHILD).is_some() {
        return explored();
    }
    let marked = |lines: &[String]| lines.iter().position(|line| line.starts_with("--- printed in"));
    let first = lines("");
    assert_eq!(marked(&first), None, "{first:?}");
    let token = first.iter().find_map(|line| line.strip_prefix("token: ")).unwrap();
    let again = lines(token);
    let last = &again[marked(&again).unwrap() + 1..];
    assert_eq!(last[..3], ["sees 0", "sees 0", &format!("token: {token}")], "{again:?}");
}
