//! How much an archive may cost.

/// The limits of an archive.
#[derive(Clone, Copy, Debug)]
pub(in crate::collect) struct Caps {
    /// Of the archive itself.
    pub(in crate::collect) bytes: u64,
    pub(in crate::collect) entries: usize,
    /// The most bytes that it may unpack to, as far as it has to be unpacked.
    pub(in crate::collect) unpacked: u64,
    /// How deep archives in it are opened.
    pub(in crate::collect) nested: u32,
}

impl Caps {
    /// One student's work.
    pub(in crate::collect) const SUBMISSION: Self =
        Self { bytes: 100_000_000, entries: 20_000, unpacked: 1_000_000_000, nested: 1 };
    /// A whole class, packed by the instructor's platform.
    pub(in crate::collect) const CLASS: Self =
        Self { bytes: 8_000_000_000, entries: 500_000, unpacked: 8_000_000_000, nested: 1 };

    /// Of an archive inside.
    pub(in crate::collect) fn inside(self) -> Self {
        Self { nested: self.nested - 1, ..Self::SUBMISSION }
    }
}

/// More than this is not unpacked where it is over [`MAX_RATIO`] times the archive.
pub(in crate::collect) const FREE_BYTES: u64 = 32_000_000;
/// Source packs 5 to 10 times smaller, so nothing honest comes near.
pub(in crate::collect) const MAX_RATIO: u64 = 200;
