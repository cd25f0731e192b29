//! The network: connections, streams of bytes, their ends, and a listener that is closed.

use std::io::{ErrorKind, Read, Write};

use interleaving::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use interleaving::report::FailureKind;
use interleaving::sync::Arc;
use interleaving::{Check, actor, concurrently, thread};

use crate::{all, both, fails, outcomes, passes, schedules};

/// A connection: its client and its server.
fn pair() -> (TcpStream, TcpStream) {
    let (listener, address) = listener();
    let client = TcpStream::connect(address).unwrap();
    (client, listener.accept().unwrap().0)
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn read(mut stream: &TcpStream) -> String {
    let mut bytes = [0; 64];
    let read = stream.read(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

fn rest(mut stream: &TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn both_directions_carry_bytes_and_end_with_the_hang_up() {
    both(|| {
        let (mut client, mut server) = pair();
        client.write_all(b"ping").unwrap();
        let mut four = [0; 4];
        server.read_exact(&mut four).unwrap();
        assert_eq!(&four, b"ping");
        write!(server, "{}-{}", 1, 2).unwrap();
        drop(server);
        assert_eq!(rest(&client), "1-2");
    });
}

#[test]
fn addresses_name_the_two_ends() {
    both(|| {
        let (listener, address) = listener();
        let clients = [(); 2].map(|()| TcpStream::connect(address).unwrap());
        for client in &clients {
            let (server, peer) = listener.accept().unwrap();
            assert_eq!((peer, address), (client.local_addr().unwrap(), client.peer_addr().unwrap()));
            assert_eq!((server.peer_addr().unwrap(), server.local_addr().unwrap()), (peer, address));
        }
        assert_ne!(clients[0].local_addr().unwrap(), clients[1].local_addr().unwrap());
    });
}

#[test]
fn a_port_has_one_listener_at_a_time() {
    both(|| {
        let (listener, address) = listener();
        assert_eq!(TcpListener::bind(address).unwrap_err().kind(), ErrorKind::AddrInUse);
        drop(listener);
        assert_eq!(TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
        assert!(TcpListener::bind(address).is_ok());
    });
}

#[test]
fn a_read_waits_for_bytes_in_another_thread() {
    both(|| {
        let (client, server) = pair();
        let reading = thread::spawn(move || read(&server));
        (&client).write_all(b"late").unwrap();
        assert_eq!(reading.join().unwrap(), "late");
    });
    let failure = fails(all(), || {
        let (client, server) = pair();
        read(&server);
        drop(client);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn the_halves_are_shut_down_one_by_one() {
    both(|| {
        let (mut client, mut server) = pair();
        client.write_all(b"all").unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(client.write_all(b"more").unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(rest(&server), "all");
        server.write_all(b"answer").unwrap();
        drop(server);
        assert_eq!(rest(&client), "answer");
    });
}

#[test]
fn a_shutdown_ends_the_read_of_another_thread() {
    both(|| {
        let (client, server) = pair();
        let server = Arc::new(server);
        let other = Arc::clone(&server);
        let reading = thread::spawn(move || rest(&other));
        server.shutdown(Shutdown::Read).unwrap();
        assert_eq!(reading.join().unwrap(), "");
        drop(client);
    });
}

#[test]
fn bytes_that_arrived_before_the_shutdown_are_still_read() {
    // A real network delivers them a moment later.
    passes(all(), || {
        let (mut client, server) = pair();
        client.write_all(b"before").unwrap();
        server.shutdown(Shutdown::Read).unwrap();
        client.write_all(b"after").unwrap();
        assert_eq!(rest(&server), "before");
    });
}

#[test]
fn the_last_clone_hangs_up() {
    both(|| {
        let (client, server) = pair();
        let clone = server.try_clone().unwrap();
        drop(server);
        (&clone).write_all(b"still here").unwrap();
        drop(clone);
        assert_eq!(rest(&client), "still here");
    });
}

#[test]
fn a_write_to_a_peer_that_is_gone_is_a_broken_pipe() {
    passes(all(), || {
        let (mut client, server) = pair();
        drop(server);
        assert_eq!(client.write_all(b"hello").unwrap_err().kind(), ErrorKind::BrokenPipe);
    });
}

#[test]
fn a_peer_that_never_reads_makes_the_writer_wait() {
    let small = || all().socket_buffer(4);
    passes(small(), || {
        let (mut client, server) = pair();
        let writing = thread::spawn(move || client.write_all(b"0123456789"));
        assert_eq!(rest(&server), "0123456789");
        writing.join().unwrap().unwrap();
    });
    let failure = fails(small(), || {
        let (mut client, server) = pair();
        client.write_all(b"0123456789").unwrap();
        drop(server);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_hang_up_frees_the_writer() {
    passes(all().socket_buffer(4), || {
        let (mut client, server) = pair();
        let hanging_up = thread::spawn(move || drop(server));
        let error = client.write_all(b"0123456789").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        hanging_up.join().unwrap();
    });
}

#[test]
fn close_ends_every_accept_and_refuses_clients() {
    both(|| {
        let (listener, address) = listener();
        thread::scope(|scope| {
            let waiting = [(); 2].map(|()| scope.spawn(|| listener.accept().is_err()));
            listener.close();
            assert!(waiting.into_iter().all(|waiting| waiting.join().unwrap()));
        });
        assert!(listener.accept().is_err() && listener.incoming().next().unwrap().is_err());
        assert_eq!(TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
        listener.close();
    });
}

#[test]
fn close_hangs_up_clients_that_nobody_accepted() {
    passes(all(), || {
        let (listener, address) = listener();
        let client = TcpStream::connect(address).unwrap();
        listener.close();
        assert_eq!(rest(&client), "");
    });
}

#[test]
fn a_second_close_leaves_the_next_listener_alone() {
    both(|| {
        let (first, address) = listener();
        first.close();
        let second = TcpListener::bind(address).unwrap();
        first.close();
        drop(first);
        let client = TcpStream::connect(address).unwrap();
        assert_eq!(second.accept().unwrap().1, client.local_addr().unwrap());
    });
}

#[test]
fn a_client_may_come_before_the_close_or_after_it() {
    let seen = outcomes(all(), || {
        let (listener, address) = listener();
        let mut ends = (false, false);
        thread::scope(|scope| {
            let server = scope.spawn(|| listener.accept().is_ok());
            let client = scope.spawn(move || TcpStream::connect(address).is_ok());
            listener.close();
            ends = (server.join().unwrap(), client.join().unwrap());
        });
        ends
    });
    assert_eq!(seen, [(false, false), (false, true), (true, true)].into());
}

#[test]
fn a_short_read_brings_a_byte_or_an_earlier_write() {
    let first_read = || {
        let (mut client, server) = pair();
        client.write_all(b"GET").unwrap();
        client.write_all(b" /").unwrap();
        let first = read(&server);
        drop(client);
        first + "|" + &rest(&server)
    };
    let seen = outcomes(Check::new("short").loom(false).short_reads(), first_read);
    assert_eq!(seen, ["G|ET /", "GET| /", "GET /|"].map(str::to_owned).into());
    assert_eq!(outcomes(all(), first_read), ["GET /|".to_owned()].into());
}

#[test]
fn a_short_write_takes_one_byte() {
    let seen = outcomes(Check::new("short").loom(false).short_writes(), || {
        let (mut client, _server) = pair();
        client.write(b"GET /").unwrap()
    });
    assert_eq!(seen, [1, 5].into());
}

#[test]
fn the_two_directions_are_independent() {
    let talk = || {
        let (client, server) = pair();
        (&client).write_all(b"a").unwrap();
        (&server).write_all(b"b").unwrap();
        concurrently([
            actor("client", || assert_eq!(read(&client), "b")),
            actor("server", || assert_eq!(read(&server), "a")),
        ]);
    };
    assert_eq!(schedules(talk), 2);
    let reduced = passes(Check::new("reduced").loom(false), talk);
    assert_eq!(reduced.covered()[0], "all schedules, which differ only in the order of independent steps");
}

#[test]
fn loom_agrees() {
    let report = passes(Check::new("loom").loom(true), || {
        let (listener, address) = listener();
        let client = thread::spawn(move || {
            let mut client = TcpStream::connect(address).unwrap();
            client.write_all(b"hello").unwrap();
        });
        assert_eq!(rest(&listener.accept().unwrap().0), "hello");
        client.join().unwrap();
    });
    assert!(report.covered().iter().any(|line| line.starts_with("loom: all ")), "{:?}", report.covered());
}

#[test]
fn a_socket_from_outside_is_reported() {
    let (listener, _) = listener();
    let failure = fails(all(), move || drop(listener.accept()));
    assert_eq!(failure.kind(), FailureKind::Misuse);
}
