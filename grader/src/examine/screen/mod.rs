//! Finds names and words that a submission may not use; says for each place what to use instead.
//!
//! The compiler decides about names (`compile`, with the facades of `workbench`); the screen is there for a
//! friendly sentence, so what it says about a name is a doubt that only the compiler can confirm. It alone
//! decides about what a compiler accepts: `static`, `extern`, attributes, files, brackets without end, and methods
//! that show what no check can see. Those are tokens, which stable Rust without procedural macros cannot make.
//!
//! It follows names given by `use` through all files at once, cautiously: a name that means a module of std
//! anywhere means it everywhere. It does not look for errors: source that cannot be split into tokens is left
//! to the compiler, and `pipeline` runs nothing that the screen could not read.

mod hidden_state;
mod names;
mod policy;
mod tokens;

use proc_macro2::TokenStream;

use crate::collect::NamedFile;
use crate::course::Manifest;
use crate::evidence::Finding;
use names::Names;
use policy::{LIBRARY, Ruling, attribute, bare_macro};
use tokens::{Event, What, walk};

/// The most findings that are listed.
const MAX_FINDINGS: usize = 40;

/// The screen's ruling on a submission.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Screened {
    Clean,
    /// In the order of files and lines; at least one, and none but names, about which the compiler decides.
    Doubtful(Vec<Finding>),
    /// In the order of files and lines; at least one that the compiler would accept.
    Refused(Vec<Finding>),
    /// A file cannot be split into tokens, so the compiler should refuse it.
    Unread(String),
}

/// What an exercise allows beyond the default, and less.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allowance<'a> {
    /// Names that it does not allow.
    pub(crate) forbid: &'a [String],
    /// Crates that it uses.
    pub(crate) uses: &'a [String],
}

impl<'a> Allowance<'a> {
    pub(crate) fn of(manifest: &'a Manifest) -> Self {
        Self { forbid: &manifest.forbid, uses: &manifest.uses }
    }
}

/// Screens all files of a submission.
pub(crate) fn screen(files: &[NamedFile], allowance: Allowance<'_>) -> Screened {
    // Spans live in a thread-local table, which would grow with every submission.
    proc_macro2::extra::invalidate_current_thread_spans();
    let mut streams = Vec::new();
    for file in files {
        if let Some(finding) = not_rust(file) {
            return Screened::Refused(vec![finding]);
        }
        match file.text.parse::<TokenStream>() {
            Ok(stream) => streams.push((file, stream)),
            Err(error) => {
                return Screened::Unread(format!("{}:{}: {error}", file.path, error.span().start().line));
            }
        }
    }
    let first: Vec<Event> = streams
        .iter()
        .enumerate()
        .flat_map(|(file, (_, stream))| walk(stream.clone(), file, &|_| true))
        .collect();
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let Some(names) = Names::of(&first, allowance, &paths) else {
        let text = "names are imported from one another more than 50 times over".into();
        let instead = Some("import each by its full path".into());
        return Screened::Refused(vec![Finding { file: paths[0].into(), line: 0, text, instead }]);
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut certain = false;
    for (index, (file, stream)) in streams.into_iter().enumerate() {
        let first = findings.len();
        for (line, text, instead) in hidden_state::uses(stream.clone()) {
            certain = true;
            findings.push(Finding { file: file.path.clone(), line, text, instead });
        }
        for event in walk(stream, index, &|name| names.is_redefined(name)) {
            if let Some((text, instead)) = judge(&event, &names) {
                certain |= !is_a_name(&event.what);
                let finding = Finding { file: file.path.clone(), line: event.line, text, instead };
                if !findings.contains(&finding) && findings.len() < MAX_FINDINGS {
                    findings.push(finding);
                }
            }
        }
        findings[first..].sort_by_key(|finding| finding.line);
    }
    findings.truncate(MAX_FINDINGS);
    match (findings.is_empty(), certain) {
        (true, _) => Screened::Clean,
        (false, true) => Screened::Refused(findings),
        (false, false) => Screened::Doubtful(findings),
    }
}

/// Returns whether the compiler refuses it too, if it is what it seems.
fn is_a_name(what: &What) -> bool {
    match what {
        // The compiler would accept a macro of this name, and with it the `static` in its braces.
        What::Macro(name) => name != "thread_local",
        What::Path(path) => !names::is_another_library(path),
        What::CfgMacro(_) => true,
        _ => false,
    }
}

/// The words on a path that the compiler does not find because a submission may not name it.
pub(super) fn withheld(path: &str, allowance: Allowance<'_>) -> (String, Option<String>) {
    let parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    if let [name] = parts.as_slice()
        && let Some(refusal) = bare_macro(name)
    {
        return refusal;
    }
    let first = parts.first().map_or("", String::as_str);
    let meaning = match policy::ROOTS.contains(&first) {
        true => parts,
        // Without its crate the path most likely begins with a module of std.
        false if policy::is_in_std(first) => ["std".to_owned()].into_iter().chain(parts).collect(),
        false => return policy::elsewhere(path),
    };
    match policy::rule(&meaning, allowance.forbid) {
        Ruling::Refused(text, instead) => (text, instead),
        _ => policy::elsewhere(path),
    }
}

/// Refuses a first line that the compiler skips and the lexer here does not: a comment opened there
/// would hide the rest of the file from the screen alone.
fn not_rust(file: &NamedFile) -> Option<Finding> {
    // The compiler strips a byte order mark first, and the lexer here accepts more characters as blanks.
    let text = file.text.trim_start_matches('\u{feff}');
    let is_attribute = |rest: &str| rest.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('[');
    let script = text.strip_prefix("#!").is_some_and(|rest| !is_attribute(rest));
    let front = text.trim_start().starts_with("---");
    let text = "the file begins like a script".into();
    (script || front).then(|| Finding {
        file: file.path.clone(),
        line: 1,
        text,
        instead: Some("remove the first line".into()),
    })
}

/// The reason why an event is refused, and what to use instead.
fn judge(event: &Event, names: &Names) -> Option<(String, Option<String>)> {
    match &event.what {
        What::Keyword(keyword) => Some(policy::keyword(keyword)),
        What::TooDeep => {
            Some(("brackets are nested more than 200 deep".into(), Some("split the expression".into())))
        }
        What::Attribute { name, text, is_guess } => attribute(name, text, *is_guess),
        What::File(name) => (!names.has_file(name)).then(|| policy::file(name)),
        What::TooLong => Some((
            "a path has more than 50 parts".into(),
            Some("give what it names a name of its own".into()),
        )),
        What::Macro(name) if name == "thread_local" && names.imports_thread_local(event) => None,
        What::Macro(name) => bare_macro(name),
        What::CfgMacro(text) => policy::cfg_macro(text),
        What::Declares(name) if name == LIBRARY => Some(policy::another_library()),
        What::Path(path) if names::is_another_library(path) => Some(policy::another_library()),
        What::Path(path) => {
            let refused = names.meanings(path).into_iter().find_map(|meaning| match names.rule(&meaning) {
                Ruling::Allowed => None,
                Ruling::Refused(text, instead) => Some((text, instead)),
                Ruling::Mixed if path.is_glob => Some(policy::glob(&meaning)),
                Ruling::Mixed if event.in_macro => Some(policy::in_macro(&meaning)),
                Ruling::Mixed => None,
            });
            refused.or_else(|| names.foreign_crate(path, event.in_macro).map(|name| policy::foreign(&name)))
        }
        What::PutTogether => Some((
            "a macro of your own puts together an import or another macro's name".into(),
            Some("write it out".into()),
        )),
        What::Declares(_) | What::DefinesMacro(_) => None,
    }
}

#[cfg(test)]
mod tests;
