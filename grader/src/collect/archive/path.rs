//! The paths of entries, which may be anything.

use super::packed::Fault;

/// A path longer than this is none that a system would take.
const MAX_PATH_BYTES: usize = 4_096;

/// The path of an entry, in plain names joined by `/`; empty for the archive's own root.
///
/// A backslash separates too: some tools of Windows write it.
pub(super) fn plain(name: &[u8]) -> Result<String, Fault> {
    let name = String::from_utf8_lossy(name).replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    let fault = |parts: &[&str], why: &str| {
        let shown: String = name.chars().take(120).collect();
        Err(Fault { folder: parts.join("/"), text: format!("the archive holds `{shown}`, {why}") })
    };
    if name.len() > MAX_PATH_BYTES {
        return fault(&[], "a path of more than 4,096 bytes");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return fault(&[], "an absolute path");
    }
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return fault(&parts, "a path that leads out of it"),
            part if part.contains('\0') => return fault(&parts, "a path with a NUL byte"),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_plain_or_a_fault_under_the_folder_they_stand_in() {
        for (name, path) in [("a/b.rs", "a/b.rs"), ("./a//b/", "a/b"), ("a\\b.rs", "a/b.rs"), ("/", "/")] {
            match plain(name.as_bytes()) {
                Ok(plain) => assert_eq!(plain, path),
                Err(fault) => assert_eq!((name, fault.folder.as_str()), ("/", "")),
            }
        }
        let fault = |name: &str| plain(name.as_bytes()).unwrap_err();
        assert_eq!(fault("../evil.rs").text, "the archive holds `../evil.rs`, a path that leads out of it");
        assert_eq!(fault("ada/src/../../x").folder, "ada/src");
        assert!(fault("a\\..\\b.rs").text.contains("leads out"));
        assert!(fault("/abs.rs").text.contains("absolute") && fault("C:\\abs.rs").text.contains("absolute"));
        assert!(fault("a\0b").text.contains("NUL"));
        assert!(fault(&"x/".repeat(3_000)).text.contains("4,096"));
        assert!(fault(&"x".repeat(5_000)).text.len() < 250);
    }
}
