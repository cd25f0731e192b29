//! Numbers that the seed draws, and that a submission cannot know.

/// A source of numbers.
pub(super) struct Draw {
    numbers: blake3::OutputReader,
}

impl Draw {
    /// The seed alone would be known; the text of the hidden tests is not.
    pub(super) fn new(seed: u64, hidden: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(hidden.as_bytes());
        Self { numbers: hasher.finalize_xof() }
    }

    /// A number below `bound`, which is not 0. The bias of the remainder does not matter here.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.numbers.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % bound as u64) as usize
    }

    /// Fisher and Yates.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
