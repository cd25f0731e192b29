//! The content of an archive, read in memory.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The entries of an archive, by their paths.
#[derive(Debug, Default)]
pub(in crate::collect) struct Packed {
    pub(in crate::collect) items: BTreeMap<String, Item>,
    pub(in crate::collect) faults: Vec<Fault>,
    pub(in crate::collect) entries: usize,
}

/// An entry that no honest tool packs.
#[derive(Debug)]
pub(in crate::collect) struct Fault {
    /// The plain folders that its path begins with, and so whose it is.
    pub(in crate::collect) folder: String,
    pub(in crate::collect) text: String,
}

#[derive(Debug)]
pub(in crate::collect) struct Item {
    pub(in crate::collect) what: What,
    /// Another entry has the same path.
    pub(in crate::collect) twice: bool,
}

#[derive(Debug)]
pub(in crate::collect) enum What {
    Folder,
    Link,
    /// A device, a pipe, a sparse file.
    Special,
    /// Source, as far as it may be long.
    Text(Vec<u8>),
    /// Anything else that may stand beside it: length and hash.
    Digest(u64, blake3::Hash),
    /// Hidden, or longer than a file may be.
    Unread,
    /// Why it cannot be read, with `{}` for its name.
    Bad(String),
    Archive(Result<Rc<Packed>, String>),
}

/// The kind of an entry, as the archive says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::collect) enum Kind {
    Folder,
    File,
    Link,
    Special,
}
