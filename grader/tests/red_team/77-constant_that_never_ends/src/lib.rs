//! Computes a constant for ever.
#![allow(long_running_const_eval)]

pub const NEVER: u8 = loop {};

pub fn never() -> u8 {
    NEVER
}
