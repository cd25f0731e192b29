//! Names that the usual platforms give to their exports.
//!
//! - Moodle: a folder `Ada Baker_12345_assignsubmission_file_` per student, or such a file prefix.
//! - Canvas: files `bakerada_123_456_name.zip`, with `_LATE` before the numbers; several per student.
//! - Gradescope: a folder `submission_123` per student.
//!
//! A GitHub archive is a folder `repository-branch`, and GitHub Classroom clones
//! `assignment-username`: plain names, taken as they are.

/// The student of a file or folder, according to its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) id: String,
    /// Other names by which a roster may know the student.
    pub(super) aliases: Vec<String>,
    /// The platform wrote the name, so that equal ids are one student.
    pub(super) is_platforms: bool,
}

/// Reads the name of a folder, or of a file without its ending.
pub(super) fn name(stem: &str) -> Name {
    moodle(stem).or_else(|| canvas(stem)).unwrap_or_else(|| Name {
        id: stem.to_owned(),
        aliases: vec![],
        is_platforms: stem.strip_prefix("submission_").is_some_and(is_number),
    })
}

fn moodle(stem: &str) -> Option<Name> {
    let (before, _) = stem.split_once("_assignsubmission_")?;
    let (person, number) = before.rsplit_once('_')?;
    let id = before.to_owned();
    is_number(number).then(|| Name { id, aliases: vec![person.to_owned()], is_platforms: true })
}

fn canvas(stem: &str) -> Option<Name> {
    let mut parts = stem.splitn(2, '_');
    let person =
        parts.next().filter(|person| !person.is_empty() && person.chars().all(char::is_alphanumeric))?;
    let rest = parts.next()?;
    let rest = rest.strip_prefix("LATE_").or_else(|| rest.strip_prefix("late_")).unwrap_or(rest);
    let [user, submission, _file] = rest.splitn(3, '_').collect::<Vec<_>>().try_into().ok()?;
    let aliases = vec![person.to_owned(), user.to_owned()];
    let id = format!("{person}_{user}");
    (is_number(user) && is_number(submission)).then_some(Name { id, aliases, is_platforms: true })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_platforms_are_read() {
        for (stem, id, aliases) in [
            ("Ada Baker_12345_assignsubmission_file_", "Ada Baker_12345", "Ada Baker"),
            ("Ada_B_12345_assignsubmission_file_withdraw", "Ada_B_12345", "Ada_B"),
            ("bakerada_123_456_withdraw", "bakerada_123", "bakerada 123"),
            ("bakerada_LATE_123_456_my_file-2", "bakerada_123", "bakerada 123"),
            ("submission_123", "submission_123", ""),
        ] {
            let name = name(stem);
            assert_eq!((name.id.as_str(), name.aliases.join(" ").as_str()), (id, aliases));
            assert!(name.is_platforms, "{stem}");
        }
    }

    #[test]
    fn a_plain_name_is_taken_as_it_is() {
        for stem in [
            "ada",
            "withdraw-ada",
            "01_withdraw",
            "a_1",
            "a_1_2",
            "_1_2_x",
            "ada_one_2_x",
            "ada_1_two_x",
            "submission_x",
            "submission_",
            "x_assignsubmission_",
            "ada_b_assignsubmission_file_",
        ] {
            assert_eq!(name(stem), Name { id: stem.into(), aliases: vec![], is_platforms: false });
        }
    }
}
