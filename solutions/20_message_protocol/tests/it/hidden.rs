//! More cases of the rules: three pieces, random pieces, requests in a row, the limits to the byte, malformed heads,
//! any bytes.

use interleaving::alone;
use message_protocol::{Connection, MOST_BODY, MOST_HEAD, Reject};

use crate::public::stream::{Outcome, all, excerpt, first, gives, head_of, read, request, same, sent, shown};

/// Numbers that look random: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn random(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut number = *state;
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((number ^ (number >> 31)) % below as u64) as usize
}

/// Fails unless all triples of pieces give these requests.
fn in_three_pieces(bytes: &[u8], expected: &[Outcome]) {
    for first in 0..=bytes.len() {
        for second in first..=bytes.len() {
            gives(&[&bytes[..first], &bytes[first..second], &bytes[second..]], expected);
        }
    }
}

/// A head with these fields beside `Host`.
fn with(fields: &str) -> Vec<u8> {
    format!("PUT /a HTTP/1.1\r\nHost: a\r\n{fields}\r\n").into()
}

#[test]
fn rule_1_a_body_that_looks_like_a_head() {
    alone("a body with an empty line and a request in it", || {
        for body in ["", "\r\n\r\n", "a\r\n\r\nb", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"] {
            gives(&[&sent("POST", "/a", body)], &[request("POST", "/a", body)]);
        }
    });
}

#[test]
fn rule_1_a_body_of_any_bytes() {
    alone("a body of all 256 bytes", || {
        let body: Vec<u8> = (0..=255).collect();
        let out = read([&[with("Content-Length: 256\r\n"), body.clone()].concat()[..]]);
        let [Ok(request)] = &out[..] else { panic!("the result is {}", shown(out.first(), false)) };
        let length = request.body.len();
        assert!(length == 256, "a body of 256 bytes comes out with {length}");
        let wrong = (0..256).find(|&at| request.body[at] != body[at]);
        let shown = |at: usize| format!("byte {at} of the body is {} instead of {at}", request.body[at]);
        assert!(wrong.is_none(), "{}", wrong.map(shown).unwrap_or_default());
    });
}

#[test]
fn rule_1_a_length_in_all_spellings() {
    alone("the length of a body in several spellings", || {
        let fields =
            ["content-length:3\r\n", "CONTENT-LENGTH: \t003 \r\nA: b\r\n", "A: b\r\nContent-Length: 3\r\n"];
        for field in fields {
            let out = read([&[with(field), b"abc".to_vec()].concat()[..]]);
            let right = matches!(&out[..], [Ok(request)] if request.body == b"abc");
            assert!(right, "with {field:?} the result is {}", shown(out.first(), false));
        }
    });
}

#[test]
fn rule_2_two_requests_in_three_pieces() {
    alone("two requests, cut in three", || {
        let bytes = [sent("PUT", "/a", "ä\r\n\r\n"), sent("GET", "/b", "")].concat();
        in_three_pieces(&bytes, &[request("PUT", "/a", "ä\r\n\r\n"), request("GET", "/b", "")]);
    });
}

#[test]
fn rule_2_requests_without_a_length_in_three_pieces() {
    alone("two requests without Content-Length, cut in three", || {
        let one = read([&with("")[..]]).pop().expect("a request in one piece comes out");
        in_three_pieces(&with("").repeat(2), &[one.clone(), one]);
    });
}

#[test]
fn rule_2_random_pieces_taken_out_late() {
    alone("four requests in random pieces, taken out after some of them", || {
        let requests =
            [("POST", "/a", "\u{1F980}\r\n"), ("GET", "/b", ""), ("PUT", "/c", "GET / HTTP/1.1\r\n\r\n")];
        let requests = [&requests[..], &[("POST", "/d", "amount=20")]].concat();
        let bytes: Vec<u8> =
            requests.iter().flat_map(|(method, path, body)| sent(method, path, body)).collect();
        let expected: Vec<_> =
            requests.iter().map(|(method, path, body)| request(method, path, body)).collect();
        let mut state = 7;
        for _ in 0..200 {
            let (mut connection, mut out, mut at) = (Connection::new(), Vec::new(), 0);
            while at < bytes.len() {
                let end = (at + random(&mut state, 60)).min(bytes.len());
                connection.push(&bytes[at..end]);
                at = end;
                if random(&mut state, 3) == 0 {
                    out.extend(all(&mut connection));
                }
            }
            out.extend(all(&mut connection));
            same("random pieces", &out, &expected);
        }
    });
}

#[test]
fn rule_2_empty_pieces() {
    alone("`next` before anything has arrived, and after empty pieces", || {
        let mut connection = Connection::new();
        same("no piece", &all(&mut connection), &[]);
        connection.push(b"");
        same("an empty piece", &all(&mut connection), &[]);
        let bytes = sent("POST", "/a", "amount=8");
        gives(&[b"", &bytes[..30], b"", &bytes[30..], b""], &[request("POST", "/a", "amount=8")]);
    });
}

#[test]
fn rule_3_many_requests_in_one_piece() {
    alone("forty requests in one piece of less than 4 KiB", || {
        let body = |number: usize| "x".repeat(number % 7 * 5);
        let bytes: Vec<u8> =
            (0..40).flat_map(|number| sent("POST", &format!("/{number}"), &body(number))).collect();
        let expected: Vec<_> =
            (0..40).map(|number| request("POST", &format!("/{number}"), &body(number))).collect();
        gives(&[&bytes], &expected);
    });
}

#[test]
fn rule_2_one_and_a_half_requests() {
    alone("a request and a half, then the other half", || {
        let (one, other) = (sent("POST", "/a", "amount=8"), sent("POST", "/b", "amount=7"));
        for cut in 1..other.len() {
            let first = [&one[..], &other[..cut]].concat();
            gives(
                &[&first, &other[cut..]],
                &[request("POST", "/a", "amount=8"), request("POST", "/b", "amount=7")],
            );
        }
    });
}

#[test]
fn rule_3_taken_out_one_at_a_time() {
    alone("three requests, taken out one after each piece", || {
        let (one, last) = (sent("POST", "/a", "amount=8"), sent("POST", "/c", "amount=6"));
        let mut connection = Connection::new();
        connection.push(&[&one[..], &sent("GET", "/b", ""), &last[..20]].concat());
        let mut out = vec![connection.next()];
        connection.push(&last[20..]);
        out.extend([connection.next(), connection.next(), connection.next()]);
        let out: Vec<_> = out.into_iter().flatten().collect();
        let expected =
            [request("POST", "/a", "amount=8"), request("GET", "/b", ""), request("POST", "/c", "amount=6")];
        same("two requests and a half, then the other half", &out, &expected);
    });
}

#[test]
fn rule_4_each_head_and_body_by_itself() {
    alone("ten heads of 2000 bytes, and twenty bodies of 4000 bytes", || {
        let heads = read(head_of(2_000).repeat(10).chunks(3_000)).len();
        assert!(heads == 10, "{heads} of 10 requests with heads of 2000 bytes come out");
        let bodies = read(sent("POST", "/a", &"x".repeat(4_000)).repeat(20).chunks(3_000)).len();
        assert!(bodies == 20, "{bodies} of 20 requests with bodies of 4000 bytes come out");
    });
}

#[test]
fn rule_4_heads_in_pieces_of_all_sizes() {
    alone("heads of 8 KiB and of a byte more, in pieces of several sizes", || {
        for size in [100, 1_000, 4_095, 4_096] {
            let fits = read(head_of(MOST_HEAD).chunks(size));
            let seen = shown(fits.first(), false);
            assert!(matches!(fits[..], [Ok(_)]), "a head of 8 KiB, {size} bytes at a time, gives {seen}");
            let bytes = [head_of(MOST_HEAD + 1), sent("GET", "/b", "")].concat();
            let sent = format!("a head of 8 KiB and a byte, {size} bytes at a time");
            same(&sent, first(bytes.chunks(size)).as_slice(), &[Err(Reject::HeadersTooLarge)]);
        }
    });
}

#[test]
fn rule_4_what_is_held() {
    alone("a head and a body of the largest size in pieces of 4 KiB", || {
        let mut head = head_of(MOST_HEAD - 30);
        head.truncate(head.len() - 2);
        let head = [head, format!("Content-Length: {MOST_BODY}\r\n\r\n").into()].concat();
        let bytes = [&head[..], &b"x".repeat(MOST_BODY)].concat();
        let (mut connection, mut arrived, mut out) = (Connection::new(), 0, Vec::new());
        for piece in bytes.chunks(4_096) {
            connection.push(piece);
            arrived += piece.len();
            let held = connection.held();
            assert!(held <= MOST_HEAD + MOST_BODY + 4_096, "{held} bytes are held");
            let body = arrived.saturating_sub(head.len()).min(MOST_BODY);
            assert!(held >= body, "{body} bytes of a body have arrived, and {held} bytes are held");
            out.extend(all(&mut connection));
        }
        assert!(matches!(out[..], [Ok(_)]), "one request gives {} results", out.len());
        assert!(connection.held() == 0, "all is taken out, and {} bytes are held", connection.held());
    });
}

#[test]
fn rule_4_lengths_that_fit_in_no_number() {
    alone("lengths of a body from 65,537 to a number of 30 digits", || {
        for length in ["65537", "4294967296", "18446744073709551615", &"9".repeat(30)] {
            let bytes = with(&format!("Content-Length: {length}\r\n"));
            same(
                &format!("a length of {length}"),
                first([&bytes[..]]).as_slice(),
                &[Err(Reject::ContentTooLarge)],
            );
        }
    });
}

#[test]
fn rule_4_nothing_is_held_after_a_refusal() {
    alone("a megabyte after a body that is too large, and after a head without end", || {
        let heads = [with("Content-Length: 65537\r\n"), b"x".repeat(2 * MOST_HEAD)];
        for (head, reject) in heads.iter().zip([Reject::ContentTooLarge, Reject::HeadersTooLarge]) {
            let mut connection = Connection::new();
            let mut first = None;
            let good = sent("GET", "/b", "");
            for piece in head.chunks(4_096).chain([&good[..]; 2]).chain([&[b'x'; 4_096][..]; 256]) {
                connection.push(piece);
                first = first.or_else(|| connection.next());
            }
            same("a request that is too large", first.as_slice(), &[Err(reject)]);
            let held = connection.held();
            assert!(held <= MOST_HEAD + MOST_BODY + 4_096, "{held} bytes are held after a refusal");
        }
    });
}

#[test]
fn rule_5_malformed_heads() {
    alone("malformed heads after a good request, each in two pieces", || {
        let lines = ["GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"];
        let mut bad: Vec<Vec<u8>> = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
        bad.extend(
            ["A : b", " a", "A: b\rc", "Content-Length: 1\r\nContent-Length: 2"]
                .map(|line| with(&format!("{line}\r\n"))),
        );
        bad.extend(
            ["+5", "-5", "1e3", "0x5", "5 5", ""]
                .map(|length| with(&format!("Content-Length: {length}\r\n"))),
        );
        bad.push(with("Transfer-Encoding: chunked\r\n"));
        for bad in bad {
            let bytes = [&sent("GET", "/a", "")[..], &bad, &sent("GET", "/b", "")].concat();
            for cut in [1, 60, bytes.len() - 30] {
                gives(&[&bytes[..cut], &bytes[cut..]], &[request("GET", "/a", ""), Err(Reject::BadRequest)]);
            }
        }
    });
}

#[test]
fn rule_5_bytes_that_are_no_text() {
    alone("bytes that are not UTF-8 in a head", || {
        let bytes = b"GET / HTTP/1.1\r\nHost: a\r\nA: \xFF\r\n\r\n";
        gives(&[bytes, &sent("GET", "/b", "")], &[Err(Reject::BadRequest)]);
    });
}

#[test]
fn rule_5_any_bytes() {
    alone("streams of random parts, in one piece and byte by byte", || {
        let parts: [&[u8]; 12] = [
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"PUT /a HTTP/1.1\r\nHost: a\r\n",
            b"Content-Length: 3\r\n\r\n",
            b"Content-Length: 99999999999999999999\r\n\r\n",
            b"\r\n\r\n",
            b"\r\n",
            b"\r",
            b"abc",
            b": ",
            b"\xC3",
            b"\xA4",
            b"\0",
        ];
        let mut state = 11;
        for _ in 0..300 {
            let bytes: Vec<u8> =
                (0..8).flat_map(|_| parts[random(&mut state, parts.len())].to_vec()).collect();
            let (whole, single) = (read([&bytes[..]]), read(bytes.chunks(1)));
            for out in [&whole, &single] {
                let after = out.iter().position(Result::is_err).and_then(|at| out.get(at + 1));
                assert!(after.is_none(), "{} comes out after a refusal", shown(after, false));
            }
            let good = |out: &[Outcome]| out.iter().filter(|one| one.is_ok()).cloned().collect::<Vec<_>>();
            same(&format!("{} byte by byte", excerpt(&bytes)), &good(&single), &good(&whole));
        }
    });
}

#[test]
fn rule_6_every_end_of_a_stream() {
    alone("a stream of two requests ends after each of its bytes", || {
        let (one, other) = (sent("POST", "/a", "amount=8"), sent("GET", "/b", ""));
        let bytes = [&one[..], &other].concat();
        let requests = [request("POST", "/a", "amount=8"), request("GET", "/b", "")];
        let mut judged = 0;
        for length in 0..=bytes.len() {
            let mut connection = Connection::new();
            connection.push(&bytes[..length]);
            let mut out = all(&mut connection);
            let whole = usize::from(length >= one.len()) + usize::from(length == bytes.len());
            let end = connection.end();
            // What comes out of which bytes, and that the others are kept, is for other rules.
            let taken = out == requests[..whole];
            connection.push(&bytes[length..]);
            out.extend(all(&mut connection));
            if !taken || out != requests {
                continue;
            }
            judged += 1;
            let between = [0, one.len(), bytes.len()].contains(&length);
            let expected = if between { Ok(()) } else { Err(Reject::Incomplete) };
            assert!(end == expected, "after {length} of {} bytes `end` is {end:?}", bytes.len());
        }
        assert!(judged > 0, "the two requests never come out, so there is no end to look at");
    });
}

#[test]
fn rule_6_the_end_after_a_refusal() {
    alone("a stream ends after a malformed request, and after one that is too large", || {
        let bad = [b"what is this\r\n\r\nand this".to_vec(), with("Content-Length: 65537\r\n")];
        for bad in bad {
            let mut connection = Connection::new();
            connection.push(&bad);
            // Whether the other rules hold is not asked here.
            if !matches!(connection.next(), Some(Err(_))) {
                continue;
            }
            connection.push(b"and that");
            assert!(connection.end().is_ok(), "the request is refused, and `end` is an error as well");
        }
    });
}
