//! breaks: rule 2, rule 3, rule 4, rule 5, one piece is taken for one request
//!
//! What was left of the last piece is replaced by the new one.

pub mod head;

/// The most bytes of a head, with the empty line at its end, and of a body.
pub const MOST_HEAD: usize = 8 * 1024;
pub const MOST_BODY: usize = 64 * 1024;

/// A whole request. The names of the headers are in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The reason why there is no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reject {
    /// It is malformed (400).
    BadRequest,
    /// Its head is larger than `MOST_HEAD` (431).
    HeadersTooLarge,
    /// Its body is larger than `MOST_BODY` (413).
    ContentTooLarge,
    /// The stream ended in its middle.
    Incomplete,
}

/// The receiving side of a connection. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct Connection {
    /// All bytes that are not used up.
    bytes: Vec<u8>,
    refused: bool,
}

impl Connection {
    /// A connection on which nothing has arrived.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the bytes that one read has brought, at most 4 KiB.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.refused {
            self.bytes = bytes.to_vec();
        }
    }

    /// The next request; `None` if more bytes are needed. After an error there is nothing more.
    pub fn next(&mut self) -> Option<Result<Request, Reject>> {
        let next = self.whole().transpose()?;
        if next.is_err() {
            self.refused = true;
            self.bytes.clear();
        }
        Some(next)
    }

    /// The stream has ended.
    pub fn end(&self) -> Result<(), Reject> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Reject::Incomplete) }
    }

    /// The number of bytes that are held.
    pub fn held(&self) -> usize {
        self.bytes.len()
    }

    /// Takes a whole request from the front, if there is one.
    fn whole(&mut self) -> Result<Option<Request>, Reject> {
        let end = self.bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|end| end + 4);
        let Some(end) = end else {
            return if self.bytes.len() < MOST_HEAD { Ok(None) } else { Err(Reject::HeadersTooLarge) };
        };
        if end > MOST_HEAD {
            return Err(Reject::HeadersTooLarge);
        }
        let head = head::parse(&self.bytes[..end - 4]).ok_or(Reject::BadRequest)?;
        if head.length > MOST_BODY {
            return Err(Reject::ContentTooLarge);
        }
        if self.bytes.len() < end + head.length {
            return Ok(None);
        }
        let body = self.bytes[end..end + head.length].to_vec();
        self.bytes.clear();
        Ok(Some(Request { method: head.method, path: head.path, headers: head.headers, body }))
    }
}
