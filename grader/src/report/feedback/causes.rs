//! Which broken rule is explained: one that needs no other broken rule.

use std::collections::BTreeSet;

use crate::judge::RuleGrade;
use crate::verdict::Mark;

/// The lowest-numbered broken rule that needs no other broken one.
pub(super) fn first_broken(rules: &[RuleGrade]) -> Option<&RuleGrade> {
    let own = rules.iter().filter(|rule| is_broken(rule) && causes(rule, rules).is_empty());
    own.min_by_key(|rule| rule.number)
}

/// The broken rules that `rule` needs. Whether it is broken for the same reason is not known.
///
/// Rules may need each other, as when nobody eats and nobody is fed: then the one with the lowest number needs none
/// of them.
pub(super) fn causes(rule: &RuleGrade, rules: &[RuleGrade]) -> Vec<u32> {
    let behind = needed_broken(rule.number, rules);
    let first_of_a_cycle =
        |&other: &u32| other > rule.number && needed_broken(other, rules).contains(&rule.number);
    if behind.iter().all(first_of_a_cycle) {
        return vec![];
    }
    let needed = rules.iter().filter(|other| is_broken(other) && rule.needs_unmet.contains(&other.number));
    needed.map(|other| other.number).collect()
}

/// The broken rules that `number` needs, and those that they need, without itself.
fn needed_broken(number: u32, rules: &[RuleGrade]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut next = vec![number];
    while let Some(at) = next.pop() {
        let needs = rules.iter().filter(|rule| rule.number == at).flat_map(|rule| &rule.needs_unmet);
        let broken = |need: &&u32| rules.iter().any(|rule| rule.number == **need && is_broken(rule));
        next.extend(needs.filter(broken).filter(|&&need| need != number && found.insert(need)));
    }
    found
}

fn is_broken(rule: &RuleGrade) -> bool {
    rule.verdict.mark() == Mark::Lost
}
