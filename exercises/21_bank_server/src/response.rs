//! Given: responses as bytes, as RFC 9112 defines them. Nothing here is to be changed.

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub body: String,
}

impl Response {
    /// An answer with this status and this body.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into() }
    }

    /// The status line (RFC 9112 §4), the fields, and the body, whose length is one of them (§6.2).
    pub fn to_bytes(&self) -> Vec<u8> {
        let (status, reason, length) = (self.status, reason(self.status), self.body.len());
        let head = format!(
            "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
        );
        [head.as_bytes(), self.body.as_bytes()].concat()
    }
}

/// The reason phrases of RFC 9110 §15.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        _ => "",
    }
}
