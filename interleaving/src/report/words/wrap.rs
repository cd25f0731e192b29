//! Breaks lines between words.

/// A space at which a line breaks only if the words around it do not fit on a line of their own.
pub(super) const LATER: char = '\u{2002}';

/// A space at which no line breaks.
pub(super) const NEVER: char = '\u{a0}';

/// The columns that a text takes: each of our letters takes one.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text in lines of at most `most` characters, all but the first indented; a longer word stays whole
/// unless it must be broken.
pub(super) fn wrap(text: &str, most: usize, indent: usize) -> Vec<String> {
    let most = most.max(indent + 4);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut filled = false;
    let words = text.split([' ', '\n']).filter(|word| !word.is_empty());
    let fits = |word: &str| width(word) <= most - indent;
    let words = words.flat_map(|word| if fits(word) { vec![word] } else { word.split(LATER).collect() });
    for word in words {
        let word = word.replace([LATER, NEVER], " ");
        let mut word = word.as_str();
        if filled && width(&line) + 1 + width(word) > most {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            filled = false;
        }
        if filled {
            line.push(' ');
        }
        while let Some((end, _)) = word.char_indices().nth(most - width(&line)) {
            let (first, rest) = word.split_at(end);
            line += first;
            word = rest;
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
        }
        line += word;
        filled = true;
    }
    if filled || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("lock left fork", 9, 2), ["lock left", "  fork"]);
        assert_eq!(wrap("", 9, 2), [""]);
    }

    #[test]
    fn a_message_breaks_between_its_fields_and_only_if_it_must() {
        let text = format!("#1: Put {{key:{NEVER}0,{LATER}value:{NEVER}8}}");
        assert_eq!(wrap(&text, 20, 2), ["#1: Put", "  {key: 0, value: 8}"]);
        assert_eq!(wrap(&text, 16, 2), ["#1: Put {key: 0,", "  value: 8}"]);
        assert_eq!(wrap(&text, 40, 2), ["#1: Put {key: 0, value: 8}"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_broken() {
        assert_eq!(wrap("philosophers", 8, 0), ["philosop", "hers"]);
    }
}
