extern crate std as real;
pub fn f() { real::process::exit(0) }
