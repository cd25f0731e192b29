//! Marks that the instructor sets by hand: `overrides.csv` in the output folder.
//!
//! The grader never writes it. Records keep what was seen; an override replaces the marks in each report.

use anyhow::Context;

use super::store::Store;
use crate::exit::Usage;

/// The instructor's file, in the output folder.
const FILE: &str = "overrides.csv";
const COLUMNS: [&str; 4] = ["submission", "exercise", "marks", "reason"];

/// Marks in place of the judged ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Override {
    pub(crate) submission: String,
    /// The exercise's folder.
    pub(crate) exercise: String,
    pub(crate) marks: u32,
    pub(crate) reason: String,
}

/// The overrides in the output folder; empty if there is no file.
///
/// An override may name one of `submissions` or any other that has a record, and one of `exercises`: their
/// folders, and the marks that each is worth.
///
/// # Errors
/// [`Usage`] with the line if it names something else, or is malformed.
pub(crate) fn overrides(
    store: &Store,
    submissions: &[&str],
    exercises: Vec<(&str, u32)>,
) -> anyhow::Result<Vec<Override>> {
    let path = store.root().join(FILE);
    let text = match std::fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    };
    let submission = |id: &str| submissions.contains(&id) || store.has(id);
    let known = Known { submission: &submission, exercises };
    let usage = |(line, fault): (u64, String)| Usage(format!("{}:{line}: {fault}", path.display()));
    Ok(parse(text.trim_start_matches('\u{feff}'), &known).map_err(usage)?)
}

/// The names that an override may use.
struct Known<'a> {
    submission: &'a dyn Fn(&str) -> bool,
    exercises: Vec<(&'a str, u32)>,
}

/// An error is the line (from 1), and the fault with its remedy.
fn parse(text: &str, known: &Known) -> Result<Vec<Override>, (u64, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut overrides: Vec<Override> = Vec::new();
    for (index, row) in reader.records().enumerate() {
        let row =
            row.map_err(|error| (error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let line = row.position().map_or(0, |at| line_of(text, at));
        if index == 0 {
            if row.iter().map(str::to_ascii_lowercase).ne(COLUMNS) {
                return Err((
                    line,
                    format!("the columns are not `{0}`\nbegin the file with `{0}`", COLUMNS.join(",")),
                ));
            }
            continue;
        }
        let new = one(&row, known).map_err(|fault| (line, fault))?;
        if overrides.iter().any(|old| (&old.submission, &old.exercise) == (&new.submission, &new.exercise)) {
            return Err((
                line,
                format!(
                    "`{}` has marks in `{}` already\nremove one of the lines",
                    new.submission, new.exercise
                ),
            ));
        }
        overrides.push(new);
    }
    Ok(overrides)
}

/// The line of a row; the reader counts the empty lines before it as its own.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(at.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
    at.line() + empty.filter(|byte| **byte == b'\n').count() as u64
}

fn one(row: &csv::StringRecord, known: &Known) -> Result<Override, String> {
    let Ok([submission, exercise, marks, reason]) = <[&str; 4]>::try_from(row.iter().collect::<Vec<_>>())
    else {
        return Err(format!("{} cells in place of 4\nput a text with a comma in quotation marks", row.len()));
    };
    if !(known.submission)(submission) {
        return Err(format!("there is no submission `{submission}`\nwrite it as in `grades.csv`"));
    }
    let is_meant = |folder: &str| {
        let (number, name) = folder.split_once('_').unwrap_or(("", folder));
        [folder, name].contains(&exercise)
            || (exercise.parse::<u32>().is_ok() && number.parse::<u32>() == exercise.parse())
    };
    let found = known.exercises.iter().find(|(folder, _)| is_meant(folder));
    let &(folder, most) = found.ok_or_else(|| {
        let names: Vec<_> = known.exercises.iter().map(|(folder, _)| *folder).collect();
        format!("there is no exercise `{exercise}`\nthere are {}", names.join(", "))
    })?;
    let marks = marks.parse().ok().filter(|marks| *marks <= most);
    let marks = marks.ok_or_else(|| format!("`{}` is not a number of marks\nwrite 0 to {most}", &row[2]))?;
    if reason.is_empty() {
        return Err("the reason is missing\nsay why, for the student reads it".into());
    }
    Ok(Override { submission: submission.into(), exercise: folder.into(), marks, reason: reason.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Override>, (u64, String)> {
        let submission = |id: &str| ["ada", "Bob, B."].contains(&id);
        parse(
            text,
            &Known { submission: &submission, exercises: vec![("01_withdraw", 10), ("02_outcomes", 10)] },
        )
    }

    #[test]
    fn an_exercise_is_named_as_anywhere() {
        let found = read(
            "submission,exercise,marks,reason\nada,withdraw,8,\"late, agreed\"\n\"Bob, B.\", 2 ,0,copied\nada,02_outcomes,10,x\n",
        );
        let found: Vec<_> = found
            .unwrap()
            .into_iter()
            .map(|found| (found.submission, found.exercise, found.marks, found.reason))
            .collect();
        let row = |id: &str, exercise: &str, marks, reason: &str| {
            (id.to_owned(), exercise.to_owned(), marks, reason.to_owned())
        };
        assert_eq!(
            found,
            [
                row("ada", "01_withdraw", 8, "late, agreed"),
                row("Bob, B.", "02_outcomes", 0, "copied"),
                row("ada", "02_outcomes", 10, "x"),
            ]
        );
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn each_typo_is_reported_with_its_line() {
        let head = "submission,exercise,marks,reason\nada,withdraw,8,ok\n";
        for (line, word) in [
            ("adda,withdraw,8,x", "no submission `adda`"),
            ("ada,withdrew,8,x", "no exercise `withdrew`"),
            ("ada,3,8,x", "no exercise `3`"),
            ("ada,outcomes,11,x", "`11` is not a number of marks"),
            ("ada,outcomes,-1,x", "`-1` is not"),
            ("ada,outcomes,8.5,x", "`8.5` is not"),
            ("ada,outcomes,,x", "`` is not"),
            ("ada,outcomes,8,", "the reason is missing"),
            ("ada,outcomes,8", "3 cells in place of 4"),
            ("ada,outcomes,8,a,b", "5 cells in place of 4"),
            ("ada,1,8,again", "has marks in `01_withdraw` already"),
        ] {
            let (at, fault) = read(&format!("{head}\n{line}\n")).unwrap_err();
            assert!(at == 4 && fault.contains(word), "{line}: {at}: {fault}");
        }
        assert_eq!(read("ada,withdraw,8,x\n").unwrap_err().0, 1);
    }
}
