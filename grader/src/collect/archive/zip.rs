//! The entries of a zip.

use std::io::{Read, Seek};

use zip::ZipReadOptions;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use super::building::Building;
use super::format::cut;
use super::packed::Kind;

/// Adds the entries that the central directory lists, which other tools go by too.
pub(super) fn entries(source: impl Read + Seek, building: &mut Building) -> Result<(), String> {
    let mut archive = ZipIterable::try_new(source, Config::default()).map_err(|error| broken(&error))?;
    building.expect(archive.len())?;
    let files = archive.files().map_err(|error| broken(&error))?;
    let entries = files.by_ref().collect::<Result<Vec<_>, _>>().map_err(|error| broken(&error))?;
    // It stands behind the last entry it counted. Another one there is what the count wants to hide.
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
