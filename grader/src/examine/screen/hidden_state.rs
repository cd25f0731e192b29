//! Methods of std that show what no check can see: counts of `Arc`, the system's last error, the keys of hash maps.
//!
//! Their types are harmless and honest programs need them, so the compiler cannot withhold the methods. Whoever calls
//! one must write its name: no macro of a submission's own can make an identifier.

use proc_macro2::{TokenStream, TokenTree};

use super::tokens::word;

/// The names, and what each shows.
const SHOWN: [(&str, &str); 6] = [
    ("strong_count", "how many `Arc`s there are"),
    ("weak_count", "how many `Weak`s there are"),
    ("last_os_error", "the system's last error"),
    ("raw_os_error", "the system's last error"),
    ("hash_one", "the keys of a hash map"),
    ("build_hasher", "the keys of a hash map"),
];

/// A use of such a name: its line, the reason, and what to use instead.
pub(super) fn uses(stream: TokenStream) -> Vec<(u32, String, Option<String>)> {
    let mut found = Vec::new();
    let mut left = vec![stream];
    while let Some(stream) = left.pop() {
        for token in stream {
            if let TokenTree::Group(group) = &token {
                left.push(group.stream());
            }
            let name = word(Some(&token));
            let shown = SHOWN.iter().find(|(hidden, _)| name.as_deref() == Some(hidden));
            found.extend(shown.map(|(name, what)| {
                let line = token.span().start().line as u32;
                let instead = "keep what the program must know in a field of its own".to_owned();
                (line, format!("`{name}` shows {what}, which the checker cannot see"), Some(instead))
            }));
        }
    }
    found.sort();
    found
}
