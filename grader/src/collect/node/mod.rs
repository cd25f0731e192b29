//! A file or folder of strangers, on disk or in an archive: listed and read, never followed.

mod disk;
mod packed;

use std::path::PathBuf;
use std::rc::Rc;

use super::archive::{self, Caps, Format, Packed, What};
use super::hidden;

/// A place where a file or folder may be.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Disk(PathBuf),
    /// In an archive, by its path there; empty for the archive's root.
    Packed(Rc<Packed>, String),
}

/// The kind of an entry.
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
    /// The kind of this entry; `None` if there is none.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Disk(path) => {
                let kind = path.symlink_metadata().ok()?.file_type();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Some(kind_of(kind.is_dir(), kind.is_file(), &name))
            }
            Self::Packed(packed, path) => packed::kind(packed, path),
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
            Self::Disk(path) => disk::children(path)?,
            Self::Packed(packed, path) => {
                let names = packed::names(packed, path);
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

    /// Those of the entries that are not hidden.
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
            Self::Disk(base) => disk::read(base, relative),
            Self::Packed(packed, _) => match self.join(relative) {
                Self::Packed(_, path) => packed::bytes(packed, &path),
                Self::Disk(_) => unreachable!("a place in an archive leads to places in it"),
            },
        }
    }

    /// Whether the file here has exactly these bytes.
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
                let file = disk::open_regular(path).map_err(named)?;
                let length = file.metadata().map_err(|error| named(disk::unreadable(&error)))?.len();
                archive::open(file, length, name, caps).map(Rc::new)
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
