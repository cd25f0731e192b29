extern crate proc_macro;
pub fn f() -> bool { proc_macro::is_available() }
