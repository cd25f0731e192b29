thread_local! { static X: u8 = 1 }
pub fn f() -> u8 { X.with(|x| *x) }
