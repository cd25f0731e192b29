pub const TEXT: Option<&str> = option_env!("PATH");
