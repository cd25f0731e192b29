mod archives;
mod fuzz;
mod names;
mod pack;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

const MANIFEST: &str = "title = 'W'\nidea = 'i'\nchapter = 1\nminutes = 1\ndifficulty = 1\nfiles = ['src/lib.rs']\n[[rules]]\nnumber = 1\ntitle = 'a'\nmarks = 10\n";

pub(super) struct Place(TempDir);

impl Place {
    /// A course of two exercises in `course/`, and whatever the test writes beside it.
    pub(super) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for folder in ["01_withdraw", "02_transfer"] {
            place.write(&format!("course/exercises/{folder}/exercise.toml"), MANIFEST);
        }
        place
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    pub(super) fn course(&self) -> Course {
        Course::load(&self.path("course")).unwrap()
    }

    pub(super) fn collect(&self, selected: &[usize], path: &str) -> Result<Vec<Submission>> {
        collect(&self.course(), selected, &self.path(path), true)
    }

    /// The source taken for the first exercise of the only submission, or the reason why there is none.
    pub(super) fn taken(&self, selected: &[usize], path: &str) -> Result<String, String> {
        let submissions = self.collect(selected, path).unwrap();
        assert_eq!(submissions.len(), 1, "{submissions:?}");
        source_of(&submissions[0])
    }

    /// The first finding of the only exercise of the only submission.
    fn refusal(&self) -> String {
        let submissions = self.collect(&[0], "ada").unwrap();
        submissions[0].exercises[0].1.bad[0].text.clone()
    }
}

/// The source that a submission hands in for the first exercise, or the reason why there is none.
pub(super) fn source_of(submission: &Submission) -> Result<String, String> {
    match submission.exercises.first() {
        Some((_, files)) if files.bad.is_empty() => Ok(files.named[0].text.clone()),
        Some((_, files)) => Err(files.bad[0].text.clone()),
        None => Err(submission.refused.as_ref().map_or("not handed in".into(), |why| why.text.clone())),
    }
}

#[test]
fn a_class_is_its_folders_in_order() {
    let place = Place::new();
    place.write("class/zoe/exercises/01_withdraw/src/lib.rs", "fn z() {}");
    place.write("class/ada/exercises/02_transfer/src/lib.rs", "fn a() {}");
    fs::create_dir(place.path("class/nobody")).unwrap();
    let class = place.collect(&[], "class").unwrap();
    let ids: Vec<_> = class.iter().map(|submission| submission.id.as_str()).collect();
    assert_eq!(ids, ["ada", "nobody", "zoe"]);
    assert_eq!((class[0].exercises[0].0, class[0].not_handed_in.as_slice()), (1, [0].as_slice()));
    assert_eq!(class[0].exercises[0].1.named[0].text, "fn a() {}");
    assert_eq!((class[1].not_handed_in.as_slice(), class[1].exercises.len()), ([0, 1].as_slice(), 0));
    let nothing = class[1].nothing(&place.course().exercises[0]);
    assert!(nothing.bad[0].text.contains("is empty"));
    assert_eq!(handed_in(&class), [0, 1]);
    assert_eq!(handed_in(&class[..2]), [1]);
}

#[test]
fn an_exercise_may_be_handed_in_alone_when_it_is_named() {
    let place = Place::new();
    place.write("ada/src/lib.rs", "fn a() {}");
    place.write("01_withdraw/src/lib.rs", "fn b() {}");
    place.write("ada.rs", "fn c() {}");
    assert_eq!(place.collect(&[0], "ada").unwrap()[0].exercises[0].1.named[0].text, "fn a() {}");
    assert_eq!(place.collect(&[], "01_withdraw").unwrap()[0].exercises[0].1.named[0].text, "fn b() {}");
    assert_eq!(place.collect(&[1], "ada.rs").unwrap()[0].exercises[0].1.named[0].path, "src/lib.rs");
    assert!(format!("{:#}", place.collect(&[], "ada.rs").unwrap_err()).contains("-e NAME"));
}

#[test]
fn a_wrong_path_is_reported() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
    place.write("notes.txt", "");
    assert!(format!("{:#}", place.collect(&[], "notes.txt").unwrap_err()).contains("neither an archive"));
    assert!(format!("{:#}", place.collect(&[], "empty").unwrap_err()).contains("no submission in"));
    assert!(format!("{:#}", place.collect(&[], "absent").unwrap_err()).contains("cannot open"));
}

#[test]
fn only_named_files_are_taken_and_the_others_listed() {
    let place = Place::new();
    place.write("ada/src/lib.rs", "fn a() {}");
    place.write("ada/build.rs", "fn main() {}");
    place.write("ada/.cargo/config.toml", "");
    place.write("ada/exercise.toml", MANIFEST);
    let files = &place.collect(&[0], "ada").unwrap()[0].exercises[0].1;
    assert_eq!(files.ignored, [".cargo/config.toml", "build.rs"]);
    for number in 0..30 {
        place.write(&format!("ada/x{number:02}"), "");
    }
    let files = &place.collect(&[0], "ada").unwrap()[0].exercises[0].1;
    assert_eq!(files.ignored.last().unwrap(), "and 12 more");
}

#[test]
fn a_file_that_is_not_a_plain_file_is_refused() {
    let place = Place::new();
    fs::create_dir_all(place.path("ada/src")).unwrap();
    assert_eq!(place.refusal(), "`src/lib.rs` is missing");
    let file = place.path("ada/src/lib.rs");
    fs::create_dir(&file).unwrap();
    assert_eq!(place.refusal(), "`src/lib.rs` is a folder, not a file");
    fs::remove_dir(&file).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
    assert_eq!(place.refusal(), "`src/lib.rs` is a symbolic link");
    fs::remove_file(&file).unwrap();
    let status = std::process::Command::new("mkfifo").arg(&file).status().unwrap();
    assert!(status.success());
    assert_eq!(place.refusal(), "`src/lib.rs` is not a regular file");
    fs::remove_file(&file).unwrap();
    place.write("ada/src/lib.rs", vec![b' '; MAX_FILE_BYTES as usize + 1]);
    assert_eq!(place.refusal(), "`src/lib.rs` has more than 1 MB");
    place.write("ada/src/lib.rs", b"\xff\xfef\0");
    assert_eq!(place.refusal(), "`src/lib.rs` is UTF-16, not UTF-8");
    fs::remove_dir_all(place.path("ada/src")).unwrap();
    place.write("elsewhere/lib.rs", "fn f() {}");
    std::os::unix::fs::symlink("../elsewhere", place.path("ada/src")).unwrap();
    assert_eq!(place.refusal(), "the folder of `src/lib.rs` is a symbolic link");
}

#[test]
fn a_folder_may_be_wrapped_and_a_lone_file_may_have_any_name() {
    let place = Place::new();
    place.write("class/ada/repo-main/exercises/01_withdraw/src/lib.rs", "fn a() {}");
    place.write("class/bob/01_withdraw/src/lib.rs", "fn b() {}");
    place.write("class/cyd/withdraw.rs", "fn c() {}");
    place.write("class/dan/lib.rs", "fn d() {}");
    place.write("class/dan/other.rs", "");
    place.write("class/eva.rs", "fn e() {}");
    place.write("class/README.md", "");
    let class = place.collect(&[0], "class").unwrap();
    let sources: Vec<_> =
        class.iter().map(|submission| (submission.id.as_str(), source_of(submission))).collect();
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(sources[..3], [("ada", ok("fn a() {}")), ("bob", ok("fn b() {}")), ("cyd", ok("fn c() {}"))]);
    assert_eq!(sources[3..], [("dan", Err("not handed in".into())), ("eva", ok("fn e() {}"))]);
    let class = place.collect(&[], "class").unwrap();
    assert!(class[4].refused.as_ref().unwrap().text.contains("does not say which exercise"));
}

#[test]
fn names_are_case_sensitive() {
    let place = Place::new();
    place.write("ada/src/LIB.rs", "fn a() {}");
    assert_eq!(place.taken(&[0], "ada").unwrap_err(), "`src/lib.rs` is missing: it is called `src/LIB.rs`");
    place.write("ada/src/lib.rs", "fn a() {}");
    assert_eq!(
        place.taken(&[0], "ada").unwrap_err(),
        "there is `src/LIB.rs` beside `src/lib.rs`, and only one of them can be meant"
    );
    place.write("class/ada/exercises/01_withdraw/src/lib.rs", "fn a() {}");
    place.write("class/Ada/exercises/01_withdraw/src/lib.rs", "fn b() {}");
    let class = place.collect(&[0], "class").unwrap();
    assert_eq!(class.iter().map(|submission| submission.id.as_str()).collect::<Vec<_>>(), ["Ada", "ada"]);
}

#[test]
fn a_link_or_a_device_in_a_class_is_a_row_and_not_followed() {
    let place = Place::new();
    place.write("class/ada/exercises/01_withdraw/src/lib.rs", "fn a() {}");
    for (link, to) in
        [("bob", "ada"), ("cyd.zip", "/dev/zero"), ("dan.rs", "ada/exercises/01_withdraw/src/lib.rs")]
    {
        std::os::unix::fs::symlink(to, place.path("class").join(link)).unwrap();
    }
    let class = place.collect(&[0], "class").unwrap();
    let sources: Vec<_> =
        class.iter().map(|submission| (submission.id.as_str(), source_of(submission))).collect();
    let link = || Err("it is a link or a device".to_owned());
    assert_eq!(sources, [("ada", Ok("fn a() {}".into())), ("bob", link()), ("cyd", link()), ("dan", link())]);
}

#[test]
fn names_of_any_kind_are_kept_and_long_paths_do_no_harm() {
    let place = Place::new();
    let names = ["-rf", "=1+2", "a b", "a\nb", "a\"b", "🦀", &"x".repeat(255)];
    for name in names {
        place.write(&format!("class/{name}/01_withdraw/src/lib.rs"), "fn a() {}");
    }
    let class = place.collect(&[0], "class").unwrap();
    let mut ids: Vec<_> = class.iter().map(|submission| submission.id.as_str()).collect();
    ids.sort_unstable();
    let mut expected = names;
    expected.sort_unstable();
    assert_eq!(ids, expected);
    assert!(class.iter().all(|submission| source_of(submission).is_ok()));

    // Deeper than a path can be long: made folder by folder, from the inside.
    let deep = "mkdir -p class/deep/01_withdraw/src && cd class/deep && for i in $(seq 30); do mkdir $0 && cd -P $0; done";
    let made = std::process::Command::new("sh")
        .args(["-c", deep, &"d".repeat(200)])
        .current_dir(place.path(""))
        .status();
    assert!(made.unwrap().success());
    let class = place.collect(&[0], "class").unwrap();
    let deep = class.iter().find(|submission| submission.id == "deep").unwrap();
    assert_eq!(source_of(deep), Err("`src/lib.rs` is missing".into()));
}
