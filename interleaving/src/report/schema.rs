//! The published schema of a report, generated from the types and compared with the file that is checked in.

use schemars::schema_for;

use super::CheckReport;

/// The published schema, and its path in the crate.
const PUBLISHED: &str = include_str!("../../schema/check-report-v3.json");
const PATH: &str = "schema/check-report-v3.json";

#[test]
fn the_published_schema_is_that_of_the_types() {
    let generated = serde_json::to_string_pretty(&schema_for!(CheckReport)).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(format!("{}/{PATH}", env!("CARGO_MANIFEST_DIR")), &generated).unwrap();
        return;
    }
    assert!(generated == PUBLISHED, "{PATH} differs from the types: run this test with UPDATE_SCHEMA=1");
    assert!(
        PATH.contains(&format!("v{}.", super::VERSION)),
        "{PATH} is not that of version {}",
        super::VERSION
    );
}
