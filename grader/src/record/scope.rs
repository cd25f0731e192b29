//! What the reports of a run cover.

use serde::{Deserialize, Serialize};

/// What the reports cover: the submissions and exercises of the last run, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) submissions: Vec<String>,
    /// Folders: `01_withdraw`.
    pub(crate) exercises: Vec<String>,
    /// Who is in none of the rows of the instructor's list; `None` where there was no list.
    #[serde(default)]
    pub(crate) strangers: Option<Vec<String>>,
}
