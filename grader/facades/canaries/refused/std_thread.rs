pub fn f() { r#std::r#thread::spawn(|| ()).join().unwrap() }
