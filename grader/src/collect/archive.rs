//! A foreign zip or tar.gz, read in memory: nothing is written to disk, no link is followed.
//!
//! A fault of the archive as a whole is an `Err` with the reason; an entry that no honest tool packs is a
//! [`Fault`] under its folder; any other oddity of an entry is reported when that entry is read. Sizes
//! count the bytes actually read, never the declared ones.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Read, Seek};
use std::rc::Rc;

use super::formats::{Format, tar_entries, zip_entries};
use super::{MAX_FILE_BYTES, hidden};

/// No system accepts a longer path.
const MAX_PATH_BYTES: usize = 4_096;

/// The limits of an archive.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caps {
    /// Of the archive itself.
    pub(super) bytes: u64,
    pub(super) entries: usize,
    /// Unpacked, as far as the archive has to be unpacked.
    pub(super) unpacked: u64,
    /// The depth to which archives inside it are opened.
    pub(super) nested: u32,
}

impl Caps {
    /// One student's work.
    pub(super) const SUBMISSION: Self =
        Self { bytes: 100_000_000, entries: 20_000, unpacked: 1_000_000_000, nested: 1 };
    /// A whole class, packed by the instructor's platform.
    pub(super) const CLASS: Self =
        Self { bytes: 8_000_000_000, entries: 500_000, unpacked: 8_000_000_000, nested: 1 };

    fn inside(self) -> Self {
        Self { nested: self.nested - 1, ..Self::SUBMISSION }
    }
}

/// An archive may unpack to this many bytes, even if they are over [`MAX_RATIO`] times its own.
const FREE_BYTES: u64 = 32_000_000;
/// The largest ratio of unpacked to packed bytes; honest source has 5 to 10.
const MAX_RATIO: u64 = 200;

/// The entries of an archive, by their paths.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) items: BTreeMap<String, Item>,
    pub(super) faults: Vec<Fault>,
    pub(super) entries: usize,
}

/// An entry that no honest tool packs.
#[derive(Debug)]
pub(super) struct Fault {
    /// The plain folders that its path begins with, which identify its owner.
    pub(super) folder: String,
    pub(super) text: String,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) what: What,
    /// Another entry has the same path.
    pub(super) twice: bool,
}

#[derive(Debug)]
pub(super) enum What {
    Folder,
    Link,
    /// A device, a pipe, a sparse file.
    Special,
    /// Source, within the limit of a file.
    Text(Vec<u8>),
    /// Any other file within the limit: length and hash.
    Digest(u64, blake3::Hash),
    /// Hidden, or over the limit of a file.
    Unread,
    /// The reason why it cannot be read, with `{}` for its name.
    Bad(String),
    Archive(Result<Rc<Packed>, String>),
}

/// The kind of an entry, as the archive declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    File,
    Link,
    Special,
}

/// A consumer of an entry's content.
pub(super) type With<'a> = &'a mut dyn FnMut(&mut dyn Read);

/// Reads an archive of `length` bytes.
pub(super) fn open(source: impl Read + Seek, length: u64, name: &str, caps: Caps) -> Result<Packed, String> {
    if length > caps.bytes {
        return Err(format!("the archive has more than {} MB", caps.bytes / 1_000_000));
    }
    let mut source = source;
    let format = Format::of(&mut source, name)?;
    let limit = caps.unpacked.min((length * MAX_RATIO).max(FREE_BYTES));
    let meter = Meter { seen: Rc::default(), limit };
    let mut building = Building { packed: Packed::default(), caps, meter: meter.clone() };
    let read = match format {
        Format::Zip => zip_entries(source, &mut building),
        Format::Tar => tar_entries(source, &mut building),
        Format::Gzip => {
            let mut unpacked = meter.over(flate2::read::GzDecoder::new(io::BufReader::new(source)));
            // To the end, where the checksum is: otherwise a truncated archive would pass for a whole one.
            tar_entries(&mut unpacked, &mut building).and_then(|()| {
                io::copy(&mut unpacked, &mut io::sink()).map(drop).map_err(|error| cut(&error))
            })
        }
    };
    if meter.seen.get() > limit {
        let most = limit / 1_000_000;
        return Err(format!("the archive unpacks to more than its limit of {most} MB"));
    }
    read.map(|()| building.packed)
}

/// The message for a truncated or damaged archive.
pub(super) fn cut(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the archive is cut off".into(),
        _ => format!("the archive is damaged ({error})"),
    }
}

/// An archive while it is read.
pub(super) struct Building {
    packed: Packed,
    caps: Caps,
    meter: Meter,
}

impl Building {
    /// Checks a number of entries against the limit.
    pub(super) fn expect(&self, entries: usize) -> Result<(), String> {
        let most = self.caps.entries;
        if entries > most { Err(format!("the archive has more than {most} entries")) } else { Ok(()) }
    }

    /// Adds an entry; an `Err` rejects the archive. `content` opens the entry, or gives the reason
    /// why it cannot, with `{}` for its name.
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
        // `target` holds cargo's output: hundreds of megabytes, and no source.
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

/// Counts the unpacked bytes of all readers together.
#[derive(Clone)]
pub(super) struct Meter {
    seen: Rc<Cell<u64>>,
    limit: u64,
}

impl Meter {
    fn over<R: Read>(&self, inner: R) -> Metered<R> {
        Metered { inner, meter: self.clone() }
    }
}

struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.seen.get() > self.meter.limit {
            return Err(io::Error::other("the archive unpacks to more than its limit"));
        }
        let count = self.inner.read(buffer)?;
        self.meter.seen.set(self.meter.seen.get() + count as u64);
        Ok(count)
    }
}

/// The path of an entry, in plain names joined by `/`; empty for the archive's own root.
///
/// A backslash separates too: some tools on Windows write it.
fn plain(name: &[u8]) -> Result<String, Fault> {
    let name = String::from_utf8_lossy(name).replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    let fault = |parts: &[&str], why: &str| {
        let shown: String = name.chars().take(120).collect();
        Err(Fault { folder: parts.join("/"), text: format!("the archive holds `{shown}`, {why}") })
    };
    if name.len() > MAX_PATH_BYTES {
        return fault(&[], "a path of more than 4,096 bytes");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return fault(&[], "an absolute path");
    }
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return fault(&parts, "a path that leads out of it"),
            part if part.contains('\0') => return fault(&parts, "a path with a NUL byte"),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_plain_or_a_fault_under_their_folder() {
        for (name, path) in [("a/b.rs", "a/b.rs"), ("./a//b/", "a/b"), ("a\\b.rs", "a/b.rs"), ("/", "/")] {
            match plain(name.as_bytes()) {
                Ok(plain) => assert_eq!(plain, path),
                Err(fault) => assert_eq!((name, fault.folder.as_str()), ("/", "")),
            }
        }
        let fault = |name: &str| plain(name.as_bytes()).unwrap_err();
        assert_eq!(fault("../evil.rs").text, "the archive holds `../evil.rs`, a path that leads out of it");
        assert_eq!(fault("ada/src/../../x").folder, "ada/src");
        assert!(fault("a\\..\\b.rs").text.contains("leads out"));
        assert!(fault("/abs.rs").text.contains("absolute") && fault("C:\\abs.rs").text.contains("absolute"));
        assert!(fault("a\0b").text.contains("NUL"));
        assert!(fault(&"x/".repeat(3_000)).text.contains("4,096"));
        assert!(fault(&"x".repeat(5_000)).text.len() < 250);
    }
}
