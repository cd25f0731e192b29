use std::fs;

use tempfile::TempDir;

use super::*;

const MANIFEST: &str = "title = 'W'\nidea = 'i'\nchapter = 1\nminutes = 1\ndifficulty = 1\nfiles = ['src/lib.rs']\n[[rules]]\nnumber = 1\ntitle = 'a'\nmarks = 10\n";

struct Place(TempDir);

impl Place {
    /// A course of two exercises in `course/`, and whatever the test writes beside it.
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for folder in ["01_withdraw", "02_transfer"] {
            place.write(&format!("course/exercises/{folder}/exercise.toml"), MANIFEST);
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn course(&self) -> Course {
        Course::load(&self.path("course")).unwrap()
    }

    fn collect(&self, selected: &[usize], path: &str) -> Result<Vec<Submission>> {
        collect(&self.course(), selected, &self.path(path))
    }

    /// The first finding of the only exercise of the only submission.
    fn refusal(&self) -> String {
        let submissions = self.collect(&[0], "ada").unwrap();
        submissions[0].exercises[0].1.bad[0].text.clone()
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
    assert_eq!((class[1].not_handed_in.as_slice(), class[1].is_empty), ([0, 1].as_slice(), true));
    let nothing = class[1].nothing(&place.course().exercises[0]);
    assert!(nothing.bad[0].text.contains("empty folder"));
    assert_eq!(handed_in(&class), [0, 1]);
    assert_eq!(handed_in(&class[..2]), [1]);
}

#[test]
fn an_exercise_may_stand_alone_when_it_is_named() {
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
fn a_wrong_path_is_told() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
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
