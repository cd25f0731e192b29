pub fn f() -> i32 { return ::std::sync::Mutex::new(1).into_inner().unwrap(); }
