//! Whose work a submission is, when two of a run have the same name.
//!
//! Nobody can say which of the two is the student's, so neither is graded and neither costs a mark: the marks of
//! both stay open, and each names the other. Names that differ and only look alike are different names.

use std::collections::BTreeMap;

use icu_casemap::CaseMapper;
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_normalization::UnicodeNormalization as _;

use super::submission::Submission;
use crate::evidence::Finding;
use crate::system::text::printable;

/// The most submissions that a reason lists.
const MAX_LISTED: usize = 3;

/// The form in which names are compared: normalized (NFC), case folded, trimmed.
///
/// As in the reports, invisible characters do not count, a row of white space is one space, and all control
/// characters are the same.
pub(super) fn folded(name: &str) -> String {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let shown = |char: char| match char {
        char if char.is_control() && !char.is_whitespace() => '\u{fffd}',
        char => char,
    };
    // Invisible characters go first, because one of them between a letter and its accent keeps the two apart.
    let visible: String = name.chars().filter(|char| !ignorable.contains(*char)).map(shown).nfd().collect();
    let folded: String = CaseMapper::new().fold_string(&visible).nfc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Leaves open what shares its name with another submission, or with `own`, a row that the grader itself writes.
pub(crate) fn contest(submissions: &mut [Submission], own: &str) {
    let mut groups = BTreeMap::<String, Vec<usize>>::new();
    for (at, submission) in submissions.iter().enumerate() {
        groups.entry(folded(&submission.name)).or_default().push(at);
    }
    let own = (folded(own), own);
    for (name, group) in groups {
        let reason = |&at: &usize| {
            let others = group.iter().filter(|other| **other != at).map(|&other| &submissions[other]);
            let others: Vec<&Submission> = others.collect();
            match others.as_slice() {
                _ if name == own.0 => Some((at, as_own(&submissions[at], own.1))),
                [] => None,
                others => Some((at, as_others(&submissions[at], others))),
            }
        };
        let reasons: Vec<_> = group.iter().filter_map(reason).collect();
        reasons.iter().for_each(|(at, why)| submissions[*at].contest(why));
    }
}

fn as_own(submission: &Submission, own: &str) -> Finding {
    let text = format!("the name {} is that of a row of the grade book itself", code(&submission.name));
    finding(submission, &text, submission.name == own)
}

fn as_others(submission: &Submission, others: &[&Submission]) -> Finding {
    let mut places: Vec<_> = others.iter().take(MAX_LISTED).map(|other| place(other)).collect();
    if others.len() > MAX_LISTED {
        places.push(format!("{} more", others.len() - MAX_LISTED));
    }
    let places = match places.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => places.concat(),
    };
    let text = format!("the name {} is also that of {places}", code(&submission.name));
    finding(submission, &text, others.iter().all(|other| other.name == submission.name))
}

fn finding(submission: &Submission, text: &str, literally: bool) -> Finding {
    let alike = " (case, white space, invisible characters and the encoding of accents make no difference)";
    let text = format!("{text}{}", if literally { "" } else { alike });
    let file = match submission.source.to_string_lossy() {
        none if none.is_empty() => shown(&submission.name),
        source => shown(&source),
    };
    let instead = Some("give each submission a name of its own, and grade again".to_owned());
    Finding { file, line: 0, text, instead }
}

/// Where the submission is. A student who handed in nothing is on the roster only.
fn place(submission: &Submission) -> String {
    match submission.source.to_string_lossy() {
        none if none.is_empty() => format!("the row {} of the roster", code(&submission.name)),
        source => code(&source),
    }
}

fn code(text: &str) -> String {
    format!("`{}`", shown(text))
}

fn shown(text: &str) -> String {
    printable(text.as_bytes(), 400).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Submissions at these paths, called as the last part of each, and the reason of each that is contested.
    fn contested(paths: &[&str]) -> Vec<Option<String>> {
        let of = |path: &&str| {
            let name = path.rsplit('/').next().unwrap().to_owned();
            Submission::refused(name, Path::new(path), &[0], None)
        };
        let mut all: Vec<_> = paths.iter().map(of).collect();
        contest(&mut all, "(own row)");
        all.into_iter().map(|one| one.contested.map(|why| format!("{}: {}", why.file, why.text))).collect()
    }

    #[test]
    fn names_that_unicode_calls_equal_are_one_name() {
        for (one, other) in [
            ("ada", "Ada"),
            // Composed and decomposed.
            ("Jos\u{e9}", "Jose\u{301}"),
            ("\u{212b}sa", "\u{e5}sa"),
            // Lower case alone tells these apart.
            ("stra\u{df}e", "STRASSE"),
            ("\u{3a3}\u{3a3}", "\u{3c3}\u{3c2}"),
            // One letter that folds to two.
            ("\u{1f0}on", "J\u{30c}ON"),
            (" ada\t", "ada"),
            ("\u{a0}ada b", "ada  b"),
            ("ada\u{200b}", "ada"),
            ("\u{feff}ad\u{ad}a", "ada"),
            ("a\u{202e}da\u{2060}\u{e0001}", "ada"),
            ("\u{3164}ada", "ada"),
            // Kept apart by an invisible joiner, the accent would not be composed.
            ("Jose\u{34f}\u{301}", "Jos\u{e9}"),
            ("ada\u{1}", "ada\u{2}"),
        ] {
            assert_eq!(folded(one), folded(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn names_that_differ_stay_different() {
        let names =
            ["ada", "ada b", "adab", "ada-b", "ad\u{e4}", "\u{430}da", "ada\u{1}", "ada (2)", "1", "\u{661}"];
        for (at, one) in names.iter().enumerate() {
            assert!(names[at + 1..].iter().all(|other| folded(one) != folded(other)), "{one:?}");
        }
        assert_eq!(contested(&names), vec![None; names.len()]);
    }

    #[test]
    fn each_of_one_name_names_the_others_and_nobody_else_is_concerned() {
        let alike =
            " (case, white space, invisible characters and the encoding of accents make no difference)";
        let reasons = contested(&["x/ada", "x/bob", "y/Ada", "z/cyd", "w/cyd"]);
        let reason = |at: usize| reasons[at].as_deref();
        assert_eq!(reason(0), Some(&*format!("x/ada: the name `ada` is also that of `y/Ada`{alike}")));
        assert_eq!(reason(2), Some(&*format!("y/Ada: the name `Ada` is also that of `x/ada`{alike}")));
        assert_eq!(reason(1), None);
        assert_eq!(reason(3), Some("z/cyd: the name `cyd` is also that of `w/cyd`"));
        let many = contested(&["a/x", "b/x", "c/x", "d/x", "e/x", "f/x"]);
        assert_eq!(
            many[0].as_deref(),
            Some("a/x: the name `x` is also that of `b/x`, `c/x`, `d/x` and 2 more")
        );
    }

    #[test]
    fn a_row_of_the_grader_s_own_is_no_student() {
        let reasons = contested(&["x/(own row)", "x/(OWN  row)\u{200b}", "x/own row"]);
        assert_eq!(
            reasons[0].as_deref(),
            Some("x/(own row): the name `(own row)` is that of a row of the grade book itself")
        );
        assert!(reasons[1].as_ref().unwrap().ends_with("make no difference)"));
        assert_eq!(reasons[2], None);
        assert!(contested(&["x/(Own Row)"])[0].is_some(), "one alone too");
    }

    #[test]
    fn what_is_contested_is_contested_in_every_exercise() {
        let mut all = vec![
            Submission::refused("ada".into(), Path::new("x/ada"), &[1], None),
            Submission::refused("ADA".into(), Path::new(""), &[0, 1], None),
        ];
        all[0].exercises = vec![(0, Default::default())];
        contest(&mut all, "");
        assert_eq!(all[0].exercises[0].1.contested, all[0].contested);
        let why = all[0].contested.as_ref().unwrap();
        assert!(why.text.contains("also that of the row `ADA` of the roster ("), "{why:?}");
        assert!(all[1].contested.as_ref().unwrap().file == "ADA");
        let nothing = all[0].nothing(&crate::tests::fake::exercise());
        assert_eq!((nothing.contested.as_ref(), nothing.bad.len()), (Some(why), 1));
    }
}
