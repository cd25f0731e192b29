//! Makes text that a student wrote harmless for every reader of the report: a terminal, a Markdown
//! renderer, a CI runner, a spreadsheet.

/// Without control characters and marks that reorder or hide text. Lines and tabs stay.
pub(crate) fn plain(text: &str) -> String {
    let hidden = |char: char| matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let safe = |char: char| match char {
        '\n' | '\t' => char,
        char if char.is_control() || hidden(char) => '\u{fffd}',
        char => char,
    };
    text.replace("\r\n", "\n").chars().map(safe).collect()
}

/// [`plain`], on one line.
pub(crate) fn line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line of Markdown prose that shows `text` and means nothing else, but for its code spans.
pub(crate) fn prose(text: &str) -> String {
    let text = line(text);
    let parts: Vec<_> = text.split('`').collect();
    // An even number of backticks: the text between them is code, and stays code.
    if parts.len() % 2 == 0 || parts.iter().skip(1).step_by(2).any(|part| part.is_empty()) {
        return escape(&text);
    }
    let show = |(at, part): (usize, &&str)| if at % 2 == 0 { escape(part) } else { code(part) };
    parts.iter().enumerate().map(show).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for (at, char) in text.char_indices() {
        // `://` and `www.` would become links.
        let link = text[at..].starts_with(":/") || (char == '.' && text[..at].ends_with("www"));
        // A row of `=` would underline a heading, and two would highlight.
        let row = char == '=' && (at == 0 || text[..at].ends_with('=') || text[at + 1..].starts_with('='));
        if link || row || "\\`*_{}[]<>#+!|~&$^@".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// A Markdown code span that shows `text`, also inside a table.
pub(crate) fn code(text: &str) -> String {
    let text = line(text).replace('|', "\u{a6}");
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A fenced Markdown block that shows `text`, with a fence longer than any inside.
pub(crate) fn block(text: &str) -> String {
    // A CI runner obeys lines that begin with `::` and anything after `##[`, in a fence or not.
    let text = plain(text).replace("##[", "##\u{200b}[");
    let lines = text.trim_end().lines().map(|line| match line.trim_start().starts_with("::") {
        true => line.replacen("::", ":\u{200b}:", 1),
        false => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}

/// A spreadsheet cell that is never taken for a formula.
pub(crate) fn cell(text: &str) -> String {
    let text = line(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_cannot_be_closed_from_inside() {
        let block = block("a\n````\n# not a heading\n");
        assert!(block.starts_with("`````text\n") && block.ends_with("\n`````\n"), "{block}");
    }

    #[test]
    fn a_ci_runner_finds_no_command() {
        let block = block("  ::error file=x::y\n##[error]z");
        assert!(!block.lines().any(|line| line.trim_start().starts_with("::")), "{block}");
        assert!(!block.contains("##["), "{block}");
    }

    #[test]
    fn markup_in_prose_is_shown_as_written() {
        assert_eq!(prose("<img src=x> [a](b)\n# c"), r"\<img src=x\> \[a\](b) \# c");
        assert_eq!(prose("to=Ada a==b"), r"to=Ada a\=\=b");
        assert_eq!(prose("==="), r"\=\=\=");
        assert_eq!(prose("https://www.x.y"), r"https\://www\.x.y");
        assert_eq!(prose("a ` <b>"), r"a \` \<b\>");
        assert_eq!(prose("use `a::<T>`"), "use `a::<T>`");
    }

    #[test]
    fn a_code_span_holds_backticks_and_bars() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert!(!code("a|b").contains('|'));
    }

    #[test]
    fn escapes_and_reversals_are_replaced() {
        assert_eq!(plain("\u{1b}[31mred\u{202e}"), "\u{fffd}[31mred\u{fffd}");
    }

    #[test]
    fn formulas_are_defused() {
        for start in ["=1+1", "+1", "-1", "@x", "\t=1", "\r\n=1"] {
            assert!(cell(start).starts_with('\''), "{start:?}");
        }
        assert_eq!(cell("ada"), "ada");
    }
}
