//! design: a machine with states that takes one byte at a time
//!
//! The head grows until its last four bytes are the empty line; then the body is counted down. Whole requests wait in a\nqueue.

use std::collections::VecDeque;

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
    head: Vec<u8>,
    /// The request whose body is awaited, and how many bytes are missing.
    request: Option<(Request, usize)>,
    ready: VecDeque<Result<Request, Reject>>,
    refused: bool,
}

impl Connection {
    /// A connection on which nothing has arrived.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the bytes that one read has brought, at most 4 KiB.
    pub fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.refused {
                return;
            }
            if let Err(reject) = self.take(byte) {
                self.refused = true;
                self.head.clear();
                self.ready.push_back(Err(reject));
            }
        }
    }

    /// The next request; `None` if more bytes are needed. After an error there is nothing more.
    pub fn next(&mut self) -> Option<Result<Request, Reject>> {
        self.ready.pop_front()
    }

    /// The stream has ended.
    pub fn end(&self) -> Result<(), Reject> {
        if self.head.is_empty() && self.request.is_none() { Ok(()) } else { Err(Reject::Incomplete) }
    }

    /// The number of bytes that are held.
    pub fn held(&self) -> usize {
        let body = self.request.as_ref().map_or(0, |(request, _)| request.body.len());
        let ready = self.ready.iter().flatten().map(|request| request.body.len()).sum::<usize>();
        self.head.len() + body + ready
    }

    fn take(&mut self, byte: u8) -> Result<(), Reject> {
        match &mut self.request {
            Some((request, missing)) => {
                request.body.push(byte);
                *missing -= 1;
            }
            None => {
                self.head.push(byte);
                if self.head.ends_with(b"\r\n\r\n") {
                    self.begin()?;
                } else if self.head.len() >= MOST_HEAD {
                    return Err(Reject::HeadersTooLarge);
                }
            }
        }
        if let Some((request, _)) = self.request.take_if(|(_, missing)| *missing == 0) {
            self.ready.push_back(Ok(request));
        }
        Ok(())
    }

    /// The head is whole.
    fn begin(&mut self) -> Result<(), Reject> {
        let head = head::parse(&self.head[..self.head.len() - 4]).ok_or(Reject::BadRequest)?;
        self.head.clear();
        if head.length > MOST_BODY {
            return Err(Reject::ContentTooLarge);
        }
        let (method, path, headers, body) = (head.method, head.path, head.headers, Vec::new());
        self.request = Some((Request { method, path, headers, body }, head.length));
        Ok(())
    }
}
