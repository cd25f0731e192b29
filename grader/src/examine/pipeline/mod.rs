//! One submission of one exercise, from its files to evidence.
//!
//! Never an `Err`: a fault of the student's is a verdict, a fault of ours is `InternalError` with the
//! reason for the instructor.

use anyhow::Result;

use super::compile::{Built, Refused, compile};
use super::machine::Machine;
use super::program::{TestProgram, chosen};
use super::run::{run_test, run_trap};
use super::screen::{Allowance, Screened, screen};
use crate::collect::{Files, NamedFile};
use crate::course::Exercise;
use crate::evidence::{Evidence, Finding, TestResult, Trap};
use crate::options::Options;
use crate::system::sandbox::Layer;
use crate::system::text::printable;
use crate::verdict::Verdict;

/// Screens, compiles and runs `files`, which are complete, with all the tests of `exercise`.
pub(crate) fn examine(exercise: &Exercise, files: &Files, machine: &Machine, options: &Options) -> Evidence {
    let mut evidence = Evidence {
        whole: None,
        findings: Vec::new(),
        diagnostics: String::new(),
        instructor: String::new(),
        ignored: files.ignored.clone(),
        tests: Vec::new(),
        traps: Vec::new(),
    };
    if let Err(error) = evidence.fill(exercise, files, machine, options) {
        evidence.refuse(Verdict::InternalError, Vec::new());
        evidence.tests.clear();
        evidence.traps.clear();
        evidence.instructor += &printable(format!("{error:#}\n").as_bytes(), 20_000);
    }
    evidence
}

impl Evidence {
    fn refuse(&mut self, verdict: Verdict, findings: Vec<Finding>) {
        self.whole = Some(verdict);
        self.findings = findings;
    }

    /// Refuses what did not compile. The screen's doubts are the better words where the compiler confirms them: it
    /// found a withheld name, or an error at the same line.
    fn refuse_with(&mut self, refused: Refused, doubts: Vec<Finding>) {
        let Refused { verdict, findings, diagnostics, instructor } = refused;
        let place = |finding: &Finding| (finding.file.clone(), finding.line);
        let at_a_doubt = findings.iter().any(|error| doubts.iter().any(|doubt| place(doubt) == place(error)));
        let confirmed = !doubts.is_empty()
            && (verdict == Verdict::Rejected || verdict == Verdict::DoesNotCompile && at_a_doubt);
        if confirmed {
            self.refuse(Verdict::Rejected, doubts);
        } else {
            self.refuse(verdict, findings);
            self.diagnostics = diagnostics;
        }
        self.instructor = instructor;
    }

    fn fill(
        &mut self,
        exercise: &Exercise,
        files: &Files,
        machine: &Machine,
        options: &Options,
    ) -> Result<()> {
        let program = TestProgram::of(exercise, options)?;
        let given = exercise.given()?.into_iter().map(|(path, text)| NamedFile { path, text });
        let sources: Vec<NamedFile> = files.named.iter().cloned().chain(given).collect();
        let screened = match machine.sandbox.has(Layer::Screen) {
            true => screen(&sources, Allowance::of(&exercise.manifest)),
            false => Screened::Clean,
        };
        let compiler_decides = machine.sandbox.has(Layer::Names);
        let (doubts, unread) = match screened {
            Screened::Clean => (Vec::new(), None),
            Screened::Doubtful(doubts) if compiler_decides => (doubts, None),
            Screened::Doubtful(findings) | Screened::Refused(findings) => {
                self.refuse(Verdict::Rejected, findings);
                return Ok(());
            }
            Screened::Unread(why) => (Vec::new(), Some(why)),
        };
        let built = match compile(exercise, &sources, &program, machine)? {
            Ok(built) => built,
            Err(refused) => {
                self.refuse_with(refused, doubts);
                return Ok(());
            }
        };
        if let Some(why) = unread {
            anyhow::bail!(
                "the compiler reads this source and the screen does not, so nothing was run: {why}"
            );
        }
        for test in &program.tests {
            let (test, note) = run_test(&built, &program, test, machine, options)?;
            self.tests.push(test);
            self.instructor += &note;
        }
        self.try_traps(&built, &program, machine, options)?;
        if exercise.solution.is_none() {
            self.tests.extend(without_public_test(exercise, &program));
        }
        Ok(())
    }

    /// Runs the traps of the rules that hold so far. Whoever passes one has forged it.
    fn try_traps(
        &mut self,
        built: &Built,
        program: &TestProgram,
        machine: &Machine,
        options: &Options,
    ) -> Result<()> {
        let executions = |name: &str| {
            let test = self.tests.iter().find(|test| test.test == name);
            test.map_or(0, |test| test.executions)
        };
        for trap in chosen(&program.traps, options.all_traps, &executions) {
            let mut tests = self.tests.iter().filter(|test| test.rule == trap.rule);
            if !options.all_traps && !tests.all(|test| test.verdict == Verdict::Passed) {
                continue;
            }
            let verdict = run_trap(built, program, trap, machine, options)?;
            if verdict == Verdict::Passed {
                self.refuse(Verdict::Forged, Vec::new());
                self.instructor +=
                    &format!("{} was passed with an expectation that nothing can meet\n", trap.name);
            }
            self.traps.push(Trap { test: trap.name.clone(), rule: trap.rule, verdict });
        }
        Ok(())
    }
}

/// Without the hidden tests: the rules that no public test judges. Their marks stay open.
fn without_public_test(exercise: &Exercise, program: &TestProgram) -> Vec<TestResult> {
    let rules = exercise.manifest.rules.iter().map(|rule| rule.number);
    let untested = rules.filter(|number| program.tests.iter().all(|test| test.rule != *number));
    let open = |rule| TestResult {
        test: format!("hidden::rule_{rule}"),
        rule,
        public: false,
        verdict: Verdict::NotChecked,
        message: "only the instructor's run tests this rule".into(),
        checks: vec![],
        executions: 0,
        output: String::new(),
        cpu_ms: 0,
        wall_ms: 0,
    };
    untested.map(open).collect()
}

#[cfg(test)]
mod tests;
