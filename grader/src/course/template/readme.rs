//! The README of the students' repository.

use std::fmt::Write as _;

use crate::course::Exercise;

/// What to do, and the table of exercises.
pub(super) fn text(exercises: &[&Exercise]) -> String {
    let first = exercises.first().map_or("withdraw", |exercise| exercise.name.as_str());
    let mut text = format!(
        "# Racecourse\n\n\
        Exercises in concurrent programming. Every one is a small program that works as long as nobody hurries.\n\n\
        1. Read `exercises/NN_{first}/README.md`, then `src/lib.rs` beside it.\n\
        2. Run `cargo test -p {first}` and see it fail: the failure shows the steps of each thread.\n\
        3. Change what is marked `// TODO:` in `src/lib.rs`, and run it again.\n\n\
        Locks, atomics, threads and `sleep` come from `interleaving::`, never from `std::`, whose steps no test\n\
        can see. The first build takes some minutes. How to read what a test prints stands in\n\
        [`exercises/README.md`](exercises/README.md).\n\n\
        A passing test has explored schedules, not luck: it says how many. A failing one can be replayed\n\
        with the command it prints. Commit and push when you are content; only the files that an exercise\n\
        names are taken, so tests and manifests need not be changed. The tests here are the public ones:\n\
        a rule counts when further tests of the same promise pass too.\n\n\
        Every push is judged by the public tests: the result is on the page of the run under Actions, and a\n\
        broken rule is marked at its line. The same at home, where the first build takes about ten minutes:\n\n\
        ```sh\n\
        cargo run --release -p grader -- grade -e {first}         # the rules, with the marks they would earn\n\
        cargo run --release -p grader -- hint {first}             # a hint, and the next time a further one\n\
        cargo run --release -p grader -- reset {first} --yes      # the stub again; your version is kept\n\
        ```\n\n\
        On macOS `grade` wants `--allow-degraded` as well, since it cannot confine what it runs; on Windows the\n\
        tests run as everywhere, and the grader runs inside WSL.\n\n\
        What the exercises have in common is told chapter by chapter, in `exercises/chapter_1.md` and so on.\n\n\
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
