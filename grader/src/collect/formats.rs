//! The formats of archives: detects the format and reads the entries one by one.

use std::io::{Read, Seek};

use zip::ZipReadOptions;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use super::archive::{Building, Kind, cut};

/// Archives that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Zip,
    Gzip,
    Tar,
}

/// The endings of archives' names, those of unreadable formats included.
const ENDS: [&str; 9] = [".zip", ".tar.gz", ".tgz", ".tar", ".7z", ".rar", ".tar.xz", ".tar.bz2", ".tar.zst"];
/// The first bytes of unreadable formats, with their names.
const OTHERS: [(&[u8], &str); 5] = [
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
];

impl Format {
    /// Returns whether a file of this name is meant as an archive.
    pub(super) fn is_named(name: &str) -> bool {
        Self::stem(name).is_some()
    }

    /// The name without the ending of an archive, if it has one.
    pub(super) fn stem(name: &str) -> Option<&str> {
        let lower = name.to_ascii_lowercase();
        let end = ENDS.iter().find(|end| lower.ends_with(**end))?;
        Some(&name[..name.len() - end.len()])
    }

    /// Detects the format by its first bytes, whatever the name.
    pub(super) fn of(source: &mut (impl Read + Seek), name: &str) -> Result<Self, String> {
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

/// Adds the entries that the central directory lists, which other tools use too.
pub(super) fn zip_entries(source: impl Read + Seek, building: &mut Building) -> Result<(), String> {
    let mut archive = ZipIterable::try_new(source, Config::default()).map_err(|error| broken(&error))?;
    building.expect(archive.len())?;
    let files = archive.files().map_err(|error| broken(&error))?;
    let entries = files.by_ref().collect::<Result<Vec<_>, _>>().map_err(|error| broken(&error))?;
    // The reader is now behind the last counted entry; another entry there is one that the count hides.
    let mut next = [0; 4];
    let at_end = entries.is_empty() || files.reader_mut().read_exact(&mut next).is_err();
    if !at_end && next == *b"PK\x01\x02" {
        return Err("the archive holds more entries than it says".into());
    }
    for entry in entries {
        let mode = entry.unix_mode().unwrap_or(0) & 0o170_000;
        let kind = match mode {
            _ if entry.is_dir() => Kind::Folder,
            0o120_000 => Kind::Link,
            0 | 0o100_000 => Kind::File,
            0o040_000 => Kind::Folder,
            _ => Kind::Special,
        };
        let encrypted = entry.encrypted();
        // Old tools write other code pages; the crate decodes those.
        let name = entry.name().map_err(|error| broken(&error))?.into_owned();
        building.add(name.as_bytes(), kind, |with| {
            if encrypted {
                return Err("{} is encrypted".into());
            }
            let opened = entry.with_reader(files.reader_mut(), ZipReadOptions::new());
            with(&mut opened.map_err(|error| format!("{{}} cannot be read from the archive ({error})"))?);
            Ok(())
        })?;
    }
    Ok(())
}

fn broken(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => cut(error),
        ZipError::UnsupportedArchive(what) => format!("the archive cannot be read here ({what})"),
        _ => "the archive is damaged or cut off".into(),
    }
}

/// Adds the entries in their order.
pub(super) fn tar_entries(source: impl Read, building: &mut Building) -> Result<(), String> {
    let mut archive = tar::Archive::new(source);
    for entry in archive.entries().map_err(|error| cut(&error))? {
        let mut entry = entry.map_err(|error| cut(&error))?;
        let kind = entry.header().entry_type();
        let kind = match kind {
            _ if kind.is_pax_global_extensions() => continue,
            _ if kind.is_dir() => Kind::Folder,
            _ if kind.is_file() || kind.is_contiguous() => Kind::File,
            _ if kind.is_symlink() || kind.is_hard_link() => Kind::Link,
            _ => Kind::Special,
        };
        let name = entry.path_bytes().into_owned();
        // Before ustar, a folder was a file whose name ends in `/`.
        let kind = if kind == Kind::File && name.ends_with(b"/") { Kind::Folder } else { kind };
        building.add(&name, kind, |with| {
            with(&mut entry);
            Ok(())
        })?;
    }
    Ok(())
}
