//! The sample class from end to end: its marks, its reports, and a second run.

use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use predicates::str::contains;
use serde_json::Value;

use crate::real::{copy, course, files, grade, report, student, timeless};

/// submission → exercise → marks and the verdict on each rule, as text.
fn rendered(report: &Value) -> String {
    let mut text = String::new();
    for submission in report["submissions"].as_array().unwrap() {
        let _ = writeln!(text, "{}", submission["id"].as_str().unwrap());
        for exercise in submission["exercises"].as_array().unwrap() {
            let name = exercise["exercise"].as_str().unwrap();
            let _ = write!(text, "  {name}: {} of {}", exercise["marks"], exercise["max_marks"]);
            if exercise["open_marks"] != 0 {
                let _ = write!(text, ", {} open", exercise["open_marks"]);
            }
            let rules = exercise["rules"].as_array().unwrap();
            let mut verdicts: Vec<_> = rules.iter().map(|rule| rule["verdict"].as_str().unwrap()).collect();
            if verdicts.iter().all(|verdict| *verdict == verdicts[0]) {
                verdicts.truncate(1);
            }
            let _ = writeln!(text, " · {}", verdicts.join(", "));
            for finding in exercise["findings"].as_array().unwrap() {
                let (file, line) = (finding["file"].as_str().unwrap(), &finding["line"]);
                let _ = writeln!(text, "    {file}:{line}: {}", finding["text"].as_str().unwrap());
            }
            for ignored in exercise["ignored"].as_array().unwrap() {
                let _ = writeln!(text, "    ignored: {}", ignored.as_str().unwrap());
            }
        }
    }
    text
}

#[test]
fn the_sample_class_has_the_marks_it_was_written_for() {
    let out = tempfile::tempdir().unwrap();
    let class = course().join("grader/sample-class");
    let begun = Instant::now();
    let graded = grade(&class, &[], out.path()).args(["--format", "json"]).assert().code(1);
    let first = begun.elapsed();

    let told: Value = serde_json::from_slice(&graded.get_output().stdout).expect("only the report on stdout");
    let schema = fs::read_to_string(course().join("grader/schema/report-v1.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let faults: Vec<_> = schema.iter_errors(&told).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [""; 0], "the report does not fit its schema");
    assert_eq!(told, report(out.path()), "stdout and `report.json`");
    insta::assert_snapshot!(rendered(&told));

    // A second run reuses everything, durations included.
    let [json, book] = ["report.json", "grades.csv"].map(|file| fs::read(out.path().join(file)).unwrap());
    let begun = Instant::now();
    let again = grade(&class, &[], out.path()).assert().code(1);
    assert!(begun.elapsed() < first / 3, "{:?} after {first:?}", begun.elapsed());
    let again = again.stderr(contains(format!("feedback: {}/feedback", out.path().display())));
    let table = String::from_utf8(again.get_output().stdout.clone()).unwrap();
    for student in told["submissions"].as_array().unwrap() {
        let (id, marks) = (student["id"].as_str().unwrap(), format!("{}/50", student["marks"]));
        let row = table.lines().find(|line| line.contains(id) && line.contains(&marks));
        assert!(row.is_some(), "no row of {id} with {marks}: {table}");
        assert!(out.path().join(format!("feedback/{id}.md")).is_file(), "{id}");
    }
    assert_eq!(fs::read(out.path().join("report.json")).unwrap(), json);
    assert_eq!(fs::read(out.path().join("grades.csv")).unwrap(), book);

    // Forged results are only printed text: they change no marks.
    let ines = fs::read_to_string(out.path().join("feedback/ines-jansen.md")).unwrap();
    assert!(ines.contains("**27 of 50 marks**") && ines.contains("\ntest result: ok. 9 passed"), "{ines}");
}

#[test]
fn the_report_does_not_depend_on_the_jobs_and_a_change_regrades_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let class = folder.path().join("class");
    for name in ["bo-chen", "dmitri-egorov", "farid-gul", "jonas-kim"] {
        copy(&student(name), &class.join(name));
    }
    let run = |out: &str, jobs: &str| {
        let out = folder.path().join(out);
        grade(&class, &["withdraw"], &out).args(["--jobs", jobs]).assert().code(1);
        report(&out)
    };
    let (one, two) = (run("one", "1"), run("two", "2"));
    assert_eq!(timeless(one.clone()), timeless(two));
    let [book, other] =
        ["one", "two"].map(|out| fs::read(folder.path().join(out).join("grades.csv")).unwrap());
    assert_eq!(book, other);

    let records = || {
        let root = folder.path().join("one/records");
        let paths = files(&root).into_iter().map(|path| (path.clone(), root.join(path)));
        paths.map(|(path, file)| (path, fs::read_to_string(file).unwrap())).collect::<Vec<_>>()
    };
    let before = records();
    // Jonas copies Ada's answer.
    let source = "exercises/01_withdraw/src/lib.rs";
    fs::copy(student("ada-baker").join(source), class.join("jonas-kim").join(source)).unwrap();
    let changed = run("one", "2");
    let after = records();
    let differ = before.iter().zip(&after).filter(|(before, after)| before != after);
    let differ: Vec<_> = differ.map(|(before, _)| before.0.display().to_string()).collect();
    assert_eq!(differ, ["jonas-kim/01_withdraw.json"]);
    assert_eq!(changed["submissions"][3]["marks"], 10);
    assert_eq!(changed["submissions"][0], one["submissions"][0], "durations included");
}
