//! Tells a name that is withheld from a name that does not exist.

use std::collections::BTreeSet;

use anyhow::Result;

use super::compiler::{Compiler, Offered};
use super::diagnostics::Diagnostics;
use super::ending::verdict_of;
use crate::course::Exercise;
use crate::evidence::Finding;
use crate::examine::screen::{Allowance, withheld};

impl Compiler<'_> {
    /// The errors in `said` that would not be there if the compiler offered everything: each is about a withheld
    /// name. Empty if a second compiler, which finds that out, reaches a limit.
    pub(super) fn withheld(&self, exercise: &Exercise, said: &Diagnostics) -> Result<Vec<Finding>> {
        // To the end, for there are errors that only the making of code finds.
        let ended = self.run(self.rustc_for_the_student(exercise, Offered::Everything))?;
        if verdict_of(&ended, &self.machine.compiler_limits).is_some() {
            return Ok(Vec::new());
        }
        let all = self.diagnostics(&ended);
        let stays: BTreeSet<_> = all.errors.iter().map(|error| error.place()).collect();
        let gone =
            said.errors.iter().filter(|error| error.place().is_some() && !stays.contains(&error.place()));
        let allowance = Allowance::of(&exercise.manifest);
        let mut findings: Vec<Finding> = Vec::new();
        for error in gone {
            let place = error.finding(exercise.manifest.root());
            let (text, instead) = withheld(error.path(), allowance);
            let finding = Finding { text, instead, ..place };
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        Ok(findings)
    }
}
