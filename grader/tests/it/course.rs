//! A course of two exercises in a folder of its own.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// The course, removed when dropped.
pub(crate) struct Course {
    pub(crate) folder: TempDir,
}

impl Course {
    /// `01_withdraw` and `02_counter`, as `grader new` writes them, with an empty library.
    pub(crate) fn new() -> Self {
        let course = Self { folder: tempfile::tempdir().unwrap() };
        course.put(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"interleaving\", \"exercises/*\", \"solutions/*\"]\n\
             [workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.85\"\nlicense = \"MIT\"\npublish = false\n\
             [workspace.dependencies]\ninterleaving = { path = \"interleaving\" }\nunused = \"1\"\n[profile.dev]\nopt-level = 1\n",
        );
        course.put(
            "interleaving/Cargo.toml",
            "[package]\nname = \"interleaving\"\nedition.workspace = true\n[dev-dependencies]\nnone = \"99\"\n[[bench]]\nname = \"speed\"\n",
        );
        course.put("interleaving/src/lib.rs", "//! Nothing.\n");
        course.put("interleaving/benches/speed.rs", "fn main() {}\n");
        course.put("exercises/.keep", "");
        course.put(".gitignore", "/target\n");
        course.put(".github/student-workflow.yml", "name: check\n");
        for name in ["withdraw", "counter"] {
            course.grader(&["new", name]).assert().success();
        }
        let second = course.path().join("exercises/02_counter/exercise.toml");
        let text = fs::read_to_string(&second).unwrap();
        fs::write(second, text.replace("chapter = 1", "chapter = 2")).unwrap();
        course
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, by its path in the course.
    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The binary, started in the course.
    pub(crate) fn grader(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("grader").unwrap();
        command.current_dir(self.path()).args(args);
        command
    }
}
