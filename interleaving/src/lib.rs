//! std's `sync` and `thread`, made checkable.
pub mod report;
