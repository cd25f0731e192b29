//! One or two scenarios for each rule of the protocol. The hidden tests check the same rules in more cases.

use interleaving::alone;
use message_protocol::{Connection, MOST_BODY, MOST_HEAD, Reject, Request};

/// A request as it is sent.
fn sent(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!("{method} {path} HTTP/1.1\r\nHost: bank.example\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

/// The same as it should come out.
fn request(method: &str, path: &str, body: &str) -> Request {
    let headers = [("host", "bank.example".to_owned()), ("content-length", body.len().to_string())];
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        body: body.as_bytes().to_vec(),
    }
}

/// All that comes out now.
fn all(connection: &mut Connection) -> Vec<Result<Request, Reject>> {
    let mut out = Vec::new();
    while let Some(next) = connection.next() {
        out.push(next);
        assert!(out.len() < 1_000, "`next` gives out requests without end");
    }
    out
}

/// All that comes out of these pieces, taken out after each.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<Request, Reject>> {
    let mut connection = Connection::new();
    let mut out = Vec::new();
    for piece in pieces {
        connection.push(piece);
        out.extend(all(&mut connection));
    }
    out
}

/// Fails unless these pieces give these requests.
fn gives(pieces: &[&[u8]], expected: &[Result<Request, Reject>]) {
    let read = read(pieces.iter().copied());
    if read != expected {
        let pieces: Vec<_> = pieces.iter().map(|piece| String::from_utf8_lossy(piece)).collect();
        panic!("the pieces {pieces:?} give {} instead of {}", shown(&read), shown(expected));
    }
}

/// Requests in short: `[POST /a "ZÃ¼rich"]`.
fn shown(requests: &[Result<Request, Reject>]) -> String {
    let one = |request: &Result<Request, Reject>| match request {
        Ok(Request { method, path, body, .. }) => {
            format!("{method} {path} \"{}\"", String::from_utf8_lossy(body).escape_debug())
        }
        Err(reject) => format!("{reject:?}"),
    };
    format!("[{}]", requests.iter().map(one).collect::<Vec<_>>().join(", "))
}

#[test]
fn rule_1_one_request_in_one_piece() {
    alone("GET /wiki/UC_Berkeley in one piece", || {
        let bytes = b"GET /wiki/UC_Berkeley HTTP/1.1\r\nHost: en.wikipedia.org\r\n\r\n";
        let headers = vec![("host".to_owned(), "en.wikipedia.org".to_owned())];
        let (method, path) = ("GET".to_owned(), "/wiki/UC_Berkeley".to_owned());
        gives(&[bytes], &[Ok(Request { method, path, headers, body: Vec::new() })]);
        gives(&[&sent("POST", "/a", "amount=8")], &[Ok(request("POST", "/a", "amount=8"))]);
    });
}

#[test]
fn rule_2_one_request_in_two_pieces() {
    alone("a request in all pairs of pieces", || {
        let bytes = sent("POST", "/transfer", "to=Zürich\r\n\r\n");
        for cut in 0..=bytes.len() {
            gives(&[&bytes[..cut], &bytes[cut..]], &[Ok(request("POST", "/transfer", "to=Zürich\r\n\r\n"))]);
        }
    });
}

#[test]
fn rule_2_byte_by_byte() {
    alone("a request byte by byte", || {
        let bytes = sent("POST", "/transfer", "amount=8");
        let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
        gives(&pieces, &[Ok(request("POST", "/transfer", "amount=8"))]);
    });
}

#[test]
fn rule_3_two_requests_in_one_piece() {
    alone("two requests in one piece", || {
        let bytes = [sent("POST", "/a", "amount=8"), sent("GET", "/b", "")].concat();
        gives(&[&bytes], &[Ok(request("POST", "/a", "amount=8")), Ok(request("GET", "/b", ""))]);
    });
}

#[test]
fn rule_4_a_head_without_end() {
    alone("a head that never ends, 1000 bytes at a time", || {
        let mut connection = Connection::new();
        connection.push(b"GET / HTTP/1.1\r\nCookie: ");
        let mut out = Vec::new();
        for _ in 0..100 {
            connection.push(&[b'x'; 1_000]);
            let held = connection.held();
            assert!(held <= MOST_HEAD + MOST_BODY + 1_000, "{held} bytes are held");
            out.extend(all(&mut connection));
        }
        assert!(out == [Err(Reject::HeadersTooLarge)], "100 kB of a head give {}", shown(&out));
    });
}

#[test]
fn rule_4_a_body_that_is_too_large() {
    alone("a head that announces a body of 64 KiB and one byte", || {
        let head = format!("POST /a HTTP/1.1\r\nContent-Length: {}\r\n\r\n", MOST_BODY + 1);
        gives(&[head.as_bytes()], &[Err(Reject::ContentTooLarge)]);
    });
}

#[test]
fn rule_5_nothing_after_a_malformed_request() {
    alone("a malformed request, and a good one after it", || {
        let bytes = [b"what is this\r\n\r\n".to_vec(), sent("GET", "/b", "")].concat();
        gives(&[&bytes, &sent("GET", "/c", "")], &[Err(Reject::BadRequest)]);
    });
}

#[test]
fn rule_6_the_stream_ends_in_a_body() {
    alone("a stream ends within a body, and after it", || {
        let bytes = sent("POST", "/a", "amount=8");
        let mut connection = Connection::new();
        connection.push(&bytes[..bytes.len() - 1]);
        assert!(connection.next().is_none(), "the last byte is missing, but a request came out");
        let end = connection.end();
        assert!(end == Err(Reject::Incomplete), "the last byte is missing, but `end` returned {end:?}");
        connection.push(&bytes[bytes.len() - 1..]);
        assert!(all(&mut connection).len() == 1, "the request is whole, but it did not come out");
        assert!(connection.end().is_ok(), "the stream ended after a request, but `end` returned an error");
    });
}
