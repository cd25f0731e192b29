//! A bank that answers requests over the network.
//!
//! One thread for each connection. `stop` closes the reading half of every connection: what had arrived is still
//! read and answered, and then the stream ends, for a thread that waits in `read` as well.

mod bank;
mod form;
mod response;

use std::collections::BTreeMap;
use std::io::{Read, Write};

use interleaving::net::{Shutdown, TcpListener, TcpStream};
use interleaving::sync::Mutex;
use interleaving::thread;
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

/// A server for one bank.
pub struct Server {
    bank: Bank,
    open: Mutex<Open>,
}

/// The open connections. The flag and the list share a lock: a connection is either in the list when `stop` goes
/// through it, or finds the flag set.
struct Open {
    stopping: bool,
    next: u64,
    streams: BTreeMap<u64, TcpStream>,
}

impl Server {
    /// A server for this bank.
    pub fn new(bank: Bank) -> Self {
        Self { bank, open: Mutex::new(Open { stopping: false, next: 0, streams: BTreeMap::new() }) }
    }

    /// The answer to one request. Each route makes one call of the bank: between two calls, the bank may change.
    pub fn answer(&self, request: &Request) -> Response {
        let steps: Vec<&str> = request.path.split('/').skip(1).collect();
        let (get, post) = (request.method == "GET", request.method == "POST");
        match steps.as_slice() {
            ["accounts"] if get => {
                let line = |(name, balance): (String, u64)| format!("{name} {balance}\n");
                Response::new(200, self.bank.book().into_iter().map(line).collect::<String>())
            }
            ["accounts", name] if get => {
                balance(decode(name).map_or(Err(Refusal::NoAccount), |name| self.bank.balance(&name)))
            }
            ["accounts", name, act @ ("deposit" | "withdraw")] if post => {
                let Some(amount) = Form::parse(&request.body).and_then(|form| form.amount()) else {
                    return Response::new(400, "bad form");
                };
                balance(match (decode(name), *act) {
                    (None, _) => Err(Refusal::NoAccount),
                    (Some(name), "deposit") => self.bank.deposit(&name, amount),
                    (Some(name), _) => self.bank.withdraw(&name, amount),
                })
            }
            ["transfer"] if post => self.transfer(&request.body),
            ["accounts" | "transfer"] | ["accounts", _] | ["accounts", _, "deposit" | "withdraw"] => {
                Response::new(405, "no such method")
            }
            _ => Response::new(404, "no such page"),
        }
    }

    fn transfer(&self, body: &[u8]) -> Response {
        let moved = Form::parse(body)
            .and_then(|form| Some(self.bank.transfer(form.text("from")?, form.text("to")?, form.amount()?)));
        moved.map_or_else(|| Response::new(400, "bad form"), balance)
    }

    /// Serves the clients that connect to `listener`, until [`stop`](Self::stop). The scope waits for all
    /// conversations.
    pub fn serve(&self, listener: &TcpListener) {
        thread::scope(|scope| {
            while let Ok((stream, _)) = listener.accept() {
                // Without a second handle `stop` could not end it.
                let Ok(handle) = stream.try_clone() else { continue };
                let number = self.admit(handle);
                scope.spawn(move || {
                    self.converse(stream);
                    self.open.lock().unwrap().streams.remove(&number);
                });
            }
        });
    }

    /// Adds a connection to the list; it ends at once if `stop` came first.
    fn admit(&self, stream: TcpStream) -> u64 {
        let mut open = self.open.lock().unwrap();
        if open.stopping {
            _ = stream.shutdown(Shutdown::Read);
        }
        let number = open.next;
        open.next += 1;
        open.streams.insert(number, stream);
        number
    }

    /// Answers the requests of one client until the stream ends.
    fn converse(&self, mut stream: TcpStream) {
        let mut connection = Connection::new();
        let mut piece = [0; 1024];
        loop {
            while let Some(next) = connection.next() {
                let Ok(request) = next else {
                    _ = stream.write_all(&Response::new(400, "bad request").to_bytes());
                    return;
                };
                if stream.write_all(&self.answer(&request).to_bytes()).is_err() {
                    return;
                }
            }
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return,
                Ok(length) => connection.push(&piece[..length]),
            }
        }
    }

    /// Closes `listener` and ends `serve`: requests that have arrived completely are still answered.
    pub fn stop(&self, listener: &TcpListener) {
        listener.close();
        let mut open = self.open.lock().unwrap();
        open.stopping = true;
        for stream in open.streams.values() {
            // It fails if the client has gone: then there is nothing to end.
            _ = stream.shutdown(Shutdown::Read);
        }
    }
}

fn balance(answer: Result<u64, Refusal>) -> Response {
    match answer {
        Ok(balance) => Response::new(200, balance.to_string()),
        Err(Refusal::NoAccount) => Response::new(404, "no such account"),
        Err(Refusal::NoFunds) => Response::new(409, "insufficient funds"),
    }
}

// Another way: a fixed set of threads that share the listener. It bounds the memory of the server, and the clients
// that it can bear to be silent. `alternatives/` has it.
