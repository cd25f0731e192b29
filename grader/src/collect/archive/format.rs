//! The formats of archives: which one it is.

use std::io::{self, Read, Seek};

/// Archives that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::collect) enum Format {
    Zip,
    Gzip,
    Tar,
}

/// Names of archives, those that cannot be read too.
const ENDS: [&str; 9] = [".zip", ".tar.gz", ".tgz", ".tar", ".7z", ".rar", ".tar.xz", ".tar.bz2", ".tar.zst"];
/// How archives begin that cannot be read, with their names.
const OTHERS: [(&[u8], &str); 5] = [
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
];

impl Format {
    /// Whether a file of this name is meant as an archive.
    pub(in crate::collect) fn is_named(name: &str) -> bool {
        Self::stem(name).is_some()
    }

    /// The name without the ending that says it is an archive.
    pub(in crate::collect) fn stem(name: &str) -> Option<&str> {
        let lower = name.to_ascii_lowercase();
        let end = ENDS.iter().find(|end| lower.ends_with(**end))?;
        Some(&name[..name.len() - end.len()])
    }

    /// By its first bytes, whatever it is called.
    pub(in crate::collect) fn of(source: &mut (impl Read + Seek), name: &str) -> Result<Self, String> {
        let mut head = Vec::new();
        let read = source.by_ref().take(512).read_to_end(&mut head).and_then(|_| source.rewind());
        read.map_err(|error| cut(&error))?;
        if let Some((_, other)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Err(format!("{other} cannot be read here"));
        }
        match head.as_slice() {
            [b'P', b'K', 3 | 5 | 7, ..] => Ok(Self::Zip),
            [0x1f, 0x8b, ..] => Ok(Self::Gzip),
            _ if head.get(257..262) == Some(b"ustar") => Ok(Self::Tar),
            [] => Err("the archive has 0 bytes".into()),
            _ => Err(format!("`{}` is not an archive", name.rsplit('/').next().unwrap_or(name))),
        }
    }
}

/// The words for an archive that ends or breaks in the middle.
pub(in crate::collect) fn cut(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the archive is cut off".into(),
        _ => format!("the archive is damaged ({error})"),
    }
}
