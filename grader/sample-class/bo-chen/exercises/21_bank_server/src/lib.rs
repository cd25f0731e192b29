//! A bank that answers requests over the network.
//!
//! It serves one client after another. Run the tests to see a second one wait.

mod bank;
mod form;
mod response;

use std::io::{Read, Write};

use interleaving::net::{TcpListener, TcpStream};
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

/// A server for one bank. The signatures are fixed, the fields are yours.
pub struct Server {
    bank: Bank,
}

impl Server {
    /// A server for this bank.
    pub fn new(bank: Bank) -> Self {
        Self { bank }
    }

    /// The answer to one request; the README lists the routes.
    pub fn answer(&self, request: &Request) -> Response {
        let steps: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method.as_str(), steps.as_slice()) {
            ("GET", ["accounts", name]) => match decode(name).map(|name| self.bank.balance(&name)) {
                Some(Ok(balance)) => Response::new(200, balance.to_string()),
                _ => Response::new(404, "no such account"),
            },
            // TODO: The other routes. Which calls of the bank may one request make?
            _ => Response::new(404, "no such page"),
        }
    }

    /// Serves the clients that connect to `listener`. Returns once [`stop`](Self::stop) was called and all
    /// connections are closed.
    pub fn serve(&self, listener: &TcpListener) {
        // TODO: Serve all clients at the same time.
        while let Ok((stream, _)) = listener.accept() {
            self.converse(stream);
        }
    }

    /// Answers the requests of one client until it hangs up.
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

    /// Closes `listener` and ends `serve`: requests that have arrived completely are still answered. Waits for
    /// no client. A second call has no effect.
    pub fn stop(&self, listener: &TcpListener) {
        // TODO: Hang up on clients that are idle, or have sent half a request.
        listener.close();
    }
}
