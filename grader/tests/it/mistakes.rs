//! The feedback on the mistakes that the course knows.

use std::fs;
use std::path::{Path, PathBuf};

use crate::real::{course, files, grade};

/// One snapshot per mistake of the exercise: its feedback, without the coverage.
///
/// If `RACECOURSE_FEEDBACK` names a folder that `grader verify --feedback` has written, all its pages are compared, as
/// CI does. Otherwise every tenth mistake is graded here: all of them would take a quarter of an hour.
fn snapshots(folder: &str, name: &str) {
    let work = tempfile::tempdir().unwrap();
    let all = mistakes(folder);
    let (mistakes, pages) = match std::env::var_os("RACECOURSE_FEEDBACK") {
        Some(written) => (all, PathBuf::from(written).join(folder)),
        None => {
            let some: Vec<_> = all.into_iter().step_by(10).collect();
            grade_mistakes(&some, folder, name, work.path());
            (some, work.path().join("out/feedback"))
        }
    };
    for mistake in mistakes {
        let text = fs::read_to_string(pages.join(format!("{mistake}.md"))).unwrap();
        assert_eq!(quotations(folder, &text), [""; 0], "{folder}/{mistake} quotes the hidden tests");
        let told = text.split("\n### What was covered").next().unwrap();
        insta::with_settings!({ snapshot_path => format!("feedback/{folder}"), prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(mistake, told);
        });
    }
}

/// What `page` quotes of the hidden tests of the exercise: their names, their file, the module that holds them.
fn quotations(folder: &str, page: &str) -> Vec<String> {
    let read = |path: String| fs::read_to_string(course().join(path)).unwrap();
    let hidden = read(format!("solutions/{folder}/tests/it/hidden.rs"));
    let public = read(format!("exercises/{folder}/tests/public.rs"));
    let own = hidden.lines().filter_map(|line| line.strip_prefix("fn rule_")?.split('(').next());
    let own = own.map(|name| format!("rule_{name}")).filter(|name| !public.contains(name.as_str()));
    let places = ["racecoursecanary", "hidden.rs", "hidden tests:", "hidden::", "<anon>", "{{closure}}"];
    own.chain(places.map(str::to_owned)).filter(|quoted| page.contains(quoted.as_str())).collect()
}

/// Grades the mistakes as a class into `out` in `work`.
fn grade_mistakes(mistakes: &[String], folder: &str, name: &str, work: &Path) {
    let class = work.join("class");
    for mistake in mistakes {
        let source = class.join(mistake).join("exercises").join(folder).join("src");
        fs::create_dir_all(&source).unwrap();
        let path = course().join(format!("solutions/{folder}/mistakes/{mistake}.rs"));
        fs::copy(path, source.join("lib.rs")).unwrap();
    }
    grade(&class, &[name], &work.join("out")).assert().code(1);
}

/// The names of the exercise's mistakes.
fn mistakes(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(course().join("solutions").join(folder).join("mistakes")).unwrap();
    let name = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut mistakes: Vec<String> = entries.map(|entry| name(entry.unwrap().path())).collect();
    mistakes.sort();
    mistakes
}

/// One test per exercise, so that they run in parallel.
macro_rules! feedback {
    ($($test:ident: $folder:literal),* $(,)?) => {
        const COVERED: &[&str] = &[$($folder),*];
        $(
            #[test]
            fn $test() {
                snapshots($folder, &$folder[3..]);
            }
        )*
    };
}

feedback! {
    the_feedback_on_withdraw: "01_withdraw",
    the_feedback_on_outcomes: "02_outcomes",
    the_feedback_on_tickets: "03_tickets",
    the_feedback_on_atm: "04_atm",
    the_feedback_on_release: "05_release",
    the_feedback_on_compute: "06_compute",
    the_feedback_on_outcomes_locks: "07_outcomes_locks",
    the_feedback_on_transfer: "08_transfer",
    the_feedback_on_transfer_order: "09_transfer_order",
    the_feedback_on_philosophers: "10_philosophers",
    the_feedback_on_philosophers_limit: "11_philosophers_limit",
    the_feedback_on_pass_the_ball: "12_pass_the_ball",
    the_feedback_on_ring_buffer: "13_ring_buffer",
    the_feedback_on_semaphore: "14_semaphore",
    the_feedback_on_pool: "15_pool",
    the_feedback_on_two_step: "16_two_step",
    the_feedback_on_ring_buffer_many: "17_ring_buffer_many",
    the_feedback_on_spin_lock: "18_spin_lock",
    the_feedback_on_ticket_lock: "19_ticket_lock",
    the_feedback_on_message_protocol: "20_message_protocol",
    the_feedback_on_bank_server: "21_bank_server",
    the_feedback_on_lock_server: "22_lock_server",
    the_feedback_on_peers: "23_peers",
    the_feedback_on_copies: "24_copies",
}

#[test]
fn no_page_of_the_corpus_quotes_a_hidden_test() {
    let corpus = course().join("grader/tests/it/feedback");
    let pages = files(&corpus);
    assert!(pages.len() >= COVERED.len());
    for page in pages {
        let folder = page.iter().next().unwrap().to_str().unwrap();
        let text = fs::read_to_string(corpus.join(&page)).unwrap();
        assert_eq!(quotations(folder, &text), [""; 0], "{}", page.display());
    }
}

#[test]
fn a_page_that_quotes_a_hidden_test_is_noticed() {
    let page = "P1 (tests::t1::racecoursecanary3f::rule_2_the_paid_one_is_told_what_is_left::{{closure}})";
    let quoted = ["rule_2_the_paid_one_is_told_what_is_left", "racecoursecanary", "{{closure}}"];
    assert_eq!(quotations("01_withdraw", page), quoted);
    assert_eq!(quotations("01_withdraw", "rule_2_of_eight_and_seven_one_is_paid"), [""; 0]);
}

#[test]
fn the_feedback_of_every_exercise_is_read() {
    let entries = fs::read_dir(course().join("solutions")).unwrap().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut folders: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    folders.sort();
    assert_eq!(folders, COVERED);
}
