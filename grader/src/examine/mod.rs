//! From the files of a submission to evidence: screen, compile, run.
//!
//! Nothing here decides a mark. The fate of a submission is evidence, never an `Err`.

mod engine;
mod local;

pub(crate) mod apart;
mod pipeline;

mod boundary;
mod compile;
mod machine;
mod program;
mod reference;
mod run;
mod screen;
mod workbench;

pub(crate) use engine::{Engine, examine};
pub(crate) use local::connect;
pub(crate) use workbench::CANARIES;
#[cfg(test)]
pub(crate) use {
    compile::compile, machine::Machine, program::TestProgram, run::run_test, workbench::Workbench,
};
