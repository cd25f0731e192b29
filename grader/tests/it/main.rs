//! Drives the real binary: on a course of its own where nothing has to be compiled, and on the real one.

mod architecture;
mod course;
#[cfg(target_os = "linux")]
mod full;
mod handed_out;
mod intake;
mod killed;
mod mistakes;
mod output;
mod real;
mod red_team;
mod sample;
mod sound;
mod template;
mod usage;
