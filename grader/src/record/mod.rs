//! One JSON record per submission and exercise: the only truth that a run leaves behind.
//!
//! Grade book and feedback are derived from records, so a run may be killed at any moment and taken
//! up again. A record holds evidence; marks are judged from it anew each time it is read.

mod key;
mod overrides;
mod scope;
mod store;

mod disk;
mod id;

use key::key;
pub(crate) use overrides::{Override, overrides};
pub(crate) use scope::Scope;
pub(crate) use store::{Attempt, Store, feedback_path, notes_path};

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::collect::Files;
use crate::course::{Exercise, Manifest};
use crate::evidence::Evidence;
use crate::judge::{Grade, judge};
use crate::options::{Options, Tools};
use crate::verdict::Verdict;

/// The format of a record; a record of another format is graded again.
const SCHEMA: &str = "racecourse/record/v2";

/// The evidence on one submission of one exercise, with everything that a report needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) schema: String,
    /// A hash of all that the evidence depends on.
    pub(crate) key: String,
    /// As the instructor knows it.
    pub(crate) submission: String,
    /// The exercise's folder.
    pub(crate) exercise: String,
    pub(crate) manifest: Manifest,
    pub(crate) tools: Tools,
    pub(crate) options: Options,
    /// The texts that the student may read: what was handed in, and the public tests.
    pub(crate) sources: BTreeMap<String, String>,
    /// Present in the submission, and not used.
    pub(crate) ignored: Vec<String>,
    /// Set if the hidden tests were missing: then the marks are advice.
    #[serde(default)]
    pub(crate) public_only: bool,
    #[serde(rename = "outcome")]
    pub(crate) evidence: Evidence,
}

impl Record {
    /// The record of `files` before they are examined.
    pub(crate) fn unseen(
        submission: &str,
        exercise: &Exercise,
        files: &Files,
        (tools, options): (&Tools, &Options),
    ) -> Self {
        let mut sources: BTreeMap<_, _> =
            files.named.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
        if let Ok(text) = std::fs::read_to_string(exercise.path.join("tests/public.rs")) {
            sources.insert("tests/public.rs".into(), text);
        }
        Self {
            schema: SCHEMA.to_owned(),
            key: key(exercise, files, tools, options),
            submission: submission.to_owned(),
            exercise: exercise.folder.clone(),
            manifest: exercise.manifest.clone(),
            tools: tools.clone(),
            options: *options,
            sources,
            ignored: files.ignored.clone(),
            public_only: exercise.solution.is_none(),
            evidence: Evidence::whole(Verdict::InternalError),
        }
    }

    /// The marks.
    pub(crate) fn grade(&self) -> Grade {
        judge(&self.exercise, &self.manifest, &self.evidence)
    }

    /// The rules that hold, each with the checks that the reference exhausts and this submission does not: the
    /// executions of both.
    pub(crate) fn sampled(&self) -> Vec<(u32, Vec<(u64, u64)>)> {
        let holding = self.grade().rules.into_iter().filter(|rule| rule.holds());
        let of = |rule: u32| {
            let tests = self.evidence.baseline.iter().filter(move |test| test.rule == rule);
            tests.flat_map(|test| test.sampled.iter().copied()).collect::<Vec<_>>()
        };
        let rules = holding.map(|rule| (rule.number, of(rule.number)));
        rules.filter(|(_, checks)| !checks.is_empty()).collect()
    }

    /// Returns whether a later run may reuse the evidence. A fault of the grader is tried again.
    pub(crate) fn is_settled(&self) -> bool {
        let ours = |verdict| verdict == Verdict::InternalError;
        !self.evidence.whole.is_some_and(ours) && !self.grade().rules.iter().any(|rule| ours(rule.verdict))
    }

    /// The text of the record's file: the record, and a checksum of its text.
    fn to_text(&self) -> anyhow::Result<String> {
        let record = serde_json::to_string_pretty(self)?;
        let checksum = blake3::hash(record.as_bytes()).to_hex();
        Ok(format!("{{\"checksum\":\"{checksum}\",\"record\":{record}}}\n"))
    }

    /// # Errors
    /// When the text is cut, was changed by hand, or is of another format.
    fn from_text(text: &str) -> anyhow::Result<Self> {
        let sealed: Sealed = serde_json::from_str(text).context("not a record")?;
        let checksum = blake3::hash(sealed.record.get().as_bytes()).to_hex();
        ensure!(checksum.as_str() == sealed.checksum, "the checksum does not fit the record");
        let record: Self = serde_json::from_str(sealed.record.get()).context("not a record")?;
        ensure!(record.schema == SCHEMA, "a record of the format `{}`", record.schema);
        Ok(record)
    }
}

#[derive(Deserialize)]
struct Sealed<'a> {
    checksum: String,
    #[serde(borrow)]
    record: &'a RawValue,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::examine::Engine;
    use crate::tests::fake::{FakeEngine, exercise, files};

    /// A record of the fake engine's verdict on `text`.
    pub(crate) fn recorded(submission: &str, text: &str) -> Record {
        let engine = FakeEngine::default();
        let options = Options { seed: 7, budget: Default::default(), locks_off: false, all_traps: false };
        let exercise = exercise();
        Record {
            schema: SCHEMA.to_owned(),
            key: key(&exercise, &files(text), &engine.tools(), &options),
            submission: submission.into(),
            exercise: exercise.folder.clone(),
            manifest: exercise.manifest.clone(),
            tools: engine.tools(),
            options,
            sources: BTreeMap::from([("src/lib.rs".into(), text.into())]),
            ignored: vec![],
            public_only: false,
            evidence: engine.examine(&exercise, &files(text), &options),
        }
    }

    #[test]
    fn a_record_survives_being_written_and_read() {
        let record = recorded("ada", "//! rule 2: failed");
        let again = Record::from_text(&record.to_text().unwrap()).unwrap();
        assert_eq!(again.key, record.key);
        assert_eq!(again.grade().marks, 1);
    }

    #[test]
    fn a_cut_or_changed_record_is_refused() {
        let text = recorded("ada", "").to_text().unwrap();
        assert!(Record::from_text(&text[..text.len() / 2]).is_err());
        assert!(Record::from_text(&text.replace("\"seed\": 7", "\"seed\": 8")).is_err());
    }

    #[test]
    fn a_fault_of_ours_is_not_settled() {
        assert!(recorded("ada", "//! rule 2: failed").is_settled());
        assert!(!recorded("ada", "//! rule 2: internal_error").is_settled());
    }
}
