//! The texts of a check's report, wherever it has them.

use interleaving::report::CheckReport;
use serde_json::Value;

use super::known::Known;

/// How a text is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It may be the program's.
    Text,
    /// The library's words, with quoted values of the program's among them.
    Quotes,
    /// The source of an assertion.
    Source,
}

/// Fields with a text that the program may have made: a panic, a value, a name. What a test says of itself, such as a
/// thread's label, may be made of these.
const TEXTS: [&str; 20] = [
    "answer",
    "call",
    "change",
    "condition",
    "content",
    "does",
    "ends",
    "granted",
    "holds",
    "id",
    "label",
    "left",
    "name",
    "newest",
    "request",
    "right",
    "text",
    "value",
    "values",
    "words",
];
/// Fields whose text is the library's own, or the test's name for its check.
#[cfg(test)]
const TRUSTED: [&str; 14] = [
    "check",
    "searches",
    "kind",
    "reason",
    "replay",
    "file",
    "object",
    "path",
    "instead",
    "load",
    "store",
    "update",
    "compare_exchange",
    "fence",
];

/// The kind of the text in the field `key` of a value in the field `parent`.
fn kind(parent: &str, key: &str) -> Option<Kind> {
    match (parent, key) {
        ("panic", "condition") => Some(Kind::Source),
        ("sentence" | "note", "words") => Some(Kind::Quotes),
        // The textbook's.
        ("diagnosis", "name") => None,
        (_, key) => TEXTS.contains(&key).then_some(Kind::Text),
    }
}

/// The report with its texts cut. Each text that changed is added to `removed`, with what is left of it.
pub(super) fn cut(report: &CheckReport, known: &Known, removed: &mut Vec<(String, String)>) -> CheckReport {
    let mut value = serde_json::to_value(report).expect("a report is plain data");
    Cut { known, removed }.within(&mut value, "", "");
    let cut = serde_json::from_value(value).expect("a report whose texts are cut is one still");
    CheckReport { first_failure: report.first_failure, ..cut }
}

struct Cut<'a> {
    known: &'a Known,
    removed: &'a mut Vec<(String, String)>,
}

impl Cut<'_> {
    fn within(&mut self, value: &mut Value, parent: &str, key: &str) {
        match value {
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(name, value)| self.within(value, key, name))
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.within(value, parent, key)),
            Value::String(text) => {
                let shown = match kind(parent, key) {
                    Some(Kind::Text) => self.known.shown(text),
                    Some(Kind::Quotes) => self.known.shown_in_quotes(text),
                    Some(Kind::Source) => self.known.shown_source(text),
                    None => return,
                };
                if shown != *text {
                    self.removed.push((std::mem::replace(text, shown.clone()), shown));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds the fields that have a text without a closed set of values.
    fn texts<'a>(schema: &'a Value, field: &'a str, found: &mut Vec<&'a str>) {
        let is_text = match &schema["type"] {
            Value::Array(types) => types.iter().any(|of| of == "string"),
            of => of == "string",
        };
        if is_text && schema.get("const").is_none() && schema.get("enum").is_none() {
            found.push(field);
        }
        match schema {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match (name.as_str(), value) {
                        ("properties", Value::Object(fields)) => {
                            fields.iter().for_each(|(name, value)| texts(value, name, found));
                        }
                        _ => texts(value, field, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| texts(value, field, found)),
            _ => {}
        }
    }

    #[test]
    fn every_text_of_a_report_is_cut_or_known_to_be_the_library_s() {
        let schema = include_str!("../../../../interleaving/schema/check-report-v3.json");
        let schema: Value = serde_json::from_str(schema).unwrap();
        let mut found = Vec::new();
        texts(&schema, "", &mut found);
        found.sort_unstable();
        found.dedup();
        let mut listed: Vec<&str> = TEXTS.into_iter().chain(TRUSTED).collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }
}
