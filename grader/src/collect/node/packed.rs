//! Files and folders in an archive.

use super::{Kind, kind_of};
use crate::collect::archive::{Packed, What};

/// The kind of the archive's entry at `path`.
pub(super) fn kind(packed: &Packed, path: &str) -> Option<Kind> {
    let below = || {
        let first = packed.items.range(format!("{path}/")..).next();
        path.is_empty() || first.is_some_and(|(other, _)| other.starts_with(&format!("{path}/")))
    };
    match packed.items.get(path).map(|item| &item.what) {
        Some(What::Folder) => Some(Kind::Folder),
        Some(What::Archive(_)) => Some(Kind::Archive),
        Some(What::Link | What::Special) => Some(Kind::Other),
        Some(_) => Some(kind_of(false, true, path)),
        None => below().then_some(Kind::Folder),
    }
}

/// The names directly below `path`, without looking at what is deeper.
pub(super) fn names(packed: &Packed, path: &str) -> Vec<String> {
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let (mut names, mut from) = (Vec::new(), prefix.clone());
    while let Some((other, _)) = packed.items.range(from.clone()..).next() {
        let Some(rest) = other.strip_prefix(&prefix) else { break };
        let name = rest.split('/').next().unwrap_or(rest).to_owned();
        // `0` follows `/`: the first path that is not below the name.
        from = if rest.len() > name.len() { format!("{prefix}{name}0") } else { format!("{other}\0") };
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    names.sort();
    names.dedup();
    names
}

/// The bytes of the file at `path`; an error is the reason, with `{}` for its name.
pub(super) fn bytes(packed: &Packed, path: &str) -> Result<Vec<u8>, String> {
    let parents = path.char_indices().filter(|(_, letter)| *letter == '/').map(|(at, _)| &path[..at]);
    for parent in parents {
        match packed.items.get(parent).map(|item| &item.what) {
            None | Some(What::Folder) => {}
            Some(What::Link) => return Err("the folder of {} is a symbolic link".into()),
            Some(_) => return Err("{} is missing: its folder is a file".into()),
        }
    }
    let Some(item) = packed.items.get(path) else {
        let folder = kind(packed, path).is_some();
        return Err(if folder { "{} is a folder, not a file".into() } else { "{} is missing".into() });
    };
    match &item.what {
        _ if item.twice => Err("{} is in the archive twice".into()),
        What::Text(bytes) => Ok(bytes.clone()),
        What::Folder => Err("{} is a folder, not a file".into()),
        What::Link => Err("{} is a link".into()),
        What::Special => Err("{} is not a regular file".into()),
        What::Bad(reason) => Err(reason.clone()),
        What::Digest(..) | What::Unread | What::Archive(_) => Err("{} is not a source file".into()),
    }
}
