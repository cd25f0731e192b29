//! The messages of rustc as data: the text to show, and where the errors are.

use std::path::Path;

use serde::Deserialize;

use crate::evidence::Finding;
use crate::system::text::printable;

/// More than this is not shown; the first errors matter.
const MAX_SHOWN_BYTES: usize = 16_000;
const MAX_ERRORS: usize = 20;
/// Errors of a compiler that cannot load a library; the screen leaves a student no way to cause them.
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
    /// (file, line) of its main place.
    place: Option<(String, u32)>,
    /// Set if it is about a library that cannot be loaded.
    is_about_a_library: bool,
    names: Vec<String>,
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
                    if said.errors.len() < MAX_ERRORS {
                        said.errors.push(Error::of(&message, shorten(&message.message)));
                    }
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
        let place = message
            .spans
            .iter()
            .find(|span| span.is_primary)
            .map(|span| (span.file_name.clone(), span.line_start));
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
        let is_about_a_library =
            LIBRARY_CODES.contains(&code) || message.message.starts_with("extern location");
        Self { message: text, place, is_about_a_library, names }
    }

    /// The error as a finding; its file is `root` if rustc names none.
    pub(super) fn finding(&self, root: &str) -> Finding {
        let (file, line) = self.place.clone().unwrap_or_else(|| (root.to_owned(), 0));
        Finding {
            file: printable(file.as_bytes(), 200),
            line,
            text: printable(self.message.as_bytes(), 500),
            instead: None,
        }
    }
}
