//! Numbers in a readable form.

/// A count with a comma between thousands.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 preemption`, `2 preemptions`.
pub(super) fn preemptions(count: u32) -> String {
    match count {
        0 => "no preemption".to_owned(),
        1 => "1 preemption".to_owned(),
        more => format!("{more} preemptions"),
    }
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn commas_separate_thousands() {
        assert_eq!([999, 1_000, 1_234_567].map(thousands), ["999", "1,000", "1,234,567"]);
    }
}
