//! One way of exploring by itself.

/// A way of exploring. A check uses several, one after another; see
/// [`Check::only`](crate::Check::only) to use one of them alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Search {
    /// All schedules that differ, by partial-order reduction (Abdulla et al., POPL 2014).
    Reduction,
    /// All schedules, by the number of their preemptions (Musuvathi and Qadeer, PLDI 2007).
    Preemptions,
    /// Uniformly random schedules.
    Uniform,
    /// Probabilistic concurrency testing of depth 3 (Burckhardt et al., ASPLOS 2010).
    Pct,
    /// Partial order sampling (Yuan et al., CAV 2018).
    Pos,
}

impl Search {
    /// Its name in coverage sentences.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reduction => "reduction",
            Self::Preemptions => "preemptions",
            Self::Uniform => "uniform",
            Self::Pct => "PCT",
            Self::Pos => "POS",
        }
    }
}
