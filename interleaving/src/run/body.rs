//! The body of a check.

use std::sync::Arc;

/// The closure that a check runs once per execution.
pub(crate) type Body = Arc<dyn Fn() + Send + Sync>;
