//! design: threads of their own, a count of them, and a condition variable on which `serve` waits

mod bank;
mod form;
mod response;

use std::io::{Read, Write};

use interleaving::net::{Shutdown, TcpListener, TcpStream};
use interleaving::sync::{Arc, Condvar, Mutex};
use interleaving::thread;
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

/// A server for one bank.
pub struct Server {
    inner: Arc<Inner>,
}

struct Inner {
    bank: Bank,
    clients: Mutex<Clients>,
    left: Condvar,
}

#[derive(Default)]
struct Clients {
    stopped: bool,
    slots: Vec<Option<TcpStream>>,
    present: usize,
}

impl Server {
    /// A server for this bank.
    pub fn new(bank: Bank) -> Self {
        Self { inner: Arc::new(Inner { bank, clients: Mutex::default(), left: Condvar::new() }) }
    }

    /// The answer to one request; the README lists the routes.
    pub fn answer(&self, request: &Request) -> Response {
        self.inner.answer(request)
    }

    /// Serves the clients.
    pub fn serve(&self, listener: &TcpListener) {
        while let Ok((stream, _)) = listener.accept() {
            let Ok(copy) = stream.try_clone() else { continue };
            let mut clients = self.inner.clients.lock().unwrap();
            if clients.stopped {
                _ = stream.shutdown(Shutdown::Read);
            }
            let free = clients.slots.iter().position(Option::is_none).unwrap_or(clients.slots.len());
            if free == clients.slots.len() {
                clients.slots.push(None);
            }
            clients.slots[free] = Some(copy);
            clients.present += 1;
            drop(clients);
            let inner = Arc::clone(&self.inner);
            thread::spawn(move || {
                inner.converse(stream);
                let mut clients = inner.clients.lock().unwrap();
                clients.slots[free] = None;
                clients.present -= 1;
                inner.left.notify_all();
            });
        }
        let clients = self.inner.clients.lock().unwrap();
        drop(self.inner.left.wait_while(clients, |clients| clients.present > 0).unwrap());
    }

    /// Closes `listener` and ends `serve`.
    pub fn stop(&self, listener: &TcpListener) {
        let mut clients = self.inner.clients.lock().unwrap();
        clients.stopped = true;
        for stream in clients.slots.iter().flatten() {
            _ = stream.shutdown(Shutdown::Read);
        }
        drop(clients);
        listener.close();
    }
}

impl Inner {

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
