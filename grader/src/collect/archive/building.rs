//! An archive while it is read: its entries are taken in one by one.

use std::collections::btree_map::Entry;
use std::io::{self, Read};
use std::rc::Rc;

use super::caps::Caps;
use super::format::Format;
use super::meter::Meter;
use super::open;
use super::packed::{Item, Kind, Packed, What};
use super::path::plain;
use crate::collect::{MAX_FILE_BYTES, hidden};

/// The use of an entry's content.
pub(super) type With<'a> = &'a mut dyn FnMut(&mut dyn Read);

/// An archive while it is read.
pub(super) struct Building {
    pub(super) packed: Packed,
    pub(super) caps: Caps,
    pub(super) meter: Meter,
}

impl Building {
    /// Makes room for so many entries; an `Err` when there may not be so many.
    pub(super) fn expect(&self, entries: usize) -> Result<(), String> {
        let most = self.caps.entries;
        if entries > most { Err(format!("the archive has more than {most} entries")) } else { Ok(()) }
    }

    /// Takes an entry in; an `Err` is the end of the archive. `content` opens it, or says why it
    /// cannot be, with `{}` for its name.
    pub(super) fn add(
        &mut self,
        name: &[u8],
        kind: Kind,
        content: impl FnOnce(With) -> Result<(), String>,
    ) -> Result<(), String> {
        self.packed.entries += 1;
        self.expect(self.packed.entries)?;
        let path = match plain(name) {
            Ok(path) if path.is_empty() => return Ok(()),
            Ok(path) => path,
            Err(fault) => {
                self.packed.faults.push(fault);
                return Ok(());
            }
        };
        let what = match kind {
            Kind::Folder => What::Folder,
            Kind::Link => What::Link,
            Kind::Special => What::Special,
            Kind::File => self.read(&path, content),
        };
        match self.packed.items.entry(path) {
            Entry::Vacant(place) => _ = place.insert(Item { what, twice: false }),
            Entry::Occupied(mut item) => {
                let folders = matches!((&item.get().what, &what), (What::Folder, What::Folder));
                item.get_mut().twice |= !folders;
            }
        }
        Ok(())
    }

    fn read(&mut self, path: &str, content: impl FnOnce(With) -> Result<(), String>) -> What {
        let is_source = path.ends_with(".rs");
        let nested = Format::is_named(path) && self.caps.nested > 0;
        // `target` holds what cargo builds: hundreds of megabytes, and no source.
        if path.split('/').any(|part| hidden(part) || part == "target") {
            return What::Unread;
        }
        let most = if nested { Caps::SUBMISSION.bytes } else { MAX_FILE_BYTES };
        let mut bytes = Ok(Vec::new());
        let opened = content(&mut |reader| {
            let mut all = Vec::new();
            let read = self.meter.over(reader).take(most + 1).read_to_end(&mut all);
            bytes = read.map(|_| all);
        });
        if let Err(fault) = opened {
            return What::Bad(fault);
        }
        match bytes {
            Err(error) => What::Bad(format!("{{}} cannot be read from the archive ({error})")),
            Ok(bytes) if nested => What::Archive(self.unpack(path, bytes)),
            Ok(bytes) if bytes.len() as u64 > most && is_source => What::Bad("{} has more than 1 MB".into()),
            Ok(bytes) if bytes.len() as u64 > most => What::Unread,
            Ok(bytes) if is_source => What::Text(bytes),
            Ok(bytes) => What::Digest(bytes.len() as u64, blake3::hash(&bytes)),
        }
    }

    fn unpack(&self, path: &str, bytes: Vec<u8>) -> Result<Rc<Packed>, String> {
        let length = bytes.len() as u64;
        open(io::Cursor::new(bytes), length, path, self.caps.inside()).map(Rc::new)
    }
}
