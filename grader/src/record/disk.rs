//! Writing that neither a kill nor a power cut nor a full disk can leave half done.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// The disk below an output folder.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// Steps until the disk is full; negative for never.
    #[cfg(test)]
    pub(super) full_after: std::sync::Arc<std::sync::Mutex<Option<usize>>>,
}

impl Disk {
    /// Writes the whole file or nothing, with the folders above it: temporary file, fsync, rename,
    /// fsync of the folder. When this returns, the file survives a power cut.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().expect("a file in the output folder has a parent");
        self.make_folder(folder)?;
        self.step()?;
        let mut temporary = tempfile::Builder::new().prefix(".").suffix(".tmp").tempfile_in(folder)?;
        self.step()?;
        temporary.write_all(bytes)?;
        self.step()?;
        sync(temporary.as_file())?;
        self.step()?;
        temporary.persist(path)?;
        self.step()?;
        sync(&File::open(folder)?)
    }

    /// A new folder is a new name in the one above it, which must reach the disk too.
    pub(super) fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        let above = folder.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.make_folder(above)?;
        self.step()?;
        // Another thread may be as fast.
        fs::create_dir(folder).or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
        sync(&File::open(above)?)
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "where a test lets the disk be full")]
    fn step(&self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    fn step(&self) -> io::Result<()> {
        match self.full_after.lock().unwrap().as_mut() {
            None => Ok(()),
            Some(0) => Err(io::ErrorKind::StorageFull.into()),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
        }
    }
}

/// Waits until the disk has the file. The tests cut no power, and would wait minutes for this.
fn sync(file: &File) -> io::Result<()> {
    if cfg!(test) { Ok(()) } else { file.sync_all() }
}
