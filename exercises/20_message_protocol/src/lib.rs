//! Requests from a stream of bytes.
//!
//! It works as long as every piece that arrives is one request. Run the tests to see what happens with other pieces.

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
    piece: Vec<u8>,
}

impl Connection {
    /// A connection on which nothing has arrived.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the bytes that one read has brought, at most 4 KiB.
    pub fn push(&mut self, bytes: &[u8]) {
        // TODO: A piece is not a request. What has to be kept?
        self.piece = bytes.to_vec();
    }

    /// The next request; `None` if more bytes are needed. After an error there is nothing more.
    // No iterator: after a `None` more bytes may bring another request.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Result<Request, Reject>> {
        // TODO: When is a request whole? Where does it end? When is it too large?
        let piece = std::mem::take(&mut self.piece);
        let end = piece.windows(4).position(|four| four == b"\r\n\r\n")?;
        let Some(head) = head::parse(&piece[..end]) else {
            return Some(Err(Reject::BadRequest));
        };
        let body = piece[end + 4..].to_vec();
        Some(Ok(Request { method: head.method, path: head.path, headers: head.headers, body }))
    }

    /// The stream has ended.
    pub fn end(&self) -> Result<(), Reject> {
        // TODO: In the middle of a request?
        Ok(())
    }

    /// The number of bytes that are held.
    pub fn held(&self) -> usize {
        self.piece.len()
    }
}
