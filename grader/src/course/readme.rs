//! An exercise's README as data: its sections, its rules and its hints.

/// The parts of a README that `verify` and `hint` read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Readme {
    /// The headings, in order.
    pub(crate) sections: Vec<String>,
    pub(crate) rules: Vec<StatedRule>,
    pub(crate) hints: Vec<Hint>,
}

/// `2. (3 marks) At most one is paid. (counts with rule 1)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatedRule {
    pub(crate) number: u32,
    pub(crate) marks: u32,
    pub(crate) title: String,
    pub(crate) needs: Vec<u32>,
}

/// One `<details>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    /// The text of its `<summary>`.
    pub(crate) summary: String,
    pub(crate) text: String,
}

impl Readme {
    /// Parses a README; missing parts stay empty.
    pub(crate) fn parse(text: &str) -> Self {
        let mut readme = Self { hints: hints(text), ..Self::default() };
        let mut items: Vec<String> = Vec::new();
        let mut fenced = false;
        for line in text.lines() {
            fenced ^= line.trim_start().starts_with("```");
            let in_rules = readme.sections.last().is_some_and(|section| section == "Rules");
            match line.strip_prefix("##").filter(|_| !fenced) {
                Some(heading) => readme.sections.push(heading.trim_start_matches('#').trim().to_owned()),
                None if in_rules && line.starts_with(|char: char| char.is_ascii_digit()) => {
                    items.push(line.to_owned())
                }
                // An indented line continues the item above it.
                None if in_rules && line.starts_with("  ") && !line.trim().is_empty() => {
                    if let Some(item) = items.last_mut() {
                        *item += " ";
                        *item += line.trim();
                    }
                }
                None => {}
            }
        }
        readme.rules = items.iter().filter_map(|item| StatedRule::parse(item)).collect();
        readme
    }
}

impl StatedRule {
    fn parse(item: &str) -> Option<Self> {
        let (number, rest) = item.split_once(". (")?;
        let (marks, rest) = rest.split_once(')')?;
        let marks = marks.strip_suffix(" marks").or_else(|| marks.strip_suffix(" mark"))?;
        let rest = rest.trim();
        let (title, needs) = match rest.rsplit_once("(counts with rule") {
            Some((title, needs)) => (title.trim_end(), numbers(needs)),
            None => (rest, vec![]),
        };
        Some(Self { number: number.parse().ok()?, marks: marks.parse().ok()?, title: title.into(), needs })
    }
}

/// The numbers in a text, in order.
pub(crate) fn numbers(text: &str) -> Vec<u32> {
    text.split(|char: char| !char.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

fn hints(text: &str) -> Vec<Hint> {
    let details = text.split("<details>").skip(1).filter_map(|rest| rest.split_once("</details>"));
    let hint = |(body, _): (&str, &str)| {
        let (summary, text) = body.split_once("</summary>")?;
        let summary = summary.split_once("<summary>")?.1;
        Some(Hint { summary: summary.trim().into(), text: text.trim().into() })
    };
    details.filter_map(hint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Withdraw\n\n## Story\n1. not a rule\n\n## Rules\n\
        1. (1 mark) Alone, an amount (up to the\n   balance) is paid.\n\
        2. (3 marks) Never both. (counts with rules 1 and 3)\n\n\
        ```sh\n## not a heading\n```\n\n## Hints\n\
        <details><summary>A nudge</summary>\n\nLook at `line 3`.\n\n</details>\n<details>\n<summary>More</summary>\nHold it.\n</details>\n";

    #[test]
    fn rules_are_read_with_marks_and_needs() {
        let rules = Readme::parse(TEXT).rules;
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0].title, "Alone, an amount (up to the balance) is paid.");
        assert_eq!((rules[1].number, rules[1].marks, rules[1].title.as_str()), (2, 3, "Never both."));
        assert_eq!(rules[1].needs, [1, 3]);
    }

    #[test]
    fn sections_and_hints_are_read_in_order() {
        let readme = Readme::parse(TEXT);
        assert_eq!(readme.sections, ["Story", "Rules", "Hints"]);
        assert_eq!(readme.hints[0], Hint { summary: "A nudge".into(), text: "Look at `line 3`.".into() });
        assert_eq!(readme.hints[1].text, "Hold it.");
    }
}
