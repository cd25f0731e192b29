//! One submission of one exercise, from its files to evidence.
//!
//! Never an `Err`: a fault of the student's is a verdict, a fault of ours is `InternalError` with the
//! reason for the instructor.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use anyhow::Result;

use super::boundary::Boundary;
use super::compile::{Built, Refused, compile};
use super::machine::Machine;
use super::program::{Test, TestProgram, chosen};
use super::run::{run_audit, run_test, run_trap};
use super::screen::{Allowance, Screened, screen};
use crate::collect::{Files, NamedFile};
use crate::course::Exercise;
use crate::evidence::{Audit, Evidence, Finding, TestResult, Trap};
use crate::options::Options;
use crate::system::sandbox::Layer;
use crate::system::text::printable;
use crate::verdict::Verdict;

/// Held for reading while a submission is examined, for writing while one is examined alone.
static BESIDE_OTHERS: RwLock<()> = RwLock::new(());

/// Screens, compiles and runs `files`, which are complete, with all the tests of `exercise`.
///
/// If the machine fails, because it has no process, thread, memory or disk left for instance, the submission is
/// examined once more, while no other is.
pub(crate) fn examine(exercise: &Exercise, files: &Files, machine: &Machine, options: &Options) -> Evidence {
    let beside_others = BESIDE_OTHERS.read().unwrap_or_else(PoisonError::into_inner);
    let evidence = examined(exercise, files, machine, options);
    drop(beside_others);
    if !evidence.is_a_fault_of_ours() {
        return evidence;
    }
    let _alone = BESIDE_OTHERS.write().unwrap_or_else(PoisonError::into_inner);
    examined(exercise, files, machine, options)
}

fn examined(exercise: &Exercise, files: &Files, machine: &Machine, options: &Options) -> Evidence {
    let mut evidence = Evidence {
        whole: None,
        findings: Vec::new(),
        diagnostics: String::new(),
        instructor: String::new(),
        withheld: String::new(),
        ignored: files.ignored.clone(),
        tests: Vec::new(),
        traps: Vec::new(),
        baseline: Vec::new(),
        audit: Audit::default(),
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
    fn is_a_fault_of_ours(&self) -> bool {
        let mut verdicts = self.whole.into_iter().chain(self.tests.iter().map(|test| test.verdict));
        verdicts.any(|verdict| verdict == Verdict::InternalError)
    }

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
        let boundary = Boundary::new(exercise, &sources, &program.hidden);
        for test in &program.tests {
            if self.cpu() >= machine.cpu_of_a_submission {
                self.tests.push(too_slow(test, machine));
                continue;
            }
            let (mut test, note) = run_test(&built, &program, test, machine, options)?;
            self.withheld += &boundary.cut(&mut test);
            self.tests.push(test);
            self.instructor += &note;
        }
        if self.tests.iter().any(|test| test.verdict == Verdict::Forged) {
            self.refuse(Verdict::Forged, Vec::new());
        }
        self.try_traps(&built, &program, machine, options)?;
        if self.whole.is_none() && !options.locks_off {
            self.audit = run_audit(&built, &program, &self.holding(&program), machine, options)?;
        }
        if exercise.solution.is_none() {
            self.tests.extend(without_public_test(exercise, &program));
        }
        Ok(())
    }

    /// The CPU time of the tests so far.
    fn cpu(&self) -> Duration {
        Duration::from_millis(self.tests.iter().map(|test| test.cpu_ms).sum())
    }

    /// The tests of the rules that hold so far.
    fn holding<'a>(&self, program: &'a TestProgram) -> Vec<&'a Test> {
        let holds = |rule: u32| {
            self.tests.iter().filter(|test| test.rule == rule).all(|test| test.verdict == Verdict::Passed)
        };
        program.tests.iter().filter(|test| holds(test.rule)).collect()
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
            if matches!(verdict, Verdict::Passed | Verdict::Forged) {
                self.refuse(Verdict::Forged, Vec::new());
                self.instructor +=
                    &format!("{} was passed with an expectation that nothing can meet\n", trap.name);
            }
            self.traps.push(Trap { test: trap.name.clone(), rule: trap.rule, verdict });
        }
        Ok(())
    }
}

/// A test for which no CPU time is left.
fn too_slow(test: &Test, machine: &Machine) -> TestResult {
    let seconds = machine.cpu_of_a_submission.as_secs();
    let message = format!("not run: the tests before it used the {seconds} s of CPU time for all tests");
    TestResult::not_run(&test.name, test.rule, test.public, Verdict::TooSlow, message)
}

/// Without the hidden tests: the rules that no public test judges. Their marks stay open.
fn without_public_test(exercise: &Exercise, program: &TestProgram) -> Vec<TestResult> {
    let rules = exercise.manifest.rules.iter().map(|rule| rule.number);
    let untested = rules.filter(|number| program.tests.iter().all(|test| test.rule != *number));
    let open = |rule| {
        let message = "only the instructor's run tests this rule".to_owned();
        TestResult::not_run(&format!("hidden::rule_{rule}"), rule, false, Verdict::NotChecked, message)
    };
    untested.map(open).collect()
}

#[cfg(test)]
mod tests;
