//! File names for submission ids, which come from students and their platforms.

/// A file name for `id` that is safe on every platform; different ids have different names.
///
/// A name that had to be changed ends in `~` and a hash of the id. `~` is never kept, so no other id
/// can be made to look like it.
pub(crate) fn safe_id(id: &str) -> String {
    let kept = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "-_.".contains(char);
    let name: String = id.chars().map(|char| if kept(char) { char } else { '-' }).take(64).collect();
    let reserved = matches!(
        name.split('.').next(),
        Some("con" | "prn" | "aux" | "nul" | "com1" | "com2" | "com3" | "com4" | "lpt1" | "lpt2" | "lpt3")
    );
    let unsafe_end = name.is_empty() || name.starts_with(['.', '-']) || name.ends_with('.');
    if name == id && !unsafe_end && !reserved {
        return name;
    }
    let readable: String =
        id.chars().map(|char| if kept(char.to_ascii_lowercase()) { char } else { '-' }).take(48).collect();
    let hash = blake3::hash(id.as_bytes()).to_hex();
    format!("{}~{}", readable.trim_matches(['.', '-']), &hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_kept() {
        assert_eq!(safe_id("team-7_b.2"), "team-7_b.2");
    }

    #[test]
    fn hostile_names_cannot_leave_the_folder() {
        for id in ["../../etc/passwd", "a/b", "", ".", "..", "con", "nul.txt", "-rf", "a\0b", "x\n", "é"] {
            let name = safe_id(id);
            assert!(!name.contains(['/', '\\', '\0', '\n']), "{name}");
            assert!(name.contains('~') && !name.starts_with(['.', '-']), "{name}");
        }
        assert!(safe_id(&"x".repeat(500)).len() < 100);
    }

    #[test]
    fn ids_that_look_alike_stay_distinct() {
        let ids = ["a b", "a-b", "a/b", "A-b", "a~b", safe_id("a b").as_str()].map(safe_id);
        for (at, id) in ids.iter().enumerate() {
            let lower = id.to_lowercase();
            assert!(ids[at + 1..].iter().all(|other| other.to_lowercase() != lower), "{ids:?}");
        }
    }
}
