//! The report as data: `racecourse/report/v1`, published as `grader/schema/report-v1.json`.
//!
//! It holds what a student may see, so it can be handed on: hidden tests are not named. Durations
//! are only in fields named `*_ms`; without them two runs over the same files compare equal.

use interleaving::report::Place;
use serde::Serialize;

use crate::evidence::Finding;
use crate::judge::{RuleGrade, Settled};
use crate::options::{Options, Tools};
use crate::report::content::{Graded, Report, Student};
use crate::report::disclosed::{Disclosed, disclosed};
use crate::report::words;
use crate::verdict::Verdict;

const SCHEMA: &str = "racecourse/report/v1";

/// The report, indented.
pub(super) fn render(report: &Report) -> anyhow::Result<String> {
    let made_with = report.made_with();
    let page = Page {
        schema: SCHEMA,
        tools: made_with.map(|(tools, _)| tools),
        options: made_with.map(|(_, options)| options),
        submissions: report.students.iter().map(submission).collect(),
    };
    Ok(serde_json::to_string_pretty(&page)? + "\n")
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    tools: Option<&'a Tools>,
    options: Option<&'a Options>,
    submissions: Vec<Submission<'a>>,
}

#[derive(Serialize)]
struct Submission<'a> {
    id: &'a str,
    marks: u32,
    max_marks: u32,
    open_marks: u32,
    on_roster: Option<bool>,
    advice: bool,
    exercises: Vec<Exercise<'a>>,
}

#[derive(Serialize)]
struct Exercise<'a> {
    exercise: &'a str,
    name: &'a str,
    title: &'a str,
    verdict: Verdict,
    marks: u32,
    max_marks: u32,
    open_marks: u32,
    settled: Option<&'a Settled>,
    contradicts: bool,
    findings: &'a [Finding],
    diagnostics: &'a str,
    ignored: &'a [String],
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    number: u32,
    title: &'a str,
    verdict: Verdict,
    marks: u32,
    max_marks: u32,
    open: bool,
    needs_unmet: &'a [u32],
    checks: Vec<Check>,
    cpu_ms: u64,
    wall_ms: u64,
}

#[derive(Serialize)]
struct Check {
    name: String,
    public: bool,
    verdict: Verdict,
    message: String,
    executions: u64,
    coverage: Vec<String>,
    diagnosis: Option<String>,
    replay: Option<String>,
    place: Option<Place>,
    story: Option<String>,
}

fn submission(student: &Student) -> Submission<'_> {
    let (marks, max_marks, open_marks) = student.marks();
    let exercises = student.exercises.iter().map(exercise).collect();
    let (id, on_roster, advice) = (&student.id, student.on_roster, student.is_advice());
    Submission { id, marks, max_marks, open_marks, on_roster, advice, exercises }
}

fn exercise(graded: &Graded) -> Exercise<'_> {
    let Graded { record, grade } = graded;
    Exercise {
        exercise: &record.exercise,
        name: words::exercise_name(&record.exercise),
        title: &record.manifest.title,
        verdict: grade.verdict,
        marks: grade.marks,
        max_marks: grade.max_marks,
        open_marks: grade.open_marks,
        settled: grade.settled.as_ref(),
        contradicts: !words::contradictions(&record.evidence.audit).is_empty(),
        findings: &record.evidence.findings,
        diagnostics: &record.evidence.diagnostics,
        ignored: &record.ignored,
        rules: grade.rules.iter().map(|judged| rule(graded, judged)).collect(),
    }
}

fn rule<'a>(graded: &Graded, rule: &'a RuleGrade) -> Rule<'a> {
    let checks = rule.checks.iter().flat_map(|test| disclosed(test, &graded.record.sources));
    Rule {
        number: rule.number,
        title: &rule.title,
        verdict: rule.verdict,
        marks: rule.marks,
        max_marks: rule.max_marks,
        open: rule.open,
        needs_unmet: &rule.needs_unmet,
        checks: checks.map(check).collect(),
        cpu_ms: rule.checks.iter().map(|test| test.cpu_ms).sum(),
        wall_ms: rule.checks.iter().map(|test| test.wall_ms).sum(),
    }
}

fn check(disclosed: Disclosed) -> Check {
    // The fault is for the instructor.
    let Disclosed {
        name,
        public,
        verdict,
        message,
        executions,
        coverage,
        diagnosis,
        replay,
        place,
        story,
        fault: _,
    } = disclosed;
    Check { name, public, verdict, message, executions, coverage, diagnosis, replay, place, story }
}

#[cfg(test)]
mod tests {
    use crate::report::tests::class;
    use serde_json::Value;

    fn report() -> Value {
        let report = class(&[
            ("ada", ""),
            ("bob", "//! rule 2: failed"),
            ("cyd", "//! rule 1: inconclusive"),
            ("dan", "//! whole: does_not_compile"),
        ]);
        serde_json::from_str(&super::render(&report).unwrap()).unwrap()
    }

    #[test]
    fn a_real_report_satisfies_the_published_schema() {
        let schema = serde_json::from_str(include_str!("../../../schema/report-v1.json")).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut report = report();
        let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert!(validator.is_valid(&serde_json::from_str(&super::render(&class(&[])).unwrap()).unwrap()));

        report["submissions"][0]["exercises"][0]["rules"][0]["verdict"] = "sometimes".into();
        assert!(!validator.is_valid(&report));
        report["submissions"][0]["exercises"][0]["rules"][0]["verdict"] = "passed".into();
        report["surprise"] = 1.into();
        assert!(!validator.is_valid(&report));
    }

    #[test]
    fn a_result_of_the_public_tests_alone_says_that_it_is_advice() {
        let mut report = class(&[("ada", ""), ("bob", "")]);
        report.students[1].exercises[0].record.public_only = true;
        let told: Value = serde_json::from_str(&super::render(&report).unwrap()).unwrap();
        let advice = |at: usize| told["submissions"][at]["advice"].as_bool();
        assert_eq!((advice(0), advice(1)), (Some(false), Some(true)));
    }

    #[test]
    fn durations_stand_only_in_fields_that_say_milliseconds() {
        let rule = &report()["submissions"][0]["exercises"][0]["rules"][0];
        assert_eq!((rule["cpu_ms"].as_u64(), rule["wall_ms"].as_u64()), (Some(12), Some(34)));
        assert!(!rule["checks"].to_string().contains("_ms"));
    }
}
