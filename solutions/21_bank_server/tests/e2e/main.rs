//! The reference on real sockets: real HTTP clients, many of them, rude ones, and a stop under load.

mod clients;
mod load;
mod rude;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bank_server_solution::{Bank, Server};
use interleaving::net::TcpListener;

/// Longer than anything here takes: a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server on a port of its own.
struct Running {
    server: Arc<Server>,
    listener: Arc<TcpListener>,
    /// Gets a message when `serve` has returned.
    returned: Mutex<Receiver<()>>,
}

impl Running {
    fn start() -> Self {
        let server = Arc::new(Server::new(Bank::new(&[("Adelaide", 40_000), ("Adrian Day", 30_000)])));
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").unwrap());
        let (serves, door) = (Arc::clone(&server), Arc::clone(&listener));
        let (done, returned) = channel();
        std::thread::spawn(move || {
            serves.serve(&door);
            _ = done.send(());
        });
        Self { server, listener, returned: Mutex::new(returned) }
    }

    fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// A connection without an HTTP client.
    fn connect(&self) -> Raw {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Raw { stream, read: Vec::new() }
    }

    fn book(&self) -> String {
        self.connect().ask(&get("/accounts")).unwrap().1
    }

    /// The money in the bank.
    fn total(&self) -> u64 {
        self.book().lines().map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
    }

    /// Stops the server; returns once `serve` has returned.
    fn stop(self) {
        self.server.stop(&self.listener);
        self.has_ended();
    }

    /// Demands that `serve` returns, and that later connections are refused.
    fn has_ended(&self) {
        self.returned.lock().unwrap().recv_timeout(PATIENCE).expect("`serve` returns after `stop`");
        // Not at once: a program that another test starts has a copy of each socket until its `exec`.
        let since = Instant::now();
        while TcpStream::connect(self.address()).is_ok() {
            assert!(since.elapsed() < PATIENCE, "a client connects after `stop`");
            std::thread::yield_now();
        }
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: bank\r\n\r\n")
}

fn post(path: &str, form: &str) -> String {
    let length = form.len();
    format!("POST {path} HTTP/1.1\r\nHost: bank\r\nContent-Length: {length}\r\n\r\n{form}")
}

/// A client that writes and reads bytes.
struct Raw {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Raw {
    /// `false` if the server has hung up.
    fn send(&mut self, text: &str) -> bool {
        self.stream.write_all(text.as_bytes()).is_ok()
    }

    /// The status and the body of the next answer; `None` if the server hangs up first.
    fn answer(&mut self) -> Option<(u16, String)> {
        let mut piece = [0; 4096];
        loop {
            if let Some((end, answer)) = first(&self.read) {
                self.read.drain(..end);
                return Some(answer);
            }
            match self.stream.read(&mut piece) {
                Ok(0) => return None,
                Ok(length) => self.read.extend_from_slice(&piece[..length]),
                Err(error) => {
                    let kind = error.kind();
                    let late = matches!(kind, std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut);
                    assert!(!late, "no answer within {PATIENCE:?}");
                    return None;
                }
            }
        }
    }

    fn ask(&mut self, text: &str) -> Option<(u16, String)> {
        self.send(text);
        self.answer()
    }
}

/// The first answer in `bytes`, and its length.
fn first(bytes: &[u8]) -> Option<(usize, (u16, String))> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    let end = head + 4 + length.map_or(0, |length| length.trim().parse().unwrap());
    let body = String::from_utf8_lossy(bytes.get(head + 4..end)?).into_owned();
    Some((end, (text.split(' ').nth(1)?.parse().ok()?, body)))
}
