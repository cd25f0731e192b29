//! Drives the real binary where no submission has to be compiled.

mod course;
mod output;
mod template;
mod usage;
