//! The list of the searches of a check; the table in the crate's README is made from it.

/// A way of exploring. A check uses several, one after another; see
/// [`Check::only`](crate::Check::only) to use one of them alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Search {
    /// One of all schedules that differ only in the order of independent steps, by partial-order reduction.
    Reduction,
    /// All schedules, by the number of their preemptions.
    Preemptions,
    /// Uniformly random schedules.
    Uniform,
    /// Probabilistic concurrency testing.
    Pct,
    /// Partial order sampling.
    Pos,
}

impl Search {
    /// All searches, in the order in which a check uses them.
    pub const ALL: [Self; 5] = [Self::Reduction, Self::Preemptions, Self::Uniform, Self::Pct, Self::Pos];

    /// Its name in coverage sentences.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reduction => "reduction",
            Self::Preemptions => "preemptions",
            Self::Uniform => "uniform",
            Self::Pct => "PCT",
            Self::Pos => "POS",
        }
    }

    /// The schedules that it explores.
    #[must_use]
    pub fn explores(self) -> &'static str {
        match self {
            Self::Reduction => "one of all schedules that differ only in the order of independent steps",
            Self::Preemptions => "all schedules, those with the fewest preemptions first",
            Self::Uniform => "schedules in which each next thread is drawn uniformly",
            Self::Pct => "schedules by random priorities of the threads, which change a few times",
            Self::Pos => "schedules by random priorities of the steps",
        }
    }

    /// The paper that it follows.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Reduction => {
                "Flanagan and Godefroid, POPL 2005; Abdulla, Aronis, Jonsson and Sagonas, POPL 2014"
            }
            Self::Preemptions => {
                "Musuvathi and Qadeer, \"Iterative context bounding\", PLDI 2007; fair yields as in CHESS, PLDI 2008"
            }
            Self::Uniform => "folklore",
            Self::Pct => "Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010",
            Self::Pos => "Yuan, Yang and Gu, CAV 2018",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn the_readme_has_the_table_of_all_searches() {
        let mut table = "| search | explores | source |\n|---|---|---|\n".to_owned();
        for search in Search::ALL {
            table += &format!("| {} | {} | {} |\n", search.name(), search.explores(), search.source());
        }
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&table), "put this table into the README:\n{table}");
    }
}
