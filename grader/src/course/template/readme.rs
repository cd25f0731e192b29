//! The README of the students' repository.

use std::fmt::Write as _;

use crate::course::Exercise;

/// The instructions, and the table of exercises.
pub(super) fn text(exercises: &[&Exercise]) -> String {
    let first = exercises.first().map_or("withdraw", |exercise| exercise.name.as_str());
    let mut text = format!(
        "# Racecourse\n\n\
        Exercises in concurrent programming. Each is a small program that works as long as its threads take turns.\n\n\
        1. Read `exercises/NN_{first}/README.md`, then `src/lib.rs` beside it.\n\
        2. Run `cargo test -p {first}` and see it fail: the failure shows the steps of each thread.\n\
        3. Change what is marked `// TODO:` in `src/lib.rs`, and run it again.\n\n\
        Locks, atomics, threads and `sleep` come from `interleaving::`, never from `std::`, whose steps no test\n\
        can see. The first build takes some minutes. [`exercises/README.md`](exercises/README.md) explains\n\
        how to read the output of a test.\n\n\
        A passing test has explored schedules and does not rely on luck: it says how many. The command that a\n\
        failing test prints replays the failure. Commit and push when you are satisfied. The grader takes only\n\
        the files that an exercise names, so tests and manifests can stay as they are. The tests here are the\n\
        public ones: a rule counts when further tests of the same promise pass too.\n\n\
        Every push is judged by the public tests: the page of the run under Actions shows the result and marks\n\
        a broken rule at its line. You can do the same at home, where the first build takes about ten minutes:\n\n\
        ```sh\n\
        cargo run --release -p grader -- grade -e {first}         # the rules, with the marks they would earn\n\
        cargo run --release -p grader -- hint {first}             # a hint; each call shows the next one\n\
        cargo run --release -p grader -- reset {first} --yes      # restores the stub and keeps your version\n\
        ```\n\n\
        On macOS `grade` also needs `--allow-degraded`, because it cannot confine the programs it runs. On\n\
        Windows the tests run natively, and the grader runs inside WSL.\n\n\
        Chapter by chapter, `exercises/chapter_1.md` and so on explain what the exercises have in common.\n\n\
        | | exercise | idea | minutes | marks |\n|---|---|---|---:|---:|\n"
    )
    .replace("NN_", &exercises.first().map_or("NN_".to_owned(), |exercise| format!("{:02}_", exercise.number)));
    for exercise in exercises {
        let manifest = &exercise.manifest;
        let marks = manifest.marks();
        let _ = writeln!(
            text,
            "| {:02} | [{}](exercises/{}) | {} | {} | {marks} |",
            exercise.number, manifest.title, exercise.folder, manifest.idea, manifest.minutes
        );
    }
    text
}
