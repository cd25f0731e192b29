//! One or two scenarios for each rule of the protocol. The hidden tests check the same rules in more cases.

use interleaving::alone;
use message_protocol::{Connection, MOST_BODY, MOST_HEAD, Reject};
use stream::{first, gives, head_of, read, request, sent, shown};

/// Requests as bytes, and what comes out of a connection.
pub(crate) mod stream {
    use message_protocol::{Connection, Reject, Request};

    pub(crate) type Outcome = Result<Request, Reject>;

    /// A request as it is sent.
    pub(crate) fn sent(method: &str, path: &str, body: &str) -> Vec<u8> {
        let length = body.len();
        format!("{method} {path} HTTP/1.1\r\nHost: bank.example\r\nContent-Length: {length}\r\n\r\n{body}")
            .into()
    }

    /// The same as it should come out.
    pub(crate) fn request(method: &str, path: &str, body: &str) -> Outcome {
        let headers = [("host", "bank.example".to_owned()), ("content-length", body.len().to_string())];
        Ok(Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            body: body.as_bytes().to_vec(),
        })
    }

    /// A head of exactly so many bytes, with its empty line.
    pub(crate) fn head_of(bytes: usize) -> Vec<u8> {
        let mut head = b"GET / HTTP/1.1\r\nHost: bank.example\r\nCookie: ".to_vec();
        head.resize(bytes - 4, b'x');
        head.extend(b"\r\n\r\n");
        head
    }

    /// All that comes out now.
    pub(crate) fn all(connection: &mut Connection) -> Vec<Outcome> {
        let mut out = Vec::new();
        while let Some(next) = connection.next() {
            let last = shown(Some(&next), false);
            out.push(next);
            assert!(out.len() < 100, "`next` never returns `None`; the 100th result is {last}");
        }
        out
    }

    /// All that comes out of these pieces, taken out after each.
    pub(crate) fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Outcome> {
        let mut connection = Connection::new();
        let mut out = Vec::new();
        for piece in pieces {
            connection.push(piece);
            out.extend(all(&mut connection));
        }
        out
    }

    /// The first that comes out of these pieces: what follows a refusal is for rule 5.
    pub(crate) fn first<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Option<Outcome> {
        let mut connection = Connection::new();
        pieces.into_iter().find_map(|piece| {
            connection.push(piece);
            connection.next()
        })
    }

    /// Fails unless these pieces give these requests.
    pub(crate) fn gives(pieces: &[&[u8]], expected: &[Outcome]) {
        same(&shown_pieces(pieces), &read(pieces.iter().copied()), expected);
    }

    /// Fails at the first difference.
    pub(crate) fn same(sent: &str, out: &[Outcome], expected: &[Outcome]) {
        let Some(at) = (0..out.len().max(expected.len())).find(|at| out.get(*at) != expected.get(*at)) else {
            return;
        };
        let (seen, due) = (out.get(at), expected.get(at));
        // Where method, path and body are the same, the headers differ.
        let headers = shown(seen, false) == shown(due, false);
        let (seen, due) = (shown(seen, headers), shown(due, headers));
        panic!("{sent}: result {} is {seen} instead of {due}", at + 1);
    }

    /// A result in short: `POST /a "amount=8"`.
    pub(crate) fn shown(outcome: Option<&Outcome>, with_headers: bool) -> String {
        match outcome {
            None => "nothing".to_owned(),
            Some(Err(reject)) => format!("{reject:?}"),
            Some(Ok(Request { method, path, headers, body })) if with_headers => {
                format!("{method} {path} {headers:?} {}", excerpt(body))
            }
            Some(Ok(Request { method, path, body, .. })) => format!("{method} {path} {}", excerpt(body)),
        }
    }

    /// Up to three pieces as texts, more of them as sizes.
    fn shown_pieces(pieces: &[&[u8]]) -> String {
        match pieces {
            [piece] => format!("the piece {}", excerpt(piece)),
            [_, _] | [_, _, _] => {
                let pieces: Vec<_> = pieces.iter().map(|piece| excerpt(piece)).collect();
                format!("the pieces {}", pieces.join(" + "))
            }
            _ => format!("{} pieces, the first one {}", pieces.len(), excerpt(pieces[0])),
        }
    }

    /// Bytes in quotes, without their middle if they are many; `\xC3` is half of a letter.
    pub(crate) fn excerpt(bytes: &[u8]) -> String {
        let quoted = |part: &[u8]| {
            let text = |chunk: std::str::Utf8Chunk<'_>| {
                let rest: String = chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")).collect();
                format!("{}{rest}", chunk.valid().escape_debug())
            };
            format!("\"{}\"", part.utf8_chunks().map(text).collect::<String>())
        };
        if bytes.len() <= 140 {
            return quoted(bytes);
        }
        let (begin, end) = (quoted(&bytes[..40]), quoted(&bytes[bytes.len() - 30..]));
        format!("{begin} … {end} ({} bytes)", bytes.len())
    }
}

#[test]
fn rule_1_one_request_in_one_piece() {
    alone("GET /wiki/UC_Berkeley in one piece", || {
        let bytes = b"GET /wiki/UC_Berkeley HTTP/1.1\r\nHost: en.wikipedia.org\r\n\r\n";
        let out = read([&bytes[..]]);
        let [Ok(request)] = &out[..] else { panic!("{} results come out of one request", out.len()) };
        let line = (request.method.as_str(), request.path.as_str());
        assert!(line == ("GET", "/wiki/UC_Berkeley"), "method and path are {line:?}");
        let headers = &request.headers;
        assert!(*headers == [("host".into(), "en.wikipedia.org".into())], "the headers are {headers:?}");
        assert!(request.body.is_empty(), "there is a body of {} bytes", request.body.len());
    });
}

#[test]
fn rule_1_a_request_with_a_body() {
    alone("a request with a body in one piece", || {
        gives(&[&sent("POST", "/a", "amount=8")], &[request("POST", "/a", "amount=8")]);
    });
}

#[test]
fn rule_2_two_requests_in_two_pieces() {
    alone("two requests, cut in two at every byte", || {
        let bytes = [sent("POST", "/a", "to=Zürich\r\n\r\n"), sent("GET", "/b", "")].concat();
        for cut in 1..bytes.len() {
            gives(
                &[&bytes[..cut], &bytes[cut..]],
                &[request("POST", "/a", "to=Zürich\r\n\r\n"), request("GET", "/b", "")],
            );
        }
    });
}

#[test]
fn rule_2_byte_by_byte() {
    alone("a request byte by byte", || {
        let bytes = sent("POST", "/a", "amount=8");
        let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
        gives(&pieces, &[request("POST", "/a", "amount=8")]);
    });
}

#[test]
fn rule_3_two_requests_in_one_piece() {
    alone("two requests in one piece", || {
        let bytes = [sent("POST", "/a", "amount=8"), sent("GET", "/b", "")].concat();
        gives(&[&bytes], &[request("POST", "/a", "amount=8"), request("GET", "/b", "")]);
    });
}

#[test]
fn rule_4_the_largest_head() {
    alone("a head of 8 KiB, and one of a byte more", || {
        for (bytes, accepted) in [(MOST_HEAD, true), (MOST_HEAD + 1, false)] {
            let seen = first(head_of(bytes).chunks(4_096));
            let right = if accepted {
                matches!(seen, Some(Ok(_)))
            } else {
                seen == Some(Err(Reject::HeadersTooLarge))
            };
            let seen = shown(seen.as_ref(), false);
            assert!(right, "a head of {bytes} bytes: the first result is {seen}");
        }
    });
}

#[test]
fn rule_4_the_largest_body() {
    alone("a body of 64 KiB, and one of a byte more", || {
        let body = "x".repeat(MOST_BODY);
        let bytes = sent("POST", "/a", &body);
        gives(&bytes.chunks(4_096).collect::<Vec<_>>(), &[request("POST", "/a", &body)]);
        let head =
            format!("POST /a HTTP/1.1\r\nHost: bank.example\r\nContent-Length: {}\r\n\r\n", MOST_BODY + 1);
        let seen = first([head.as_bytes()]);
        let right = seen == Some(Err(Reject::ContentTooLarge));
        let seen = shown(seen.as_ref(), false);
        assert!(right, "a body of {} bytes: the first result is {seen}", MOST_BODY + 1);
    });
}

#[test]
fn rule_4_a_head_without_end() {
    alone("a head that never ends, 1000 bytes at a time", || {
        let mut connection = Connection::new();
        connection.push(b"GET / HTTP/1.1\r\nHost: bank.example\r\nCookie: ");
        let mut first = connection.next();
        for arrived in (1_000..=90_000).step_by(1_000) {
            connection.push(&[b'x'; 1_000]);
            let held = connection.held();
            assert!(held <= MOST_HEAD + MOST_BODY + 1_000, "{held} bytes are held");
            first = first.or_else(|| connection.next());
            assert!(arrived < MOST_HEAD || first.is_some(), "{arrived} bytes of a head are not refused");
        }
        let seen = shown(first.as_ref(), false);
        assert!(first == Some(Err(Reject::HeadersTooLarge)), "90 kB of a head give {seen}");
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
fn rule_6_the_stream_ends_early() {
    alone("a stream ends within a head, within a body, and after it", || {
        let bytes = sent("POST", "/a", "amount=8");
        for length in [20, bytes.len() - 1, bytes.len()] {
            let mut connection = Connection::new();
            connection.push(&bytes[..length]);
            // Other rules say what comes out of how many bytes.
            if connection.next().is_some() != (length == bytes.len()) {
                continue;
            }
            let due = if length == bytes.len() { Ok(()) } else { Err(Reject::Incomplete) };
            let end = connection.end();
            assert!(
                end == due,
                "after {length} of {} bytes `end` is {end:?} instead of {due:?}",
                bytes.len()
            );
        }
    });
}
