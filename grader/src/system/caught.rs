//! A panic of the grader's own, held where it happens.

use std::panic::{self, AssertUnwindSafe};

/// Runs `work`; an `Err` has the words of its panic. What `work` has changed by then must not matter any more.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let words = payload.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| payload.downcast_ref::<&str>().copied());
        words.unwrap_or("without a message").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn the_words_of_a_panic_are_kept() {
        assert_eq!(caught(|| 1), Ok(1));
        assert_eq!(caught(|| panic!("no row {}", 3)), Err::<(), _>("no row 3".to_owned()));
        assert_eq!(caught(|| panic!("no row")), Err::<(), _>("no row".to_owned()));
        assert_eq!(caught(|| std::panic::panic_any(7)), Err::<(), _>("without a message".to_owned()));
    }
}
