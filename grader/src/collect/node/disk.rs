//! Files and folders on disk.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{Child, Node, kind_of};
use crate::collect::MAX_FILE_BYTES;
use crate::system::os;

/// A folder with more entries is not listed.
const MAX_CHILDREN: usize = 20_000;

/// The entries of a folder, in any order.
pub(super) fn children(path: &Path) -> Result<Vec<Child>, String> {
    let context = |error: std::io::Error| format!("the folder cannot be listed ({})", error.kind());
    let mut children = Vec::new();
    for entry in std::fs::read_dir(path).map_err(context)? {
        let entry = entry.map_err(context)?;
        if children.len() == MAX_CHILDREN {
            return Err(format!("the folder has more than {MAX_CHILDREN} entries"));
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type();
        let [is_folder, is_file] = kind.map_or([false; 2], |kind| [kind.is_dir(), kind.is_file()]);
        children.push(Child {
            kind: kind_of(is_folder, is_file, &name),
            name,
            node: Node::Disk(entry.path()),
        });
    }
    Ok(children)
}

/// The bytes of the file at `relative` below `base`; an error is the reason, with `{}` for its name.
pub(super) fn read(base: &Path, relative: &str) -> Result<Vec<u8>, String> {
    // O_NOFOLLOW guards the last component only; a link in the middle must be looked for.
    let mut between = Path::new(relative).ancestors().skip(1);
    if between.any(|part| !part.as_os_str().is_empty() && base.join(part).is_symlink()) {
        return Err("the folder of {} is a symbolic link".into());
    }
    let file = open_regular(&base.join(relative))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err("{} has more than 1 MB".into());
    }
    Ok(bytes)
}

/// Opens what must be a regular file; an error is the reason, with `{}` for its name.
pub(super) fn open_regular(path: &Path) -> Result<File, String> {
    let file = os::unfollowed(OpenOptions::new().read(true)).open(path);
    let file = file.map_err(|error| unreadable(&error))?;
    let kind = file.metadata().map_err(|error| unreadable(&error))?.file_type();
    match () {
        () if kind.is_dir() => Err("{} is a folder, not a file".into()),
        () if !kind.is_file() => Err("{} is not a regular file".into()),
        () => Ok(file),
    }
}

/// Why a file cannot be read, with `{}` for its name.
pub(super) fn unreadable(error: &std::io::Error) -> String {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => "{} is missing".into(),
        (_, Some(libc::ELOOP)) => "{} is a symbolic link".into(),
        (ErrorKind::PermissionDenied, _) => "{} may not be read".into(),
        (ErrorKind::NotADirectory, _) => "{} is missing: its folder is a file".into(),
        (kind, _) => format!("{{}} cannot be read ({kind})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_a_file_cannot_be_opened_has_its_words() {
        // Root may read everything, so that one is not tried with a file.
        let denied = std::io::Error::from_raw_os_error(libc::EACCES);
        assert_eq!(unreadable(&denied), "{} may not be read");
        let long = std::io::Error::from_raw_os_error(libc::ENAMETOOLONG);
        assert_eq!(unreadable(&long), "{} cannot be read (invalid filename)");
    }
}
