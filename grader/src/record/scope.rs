//! The extent of a run, as its reports show it.

use serde::{Deserialize, Serialize};

/// The submissions and exercises of the last run, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) submissions: Vec<String>,
    /// Folders: `01_withdraw`.
    pub(crate) exercises: Vec<String>,
    /// The submissions that are not on the roster; `None` without a roster.
    #[serde(default)]
    pub(crate) strangers: Option<Vec<String>>,
}
