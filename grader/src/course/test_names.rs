//! The names of the tests in a test file.

/// The names of the functions under `#[test]`.
pub(crate) fn test_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        is_test |= line.starts_with("#[test]");
        if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test && !line.starts_with("//")) {
            names.push(
                rest.split(|char: char| !char.is_alphanumeric() && char != '_')
                    .next()
                    .unwrap_or("")
                    .to_owned(),
            );
            is_test = false;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_functions_are_found_by_their_attribute() {
        let text = "fn helper() {}\n#[test]\n/// A claim\nfn rule_2_x() {}\n#[test] fn rule_3_y() {\n fn inner() {}\n}\n// #[test]\n";
        assert_eq!(test_names(text), ["rule_2_x", "rule_3_y"]);
    }
}
