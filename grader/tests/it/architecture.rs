//! The order of the two crates' modules, read from their sources: no import runs back, none goes a forbidden
//! way, and files and functions stay short. The reader sees paths as written; it infers no types.

mod tree;

mod imports;
mod names;

mod circles;
mod rooms;
mod sizes;

mod tests;

use std::path::Path;

use rooms::Absence::{self, ImportedBy, Imports, NeverImports};
use tree::{Sources, Tree};

/// A crate and its own rules.
struct Crate {
    name: &'static str,
    /// The directions that imports never take.
    absences: &'static [Absence],
    /// The files that may have more than 400 lines because they are data or tests, each with the reason.
    long_files: &'static [(&'static str, &'static str)],
}

/// check → judge → failure → diagnosis → facts → run → spec, with the searches between judge and run.
const INTERLEAVING: Crate = Crate {
    name: "interleaving",
    absences: &[
        Imports { room: "spec", only: &[] },
        Imports { room: "show", only: &[] },
        Imports { room: "report", only: &["spec"] },
        NeverImports { room: "run", never: FACADE },
        NeverImports {
            room: "process",
            never: &["check", "judge", "failure", "diagnosis", "facts", "search", "harness"],
        },
        ImportedBy { room: "process", only: &[] },
        NeverImports { room: "run", never: &["search", "facts", "diagnosis", "failure", "judge", "harness"] },
        Imports { room: "search", only: &["run", "spec"] },
        NeverImports { room: "facts", never: FACADE },
        NeverImports { room: "facts", never: &["diagnosis", "failure", "judge", "harness"] },
        NeverImports { room: "diagnosis", never: FACADE },
        NeverImports { room: "diagnosis", never: &["failure", "judge", "harness"] },
        NeverImports { room: "failure", never: &["judge"] },
        NeverImports { room: "harness", never: &["facts", "diagnosis", "failure", "judge"] },
        ImportedBy { room: "check", only: &[] },
    ],
    long_files: &[],
};

/// The modules that a student's program calls in place of std.
const FACADE: &[&str] = &["cell", "hint", "net", "sync", "thread", "time"];

/// commands → grade, verify → collect → examine → judge → record → report, and system below all.
const GRADER: Crate = Crate {
    name: "grader",
    absences: &[
        Imports { room: "system", only: &["exit"] },
        NeverImports { room: "collect", never: &["examine", "judge", "record", "report"] },
        NeverImports { room: "examine", never: &["judge", "record", "report"] },
        NeverImports { room: "judge", never: &["examine", "record", "report"] },
        NeverImports { room: "record", never: &["examine", "report"] },
        NeverImports { room: "report", never: &["collect", "examine", "grade", "verify"] },
        ImportedBy { room: "report", only: &["cli", "commands", "doctor", "grade"] },
        ImportedBy { room: "commands", only: &[] },
    ],
    long_files: &[],
};

impl Crate {
    fn sources(&self) -> Sources {
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        tree::sources(&course.join(self.name).join("src"))
    }
}

/// Fails if there are lines; the message says what to do, then lists them.
fn demand_none(krate: &Crate, to_do: &str, lines: &[String]) {
    assert!(lines.is_empty(), "{to_do}\n{} in {}/src:\n{}", lines.len(), krate.name, lines.join("\n"));
}

fn no_import_runs_back(krate: &Crate) {
    let imports = imports::imports(&Tree::read(&krate.sources()));
    let circles: Vec<_> = circles::circles(&imports).iter().map(|circle| circles::text(circle)).collect();
    let to_do =
        "Break each circle of imports: move what its modules share to a module below them, or pass it in.";
    demand_none(krate, to_do, &circles);
}

fn no_import_goes_a_forbidden_way(krate: &Crate) {
    let tree = Tree::read(&krate.sources());
    let lines = rooms::violations(&tree, &imports::imports(&tree), krate.absences);
    demand_none(
        krate,
        "Remove each import that goes a forbidden way, or move what it needs below both rooms.",
        &lines,
    );
}

fn files_and_functions_are_short(krate: &Crate) {
    let sources = krate.sources();
    let tree = Tree::read(&sources);
    let mut lines = sizes::long_files(&sources, krate.long_files);
    lines.extend(sizes::long_median(&tree, &sources));
    lines.extend(sizes::long_functions(&tree));
    demand_none(krate, "Split what is too long.", &lines);
}

macro_rules! demands {
    ($($module:ident: $krate:expr;)*) => {
        $(mod $module {
            #[test]
            fn no_import_runs_back() {
                super::no_import_runs_back(&$krate);
            }

            #[test]
            fn no_import_goes_a_forbidden_way() {
                super::no_import_goes_a_forbidden_way(&$krate);
            }

            #[test]
            fn files_and_functions_are_short() {
                super::files_and_functions_are_short(&$krate);
            }
        })*
    };
}

demands! {
    interleaving: super::INTERLEAVING;
    grader: super::GRADER;
}
