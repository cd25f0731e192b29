//! The report of `verify` for the eye: faults first, then the detection matrix.

use std::fmt::Write as _;

use crate::report::table::table;
use crate::report::{inert, words};
use crate::soundness::{Kind, Sound, Soundness};

/// The faults of each exercise, and its matrix.
pub(super) fn render(soundness: &Soundness) -> String {
    let mut text = String::new();
    for sound in &soundness.exercises {
        let faults: Vec<_> = sound.faults().collect();
        let state = if faults.is_empty() { "sound".to_owned() } else { format!("{} faults", faults.len()) };
        let traps: usize = sound.trials.iter().map(|trial| trial.evidence.traps.len()).sum();
        let _ = writeln!(text, "{}  {state}; {traps} traps tried", sound.exercise);
        for fault in faults {
            let _ = writeln!(text, "  ✗ {}", inert::plain(&fault).replace('\n', "\n      "));
        }
        text += &matrix(sound);
    }
    text
}

/// Programs down, rules across; then the tests that caught each mistake.
fn matrix(sound: &Sound) -> String {
    let mut table = table();
    let mut head = vec!["program".to_owned()];
    head.extend(sound.rules.iter().map(|rule| format!("rule {rule}")));
    table.set_header(head.into_iter().chain(["marks".into(), "".into()]));
    let mut caught = String::new();
    for trial in &sound.trials {
        let mut row = vec![trial.case.name.clone()];
        row.extend(
            trial
                .grade
                .rules
                .iter()
                .map(|rule| words::sign(rule.holds(), rule.verdict.leaves_open()).to_owned()),
        );
        row.push(words::fraction(trial.grade.marks, trial.grade.max_marks, trial.grade.open_marks));
        row.push(if trial.fault.is_some() { "off".into() } else { String::new() });
        table.add_row(row);
        if matches!(trial.case.kind, Kind::Mistake(_)) {
            for (rule, tests) in trial.caught_by.iter().filter(|(_, tests)| !tests.is_empty()) {
                let _ = writeln!(caught, "  {} breaks rule {rule}: {}", trial.case.name, tests.join(", "));
            }
        }
    }
    format!("{table}\n{caught}")
}
