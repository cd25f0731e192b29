//! The machine under the grader: processes under limits, the sandbox, folders, threads, text that is safe
//! to show. Nothing here knows of exercises.

pub(crate) mod process;
pub(crate) mod sandbox;

pub(crate) mod caught;
pub(crate) mod lockfile;
pub(crate) mod parallel;
pub(crate) mod progress;
pub(crate) mod scratch;
pub(crate) mod text;

pub(crate) mod os;
