//! design: one thread makes all calls of the bank; the clients' threads ask it over a channel

mod bank;
mod form;
mod response;

use std::io::{Read, Write};

use interleaving::net::{Shutdown, TcpListener, TcpStream};
use interleaving::sync::Mutex;
use interleaving::sync::mpsc::{Sender, channel};
use interleaving::thread;
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

/// A server for one bank.
pub struct Server {
    bank: Bank,
    clients: Mutex<Clients>,
}

#[derive(Default)]
struct Clients {
    stopped: bool,
    next: u64,
    streams: Vec<(u64, TcpStream)>,
}

impl Server {
    /// A server for this bank.
    pub fn new(bank: Bank) -> Self {
        Self { bank, clients: Mutex::new(Clients::default()) }
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
        thread::scope(|scope| {
            let (counter, queue) = channel::<(Request, Sender<Response>)>();
            scope.spawn(move || {
                for (request, reply) in queue {
                    _ = reply.send(self.answer(&request));
                }
            });
            while let Ok((stream, _)) = listener.accept() {
                let number = self.enter(&stream);
                let counter = counter.clone();
                scope.spawn(move || {
                    self.converse(stream, &counter);
                    self.leave(number);
                });
            }
            drop(counter);
        });
    }

    fn enter(&self, stream: &TcpStream) -> u64 {
        let mut clients = self.clients.lock().unwrap();
        if clients.stopped {
            _ = stream.shutdown(Shutdown::Read);
        }
        let Ok(copy) = stream.try_clone() else { return 0 };
        clients.next += 1;
        let number = clients.next;
        clients.streams.push((number, copy));
        number
    }

    fn leave(&self, number: u64) {
        self.clients.lock().unwrap().streams.retain(|(other, _)| *other != number);
    }

    /// Answers the requests of one client until it hangs up.
    fn converse(&self, mut stream: TcpStream, counter: &Sender<(Request, Sender<Response>)>) {
        let mut connection = Connection::new();
        let mut piece = [0; 1024];
        loop {
            while let Some(next) = connection.next() {
                let Ok(request) = next else {
                    _ = stream.write_all(&Response::new(400, "bad request").to_bytes());
                    return;
                };
                let (reply, answer) = channel();
                _ = counter.send((request, reply));
                let Ok(answer) = answer.recv() else { return };
                if stream.write_all(&answer.to_bytes()).is_err() {
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
        let mut clients = self.clients.lock().unwrap();
        clients.stopped = true;
        for (_, stream) in &clients.streams {
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
