//! More cases of the rules: three pieces, random pieces, requests in a row, the limits to the byte, malformed heads.

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

/// Numbers that look random: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn random(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut number = *state;
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((number ^ (number >> 31)) % below as u64) as usize
}

#[test]
fn rule_1_a_body_that_looks_like_a_head() {
    alone("a body with an empty line and a request in it", || {
        for body in ["", "\r\n\r\n", "a\r\n\r\nb", "GET / HTTP/1.1\r\n\r\n"] {
            gives(&[&sent("POST", "/a", body)], &[Ok(request("POST", "/a", body))]);
        }
    });
}

#[test]
fn rule_2_two_requests_in_three_pieces() {
    alone("two requests in all triples of pieces", || {
        let bytes = b"PUT /a HTTP/1.1\r\nContent-Length: 6\r\n\r\n\xC3\xA4\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
        let whole = read([&bytes[..]]);
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                gives(&[&bytes[..first], &bytes[first..second], &bytes[second..]], &whole);
            }
        }
        assert!(whole.len() == 2, "two requests give {}", shown(&whole));
    });
}

#[test]
fn rule_2_random_pieces_taken_out_late() {
    alone("three requests in random pieces, taken out after some of them", || {
        let bytes =
            [sent("POST", "/a", "\u{1F980}\r\n"), sent("GET", "/b", ""), sent("PUT", "/c", "amount=20")]
                .concat();
        let whole = read([&bytes[..]]);
        let mut state = 7;
        for _ in 0..200 {
            let (mut connection, mut out, mut at) = (Connection::new(), Vec::new(), 0);
            while at < bytes.len() {
                let end = (at + random(&mut state, 40)).min(bytes.len());
                connection.push(&bytes[at..end]);
                at = end;
                if random(&mut state, 3) == 0 {
                    out.extend(all(&mut connection));
                }
            }
            out.extend(all(&mut connection));
            assert!(out == whole, "random pieces give {} instead of {}", shown(&out), shown(&whole));
        }
        assert!(whole.len() == 3, "three requests give {}", shown(&whole));
    });
}

#[test]
fn rule_2_nothing_was_pushed() {
    alone("`next` is called before anything has arrived, and after an empty piece", || {
        let mut connection = Connection::new();
        assert!(connection.next().is_none(), "nothing has arrived, but `next` gives something");
        connection.push(b"");
        assert!(connection.next().is_none() && connection.held() == 0, "an empty piece changes something");
        connection.push(&sent("GET", "/a", ""));
        assert!(all(&mut connection) == [Ok(request("GET", "/a", ""))], "the request does not come out");
    });
}

#[test]
fn rule_3_many_requests_in_one_piece() {
    alone("sixty requests in one piece, larger than the limit of a head", || {
        let (mut bytes, mut expected) = (Vec::new(), Vec::new());
        for number in 0..60 {
            let (path, body) = (format!("/{number}"), "x".repeat(number * 5));
            bytes.extend(sent("POST", &path, &body));
            expected.push(Ok(request("POST", &path, &body)));
        }
        gives(&[&bytes], &expected);
    });
}

#[test]
fn rule_3_one_and_a_half_requests() {
    alone("a request and a half, then the other half", || {
        let (one, other) = (sent("POST", "/a", "amount=8"), sent("POST", "/b", "amount=7"));
        for cut in 1..other.len() {
            let first = [&one[..], &other[..cut]].concat();
            gives(
                &[&first, &other[cut..]],
                &[Ok(request("POST", "/a", "amount=8")), Ok(request("POST", "/b", "amount=7"))],
            );
        }
    });
}

/// A head of exactly so many bytes, with its empty line.
fn head(bytes: usize) -> Vec<u8> {
    let mut head = b"GET / HTTP/1.1\r\nCookie: ".to_vec();
    head.resize(bytes - 4, b'x');
    head.extend(b"\r\n\r\n");
    head
}

#[test]
fn rule_4_heads_at_the_limit() {
    alone("a head of 8 KiB, and one of a byte more", || {
        for size in [100, 1_000, 4_096] {
            let pieces = |bytes: &[u8]| read(bytes.chunks(size));
            let fits = pieces(&head(MOST_HEAD));
            assert!(matches!(fits[..], [Ok(_)]), "a head of 8 KiB gives {}", shown(&fits));
            let too_large = pieces(&head(MOST_HEAD + 1));
            assert!(too_large == [Err(Reject::HeadersTooLarge)], "a byte more gives {}", shown(&too_large));
        }
    });
}

#[test]
fn rule_4_bodies_at_the_limit() {
    alone("a body of 64 KiB in pieces of 4 KiB", || {
        let bytes = sent("POST", "/a", &"x".repeat(MOST_BODY));
        let (mut connection, mut out) = (Connection::new(), Vec::new());
        for piece in bytes.chunks(4_096) {
            connection.push(piece);
            let held = connection.held();
            assert!(held <= MOST_HEAD + MOST_BODY + 4_096, "{held} bytes are held");
            out.extend(all(&mut connection));
        }
        assert!(matches!(out[..], [Ok(_)]), "a body of 64 KiB gives {} results", out.len());
        assert!(connection.held() == 0, "all is taken out, and {} bytes are held", connection.held());
    });
}

#[test]
fn rule_4_nothing_is_held_after_a_refusal() {
    alone("a body of a number that fits nowhere, and a megabyte after it", || {
        let mut connection = Connection::new();
        connection.push(format!("PUT / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", "9".repeat(30)).as_bytes());
        let out = all(&mut connection);
        assert!(out == [Err(Reject::ContentTooLarge)], "it gives {}", shown(&out));
        for _ in 0..256 {
            connection.push(&[b'x'; 4_096]);
            assert!(connection.next().is_none(), "something comes out after a refusal");
        }
        let held = connection.held();
        assert!(held <= MOST_HEAD + MOST_BODY + 4_096, "{held} bytes are held");
    });
}

#[test]
fn rule_5_malformed_heads() {
    alone("malformed heads after a good request, each in two pieces", || {
        let bad = [
            "\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/1.1\r\nA : b\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        ];
        for bad in bad.map(str::as_bytes) {
            let bytes = [&sent("GET", "/a", "")[..], bad, &sent("GET", "/b", "")].concat();
            for cut in [1, 50, bytes.len() - 30] {
                gives(
                    &[&bytes[..cut], &bytes[cut..]],
                    &[Ok(request("GET", "/a", "")), Err(Reject::BadRequest)],
                );
            }
        }
    });
}

#[test]
fn rule_5_bytes_that_are_no_text() {
    alone("bytes that are not UTF-8 in a head", || {
        gives(&[b"GET /\xFF HTTP/1.1\r\n\r\n", &sent("GET", "/b", "")], &[Err(Reject::BadRequest)]);
    });
}

#[test]
fn rule_6_every_end_of_a_stream() {
    alone("a stream of two requests ends after each of its bytes", || {
        let (one, other) = (sent("POST", "/a", "amount=8"), sent("GET", "/b", ""));
        let bytes = [&one[..], &other].concat();
        for length in 0..=bytes.len() {
            let mut connection = Connection::new();
            connection.push(&bytes[..length]);
            all(&mut connection);
            let between = [0, one.len(), bytes.len()].contains(&length);
            let expected = if between { Ok(()) } else { Err(Reject::Incomplete) };
            let end = connection.end();
            assert!(end == expected, "after {length} of {} bytes `end` returned {end:?}", bytes.len());
        }
    });
}

#[test]
fn rule_6_the_end_after_a_refusal() {
    alone("a stream ends after a malformed request", || {
        let mut connection = Connection::new();
        connection.push(b"what is this\r\n\r\nand this");
        let out = all(&mut connection);
        assert!(out == [Err(Reject::BadRequest)], "it gives {}", shown(&out));
        assert!(connection.end().is_ok(), "the request was refused, and `end` returned an error as well");
    });
}
