//! How much to explore. Counted in executions, never in seconds, so that a verdict is the same everywhere.

/// The most executions that each oracle of a check may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Executions of the systematic search.
    pub systematic: u64,
    /// The most preemptions that the systematic search considers.
    pub preemptions: u32,
    /// Uniformly random executions, and half as many each of probabilistic concurrency testing and of partial
    /// order sampling; for every sixteen of them one is a probe beside the systematic search.
    pub random: u64,
    /// Executions of loom; of a program without atomics, or with `SeqCst` accesses alone, a sixteenth, for loom
    /// knows no more of it than the systematic search.
    pub loom: u64,
}

impl Budget {
    /// To see something soon.
    pub const QUICK: Self = Self { systematic: 1_000, preemptions: 3, random: 300, loom: 500 };
    /// What a grade rests on.
    pub const STANDARD: Self = Self { systematic: 4_000, preemptions: 16, random: 1_000, loom: 2_000 };
    /// For the last doubt.
    pub const THOROUGH: Self = Self { systematic: 100_000, preemptions: 16, random: 20_000, loom: 100_000 };

    /// The budget of this name: `quick`, `standard` or `thorough`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "quick" => Some(Self::QUICK),
            "standard" => Some(Self::STANDARD),
            "thorough" => Some(Self::THOROUGH),
            _ => None,
        }
    }
}
