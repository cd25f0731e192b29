//! Opens one file that a stranger put there.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::NamedFile;
use crate::outcome::Finding;

/// More than this is not read; a solved exercise has a few kilobytes.
pub(crate) const MAX_FILE_BYTES: u64 = 1_000_000;

/// A refusal that concerns a whole file.
pub(super) fn absent(name: &str, text: impl Into<String>) -> Finding {
    let instead = Some(format!("hand in `{name}` as a text file of at most 1 MB"));
    Finding { file: name.into(), line: 0, text: text.into(), instead }
}

/// The text of `relative` in `base`, to be known as `name`; what is wrong with it is a finding.
///
/// No link below `base` is followed.
pub(super) fn take_file(base: &Path, relative: &Path, name: &str) -> Result<NamedFile, Finding> {
    let refuse = |text: String| absent(name, text);
    let bytes = read(base, relative).map_err(|fault| refuse(fault.replace("{}", &format!("`{name}`"))))?;
    let text = decode(&bytes).map_err(|(line, fault)| Finding {
        line,
        instead: Some("save the file as UTF-8".into()),
        ..refuse(format!("`{name}` {fault}"))
    })?;
    Ok(NamedFile { path: name.into(), text })
}

fn read(base: &Path, relative: &Path) -> Result<Vec<u8>, String> {
    // O_NOFOLLOW guards the last component only; a link in the middle must be looked for.
    let mut between = relative.ancestors().skip(1).filter(|part| !part.as_os_str().is_empty());
    if between.any(|part| base.join(part).symlink_metadata().is_ok_and(|kind| kind.is_symlink())) {
        return Err("the folder of {} is a symbolic link".into());
    }
    // O_NONBLOCK: a FIFO would otherwise hold the grader until somebody writes to it.
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(base.join(relative));
    let file = opened.map_err(|error| match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => "{} is missing".to_owned(),
        (_, Some(libc::ELOOP)) => "{} is a symbolic link".to_owned(),
        (ErrorKind::PermissionDenied, _) => "{} may not be read".to_owned(),
        (ErrorKind::NotADirectory, _) => "{} is missing: a file stands where its folder should be".to_owned(),
        _ => format!("{{}} cannot be opened ({})", error.kind()),
    })?;
    let kind =
        file.metadata().map_err(|error| format!("{{}} cannot be opened ({})", error.kind()))?.file_type();
    if kind.is_dir() {
        return Err("{} is a folder, not a file".into());
    }
    if !kind.is_file() {
        return Err("{} is not a regular file".into());
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{{}} cannot be read ({})", error.kind()))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err("{} has more than 1 MB".into());
    }
    Ok(bytes)
}

/// UTF-8 text without a byte order mark; an error is the line and what is wrong.
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
    fn what_is_not_text_is_named() {
        assert_eq!(decode(b"ok\n\xff"), Err((2, "is not UTF-8")));
        assert_eq!(decode(b"ok\n\n\0"), Err((3, "contains a NUL byte")));
        assert_eq!(decode(b"\xff\xfef\0n\0"), Err((0, "is UTF-16, not UTF-8")));
        let unmarked: Vec<u8> = "fn main() {}\n".bytes().flat_map(|byte| [byte, 0]).collect();
        assert_eq!(decode(&unmarked), Err((0, "is UTF-16, not UTF-8")));
    }
}
