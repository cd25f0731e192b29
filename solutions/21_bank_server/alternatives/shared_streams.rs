//! design: the list shares each stream by `Arc`; a closed list is `None`

mod bank;
mod form;
mod response;

use std::io::{Read, Write};

use interleaving::net::{Shutdown, TcpListener, TcpStream};
use interleaving::sync::{Arc, Mutex};
use interleaving::thread;
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

/// A server for one bank.
pub struct Server {
    bank: Bank,
    /// `None` once the server stops.
    open: Mutex<Option<Vec<Arc<TcpStream>>>>,
}

impl Server {
    /// A server for this bank.
    pub fn new(bank: Bank) -> Self {
        Self { bank, open: Mutex::new(Some(Vec::new())) }
    }

    /// The answer to one request.
    pub fn answer(&self, request: &Request) -> Response {
        let steps: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method.as_str(), steps.as_slice()) {
            ("GET", ["accounts"]) => self.book(),
            ("GET", ["accounts", name]) => self.balance(name),
            ("POST", ["accounts", name, "deposit"]) => self.change(name, &request.body, true),
            ("POST", ["accounts", name, "withdraw"]) => self.change(name, &request.body, false),
            ("POST", ["transfer"]) => self.transfer(&request.body),
            (_, ["accounts"] | ["accounts", _] | ["accounts", _, "deposit" | "withdraw"] | ["transfer"]) => {
                Response::new(405, "no such method")
            }
            _ => Response::new(404, "no such page"),
        }
    }

    fn book(&self) -> Response {
        let lines = self.bank.book().into_iter().map(|(name, balance)| format!("{name} {balance}\n"));
        Response::new(200, lines.collect::<String>())
    }

    fn balance(&self, name: &str) -> Response {
        match decode(name) {
            Some(name) => answered(self.bank.balance(&name)),
            None => answered(Err(Refusal::NoAccount)),
        }
    }

    fn change(&self, name: &str, body: &[u8], deposit: bool) -> Response {
        let Some(amount) = Form::parse(body).and_then(|form| form.amount()) else {
            return Response::new(400, "bad form");
        };
        let Some(name) = decode(name) else { return answered(Err(Refusal::NoAccount)) };
        answered(if deposit { self.bank.deposit(&name, amount) } else { self.bank.withdraw(&name, amount) })
    }

    fn transfer(&self, body: &[u8]) -> Response {
        let Some(form) = Form::parse(body) else { return Response::new(400, "bad form") };
        let (Some(from), Some(to), Some(amount)) = (form.text("from"), form.text("to"), form.amount()) else {
            return Response::new(400, "bad form");
        };
        answered(self.bank.transfer(from, to, amount))
    }

    /// Serves the clients that connect to `listener`, until `stop`.
    pub fn serve(&self, listener: &TcpListener) {
        thread::scope(|scope| {
            while let Ok((stream, _)) = listener.accept() {
                let stream = Arc::new(stream);
                match &mut *self.open.lock().unwrap() {
                    Some(open) => open.push(Arc::clone(&stream)),
                    // What has arrived on it is still answered.
                    None => _ = stream.shutdown(Shutdown::Read),
                }
                scope.spawn(move || {
                    self.converse(&stream);
                    if let Some(open) = &mut *self.open.lock().unwrap() {
                        open.retain(|other| !Arc::ptr_eq(other, &stream));
                    }
                });
            }
        });
    }

    fn converse(&self, mut stream: &TcpStream) {
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

    /// Closes `listener` and ends `serve`.
    pub fn stop(&self, listener: &TcpListener) {
        let open = self.open.lock().unwrap().take();
        listener.close();
        for stream in open.into_iter().flatten() {
            _ = stream.shutdown(Shutdown::Read);
        }
    }
}

fn answered(result: Result<u64, Refusal>) -> Response {
    match result {
        Ok(balance) => Response::new(200, balance.to_string()),
        Err(Refusal::NoAccount) => Response::new(404, "no such account"),
        Err(Refusal::NoFunds) => Response::new(409, "insufficient funds"),
    }
}
