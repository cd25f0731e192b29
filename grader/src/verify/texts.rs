//! Checks that README, manifest, test names, stub and given files agree.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::course::Exercise;
use crate::course::readme::Readme;
use crate::course::test_names::test_names;

/// The sections that every README has, in this order.
const SECTIONS: [&str; 6] = ["Story", "Task", "Rules", "Run", "Hints", "Read more"];

/// The faults in the texts of `exercise`, as sentences.
pub(crate) fn faults(exercise: &Exercise) -> Vec<String> {
    let mut faults = Vec::new();
    let mut read = |path: &Path, name: &str| {
        fs::read_to_string(path).map_err(|error| faults.push(format!("cannot read `{name}`: {error}"))).ok()
    };
    let readme = read(&exercise.path.join("README.md"), "README.md");
    let public = read(&exercise.path.join("tests/public.rs"), "tests/public.rs");
    let solution = exercise.solution.as_deref();
    let hidden =
        solution.and_then(|solution| read(&solution.join("tests/it/hidden.rs"), "tests/it/hidden.rs"));
    let root = exercise.manifest.root();
    let stub = read(&exercise.path.join(root), root);
    if let Some(readme) = readme {
        faults.extend(readme_faults(exercise, &Readme::parse(&readme)));
    }
    if let (Some(public), Some(hidden)) = (public, hidden) {
        faults.extend(test_faults(exercise, &public, &hidden));
    }
    if stub.is_some_and(|stub| !stub.contains("// TODO:")) {
        faults.push("the stub says nowhere what to change: `// TODO:` is missing".into());
    }
    faults.extend(given_faults(exercise));
    faults
}

/// The given files are those of the exercise, in the solution as well.
fn given_faults(exercise: &Exercise) -> Vec<String> {
    let given = match exercise.given() {
        Ok(given) => given,
        Err(error) => return vec![format!("{error:#}")],
    };
    let Some(solution) = &exercise.solution else { return Vec::new() };
    let same = |(file, text): &(String, String)| {
        fs::read_to_string(solution.join(file)).is_ok_and(|own| own == *text)
    };
    let differ = given.iter().filter(|file| !same(file));
    differ.map(|(file, _)| format!("`{file}` is given, and the solution has another")).collect()
}

fn readme_faults(exercise: &Exercise, readme: &Readme) -> Vec<String> {
    let mut faults = Vec::new();
    let mut rest = readme.sections.iter();
    for section in SECTIONS {
        if !rest.any(|heading| heading == section) {
            faults.push(match readme.sections.iter().any(|heading| heading == section) {
                true => format!("README: the section `{section}` stands in the wrong place"),
                false => format!("README: the section `{section}` is missing"),
            });
            rest = readme.sections.iter();
        }
    }
    if readme.hints.len() < 2 {
        faults.push(format!(
            "README: {} hints in `<details>`; there should be two or three",
            readme.hints.len()
        ));
    }
    for rule in &exercise.manifest.rules {
        let Some(stated) = readme.rules.iter().find(|stated| stated.number == rule.number) else {
            faults.push(format!("README: rule {} is missing", rule.number));
            continue;
        };
        let mut differ = |what: &str, stated: String, manifest: String| {
            if stated != manifest {
                faults.push(format!(
                    "rule {}: {what} `{stated}` in the README, `{manifest}` in the manifest",
                    rule.number
                ));
            }
        };
        differ("its sentence is", stated.title.clone(), rule.title.clone());
        differ("its marks are", stated.marks.to_string(), rule.marks.to_string());
        differ("it counts with", format!("{:?}", stated.needs), format!("{:?}", rule.needs));
    }
    let known = |number| exercise.manifest.rules.iter().any(|rule| rule.number == number);
    let unknown = readme.rules.iter().filter(|stated| !known(stated.number));
    faults.extend(unknown.map(|stated| format!("README: rule {} is not in the manifest", stated.number)));
    faults
}

fn test_faults(exercise: &Exercise, public: &str, hidden: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut tested = BTreeSet::new();
    for (file, text) in [("public.rs", public), ("hidden.rs", hidden)] {
        for name in test_names(text) {
            match rule_of(&name) {
                Some(rule) if exercise.manifest.rules.iter().any(|known| known.number == rule) => {
                    _ = tested.insert(rule)
                }
                Some(rule) => {
                    faults.push(format!("{file}: `{name}` judges rule {rule}, which does not exist"))
                }
                None => faults.push(format!("{file}: `{name}` is not called `rule_N_…`")),
            }
        }
    }
    let untested = exercise.manifest.rules.iter().filter(|rule| !tested.contains(&rule.number));
    faults.extend(untested.map(|rule| format!("rule {} has no test", rule.number)));
    faults
}

fn rule_of(name: &str) -> Option<u32> {
    name.strip_prefix("rule_")?.split_once('_')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_test_says_its_rule() {
        assert_eq!((rule_of("rule_12_x"), rule_of("rule_x"), rule_of("other")), (Some(12), None, None));
    }
}
