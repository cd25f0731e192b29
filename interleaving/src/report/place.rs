//! A place in a source file.

use std::panic::Location;

use serde::{Deserialize, Serialize};

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The path as given to the compiler; empty if the reader must not know it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; points at the method's name in a call.
    pub column: u32,
}

impl Place {
    /// The file's name and the line: `lib.rs:21`.
    #[must_use]
    pub fn short(&self) -> String {
        format!("{}:{}", self.file.rsplit(['/', '\\']).next().unwrap_or_default(), self.line)
    }
}

impl From<&Location<'_>> for Place {
    fn from(at: &Location<'_>) -> Self {
        Self { file: at.file().to_owned(), line: at.line(), column: at.column() }
    }
}
