//! All threads are busy, and none makes progress.

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::Message;
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "livelock",
    meaning: "threads keep trying to get what another one has, give way, and none makes progress",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::NeverFinishes) {
        return None;
    }
    let wants = facts.livelock()?.into_iter().map(|want| {
        let (me, keeper) = (thread(want.thread), thread(want.keeper));
        say![me, " wants ", object(want.object), " (", want.at, "), which ", keeper, " has"]
    });
    let wants = Message::join(wants, "; ");
    Some(Pattern::new(say![wants, ": each tries again and again, and none makes progress"]))
}
