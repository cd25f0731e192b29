//! Makes a foreign program's output safe to show.

/// `bytes` as text of at most about `cap` bytes that cannot act on a terminal or a workflow.
///
/// Control characters other than newline and tab are escaped, as are characters that change the
/// direction of writing; text that GitHub would read as a workflow command is broken up.
pub(crate) fn printable(bytes: &[u8], cap: usize) -> String {
    let mut cut = bytes.len() > cap;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(cap)]);
    let mut shown = String::with_capacity(text.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            shown.push('\n');
        }
        let start = shown.len();
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.chars().for_each(|letter| {
            if acts(letter) { shown.extend(letter.escape_default()) } else { shown.push(letter) }
        });
        neutralise(&mut shown, start);
        // Escapes are longer than the characters they replace.
        if shown.len() > cap {
            shown.truncate(shown.floor_char_boundary(cap));
            cut = true;
            break;
        }
    }
    if cut {
        shown.push_str("\n… (the rest is not kept)");
    }
    shown
}

fn acts(letter: char) -> bool {
    let turns = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    turns || (letter.is_control() && letter != '\t')
}

/// Breaks up `::command::` and `##[command]` in the line that starts at `start`.
fn neutralise(shown: &mut String, start: usize) {
    let line = shown[start..].trim_start();
    if line.starts_with("::") {
        let at = shown.len() - line.len();
        shown.insert(at + 1, ' ');
    }
    if shown[start..].contains("##[") {
        let line = shown[start..].replace("##[", "## [");
        shown.truncate(start);
        shown.push_str(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        let text = "a::b\tsöl ✓\nnext\n";
        assert_eq!(printable(text.as_bytes(), 100), text);
    }

    #[test]
    fn active_characters_and_commands_are_escaped() {
        assert_eq!(printable(b"\x1b[2J\0\x07\r\n\xff", 100), "\\u{1b}[2J\\u{0}\\u{7}\n\u{fffd}");
        assert_eq!(printable("a\u{202e}b\rc".as_bytes(), 100), "a\\u{202e}b\\rc");
        assert_eq!(
            printable(b"  ::error::x\n::add-mask::y\n##[error]z", 100),
            "  : :error::x\n: :add-mask::y\n## [error]z"
        );
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let shown = printable(&[0; 1000], 50);
        assert!(shown.len() < 90 && shown.ends_with("(the rest is not kept)"), "{shown}");
        assert_eq!(printable("äöü".as_bytes(), 3).chars().next(), Some('ä'));
    }
}
