macro_rules! path { ($($name:ident)*) => { std $(:: $name)* (0) } }
pub fn f() { path!(process exit) }
