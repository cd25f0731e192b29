//! Each thread of a cycle holds a lock that the next one waits for.

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::Message;
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "lock cycle",
    meaning: "threads take locks in different orders, and each holds what the next one waits for",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::Deadlock) {
        return None;
    }
    let circle = facts.cycle().filter(|circle| circle.len() > 1)?;
    let words = circle.iter().enumerate().map(|(place, &(me, wanted, _))| {
        // Each thread holds the lock that the thread before it waits for.
        let (_, held, _) = circle[(place + circle.len() - 1) % circle.len()];
        say![thread(me), " holds ", object(held), " and wants ", object(wanted)]
    });
    let sentence = if circle.len() == 2 {
        say![Message::join(words, ", "), ": the locks are taken in opposite orders"]
    } else {
        let names = Message::join(circle.iter().map(|&(me, _, _)| thread(me).into()), ", ");
        say!["each of ", names, " holds one lock and waits for the one that the next holds"]
    };
    let taken = circle.iter().map(|&(_, _, taken)| taken);
    let last = taken.clone().max()?;
    Some(Pattern::new(sentence).mark(last, "now each of them holds what another will wait for").citing(taken))
}
