//! The budget of a check, counted in executions, never in seconds, so that a verdict is the same everywhere.

/// The most executions that each oracle of a check may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Executions of the systematic search.
    pub systematic: u64,
    /// The most preemptions that the systematic search considers.
    pub preemptions: u32,
    /// Uniformly random executions, and half as many each of probabilistic concurrency testing and of partial
    /// order sampling; plus one probe beside the systematic search per sixteen of them.
    pub random: u64,
    /// Executions of loom; a sixteenth of that for a program without atomics, or with `SeqCst` accesses alone, for
    /// which loom only repeats the systematic search.
    pub loom: u64,
}

impl Budget {
    /// The budget for a quick result.
    pub const QUICK: Self = Self { systematic: 1_000, preemptions: 3, random: 300, loom: 500 };
    /// The budget that grades are based on.
    pub const STANDARD: Self = Self { systematic: 4_000, preemptions: 16, random: 1_000, loom: 2_000 };
    /// The budget to settle a doubtful verdict.
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
