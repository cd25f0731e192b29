//! The programs that an exercise must judge in a known way.

use std::path::Path;

use super::variants;
use crate::collect::known;
use crate::course::Exercise;
use crate::course::readme::numbers;
use crate::soundness::{Breaks, Case, Kind};
use crate::verdict::Verdict;

/// The cases of `exercise`, and the faults that show before any of them is tried.
pub(super) fn of(exercise: &Exercise) -> (Vec<Case>, Vec<String>) {
    let mut faults = Vec::new();
    let mut cases = Vec::new();
    let Some(solution) = &exercise.solution else {
        return (cases, vec!["there is no solution beside it".into()]);
    };
    let mut whole = |name: &str, kind, root: &Path| match known(exercise, root) {
        Ok(files) => cases.push(Case { name: name.into(), kind, files }),
        Err(error) => faults.push(format!("{name}: {error}")),
    };
    whole("stub", Kind::Stub, &exercise.path);
    whole("stub without its locks", Kind::StubWithoutLocks, &exercise.path);
    whole("reference", Kind::Reference, solution);

    let mut variant = |folder: &str, path: &Path, kind: &dyn Fn(&str) -> Option<Kind>, first: &str| {
        let name = format!("{folder}/{}", path.file_name().unwrap_or_default().display());
        match known(exercise, solution).and_then(|reference| variants::read(reference, exercise, path)) {
            Err(error) => faults.push(format!("{name}: {error}")),
            Ok((files, line)) => match kind(&line) {
                Some(kind) => cases.push(Case { name, kind, files }),
                None => faults.push(format!("{name}: its first line must read `{first}`")),
            },
        }
    };
    let alternatives = variants::in_folder(&solution.join("alternatives"));
    for path in &alternatives {
        let design = |line: &str| line.strip_prefix("//! design:").map(|_| Kind::Alternative);
        variant("alternatives", path, &design, "//! design: …");
    }
    let mistakes = variants::in_folder(&solution.join("mistakes"));
    for path in &mistakes {
        let mistake = |line: &str| breaks(line).map(Kind::Mistake);
        variant("mistakes", path, &mistake, "//! breaks: rule N, …");
    }
    if alternatives.len() < 2 {
        faults.push(format!(
            "{} alternatives; there should be two different right designs",
            alternatives.len()
        ));
    }
    if mistakes.is_empty() {
        faults.push("no mistake; what students get wrong is how the tests are tested".into());
    }
    (cases, faults)
}

/// Reads the first line of a mistake: `//! breaks: rule 2, rule 3, lost update`.
fn breaks(line: &str) -> Option<Breaks> {
    let said = line.strip_prefix("//! breaks:")?;
    let parts: Vec<_> = said.split(',').map(str::trim).collect();
    match *parts.first()? {
        "compile" => return Some(Breaks::Whole(Verdict::DoesNotCompile)),
        "screen" => return Some(Breaks::Whole(Verdict::Rejected)),
        _ => {}
    }
    let rules = parts.iter().filter_map(|part| part.strip_prefix("rule "));
    let mut rules: Vec<u32> = rules.flat_map(numbers).collect();
    rules.sort_unstable();
    rules.dedup();
    (!rules.is_empty()).then_some(Breaks::Rules(rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_mistake_names_what_it_breaks() {
        let parse = |said: &str| breaks(&format!("//! breaks: {said}"));
        assert_eq!(parse("rule 3, rule 2, lost update of rule"), Some(Breaks::Rules(vec![2, 3])));
        assert_eq!(parse("compile, a missing brace"), Some(Breaks::Whole(Verdict::DoesNotCompile)));
        assert_eq!(parse("screen, std's mutex"), Some(Breaks::Whole(Verdict::Rejected)));
        assert_eq!(parse("everything"), None);
        assert_eq!(breaks("//! rule 2"), None);
    }
}
