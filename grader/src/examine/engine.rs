//! The seam between the commands and the pipeline that screens, compiles and runs.
//!
//! The commands know an [`Engine`] only; `local::connect` is the single place that says which one it is.

use crate::collect::Files;
use crate::course::Exercise;
use crate::evidence::Evidence;
use crate::options::{Options, Tools};
use crate::system::caught::caught;
use crate::verdict::Verdict;

/// The pipeline as the commands see it.
pub(crate) trait Engine: Sync {
    /// The tools behind the verdicts: part of every record's key.
    fn tools(&self) -> Tools;
    /// Screens, compiles and runs one submission of one exercise, which has all its files.
    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence;
    /// The same in a process of its own, which may end without ending this one.
    fn examine_apart(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence;
}

/// Examines a submission, unless it is a bad one or nobody can say whose it is. A panic of the grader becomes an internal error, and the run
/// goes on.
pub(crate) fn examine(
    engine: &dyn Engine,
    exercise: &Exercise,
    files: &Files,
    options: &Options,
) -> Evidence {
    if let Some(why) = &files.contested {
        return Evidence { findings: vec![why.clone()], ..Evidence::whole(Verdict::AmbiguousName) };
    }
    if !files.bad.is_empty() {
        return Evidence { findings: files.bad.clone(), ..Evidence::whole(Verdict::BadSubmission) };
    }
    caught(|| engine.examine(exercise, files, options)).unwrap_or_else(|words| Evidence {
        instructor: format!("the grader panicked: {words}"),
        ..Evidence::whole(Verdict::InternalError)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Finding;
    use crate::tests::OPTIONS;
    use crate::tests::fake::{FakeEngine, exercise};

    #[test]
    fn a_bad_submission_is_not_examined() {
        let text = "`src/lib.rs` is missing".into();
        let bad = vec![Finding { file: "src/lib.rs".into(), line: 0, text, instead: None }];
        let engine = FakeEngine::default();
        let files = Files { bad: bad.clone(), ..Files::default() };
        let evidence = examine(&engine, &exercise(), &files, &OPTIONS);
        assert_eq!((evidence.whole, evidence.findings), (Some(Verdict::BadSubmission), bad));
        assert_eq!(engine.count(), 0);
    }

    #[test]
    fn what_may_be_another_s_is_neither_examined_nor_lost() {
        let finding = |text: &str| Finding { file: "ada".into(), line: 0, text: text.into(), instead: None };
        let (why, bad) =
            (finding("the name is also that of `Ada`"), vec![finding("`src/lib.rs` is missing")]);
        let engine = FakeEngine::default();
        for bad in [vec![], bad] {
            let files = Files { bad, contested: Some(why.clone()), ..Files::default() };
            let evidence = examine(&engine, &exercise(), &files, &OPTIONS);
            assert_eq!(
                (evidence.whole, evidence.findings),
                (Some(Verdict::AmbiguousName), vec![why.clone()])
            );
        }
        assert!(engine.count() == 0 && Verdict::AmbiguousName.leaves_open());
    }
}
