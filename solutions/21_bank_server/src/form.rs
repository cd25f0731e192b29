//! Given: forms, as in `from=Adrian+Day&to=Adelaide&amount=8`, and names in paths. Nothing here is to be changed.

/// The fields of a form.
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads the body of a request; `None` if it is no form.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let text = str::from_utf8(body).ok()?;
        let field = |part: &str| {
            let (name, value) = part.split_once('=')?;
            Some((decode(&name.replace('+', " "))?, decode(&value.replace('+', " "))?))
        };
        text.split('&').map(field).collect::<Option<_>>().map(|fields| Self { fields })
    }

    /// The text of a field; `None` if the form does not have it exactly once.
    pub fn text(&self, name: &str) -> Option<&str> {
        let mut values = self.fields.iter().filter(|(field, _)| field == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// The field `amount`; `None` if it is not a positive number of dollars in digits.
    pub fn amount(&self) -> Option<u32> {
        let digits = self.text("amount")?;
        let amount = if digits.starts_with('+') { None } else { digits.parse().ok() };
        amount.filter(|amount| *amount > 0)
    }
}

/// A text with its `%20` and the like decoded; `None` if one of them is wrong.
pub fn decode(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}
