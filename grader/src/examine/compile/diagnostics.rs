//! The messages of rustc as data: the text to show, and where the errors are.

use std::path::Path;

use serde::Deserialize;

use crate::evidence::Finding;
use crate::system::text::printable;

/// More than this is not shown; the first errors matter.
const MAX_SHOWN_BYTES: usize = 16_000;
/// Errors of a compiler that cannot load a library, unless the source asks for one by `extern crate`.
const LIBRARY_CODES: [&str; 6] = ["E0460", "E0461", "E0462", "E0463", "E0514", "E0786"];

/// The messages of one call of the compiler.
#[derive(Debug, Default)]
pub(super) struct Diagnostics {
    /// The errors as rustc draws them, then the warnings; paths shortened, capped.
    pub(super) text: String,
    pub(super) errors: Vec<Error>,
    /// All other output: a crash, a limit.
    pub(super) other: String,
}

/// One error.
#[derive(Debug)]
pub(super) struct Error {
    message: String,
    place: Option<Place>,
    /// The path in the source at its main place, as it is written there or in full in the message.
    path: String,
    /// Set if it is about a library that cannot be loaded.
    is_about_a_library: bool,
    names: Vec<String>,
}

/// The main place of an error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    file: String,
    line: u32,
    column: u32,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    level: String,
    #[serde(default)]
    spans: Vec<Span>,
    code: Option<Code>,
    #[serde(default)]
    children: Vec<Message>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    #[serde(default)]
    column_start: u32,
    is_primary: bool,
    #[serde(default)]
    text: Vec<Line>,
}

/// A line of source, with the columns (from 1, in characters) that the message points at.
#[derive(Deserialize)]
struct Line {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

impl Diagnostics {
    /// Reads the output of `--error-format=json`; each path of `hide` is replaced by its name.
    pub(super) fn parse(output: &[u8], hide: &[(&Path, &str)]) -> Self {
        let shorten = |text: &str| {
            hide.iter()
                .fold(text.to_owned(), |text, (path, name)| text.replace(&path.display().to_string(), name))
        };
        let (mut errors, mut warnings, mut said) = (String::new(), String::new(), Self::default());
        for line in String::from_utf8_lossy(output).lines() {
            let Ok(message) = serde_json::from_str::<Message>(line) else {
                said.other += &format!("{}\n", shorten(line));
                continue;
            };
            let rendered = shorten(message.rendered.as_deref().unwrap_or(&message.message));
            match message.level.as_str() {
                "error" if message.spans.is_empty() && message.message.starts_with("aborting due to") => {}
                "error" | "error: internal compiler error" => {
                    errors += &rendered;
                    said.errors.push(Error::of(&message, shorten(&message.message)));
                }
                "warning" => warnings += &rendered,
                _ => {}
            }
        }
        said.text = printable((errors + &warnings).as_bytes(), MAX_SHOWN_BYTES);
        said.other = printable(said.other.as_bytes(), MAX_SHOWN_BYTES);
        said
    }

    /// Returns whether no error is about a line of source: then the library, the linker or the machine is at fault.
    pub(super) fn is_about_no_source(&self) -> bool {
        self.errors.iter().all(|error| error.place.is_none() || error.is_about_a_library)
    }

    /// The names in the errors.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().flat_map(|error| &error.names).map(String::as_str)
    }
}

/// The identifiers in a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

impl Error {
    fn of(message: &Message, text: String) -> Self {
        let main = message.spans.iter().find(|span| span.is_primary);
        let place = main.map(|span| Place {
            file: span.file_name.clone(),
            line: span.line_start,
            column: span.column_start,
        });
        let source = main.and_then(|span| span.text.first());
        let texts =
            std::iter::once(&message.message).chain(message.children.iter().map(|child| &child.message));
        let quoted = texts.flat_map(|text| text.split('`').skip(1).step_by(2).map(str::to_owned));
        // "method defined here" quotes no name but points at one.
        let lines = message.children.iter().flat_map(|child| &child.spans).flat_map(|span| &span.text);
        let meant = lines.map(|line| {
            line.text
                .chars()
                .take(line.highlight_end.saturating_sub(1))
                .skip(line.highlight_start.saturating_sub(1))
                .collect::<String>()
        });
        let words = quoted.chain(meant).flat_map(|text| words(&text).map(str::to_owned).collect::<Vec<_>>());
        let names = words.collect();
        let code = message.code.as_ref().map_or("", |code| &code.code);
        let asks_for_a_crate = source.is_some_and(|line| line.text.contains("extern"));
        let is_about_a_library = (LIBRARY_CODES.contains(&code) && !asks_for_a_crate)
            || message.message.starts_with("extern location");
        let path = full_path(&message.message).or_else(|| source.map(Line::path)).unwrap_or_default();
        Self { message: text, place, path, is_about_a_library, names }
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The error as a finding; its file is `root` if rustc names none.
    pub(super) fn finding(&self, root: &str) -> Finding {
        let (file, line) = self.place.as_ref().map_or((root, 0), |place| (place.file.as_str(), place.line));
        Finding {
            file: printable(file.as_bytes(), 200),
            line,
            text: printable(self.message.as_bytes(), 500),
            instead: None,
        }
    }
}

impl Line {
    /// The path around the place that the message points at, without `r#`.
    fn path(&self) -> String {
        let letters: Vec<char> = self.text.chars().collect();
        let belongs = |letter: &&char| letter.is_alphanumeric() || ['_', ':', '#'].contains(*letter);
        let (start, end) = (self.highlight_start.saturating_sub(1), self.highlight_end.saturating_sub(1));
        let (start, end) = (start.min(letters.len()), end.min(letters.len()));
        let before = letters[..start].iter().rev().take_while(belongs).count();
        let after = letters[end..].iter().take_while(belongs).count();
        let path: String = letters[start - before..end + after].iter().collect();
        path.replace("r#", "").trim_matches(':').to_owned()
    }
}

/// The path in "unresolved import `std::sync::Mutex`", also if the source has it in braces.
fn full_path(message: &str) -> Option<String> {
    let path = message.strip_prefix("unresolved import `")?.strip_suffix('`')?;
    Some(path.replace("r#", ""))
}
