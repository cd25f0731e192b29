//! The directions that imports must not take.

use std::collections::BTreeSet;

use super::imports::Import;
use super::tree::{Name, Tree};

/// A rule for a module and all modules below it.
pub(super) enum Absence {
    /// It imports nothing of the crate but these.
    Imports { room: &'static str, only: &'static [&'static str] },
    /// It imports none of these.
    NeverImports { room: &'static str, never: &'static [&'static str] },
    /// Nothing but these imports it.
    ImportedBy { room: &'static str, only: &'static [&'static str] },
}

use Absence::{ImportedBy, Imports, NeverImports};

impl Absence {
    fn room(&self) -> &'static str {
        match *self {
            Imports { room, .. } | NeverImports { room, .. } | ImportedBy { room, .. } => room,
        }
    }

    fn others(&self) -> &'static [&'static str] {
        match *self {
            Imports { only, .. } | ImportedBy { only, .. } => only,
            NeverImports { never, .. } => never,
        }
    }

    fn forbids(&self, import: &Import) -> bool {
        let room = self.room();
        let among = |name: &Name| self.others().iter().any(|other| is_in(name, other));
        match self {
            Imports { .. } => is_in(&import.from, room) && !is_in(&import.to, room) && !among(&import.to),
            NeverImports { .. } => is_in(&import.from, room) && among(&import.to),
            ImportedBy { .. } => {
                is_in(&import.to, room) && !is_in(&import.from, room) && !among(&import.from)
            }
        }
    }

    /// The rule as a sentence.
    fn text(&self) -> String {
        let others = self.others().iter().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(", ");
        match self {
            Imports { room, only: [] } => format!("`{room}` imports nothing of the crate"),
            Imports { room, .. } => format!("`{room}` imports nothing of the crate but {others}"),
            NeverImports { room, .. } => format!("`{room}` never imports {others}"),
            ImportedBy { room, only: [] } => format!("nothing imports `{room}`"),
            ImportedBy { room, .. } => format!("nothing imports `{room}` but {others}"),
        }
    }
}

/// A line for each file with imports that go a forbidden way, and for each name in the table that is no module.
pub(super) fn violations(tree: &Tree, imports: &[Import], absences: &[Absence]) -> Vec<String> {
    let names = absences.iter().flat_map(|absence| [&[absence.room()], absence.others()].concat());
    let gone: BTreeSet<_> = names.filter(|name| !tree.modules.contains_key(&segments(name))).collect();
    let gone =
        gone.iter().map(|name| format!("the table names `{name}`, which is not a module: correct the table"));
    let mut lines: Vec<_> = gone.collect();
    for absence in absences {
        let mut seen = BTreeSet::new();
        for import in imports.iter().filter(|import| absence.forbids(import)) {
            let (file, line, path) = (import.file.display(), import.line, &import.path);
            // One line for a file is enough to find the others.
            if seen.insert((&import.file, &import.to[0])) {
                lines.push(format!("{}: {file}:{line} names `{path}`", absence.text()));
            }
        }
    }
    lines
}

fn is_in(name: &Name, room: &str) -> bool {
    name.starts_with(&segments(room))
}

fn segments(name: &str) -> Name {
    name.split("::").map(str::to_owned).collect()
}
