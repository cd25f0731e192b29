//! The feedback that a student reads about each known mistake.

use crate::course::Course;
use crate::options::{Options, Tools};
use crate::record::Record;
use crate::report::content::{Graded, Student};
use crate::report::feedback::feedback;
use crate::soundness::Soundness;

/// The path and the text of each page: `01_withdraw/mirror.md`.
pub(crate) fn pages<'a>(
    soundness: &'a Soundness,
    course: &'a Course,
    with: (&'a Tools, &'a Options),
) -> impl Iterator<Item = (String, String)> + 'a {
    let tried = soundness.exercises.iter().flat_map(|sound| {
        let exercise = course.exercises.iter().find(|exercise| exercise.folder == sound.exercise);
        sound.trials.iter().filter_map(move |trial| Some((exercise?, trial)))
    });
    tried.filter_map(move |(exercise, trial)| {
        let name = trial.case.name.strip_prefix("mistakes/")?;
        let mistake = name.strip_suffix(".rs").unwrap_or(name);
        let record = Record::unseen(mistake, exercise, &trial.case.files, with);
        let record = Record { evidence: trial.evidence.clone(), ..record };
        let graded = Graded { grade: trial.grade.clone(), record };
        let student = Student { id: mistake.to_owned(), exercises: vec![graded], on_roster: None };
        Some((format!("{}/{mistake}.md", exercise.folder), feedback(&student)))
    })
}
