use std::*;
pub fn f() { process::exit(0) }
