//! A foreign file or folder, on disk or in an archive: listed and read, no link followed.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::archive::{Caps, Packed, What, open};
use super::formats::Format;
use super::{MAX_FILE_BYTES, hidden};
use crate::os;

/// A folder with more entries is not listed.
const MAX_CHILDREN: usize = 20_000;

/// A place where a file or folder may be.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Disk(PathBuf),
    /// In an archive, by its path there; empty for the archive's root.
    Packed(Rc<Packed>, String),
}

/// The kind of entry at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    File,
    /// A file whose name says that it is an archive.
    Archive,
    /// A link, a device, a pipe.
    Other,
}

/// An entry of a folder.
#[derive(Clone, Debug)]
pub(super) struct Child {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) node: Node,
}

impl Node {
    /// The kind of entry here, if there is one.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Disk(path) => {
                let kind = path.symlink_metadata().ok()?.file_type();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Some(kind_of(kind.is_dir(), kind.is_file(), &name))
            }
            Self::Packed(packed, path) => packed_kind(packed, path),
        }
    }

    pub(super) fn is_folder(&self) -> bool {
        self.kind() == Some(Kind::Folder)
    }

    /// The place at a relative path of plain names.
    pub(super) fn join(&self, relative: &str) -> Self {
        match self {
            Self::Disk(path) => Self::Disk(path.join(relative)),
            Self::Packed(packed, path) if path.is_empty() => Self::Packed(Rc::clone(packed), relative.into()),
            Self::Packed(packed, path) => Self::Packed(Rc::clone(packed), format!("{path}/{relative}")),
        }
    }

    /// The entries of the folder, sorted by name; an error is the reason.
    pub(super) fn children(&self) -> Result<Vec<Child>, String> {
        let mut children = match self {
            Self::Disk(path) => on_disk(path)?,
            Self::Packed(packed, path) => {
                let names = packed_names(packed, path);
                let child = |name: String| {
                    let node = self.join(&name);
                    node.kind().map(|kind| Child { name, kind, node })
                };
                names.into_iter().filter_map(child).collect()
            }
        };
        children.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(children)
    }

    /// The entries that are not hidden.
    pub(super) fn visible(&self) -> Result<Vec<Child>, String> {
        let mut children = self.children()?;
        children.retain(|child| !hidden(&child.name));
        Ok(children)
    }

    /// The bytes of the file at `relative`; an error is the reason, with `{}` for its name.
    ///
    /// No link below this place is followed.
    pub(super) fn read(&self, relative: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Disk(base) => {
                // O_NOFOLLOW guards the last component only; a link in the middle must be searched for.
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
            Self::Packed(packed, _) => match self.join(relative) {
                Self::Packed(_, path) => packed_bytes(packed, &path),
                Self::Disk(_) => unreachable!("a place in an archive leads to places in it"),
            },
        }
    }

    /// Returns whether the file here has exactly these bytes.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Disk(path) => {
                let kind = path.symlink_metadata();
                kind.is_ok_and(|kind| kind.is_file() && kind.len() == bytes.len() as u64)
                    && std::fs::read(path).is_ok_and(|own| own == bytes)
            }
            Self::Packed(packed, path) => match packed.items.get(path).map(|item| &item.what) {
                Some(What::Text(text)) => text == bytes,
                Some(What::Digest(length, hash)) => {
                    *length == bytes.len() as u64 && *hash == blake3::hash(bytes)
                }
                _ => false,
            },
        }
    }

    /// The inside of the archive here, called `name`; an error is the reason.
    pub(super) fn open(&self, name: &str, caps: Caps) -> Result<Rc<Packed>, String> {
        match self {
            Self::Disk(path) => {
                let named = |reason: String| reason.replace("{}", "the archive");
                let file = open_regular(path).map_err(named)?;
                let length = file.metadata().map_err(|error| named(unreadable(&error)))?.len();
                open(file, length, name, caps).map(Rc::new)
            }
            Self::Packed(packed, path) => match packed.items.get(path).map(|item| (item.twice, &item.what)) {
                Some((true, _)) => Err(format!("the archive is there twice under the name `{name}`")),
                Some((_, What::Archive(inside))) => inside.clone(),
                _ => Err("an archive this deep inside other archives is not opened".into()),
            },
        }
    }
}

fn kind_of(is_folder: bool, is_file: bool, name: &str) -> Kind {
    match (is_folder, is_file) {
        (true, _) => Kind::Folder,
        (_, true) if Format::is_named(name) => Kind::Archive,
        (_, true) => Kind::File,
        _ => Kind::Other,
    }
}

fn on_disk(path: &Path) -> Result<Vec<Child>, String> {
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

/// Opens a regular file; an error is the reason, with `{}` for its name.
fn open_regular(path: &Path) -> Result<File, String> {
    let file = os::unfollowed(OpenOptions::new().read(true)).open(path);
    let file = file.map_err(|error| unreadable(&error))?;
    let kind = file.metadata().map_err(|error| unreadable(&error))?.file_type();
    match () {
        () if kind.is_dir() => Err("{} is a folder, not a file".into()),
        () if !kind.is_file() => Err("{} is not a regular file".into()),
        () => Ok(file),
    }
}

fn unreadable(error: &std::io::Error) -> String {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => "{} is missing".into(),
        (_, Some(libc::ELOOP)) => "{} is a symbolic link".into(),
        (ErrorKind::PermissionDenied, _) => "{} may not be read".into(),
        (ErrorKind::NotADirectory, _) => "{} is missing: its folder is a file".into(),
        (kind, _) => format!("{{}} cannot be read ({kind})"),
    }
}

fn packed_kind(packed: &Packed, path: &str) -> Option<Kind> {
    let below = || {
        let first = packed.items.range(format!("{path}/")..).next();
        path.is_empty() || first.is_some_and(|(other, _)| other.starts_with(&format!("{path}/")))
    };
    match packed.items.get(path).map(|item| &item.what) {
        Some(What::Folder) => Some(Kind::Folder),
        Some(What::Archive(_)) => Some(Kind::Archive),
        Some(What::Link | What::Special) => Some(Kind::Other),
        Some(_) => Some(kind_of(false, true, path)),
        None => below().then_some(Kind::Folder),
    }
}

/// The names directly below `path`, without visiting deeper ones.
fn packed_names(packed: &Packed, path: &str) -> Vec<String> {
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let (mut names, mut from) = (Vec::new(), prefix.clone());
    while let Some((other, _)) = packed.items.range(from.clone()..).next() {
        let Some(rest) = other.strip_prefix(&prefix) else { break };
        let name = rest.split('/').next().unwrap_or(rest).to_owned();
        // `0` follows `/` in ASCII: this is the first path that is not below the name.
        from = if rest.len() > name.len() { format!("{prefix}{name}0") } else { format!("{other}\0") };
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    names.sort();
    names.dedup();
    names
}

fn packed_bytes(packed: &Packed, path: &str) -> Result<Vec<u8>, String> {
    let parents = path.char_indices().filter(|(_, letter)| *letter == '/').map(|(at, _)| &path[..at]);
    for parent in parents {
        match packed.items.get(parent).map(|item| &item.what) {
            None | Some(What::Folder) => {}
            Some(What::Link) => return Err("the folder of {} is a symbolic link".into()),
            Some(_) => return Err("{} is missing: its folder is a file".into()),
        }
    }
    let Some(item) = packed.items.get(path) else {
        let folder = packed_kind(packed, path).is_some();
        return Err(if folder { "{} is a folder, not a file".into() } else { "{} is missing".into() });
    };
    match &item.what {
        _ if item.twice => Err("{} is in the archive twice".into()),
        What::Text(bytes) => Ok(bytes.clone()),
        What::Folder => Err("{} is a folder, not a file".into()),
        What::Link => Err("{} is a link".into()),
        What::Special => Err("{} is not a regular file".into()),
        What::Bad(reason) => Err(reason.clone()),
        What::Digest(..) | What::Unread | What::Archive(_) => Err("{} is not a source file".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_a_file_cannot_be_opened_has_its_message() {
        // Root may read everything, so no file can cause this error here.
        let denied = std::io::Error::from_raw_os_error(libc::EACCES);
        assert_eq!(unreadable(&denied), "{} may not be read");
        let long = std::io::Error::from_raw_os_error(libc::ENAMETOOLONG);
        assert_eq!(unreadable(&long), "{} cannot be read (invalid filename)");
    }
}
