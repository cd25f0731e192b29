//! Marks and words of a report, from evidence that were made up.

use super::*;
use crate::collect::contest;
use crate::evidence::{Baseline, Measured};
use crate::exit::Exit;
use crate::report::{Format, Student};
use crate::tests::OPTIONS;
use crate::tests::fake::{FakeEngine, course, files};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn submissions(texts: &[(&str, &str)]) -> Vec<Submission> {
    let of = |&(id, text): &(&str, &str)| Submission {
        id: id.into(),
        name: id.into(),
        source: id.into(),
        exercises: vec![(0, files(text))],
        not_handed_in: vec![],
        refused: None,
        contested: None,
        aliases: vec![],
    };
    texts.iter().map(of).collect()
}

/// The store in `out`. A process that another test is just starting holds this one's open files, the
/// former lock among them, until it has become its own program.
fn open(out: &Path) -> Store {
    let tries = (0..5_000).map(|_| {
        Store::open(out).inspect_err(|_| std::thread::park_timeout(std::time::Duration::from_millis(2)))
    });
    tries.flatten().next().expect("nobody else has the folder")
}

/// One run in `out`; the report and how many submissions were examined.
fn run(out: &Path, texts: &[(&str, &str)], fresh: bool, jobs: usize) -> (Report, usize) {
    let (engine, course, store) = (FakeEngine::default(), course(), open(out));
    let run = Run {
        course: &course,
        engine: &engine,
        store: &store,
        options: OPTIONS,
        jobs,
        fresh,
        sampled: false,
        strangers: None,
        overrides: &[],
    };
    let report = run.grade(&submissions(texts), &[0]).unwrap();
    (report, engine.count())
}

#[test]
fn a_second_run_examines_only_what_changed() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(out.path(), &[("ada", "a"), ("bob", "b")], false, 2).1, 2);
    assert_eq!(run(out.path(), &[("ada", "a"), ("bob", "b")], false, 2).1, 0);
    assert_eq!(run(out.path(), &[("ada", "a"), ("bob", "c")], false, 2).1, 1);
    assert_eq!(run(out.path(), &[("ada", "a"), ("bob", "c")], true, 2).1, 2);
}

#[test]
fn identical_files_are_examined_once() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(out.path(), &[("ada", "a"), ("bob", "a"), ("cyd", "a")], false, 3).1, 1);
}

#[test]
fn a_garbled_record_is_graded_again() {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), &[("ada", "a")], false, 1);
    let path = out.path().join("records/ada/01_withdraw.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..200]).unwrap();
    assert_eq!(run(out.path(), &[("ada", "a")], false, 1).1, 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn the_reports_do_not_depend_on_the_jobs() {
    let texts: Vec<_> =
        (0..20).map(|at| (format!("s{at:02}"), format!("//! rule {}: failed", 1 + at % 3))).collect();
    let texts: Vec<_> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let render = |jobs| {
        let out = tempfile::tempdir().unwrap();
        let (report, _) = run(out.path(), &texts, false, jobs);
        [Format::Json, Format::Csv, Format::Markdown, Format::Terminal]
            .map(|format| format.render(&report).unwrap())
    };
    assert_eq!(render(1), render(8));
}

#[test]
fn a_panic_costs_one_submission_an_open_mark_and_nothing_else() {
    let out = tempfile::tempdir().unwrap();
    let (report, _) = run(out.path(), &[("ada", "//! panics"), ("bob", "")], false, 1);
    assert_eq!(report.students.iter().map(Student::marks).collect::<Vec<_>>(), [(0, 6, 6), (6, 6, 0)]);
    assert_eq!(report.exit(), Exit::Open);
    assert!(report.students[0].exercises[0].record.evidence.instructor.contains("the engine panics"));
}

#[test]
fn what_only_the_instructor_may_read_lies_in_a_folder_of_its_own() {
    let out = tempfile::tempdir().unwrap();
    let notes = out.path().join("instructor/ada.md");
    run(out.path(), &[("ada", "//! panics")], false, 1);
    assert!(fs::read_to_string(&notes).unwrap().contains("the engine panics"));
    run(out.path(), &[("ada", "")], false, 1);
    assert!(!notes.exists());
}

#[test]
fn who_left_the_class_is_left_out_of_the_reports() {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), &[("ada", ""), ("bob", "")], false, 1);
    run(out.path(), &[("bob", "")], false, 1);
    assert!(out.path().join("records/ada/01_withdraw.json").exists());
    assert!(!out.path().join("feedback/ada.md").exists());
    let recalled = recall(&Store::open_to_read(out.path()).unwrap()).unwrap();
    assert_eq!(
        Format::Csv.render(&recalled).unwrap(),
        fs::read_to_string(out.path().join("grades.csv")).unwrap()
    );
    assert!(!Format::Csv.render(&recalled).unwrap().contains("ada"));
}

#[test]
fn what_was_there_when_the_grader_ended_twice_is_graded_apart() {
    let out = tempfile::tempdir().unwrap();
    for (text, exit, settled) in [("a", Exit::Done, true), ("//! ends the grader", Exit::Open, false)] {
        let tools = FakeEngine::default().tools();
        let key = Record::unseen("", &crate::tests::fake::exercise(), &files(text), (&tools, &OPTIONS)).key;
        for _ in 0..2 {
            open(out.path()).start("ada", "01_withdraw", &key).unwrap();
        }
        let (course, store) = (course(), open(out.path()));
        let graded = |fresh| {
            let engine = FakeEngine::default();
            let run = Run { fresh, ..calm(&course, &engine, &store) };
            (run.grade(&submissions(&[("ada", text)]), &[0]).unwrap().exit(), engine.count_apart())
        };
        // A submission that ends even a process of its own is tried again in one; any other is settled.
        assert_eq!([graded(false), graded(false)], [(exit, 1), (exit, usize::from(!settled))]);
        assert_eq!(graded(true), (Exit::Done, 0));
    }
}

fn calm<'a>(course: &'a Course, engine: &'a FakeEngine, store: &'a Store) -> Run<'a> {
    let (options, strangers) = (OPTIONS, None);
    Run { course, engine, store, options, jobs: 1, fresh: false, sampled: false, strangers, overrides: &[] }
}

/// All files of an output folder with their bytes; what has to do with the lock left out.
fn contents(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![out.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    _ = found.insert(
                        entry.path().strip_prefix(out).unwrap().to_owned(),
                        fs::read(entry.path()).unwrap(),
                    )
                }
            }
        }
    }
    found
}

#[test]
fn a_disk_full_at_any_step_of_a_run_is_reported_and_nothing_old_is_lost() {
    let before = [("ada", "//! rule 1: failed"), ("bob", "b"), ("cyd", "c")];
    let after = [("ada", "//! rule 2: failed"), ("bob", "b"), ("dan", "//! panics")];
    let calm_out = tempfile::tempdir().unwrap();
    run(calm_out.path(), &after, false, 1);
    let old_out = tempfile::tempdir().unwrap();
    run(old_out.path(), &before, false, 1);
    let (old, course, engine) = (contents(old_out.path()), course(), FakeEngine::default());
    let mut steps = 0;
    loop {
        let out = tempfile::tempdir().unwrap();
        run(out.path(), &before, false, 1);
        let store = open(out.path());
        store.full_after(Some(steps));
        let ended = calm(&course, &engine, &store).grade(&submissions(&after), &[0]);
        drop(store);
        let Err(error) = ended else { break };
        let error = format!("{error:#}");
        assert!(error.contains("cannot save `") && error.contains("storage"), "{steps}: {error}");
        let left = contents(out.path());
        assert!(left.keys().all(|path| !path.to_string_lossy().ends_with(".tmp")), "{:?}", left.keys());
        for (path, bytes) in &old {
            // Whole, and as it was or as the new run would have it.
            let new = fs::read(calm_out.path().join(path)).ok();
            assert!(
                left.get(path).is_some_and(|left| left == bytes || Some(left) == new.as_ref()),
                "{steps}: {path:?}"
            );
        }
        run(out.path(), &after, false, 1);
        let mut healed = contents(out.path());
        healed.retain(|path, _| !path.starts_with("records/cyd"));
        assert!(healed == contents(calm_out.path()), "{steps}: {:?}", healed.keys());
        steps += 1;
    }
    // 5 for each of 2 markers, 2 records and 7 reports, and new folders.
    assert!(steps > 50, "only {steps} steps");
}

#[test]
fn marks_set_by_hand_are_shown_everywhere_and_left_alone() {
    let out = tempfile::tempdir().unwrap();
    let set = Override {
        submission: "ada".into(),
        exercise: "01_withdraw".into(),
        marks: 5,
        reason: "shown *in person*".into(),
    };
    let (course, engine, store) = (course(), FakeEngine::default(), open(out.path()));
    let text = "submission,exercise,marks,reason\nada,withdraw,5,shown *in person*\n";
    fs::write(out.path().join("overrides.csv"), text).unwrap();
    let strangers = Some(vec!["bob".to_owned()]);
    let run = Run { overrides: &[set], strangers, ..calm(&course, &engine, &store) };
    let class = submissions(&[("ada", "//! rule 2: inconclusive"), ("bob", "")]);
    let report = run.grade(&class, &[0]).unwrap();
    assert_eq!((report.students[0].marks(), report.exit()), ((5, 6, 0), Exit::MarksLost));
    let read = |file: &str| fs::read_to_string(out.path().join(file)).unwrap();
    assert_eq!(read("overrides.csv"), text);
    let book = read("grades.csv");
    assert!(book.contains("withdraw: 5 set by hand in place of 1 (shown *in person*)"), "{book}");
    assert!(book.contains("not on the roster"), "{book}");
    assert!(
        read("feedback/ada.md")
            .contains("Marks set by your instructor, in place of 1: shown \\*in person\\*")
    );
    assert!(!read("feedback/bob.md").contains("roster"));
    for format in [Format::Terminal, Format::Markdown] {
        let text = format.render(&report).unwrap();
        assert!(text.contains("5/6 (set by hand)") && text.contains("(not on the roster)"), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&read("report.json")).unwrap();
    let ada = &json["submissions"][0]["exercises"][0];
    assert_eq!((&ada["marks"], &ada["settled"]["judged_marks"]), (&5.into(), &1.into()));
    assert_eq!(
        (&json["submissions"][0]["on_roster"], &json["submissions"][1]["on_roster"]),
        (&true.into(), &false.into())
    );
    let schema = serde_json::from_str(include_str!("../../schema/report-v1.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&json));

    // `grader report` lays them over too, and says where one is wrong.
    let recalled = recall(&store).unwrap();
    assert_eq!(Format::Csv.render(&recalled).unwrap(), book);
    fs::write(out.path().join("overrides.csv"), text.replace("ada", "adda")).unwrap();
    let error = recall(&store).err().unwrap();
    assert!(error.is::<crate::exit::Usage>() && error.to_string().contains("overrides.csv:2: "), "{error}");
}

#[test]
fn two_of_one_name_stay_open_until_they_have_names_of_their_own() {
    let out = tempfile::tempdir().unwrap();
    let (course, engine, store) = (course(), FakeEngine::default(), open(out.path()));
    let run = calm(&course, &engine, &store);
    let marks = |report: &Report| report.students.iter().map(Student::marks).collect::<Vec<_>>();
    let class = submissions(&[("ada", "a"), ("Ada", "b"), ("bob", "c")]);
    let mut contested = class.clone();
    contest(&mut contested, "");
    let report = run.grade(&contested, &[0]).unwrap();
    assert_eq!((marks(&report), report.exit()), (vec![(0, 6, 6), (0, 6, 6), (6, 6, 0)], Exit::Open));
    assert_eq!(engine.count(), 1);
    let book = fs::read_to_string(out.path().join("grades.csv")).unwrap();
    assert!(book.contains("ada,0,6,6") && book.contains("Ada,0,6,6"), "{book}");
    // The open verdict is no verdict on the files.
    let report = run.grade(&class, &[0]).unwrap();
    assert_eq!((marks(&report), report.exit(), engine.count()), (vec![(6, 6, 0); 3], Exit::Done, 3));
}

#[test]
fn a_report_without_a_row_for_everything_is_an_error() {
    let scope = Scope {
        submissions: vec!["ada".into()],
        exercises: vec!["01_withdraw".into(), "02_x".into()],
        strangers: None,
    };
    let error =
        complete(Report::new(&scope, vec![crate::record::tests::recorded("ada", "")], &[])).err().unwrap();
    assert!(error.to_string().contains("`ada` is not complete"), "{error}");
}

#[test]
fn an_exercise_that_is_missing_is_a_bad_submission() {
    let out = tempfile::tempdir().unwrap();
    let (engine, course, store) = (FakeEngine::default(), course(), open(out.path()));
    let run = Run {
        course: &course,
        engine: &engine,
        store: &store,
        options: OPTIONS,
        jobs: 1,
        fresh: false,
        sampled: false,
        strangers: None,
        overrides: &[],
    };
    let nothing = Submission {
        id: "ada".into(),
        name: "ada".into(),
        source: "ada".into(),
        exercises: vec![],
        not_handed_in: vec![0],
        refused: None,
        contested: None,
        aliases: vec![],
    };
    let report = run.grade(&[nothing], &[0]).unwrap();
    assert_eq!((report.students[0].marks(), report.exit(), engine.count()), ((0, 6, 0), Exit::MarksLost, 0));
}

/// As an engine that exhausts little: each check of rule 2 is sampled unless the budget is thorough.
struct Sampling(FakeEngine);

impl Engine for Sampling {
    fn tools(&self) -> Tools {
        self.0.tools()
    }

    fn examine(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence {
        let mut evidence = self.0.examine(exercise, files, options);
        let measured = |executions| Measured { executions, cpu_ms: 1 };
        let text = &files.named[0].text;
        let exhausts = options.budget == Budget::Thorough && !text.contains("vast") || text.contains("small");
        evidence.baseline = vec![Baseline {
            test: "public::rule_2_holds".into(),
            rule: 2,
            sampled: if exhausts { vec![] } else { vec![(900, 60)] },
            own: measured(900),
            reference: measured(60),
        }];
        evidence
    }

    fn examine_apart(&self, exercise: &Exercise, files: &Files, options: &Options) -> Evidence {
        self.examine(exercise, files, options)
    }
}

#[test]
fn what_was_only_sampled_is_named_and_explored_further_on_demand() {
    let out = tempfile::tempdir().unwrap();
    let (engine, course) = (Sampling(FakeEngine::default()), course());
    let texts = [("ada", "large"), ("bob", "small"), ("cyd", "//! rule 2: failed\nlarge"), ("dan", "vast")];
    let graded = |sampled| {
        let store = open(out.path());
        let (options, strangers) = (OPTIONS, None);
        let run = Run {
            course: &course,
            engine: &engine,
            store: &store,
            options,
            jobs: 1,
            fresh: false,
            sampled,
            strangers,
            overrides: &[],
        };
        let report = run.grade(&submissions(&texts), &[0]).unwrap();
        (crate::report::Format::Terminal.render(&report).unwrap(), engine.0.count())
    };
    let head = "passed on less coverage than the reference's";
    let (text, count) = graded(false);
    let line = "  ada  withdraw  rule 2: 900 executions, 60 are all of the reference's\n";
    assert!(text.contains(head) && text.contains(line) && !text.contains("bob  withdraw"), "{text}");
    assert_eq!(count, 4);
    // Only what was sampled is examined again, once, and the result stays.
    let (text, count) = graded(true);
    assert!(!text.contains("ada  withdraw") && text.contains("dan  withdraw"), "{text}");
    assert_eq!((count, graded(true).1, graded(false).1), (6, 6, 6));
}
