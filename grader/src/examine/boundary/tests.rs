use interleaving::report::{Broken, Failure, Message, Object, Panic, Part, Row, Step, Thread};
use serde_json::json;

use super::*;
use crate::canary::CANARY;
use crate::tests::fake::tested;
use crate::verdict::Verdict;

const OWN: &str = "pub struct InsufficientFunds;
    pub fn withdraw(balance: i64) { panic!(\"the account of {name} is at {balance}\", name = owner()) }";
const HIDDEN: &str = "/// A secret word.
    enum Answer { Refused }
    #[test] fn rule_2_a_secret_scenario() { check(\"two customers\", || carried_out(\"{got} dollars are left\")) }";

fn boundary() -> Boundary {
    Boundary { known: Known::new(&[OWN.to_owned()], HIDDEN) }
}

#[track_caller]
fn shows(text: &str, shown: &str) {
    assert_eq!(boundary().known.shown(text), shown);
}

#[test]
fn scalars_and_what_debug_makes_of_them_stay() {
    for text in [
        "()",
        "-17",
        "true",
        "Some(3.5)",
        "[Ok(()), Err(InsufficientFunds)]",
        "(18446744073709551615, None)",
        "Refused",
        "refused",
        "'x'",
        "P3",
        "{1: 'a', 2: 'b'}",
        "xxxxxxxxxxxxxxxxxxxxxxxx",
        "\"custom…\"",
        "\"a\\r\\nin\\xC3\"",
        "called `Option::unwrap()` on a `None` value",
        "index out of bounds: the len is 3 but the index is 3",
    ] {
        shows(text, text);
    }
}

#[test]
fn a_message_of_the_program_s_own_keeps_its_literals_and_numbers() {
    shows("the account of Ada is at 17", "the account of … is at 17");
    shows("20 dollars are left", "20 dollars are left");
}

#[test]
fn what_only_a_hidden_test_knows_is_cut() {
    shows("rule_2_a_secret_scenario", "…");
    shows(&format!("tests::t1::{CANARY}3f::rule_2_a_secret_scenario::{{{{closure}}}}"), "…::{{…}}");
    shows("carried_out in a secret", "… in a …");
    shows("a8b3f0c5", "…");
    shows("123456789012345678901234567890", "…");
    shows("\u{4e2d}\u{6587} \u{2603}", "…");
}

#[test]
fn a_long_list_of_scalars_is_cut_at_its_end() {
    let list = format!("{:?}", (100..400).collect::<Vec<_>>());
    let shown = boundary().known.shown(&list);
    assert!(
        list.starts_with(shown.trim_end_matches('…')) && shown.ends_with('…') && shown.len() < 300,
        "{shown}"
    );
}

#[test]
fn among_the_library_s_words_quoted_values_are_cut() {
    let known = boundary().known;
    let shown = |text: &str| known.shown_in_quotes(text);
    assert_eq!(shown("overwrites the \"sent home\\\" 17\" of "), "overwrites the \"…\\\" 17\" of ");
    assert_eq!(shown(") and sees the same \"sent home…"), ") and sees the same \"…");
    assert_eq!(shown("a stale value"), "a stale value");
}

/// A failure with `secret` wherever a program can put a text.
fn leaky(failure: &mut Failure, secret: &str) {
    let did: Step = serde_json::from_value(json!({
        "action": "lock", "object": 0, "ok": true, "values": [secret], "change": [secret, secret],
        "stale": { "newest": secret, "written": { "number": 1 } },
        "process": { "message": {
            "number": 1, "from": 1, "to": 2, "content": secret, "lost": false, "way": "in_order"
        } },
    }))
    .unwrap();
    failure.rows = vec![Row {
        settled: false,
        thread: 0,
        did,
        unlock: None,
        place: None,
        note: Some(Message(vec![Part::Words(format!("the {secret:?} again"))])),
        step: None,
        until: None,
    }];
    failure.threads = vec![Thread { id: secret.into(), label: Some(secret.into()) }];
    failure.objects = vec![Object {
        number: 0,
        kind: "mutex".into(),
        name: Some(secret.into()),
        first_use: None,
        index: None,
    }];
    failure.broken = Broken::Panic { thread: 0, panic: Panic::Words(secret.into()), place: None };
}

#[test]
fn a_hidden_test_s_report_is_cut_everywhere_and_the_instructor_reads_it() {
    for public in [false, true] {
        let mut test = tested(2, Verdict::Failed);
        test.public = public;
        leaky(test.checks[0].failure.as_mut().unwrap(), "secretly");
        test.message = "two clients of rule 2: secretly".into();
        let before = serde_json::to_string(&test.checks).unwrap();
        let note = boundary().cut(&mut test);
        let after = serde_json::to_string(&test.checks).unwrap();
        if public {
            assert_eq!((after, note), (before, String::new()));
            continue;
        }
        assert!(
            !after.contains("secretly") && !test.message.contains("secretly"),
            "{after} {}",
            test.message
        );
        assert!(note.contains("rule_2_holds: not shown to the student: secretly\n"), "{note}");
        assert_eq!(test.checks[0].check, "two clients of rule 2");
    }
}

#[test]
fn the_source_of_a_hidden_assertion_is_cut() {
    let mut test = tested(2, Verdict::Failed);
    test.public = false;
    for (condition, shown) in [("carried_out (x)", "…"), ("balance : i64", "balance : i64")] {
        let panic = Panic::Condition(condition.into());
        let failure = test.checks[0].failure.as_mut().unwrap();
        failure.broken = Broken::Panic { thread: 0, panic, place: None };
        boundary().cut(&mut test);
        let headline = test.checks[0].failure.as_ref().unwrap().headline();
        assert_eq!(headline, format!("`{shown}` does not hold"));
    }
}
