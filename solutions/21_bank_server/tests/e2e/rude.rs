//! Clients that are silent, send half a request or nonsense, never read, or hang up.

use std::io::Write;
use std::net::Shutdown;
use std::time::Duration;

use crate::{Raw, Running, get};

/// Sends requests and reads no answer, until the server does not take any more.
fn deaf(running: &Running) -> Raw {
    let mut client = running.connect();
    client.stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    let requests = get("/accounts").repeat(1_000);
    for _ in 0..1_000 {
        if client.stream.write_all(requests.as_bytes()).is_err() {
            return client;
        }
    }
    panic!("the server has read a million requests of a client that reads no answer");
}

#[test]
fn rude_clients_keep_nobody_waiting() {
    let running = Running::start();
    let silent: Vec<Raw> = (0..50).map(|_| running.connect()).collect();
    let mut halves: Vec<Raw> = (0..10).map(|_| running.connect()).collect();
    for client in &mut halves {
        assert!(
            client.send(
                "POST /accounts/Adelaide/deposit HTTP/1.1\r\nHost: bank\r\nContent-Length: 8\r\n\r\namo"
            )
        );
    }
    let deaf = [deaf(&running), deaf(&running)];
    for _ in 0..10 {
        let mut client = running.connect();
        client.send("GET /accounts HTTP/1.1\r\nHo");
        client.stream.shutdown(Shutdown::Both).unwrap();
    }
    for nonsense in
        ["\r\n\r\n\r\n", "GET\r\n\r\n", "GET /accounts HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n"]
    {
        let mut client = running.connect();
        let answer = client.ask(nonsense);
        assert!(answer.as_ref().is_none_or(|(status, _)| *status == 400), "{nonsense:?}: {answer:?}");
    }
    let mut polite = running.connect();
    assert_eq!(polite.ask(&get("/accounts/Adelaide")), Some((200, "40000".to_owned())));
    for client in &mut halves {
        assert_eq!(client.ask("unt=1").map(|(status, _)| status), Some(200), "half a request is completed");
    }
    assert_eq!(polite.ask(&get("/accounts/Adelaide")), Some((200, "40010".to_owned())));
    // A `write` to a client that never reads ends only with that client.
    drop(deaf);
    running.stop();
    for mut client in silent.into_iter().chain(halves).chain([polite]) {
        assert_eq!(client.answer(), None, "an idle client after `stop`");
    }
}
