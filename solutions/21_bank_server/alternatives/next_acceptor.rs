//! design: the thread that accepts a client starts the next thread that accepts

mod bank;
mod form;
mod response;

use std::io::{Read, Write};

use interleaving::net::{Shutdown, TcpListener, TcpStream};
use interleaving::sync::Mutex;
use interleaving::thread;
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

use std::collections::BTreeMap;
use std::net::SocketAddr;

/// A server for one bank.
pub struct Server {
    bank: Bank,
    clients: Mutex<Option<BTreeMap<SocketAddr, TcpStream>>>,
}

impl Server {
    /// A server for this bank.
    pub fn new(bank: Bank) -> Self {
        Self { bank, clients: Mutex::new(Some(BTreeMap::new())) }
    }

    /// The answer to one request; the README lists the routes.
    pub fn answer(&self, request: &Request) -> Response {
        let steps: Vec<&str> = request.path.split('/').skip(1).collect();
        let form = || Form::parse(&request.body);
        match (request.method.as_str(), steps.as_slice()) {
            ("GET", ["accounts"]) => {
                let lines: String =
                    self.bank.book().iter().map(|(name, balance)| format!("{name} {balance}\n")).collect();
                Response::new(200, lines)
            }
            ("GET", ["accounts", name]) => match decode(name) {
                Some(name) => done(self.bank.balance(&name)),
                None => done(Err(Refusal::NoAccount)),
            },
            ("POST", ["accounts", name, deed @ ("deposit" | "withdraw")]) => {
                let Some(name) = decode(name) else { return done(Err(Refusal::NoAccount)) };
                let Some(amount) = form().and_then(|form| form.amount()) else { return bad_form() };
                done(if *deed == "deposit" {
                    self.bank.deposit(&name, amount)
                } else {
                    self.bank.withdraw(&name, amount)
                })
            }
            ("POST", ["transfer"]) => {
                let Some(form) = form() else { return bad_form() };
                let (Some(from), Some(to), Some(amount)) = (form.text("from"), form.text("to"), form.amount())
                else {
                    return bad_form();
                };
                done(self.bank.transfer(from, to, amount))
            }
            (_, ["accounts"] | ["accounts", _] | ["accounts", _, "deposit" | "withdraw"] | ["transfer"]) => {
                Response::new(405, "another method, please")
            }
            _ => Response::new(404, "no such page"),
        }
    }

    /// Serves the clients.
    pub fn serve(&self, listener: &TcpListener) {
        thread::scope(|scope| self.wait_at_the_door(scope, listener));
    }

    fn wait_at_the_door<'scope>(
        &'scope self,
        scope: &'scope thread::Scope<'scope, '_>,
        listener: &'scope TcpListener,
    ) {
        let Ok((stream, address)) = listener.accept() else { return };
        scope.spawn(move || self.wait_at_the_door(scope, listener));
        match self.clients.lock().unwrap().as_mut() {
            Some(open) => {
                if let Ok(copy) = stream.try_clone() {
                    open.insert(address, copy);
                }
            }
            None => _ = stream.shutdown(Shutdown::Read),
        }
        self.converse(stream);
        let gone = self.clients.lock().unwrap().as_mut().and_then(|open| open.remove(&address));
        drop(gone);
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

    /// Closes `listener` and ends `serve`.
    pub fn stop(&self, listener: &TcpListener) {
        listener.close();
        let Some(open) = self.clients.lock().unwrap().take() else { return };
        for stream in open.values() {
            _ = stream.shutdown(Shutdown::Read);
        }
    }
}

fn done(result: Result<u64, Refusal>) -> Response {
    match result {
        Ok(balance) => Response::new(200, balance.to_string()),
        Err(Refusal::NoAccount) => Response::new(404, "no such account"),
        Err(Refusal::NoFunds) => Response::new(409, "too little money"),
    }
}

fn bad_form() -> Response {
    Response::new(400, "bad form")
}
