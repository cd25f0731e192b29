//! Takes the files of one exercise from the place where a submission keeps it.

use super::ignored::ignored;
use super::node::Node;
use super::submission::{Files, NamedFile, absent};
use crate::course::Exercise;
use crate::evidence::Finding;

/// The place of an exercise in a submission.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Folder(Node),
    /// One file in the folder, which counts as the only one that the exercise names.
    File(Node, String),
}

pub(super) fn take(place: &Place, exercise: &Exercise) -> Files {
    let mut files = Files::default();
    for name in &exercise.manifest.files {
        let (folder, relative) = match place {
            Place::Folder(folder) => (folder, name),
            Place::File(folder, file) => (folder, file),
        };
        match take_file(folder, relative, name) {
            Ok(file) => files.named.push(file),
            Err(finding) => files.bad.push(finding),
        }
    }
    if let Place::Folder(folder) = place {
        files.ignored = ignored(folder, exercise);
    }
    files
}

/// The text of `relative` in `folder`, under the name `name`; an error is the fault that it has.
pub(super) fn take_file(folder: &Node, relative: &str, name: &str) -> Result<NamedFile, Finding> {
    let refuse = |text: String| absent(name, text);
    let named = |reason: String| refuse(reason.replace("{}", &format!("`{name}`")));
    let bytes = folder.read(relative);
    match look_alike(folder, relative) {
        Some(other) if bytes.is_ok() => {
            return Err(refuse(format!(
                "there is `{other}` beside `{name}`, and only one of them can be meant"
            )));
        }
        Some(other) => return Err(refuse(format!("`{name}` is missing: it is called `{other}`"))),
        None => {}
    }
    let text = decode(&bytes.map_err(named)?).map_err(|(line, fault)| Finding {
        line,
        instead: Some("save the file as UTF-8".into()),
        ..refuse(format!("`{name}` {fault}"))
    })?;
    Ok(NamedFile { path: name.into(), text })
}

/// An entry whose path differs from `relative` in case only, so that some systems confuse the two.
fn look_alike(folder: &Node, relative: &str) -> Option<String> {
    let mut at = folder.clone();
    let mut before = String::new();
    for part in relative.split('/') {
        let alike = |name: &str| name != part && name.to_lowercase() == part.to_lowercase();
        let other = at.children().ok()?.into_iter().find(|child| alike(&child.name));
        if let Some(other) = other {
            return Some(before + &other.name);
        }
        at = at.join(part);
        before = format!("{before}{part}/");
    }
    None
}
/// UTF-8 text without a byte order mark; an error is the line and the fault.
fn decode(bytes: &[u8]) -> Result<String, (u32, &'static str)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = |upto: usize| 1 + bytes[..upto].iter().filter(|byte| **byte == b'\n').count() as u32;
    let zeros_at =
        |parity: usize| bytes.iter().skip(parity).step_by(2).take(16).filter(|byte| **byte == 0).count();
    if bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || (bytes.len() >= 8 && zeros_at(0).max(zeros_at(1)) >= bytes.len().min(32) / 2 - 1)
    {
        return Err((0, "is UTF-16, not UTF-8"));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err((line(at), "contains a NUL byte"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err((line(error.valid_up_to()), "is not UTF-8")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_taken_with_or_without_a_byte_order_mark() {
        assert_eq!(decode(b"\xef\xbb\xbffn f() {}\r\n").unwrap(), "fn f() {}\r\n");
        assert_eq!(decode("// söl\n".as_bytes()).unwrap(), "// söl\n");
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn every_kind_of_bytes_that_is_not_text_is_named() {
        assert_eq!(decode(b"ok\n\xff"), Err((2, "is not UTF-8")));
        assert_eq!(decode(b"ok\n\n\0"), Err((3, "contains a NUL byte")));
        assert_eq!(decode(b"\xff\xfef\0n\0"), Err((0, "is UTF-16, not UTF-8")));
        let unmarked: Vec<u8> = "fn main() {}\n".bytes().flat_map(|byte| [byte, 0]).collect();
        assert_eq!(decode(&unmarked), Err((0, "is UTF-16, not UTF-8")));
    }
}
