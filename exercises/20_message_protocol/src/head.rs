//! Given: the head of a request, as RFC 9112 defines it. Nothing here is to be changed.

/// A head: the request line, and the fields in order, their names in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    /// The length of the body, in bytes.
    pub length: usize,
}

/// Parses a head without the empty line at its end; `None` if it is malformed.
pub fn parse(head: &[u8]) -> Option<Head> {
    let text = std::str::from_utf8(head).ok()?;
    let mut lines = text.split("\r\n");
    // RFC 9112 §3: method, target and version, with one space between them.
    let mut words = lines.next()?.split(' ');
    let (method, path, version) = (words.next()?, words.next()?, words.next()?);
    let whole = words.next().is_none() && version == "HTTP/1.1";
    if !whole || !is_token(method) || !is_path(path) {
        return None;
    }
    let headers = lines.map(field).collect::<Option<Vec<_>>>()?;
    // RFC 9112 §3.2: a request without `Host`, or with two of them, is refused.
    if headers.iter().filter(|(name, _)| name == "host").count() != 1 {
        return None;
    }
    let length = length(&headers)?;
    Some(Head { method: method.to_owned(), path: path.to_owned(), headers, length })
}

/// RFC 9112 §3.2.1: a path, with visible ASCII characters only; others are percent-encoded.
fn is_path(target: &str) -> bool {
    target.starts_with('/') && target.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A field line. RFC 9112 §5.1: no space comes between the name and the colon. §5.2: a line that begins with a space
/// would continue the line before it; a server may refuse it. §2.2: no bare carriage return or line feed.
fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    if !is_token(name) || value.contains(['\r', '\n', '\0']) {
        return None;
    }
    Some((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()))
}

/// RFC 9110 §5.6.2: at least one letter, digit or one of these signs.
fn is_token(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(sign)
}

/// The length of the body. RFC 9112 §6.3: `Content-Length` says it, and without that the body is empty. A length that is
/// not a number is an error, and so are several that differ. `Transfer-Encoding` (§6.1) is refused: this server does not
/// know it.
fn length(headers: &[(String, String)]) -> Option<usize> {
    if headers.iter().any(|(name, _)| name == "transfer-encoding") {
        return None;
    }
    let mut lengths = headers.iter().filter(|(name, _)| name == "content-length").map(|(_, value)| value);
    let Some(first) = lengths.next() else { return Some(0) };
    let digits = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || lengths.any(|other| other != first) {
        return None;
    }
    // RFC 9110 §8.6: a number can be of any size; what does not fit is larger than every limit.
    Some(first.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length_of(fields: &str) -> Option<usize> {
        parse(format!("GET / HTTP/1.1\r\nHost: a\r\n{fields}").as_bytes()).map(|head| head.length)
    }

    #[test]
    fn rfc_9112_3_a_request_line_has_three_words() {
        let head = parse(b"GET /wiki/UC_Berkeley HTTP/1.1\r\nHost: en.wikipedia.org").unwrap();
        assert_eq!((head.method.as_str(), head.path.as_str()), ("GET", "/wiki/UC_Berkeley"));
        assert_eq!(head.headers, [("host".to_owned(), "en.wikipedia.org".to_owned())]);
        for line in [
            "",
            "GET /",
            "GET  / HTTP/1.1",
            "GET / HTTP/1.1 x",
            "GET / HTTP/2",
            "GET /\r HTTP/1.1",
            "G@T / HTTP/1.1",
        ] {
            assert_eq!(parse(format!("{line}\r\nHost: a").as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn rfc_9112_3_2_one_host_and_a_path() {
        for head in ["GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a\r\nHost: a", "GET x HTTP/1.1\r\nHost: a"] {
            assert_eq!(parse(head.as_bytes()), None, "{head}");
        }
        assert!(parse("GET /Zürich HTTP/1.1\r\nHost: a".as_bytes()).is_none());
        assert!(parse(b"GET /Z%C3%BCrich HTTP/1.1\r\nhOST: a").is_some());
    }

    #[test]
    fn rfc_9112_5_1_no_space_before_the_colon() {
        assert_eq!(length_of("Content-Length : 5"), None);
        assert_eq!(length_of("Content-Length:5"), Some(5));
        assert_eq!(length_of("content-length: \t 5 "), Some(5));
    }

    #[test]
    fn rfc_9112_5_2_no_folded_lines() {
        assert_eq!(length_of("A: b\r\n c"), None);
    }

    #[test]
    fn rfc_9112_2_2_no_bare_line_ends() {
        assert_eq!(length_of("A: b\rc"), None);
        assert_eq!(length_of("A: b\nContent-Length: 5"), None);
    }

    #[test]
    fn rfc_9112_6_3_one_length_at_most() {
        assert_eq!(length_of("A: b"), Some(0));
        assert_eq!(length_of("Content-Length: 5\r\nContent-Length: 5"), Some(5));
        assert_eq!(length_of("Content-Length: 5\r\nContent-Length: 50"), None);
        assert_eq!(length_of("Transfer-Encoding: chunked"), None);
        for value in ["", "+5", "-5", "5 5", "5, 5", "0x5", "1e3", "five"] {
            assert_eq!(length_of(&format!("Content-Length: {value}")), None, "{value}");
        }
    }

    #[test]
    fn rfc_9110_8_6_a_length_of_any_size() {
        assert_eq!(length_of("Content-Length: 0005"), Some(5));
        assert_eq!(length_of(&format!("Content-Length: {}", "9".repeat(40))), Some(usize::MAX));
    }
}
