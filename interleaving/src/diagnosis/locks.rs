//! Patterns of locks: cycles, a lock taken twice, a lock kept, too much under one lock.

use super::Pattern;
use super::facts::{Facts, at, name, takes};
use crate::oracle::Goal;
use crate::spec::{Action, Tid};

/// A thread waits for a lock that it holds itself.
pub(super) fn own(facts: &Facts<'_>) -> Option<Pattern> {
    facts.blocked().into_iter().find_map(|(thread, pending)| {
        let locks = takes(pending.action);
        let (_, taken) =
            facts.holders(pending.object).into_iter().find(|&(holder, _)| locks && holder == thread)?;
        let (me, object) = (name(thread), pending.object);
        let since = at(facts.events()[taken].at);
        let sentence =
            format!("{me} locks {{o{object}}} again ({}) while it still holds it ({since})", at(pending.at));
        let last = facts.events().iter().rposition(|event| event.thread == thread).unwrap_or(taken);
        let note = format!("then waits for {{o{object}}}, which {me} itself holds");
        Some(Pattern::new("self-deadlock", sentence).mark(last, note).citing([taken]))
    })
}

/// Threads each hold what the next one waits for.
pub(super) fn cycle(facts: &Facts<'_>) -> Option<Pattern> {
    let circle = facts.cycle().filter(|circle| circle.len() > 1)?;
    let words: Vec<String> = circle
        .iter()
        .enumerate()
        .map(|(place, &(thread, wanted, _))| {
            // What it holds is what the one before it waits for.
            let (_, held, _) = circle[(place + circle.len() - 1) % circle.len()];
            format!("{} holds {{o{held}}} and wants {{o{wanted}}}", name(thread))
        })
        .collect();
    let sentence = match words.as_slice() {
        [one, other] => format!("{one}, {other}: the locks are taken in opposite orders"),
        _ => {
            let names: Vec<String> = circle.iter().map(|&(thread, _, _)| name(thread)).collect();
            format!("each of {} holds one lock and waits for the one that the next holds", names.join(", "))
        }
    };
    let last = circle.iter().map(|&(_, _, taken)| taken).max()?;
    let note = "now each of them holds what another will wait for".to_owned();
    Some(
        Pattern::new("lock cycle", sentence)
            .mark(last, note)
            .citing(circle.iter().map(|&(_, _, taken)| taken)),
    )
}

/// A thread ended while it held a lock.
pub(super) fn leaked(facts: &Facts<'_>, thread: Tid, object: usize) -> Pattern {
    let taken =
        facts.holders(object).into_iter().find(|&(holder, _)| holder == thread).map(|(_, event)| event);
    let me = name(thread);
    let place = taken.map_or_else(String::new, |event| format!(" ({})", at(facts.events()[event].at)));
    let sentence = format!("{me} took {{o{object}}}{place} and ended without letting it go");
    let pattern = Pattern::new("lock never released", sentence);
    match taken {
        Some(event) => pattern.mark(event, format!("{me} never unlocks {{o{object}}}")),
        None => pattern,
    }
}

/// A thread waits for a lock whose holder has ended or sleeps.
pub(super) fn never_released(facts: &Facts<'_>) -> Option<Pattern> {
    let blocked = facts.blocked();
    blocked.iter().find_map(|&(thread, pending)| {
        let object = facts.awaited(thread, &pending);
        if !takes(pending.action) {
            return None;
        }
        facts.holders(object).into_iter().find_map(|(holder, taken)| {
            let finished = facts.recording.threads[holder].finished;
            finished.then(|| {
                let who = name(holder);
                let since = at(facts.events()[taken].at);
                let sentence = format!("{who} took {{o{object}}} ({since}) and ended without letting it go");
                Pattern::new("lock never released", sentence)
                    .mark(taken, format!("{who} never unlocks {{o{object}}}"))
            })
        })
    })
}

/// A test's meeting that cannot take place, because who is there holds what the others need.
pub(super) fn too_much(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.goal != Goal::Possible {
        return None;
    }
    let (object, taken) = kept_apart(facts).map(|(_, _, object, taken)| (object, taken))?;
    let since = at(facts.events()[taken].at);
    let sentence = format!(
        "{{o{object}}} ({since}) is held for longer, or for more, than need be; whoever waits for it is kept out"
    );
    Some(Pattern::new("too much synchronisation", sentence).citing([taken]))
}

/// A thread at the test's meeting, one that cannot come, the lock, and the event that took it.
pub(crate) fn kept_apart(facts: &Facts<'_>) -> Option<(Tid, Tid, usize, usize)> {
    let blocked = facts.blocked();
    blocked.iter().find_map(|&(outside, pending)| {
        let object = facts.awaited(outside, &pending);
        facts.holders(object).into_iter().find_map(|(holder, taken)| {
            let meets = blocked.iter().any(|(thread, at)| *thread == holder && at.action == Action::Meet);
            meets.then_some((holder, outside, object, taken))
        })
    })
}
