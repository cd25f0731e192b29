//! The roster: the students that must have a row, whether they handed in anything or not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;

use super::identity::folded;
use super::submission::Submission;
use crate::exit::Usage;

/// Words that a column is headed with. A first row with one of them names no student.
const HEADS: [&str; 9] = [
    "submission",
    "id",
    "student",
    "student id",
    "identifier",
    "username",
    "github_username",
    "name",
    "full name",
];

/// The students of the class: each row with the names by which a student may be known.
#[derive(Debug)]
pub(crate) struct Roster {
    rows: Vec<Vec<String>>,
}

impl Roster {
    /// Reads a file with one id per line, or a CSV file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read the roster `{}`", path.display()))?;
        let roster = Self::parse(&String::from_utf8_lossy(&bytes));
        Ok(roster.map_err(|fault| Usage(format!("{}{fault}", path.display())))?)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| format!(": {error}"))?;
            let cells: Vec<_> = row.iter().map(str::to_owned).collect();
            let is_head =
                rows.is_empty() && cells.iter().any(|cell| HEADS.contains(&cell.to_lowercase().as_str()));
            if !is_head && cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(cells);
            }
        }
        Ok(Self { rows })
    }

    /// Gives each submission its name on the roster, adds an empty one of `exercises` for each student that handed
    /// in nothing, and returns the ids of submissions that are not on the roster, in order.
    ///
    /// # Errors
    /// When two rows name the same student.
    pub(crate) fn call(
        &self,
        submissions: &mut Vec<Submission>,
        exercises: &[usize],
    ) -> anyhow::Result<Vec<String>> {
        let names = Names::of(submissions);
        let column = self.column(&names);
        let ids: Vec<&str> = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(String::as_str)
            .filter(|id| !id.is_empty())
            .collect();
        let mut on_roster = vec![false; submissions.len()];
        let mut called = BTreeSet::new();
        for id in &ids {
            if !called.insert(folded(id)) {
                return Err(Usage(format!("the roster has two rows for `{id}`\nremove one of them")).into());
            }
            match names.find(id).filter(|found| !on_roster[*found]) {
                Some(found) => {
                    submissions[found].id = (*id).to_owned();
                    submissions[found].name = (*id).to_owned();
                    on_roster[found] = true;
                }
                None => {
                    submissions.push(Submission::refused((*id).to_owned(), Path::new(""), exercises, None));
                    on_roster.push(true);
                }
            }
        }
        let mut strangers: Vec<_> = submissions
            .iter()
            .zip(&on_roster)
            .filter(|(_, on)| !**on)
            .map(|(one, _)| one.id.clone())
            .collect();
        strangers.sort();
        submissions.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(strangers)
    }

    /// The column that names the most submissions; of equals the first.
    fn column(&self, names: &Names) -> usize {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let named = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).filter(|id| names.find(id).is_some()).count()
        };
        (0..width).rev().max_by_key(|column| named(*column)).unwrap_or(0)
    }
}

/// The submissions by their ids, and, folded, by their names and by those that their platforms know.
#[derive(Default)]
struct Names {
    ids: BTreeMap<String, usize>,
    names: BTreeMap<String, Vec<usize>>,
    aliases: BTreeMap<String, Vec<usize>>,
}

impl Names {
    fn of(submissions: &[Submission]) -> Self {
        let mut names = Self::default();
        for (at, submission) in submissions.iter().enumerate() {
            names.ids.insert(submission.id.clone(), at);
            names.names.entry(folded(&submission.name)).or_default().push(at);
            for alias in submission.aliases.iter().map(|alias| folded(alias)).collect::<BTreeSet<_>>() {
                names.aliases.entry(alias).or_default().push(at);
            }
        }
        names
    }

    /// The submission of that id, or the only one of the same name, or the only one that its platform knows by it.
    fn find(&self, id: &str) -> Option<usize> {
        let name = folded(id);
        let only = |names: &BTreeMap<String, Vec<usize>>| match names.get(&name)?.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        self.ids.get(id).copied().or_else(|| only(&self.names)).or_else(|| only(&self.aliases))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submissions(ids: &[(&str, &str)]) -> Vec<Submission> {
        let of = |(id, alias): &(&str, &str)| {
            let mut submission = Submission::refused((*id).into(), Path::new(""), &[0], None);
            submission.aliases = vec![(*alias).to_owned()];
            submission
        };
        ids.iter().map(of).collect()
    }

    /// The rows that a roster leads to, and the submissions that are not on it.
    fn called(roster: &str, ids: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let mut class = submissions(ids);
        let strangers = Roster::parse(roster).unwrap().call(&mut class, &[0]).unwrap();
        (class.into_iter().map(|one| one.id).collect(), strangers)
    }

    #[test]
    fn a_student_without_a_submission_has_a_row_and_so_has_a_submission_that_is_not_on_the_roster() {
        let (rows, strangers) = called("# the class\nada\nbob\n\n", &[("ada", ""), ("cyd", "")]);
        assert_eq!(
            (rows, strangers),
            (["ada", "bob", "cyd"].map(Into::into).to_vec(), vec!["cyd".to_owned()])
        );
        assert_eq!(called("", &[("ada", "")]).1, ["ada"]);
        let thousand: String = (0..1000).map(|number| format!("s{number:03}\n")).collect();
        assert_eq!(called(&thousand, &[("s500", "")]).0.len(), 1000);
    }

    #[test]
    fn the_column_that_names_the_submissions_is_taken() {
        let roster = "name,number,username\n\"Baker, Ada\",11,ada\n\"Chen, Bo\",12,bob\n";
        assert_eq!(called(roster, &[("bob", "")]).0, ["ada", "bob"]);
        assert_eq!(called(roster, &[("chenbo_12", "12")]).0, ["11", "12"]);
        assert_eq!(called(roster, &[]).0, ["Baker, Ada", "Chen, Bo"]);
    }

    #[test]
    fn a_platform_s_name_counts_when_it_is_one_student_s_only() {
        let moodle = [("Ada Baker_1", "Ada Baker"), ("Bo Chen_2", "Bo Chen"), ("Bo Chen_3", "Bo Chen")];
        let (rows, strangers) = called("Ada Baker\nBo Chen\n", &moodle);
        assert_eq!(rows, ["Ada Baker", "Bo Chen", "Bo Chen_2", "Bo Chen_3"]);
        assert_eq!(strangers, ["Bo Chen_2", "Bo Chen_3"]);
    }

    #[test]
    fn a_submission_has_its_name_on_the_roster_however_that_is_written() {
        let (rows, strangers) =
            called("Jos\u{e9}\nadab\nBO CHEN\n", &[("jose\u{301} ", ""), ("7", "Bo Chen")]);
        assert_eq!((rows.join(","), strangers.len()), ("BO CHEN,Jos\u{e9},adab".to_owned(), 0));
        // Which of two it is, nobody can say.
        let (rows, strangers) = called("ADA\n", &[("ada", ""), ("Ada", "")]);
        assert_eq!((rows.join(","), strangers.join(",")), ("ADA,Ada,ada".to_owned(), "Ada,ada".to_owned()));
        let (rows, strangers) = called("ada\n", &[("ada", ""), ("Ada", "")]);
        assert_eq!((rows.join(","), strangers.join(",")), ("Ada,ada".to_owned(), "Ada".to_owned()));
    }

    #[test]
    fn a_student_is_on_the_roster_once() {
        for text in ["ada\nada\n", "Ada\nada\n"] {
            let error = Roster::parse(text).unwrap().call(&mut submissions(&[]), &[0]).unwrap_err();
            assert!(error.to_string().contains("two rows for `ada`"), "{error}");
        }
    }
}
