//! One exercise: its manifest, and where its files are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::{Manifest, Used};

/// One exercise: what `exercise.toml` says, and where its files are.
#[derive(Clone, Debug)]
pub(crate) struct Exercise {
    /// `01_withdraw`
    pub(crate) folder: String,
    /// From the folder's name: 1.
    pub(crate) number: u32,
    /// From the folder's name: `withdraw`.
    pub(crate) name: String,
    /// `exercises/01_withdraw`
    pub(crate) path: PathBuf,
    /// `solutions/01_withdraw`; `None` in a student's repository.
    pub(crate) solution: Option<PathBuf>,
    pub(crate) manifest: Manifest,
    /// The exercises that it uses, in the manifest's order.
    pub(crate) uses: Vec<Used>,
}

impl Exercise {
    /// Reads `exercises/<folder>` of the course in `root`.
    pub(crate) fn load(root: &Path, folder: &str) -> Result<Self> {
        let (number, name) = folder
            .split_once('_')
            .and_then(|(number, name)| Some((number.parse().ok()?, name)))
            .with_context(|| {
                format!("`exercises/{folder}` is not named `NN_name`\nrename it, as in `01_withdraw`")
            })?;
        let path = root.join("exercises").join(folder);
        let shown = format!("exercises/{folder}/exercise.toml");
        let text = std::fs::read_to_string(path.join("exercise.toml"))
            .with_context(|| format!("cannot read `{shown}`"))?;
        let manifest = Manifest::parse(&text).map_err(|(line, text)| anyhow!("{shown}:{line}: {text}"))?;
        let solution = Some(root.join("solutions").join(folder)).filter(|path| path.is_dir());
        let uses = manifest.uses.iter().map(|used| {
            Used::find(root, used).with_context(|| format!("{shown}: no exercise is called `{used}`"))
        });
        let uses = uses.collect::<Result<_>>()?;
        Ok(Self { folder: folder.into(), number, name: name.into(), path, solution, manifest, uses })
    }

    /// The given files, each with its path and its text.
    ///
    /// # Errors
    /// If one cannot be read: a fault of the course.
    pub(crate) fn given(&self) -> Result<Vec<(String, String)>> {
        let read = |file: &String| {
            let text = std::fs::read_to_string(self.path.join(file));
            let text = text.with_context(|| format!("cannot read `exercises/{}/{file}`", self.folder))?;
            Ok((file.clone(), text))
        };
        self.manifest.given.iter().map(read).collect()
    }

    /// The texts that the exercise publishes, and the stubs of those that it uses.
    pub(crate) fn public_texts(&self) -> Vec<String> {
        let manifest = &self.manifest;
        let own = ["README.md", "exercise.toml", "tests/public.rs"].map(str::to_owned);
        let files = own.iter().chain(&manifest.files).chain(&manifest.given).map(|file| self.path.join(file));
        let published = |used: &Used| Some(self.path.parent()?.join(used.path.file_name()?).join("src"));
        let used = self.uses.iter().filter_map(published);
        let used = used.flat_map(|source| std::fs::read_dir(source).into_iter().flatten().flatten());
        let files = files.chain(used.map(|entry| entry.path()));
        files.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
    }
}
