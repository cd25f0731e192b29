use std::prelude::v1::option_env as look;
pub const TEXT: Option<&str> = look!("PATH");
