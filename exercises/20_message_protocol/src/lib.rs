//! A placeholder.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reject { BadRequest, ContentTooLarge, HeadersTooLarge, Incomplete }

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request { pub method: String, pub path: String, pub headers: Vec<(String, String)>, pub body: Vec<u8> }

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response { pub status: u16, pub body: Vec<u8> }

impl Response {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self { Self { status, body: body.into() } }
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\n\r\n", self.status, self.body.len()).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

impl From<Reject> for Response {
    fn from(reject: Reject) -> Self {
        Self::new(match reject { Reject::ContentTooLarge => 413, Reject::HeadersTooLarge => 431, _ => 400 }, "")
    }
}

#[derive(Debug, Default)]
pub struct Connection { held: Vec<u8>, over: bool }

impl Connection {
    pub fn new() -> Self { Self::default() }
    pub fn push(&mut self, bytes: &[u8]) { self.held.extend_from_slice(bytes); }
    pub fn next(&mut self) -> Option<Result<Request, Reject>> {
        if self.over { return None; }
        let end = self.held.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&self.held[..end]).into_owned();
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or("").split(' ');
        let (Some(method), Some(path), Some("HTTP/1.1")) = (words.next(), words.next(), words.next()) else { self.over = true; return Some(Err(Reject::BadRequest)) };
        let headers: Vec<(String, String)> = lines.filter_map(|l| l.split_once(':')).map(|(a, b)| (a.to_owned(), b.trim().to_owned())).collect();
        let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length")).and_then(|(_, v)| v.parse().ok()).unwrap_or(0);
        if self.held.len() < end + 4 + length { return None; }
        let request = Request { method: method.into(), path: path.into(), headers, body: self.held[end + 4..end + 4 + length].to_vec() };
        self.held.drain(..end + 4 + length);
        Some(Ok(request))
    }
    pub fn end(&self) -> Result<(), Reject> { if self.held.is_empty() { Ok(()) } else { Err(Reject::Incomplete) } }
    pub fn held(&self) -> usize { self.held.len() }
}
