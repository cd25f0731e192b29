//! A class in a folder of its own, with a course, an output folder, and files that no case may touch.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::real::{copy, course, files, grader, report};

/// The exercise that all submissions solve.
const EXERCISE: &str = "exercises/01_withdraw";
/// The user that owns nothing.
const NOBODY: u32 = 65_534;
/// Secrets that no case may read: in a file, and in the environment of the grader.
pub(crate) const CANARIES: [&str; 2] = ["canary-of-a-file-5c7f", "canary-of-the-environment-9a1e"];

/// The user that runs the grader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum User {
    Oneself,
    /// An ordinary user, which root can switch to.
    Nobody,
}

impl User {
    pub(crate) fn all() -> Vec<Self> {
        // SAFETY: geteuid has no preconditions.
        let root = unsafe { libc::geteuid() } == 0;
        if root { vec![Self::Oneself, Self::Nobody] } else { vec![Self::Oneself] }
    }
}

/// The way in which the class is graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    AsItIs,
    /// Without the screen and the facades: the cases that they refuse.
    Unscreened,
}

/// The verdict and the marks that a case must get.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) verdict: String,
    pub(crate) marks: u64,
    #[serde(default)]
    pub(crate) open_marks: u64,
    /// It fails on real threads, where the explorer finds nothing.
    #[serde(default)]
    pub(crate) contradicts: bool,
}

/// The content of `expected.json`.
#[derive(Deserialize)]
struct File {
    #[serde(flatten)]
    as_it_is: Expected,
    unscreened: Option<Unscreened>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Unscreened {
    Held(Expected),
    /// The reason why nothing but these holds it.
    ByTheScreenAlone(#[expect(dead_code, reason = "for readers of the file")] String),
}

/// One hostile submission.
pub(crate) struct Case {
    pub(crate) name: String,
    folder: PathBuf,
    pub(crate) expected: Expected,
}

impl Case {
    /// The marks that it got.
    pub(crate) fn marks(&self, report: &Value) -> u64 {
        super::look::of(report, &self.name)["marks"].as_u64().unwrap()
    }
}

/// The cases to be tried in this way, by name.
fn cases(way: Way) -> Vec<Case> {
    let corpus = course().join("grader/tests/red_team");
    let mut folders: Vec<_> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let case = |folder: PathBuf| {
        let text = fs::read_to_string(folder.join("expected.json")).unwrap();
        let file: File = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let expected = match (way, file.unscreened) {
            (Way::AsItIs, _) => file.as_it_is,
            (Way::Unscreened, Some(Unscreened::Held(expected))) => expected,
            (Way::Unscreened, _) => return None,
        };
        Some(Case { name: folder.file_name()?.to_str()?.to_owned(), folder, expected })
    };
    folders.into_iter().filter_map(case).collect()
}

/// The class and its surroundings.
pub(crate) struct Class {
    pub(crate) place: TempDir,
    pub(crate) cases: Vec<Case>,
    user: User,
    /// A copy of the compiler that every user may read.
    rustc: Option<PathBuf>,
}

impl Class {
    /// A class of honest submissions only.
    pub(crate) fn new(user: User, way: Way) -> Self {
        let place = tempfile::tempdir().unwrap();
        let class = Self { place, cases: cases(way), user, rustc: None };
        for folder in ["class", "mark", "tmp"] {
            fs::create_dir(class.path(folder)).unwrap();
        }
        fs::write(class.path("secret"), CANARIES[0]).unwrap();
        copy_course(&class.path("course"));
        class.hand_in_the_honest();
        let rustc = (user == User::Nobody).then(|| readable_compiler(&class.path("rust")));
        Self { rustc, ..class }.owned()
    }

    /// A file or folder beside the class.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("out")
    }

    /// Hands in the reference, other right designs, the stub and mistakes, spread over the whole class.
    fn hand_in_the_honest(&self) {
        let solution = self.path("course/solutions/01_withdraw");
        let mut sources =
            vec![solution.join("src/lib.rs"), self.path("course").join(EXERCISE).join("src/lib.rs")];
        for kind in ["alternatives", "mistakes"] {
            let mut found = files(&solution.join(kind));
            found.truncate(4);
            sources.extend(found.into_iter().map(|file| solution.join(kind).join(file)));
        }
        for (at, source) in sources.iter().enumerate() {
            let folder = self.path("class").join(format!("{at}5-honest")).join(EXERCISE).join("src");
            fs::create_dir_all(&folder).unwrap();
            fs::copy(source, folder.join("lib.rs")).unwrap();
        }
    }

    /// Copies the cases into the class, with the paths that they try to reach.
    pub(crate) fn hand_in_the_hostile(&self) {
        let hidden = self.path("course/solutions/01_withdraw/tests/it/hidden.rs");
        let places = [("SECRET", self.path("secret")), ("MARK", self.path("mark")), ("OUT", self.out())];
        let places = places.into_iter().chain([("CLASS", self.path("class")), ("HIDDEN", hidden)]);
        let places: Vec<_> = places.map(|(name, path)| (format!("@{name}@"), path)).collect();
        for case in &self.cases {
            for file in files(&case.folder).iter().filter(|file| !file.ends_with("expected.json")) {
                let text = fs::read_to_string(case.folder.join(file)).unwrap();
                let put = |text: String, (name, path): &(String, PathBuf)| {
                    text.replace(name, path.to_str().unwrap())
                };
                let target = self.path("class").join(&case.name).join(EXERCISE).join(file);
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                fs::write(target, places.iter().fold(text, put)).unwrap();
            }
        }
        self.own();
    }

    /// The grader, about to grade the class.
    pub(crate) fn grader(&self, flags: &[&str]) -> assert_cmd::Command {
        let mut command = Command::new(self.program());
        command.current_dir(self.path("course")).arg("grade").arg(self.path("class"));
        // Some cases wait for ever, and no honest submission needs a second.
        command.arg("--out").arg(self.out()).args(["--format", "json", "--seconds", "20"]).args(flags);
        command.env("TMPDIR", self.path("tmp")).env("RED_TEAM_SECRET", CANARIES[1]);
        if let Some(rustc) = &self.rustc {
            command.env("RUSTC", rustc).uid(NOBODY).gid(NOBODY);
        }
        assert_cmd::Command::from_std(command)
    }

    /// The grader, where the grading user can reach it: the course may lie in a closed folder.
    fn program(&self) -> PathBuf {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_grader"));
        let within_reach = self.path("bin/grader");
        if self.user == User::Nobody && !within_reach.exists() {
            fs::create_dir_all(self.path("bin")).unwrap();
            named_again(&program, &within_reach);
        }
        if self.user == User::Nobody { within_reach } else { program }
    }

    /// Grades the class; returns the report without durations.
    pub(crate) fn grade(&self, flags: &[&str]) -> Value {
        let ended = self.grader(flags).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(matches!(ended.status.code(), Some(1 | 4)), "{said}");
        crate::real::timeless(report(&self.out()))
    }

    /// Every text that a student or a reader of the class's results sees, with its name.
    pub(crate) fn shown(&self) -> Vec<(String, String)> {
        let told = files(&self.out()).into_iter().filter(|path| {
            path.starts_with("feedback") || path.ends_with("report.json") || path.ends_with("grades.csv")
        });
        let read = |path: PathBuf| {
            let text = fs::read_to_string(self.out().join(&path));
            (path.display().to_string(), text.expect("the reports are UTF-8"))
        };
        told.map(read).collect()
    }

    fn owned(self) -> Self {
        self.own();
        self
    }

    /// Gives everything to the grading user, so that only the sandbox is in the way.
    fn own(&self) {
        if self.user == User::Nobody {
            chown(self.place.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            let places = ["class", "mark", "tmp", "secret", "course"].map(|name| self.path(name));
            let given = Command::new("chown").args(["-R", "65534:65534"]).args(places).status();
            assert!(given.unwrap().success());
        }
        let open = fs::Permissions::from_mode(0o777);
        fs::set_permissions(self.path("mark"), open).unwrap();
    }
}

/// A course of the one exercise, with the library and the workbench of the real one.
fn copy_course(to: &Path) {
    let from = course();
    grader().arg("doctor").output().unwrap();
    for folder in [EXERCISE, "solutions/01_withdraw", "interleaving/src"] {
        copy(&from.join(folder), &to.join(folder));
    }
    for file in ["Cargo.toml", "Cargo.lock", "interleaving/Cargo.toml"] {
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
    let workbench = "target/racecourse/workbench";
    for entry in fs::read_dir(from.join(workbench)).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() && entry.file_name() != "cargo" {
            copy(&entry.path(), &to.join(workbench).join(entry.file_name()));
        }
    }
}

/// Links `file` to `target`, or copies it if they are on different disks.
fn named_again(file: &Path, target: &Path) {
    fs::hard_link(file, target).or_else(|_| fs::copy(file, target).map(|_| ())).unwrap();
}

/// Puts the compiler and its libraries under `to`, because root's home is closed to other users.
fn readable_compiler(to: &Path) -> PathBuf {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).args(["--print", "sysroot"]).output().unwrap().stdout;
    let sysroot = PathBuf::from(String::from_utf8(said).unwrap().trim());
    let mut wanted = vec![PathBuf::from("bin/rustc")];
    wanted.extend(files(&sysroot.join("lib")).into_iter().map(|file| Path::new("lib").join(file)));
    for file in wanted {
        let target = to.join(&file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        named_again(&sysroot.join(&file), &target);
    }
    to.join("bin/rustc")
}
