//! The entries of a tar.

use std::io::Read;

use super::building::Building;
use super::format::cut;
use super::packed::Kind;

/// Adds the entries one after the other, as they come.
pub(super) fn entries(source: impl Read, building: &mut Building) -> Result<(), String> {
    let mut archive = ::tar::Archive::new(source);
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
        // Before ustar a folder was a file whose name ends so.
        let kind = if kind == Kind::File && name.ends_with(b"/") { Kind::Folder } else { kind };
        building.add(&name, kind, |with| {
            with(&mut entry);
            Ok(())
        })?;
    }
    Ok(())
}
