//! breaks: rule 3, too few threads
//!
//! A thread reads for each client, but three threads write all answers: three clients that do not read keep all
//! three.

mod bank;
mod form;
mod response;

use std::collections::VecDeque;
use std::io::{Read, Write};

use interleaving::net::{Shutdown, TcpListener, TcpStream};
use interleaving::sync::mpsc::{Sender, channel};
use interleaving::sync::{Condvar, Mutex};
use interleaving::thread;
use message_protocol::{Connection, Request};

pub use bank::{Bank, Refusal};
pub use form::{Form, decode};
pub use response::Response;

const WORKERS: usize = 3;

type Job<'a> = dyn Fn(Option<(Request, TcpStream, Sender<bool>)>) + Sync + 'a;

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
        let queue = Mutex::new(VecDeque::<Option<(Request, TcpStream, Sender<bool>)>>::new());
        let filled = Condvar::new();
        thread::scope(|scope| {
            let put = |item| {
                queue.lock().unwrap().push_back(item);
                filled.notify_one();
            };
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    loop {
                        let guard = filled.wait_while(queue.lock().unwrap(), |queue| queue.is_empty()).unwrap();
                        let next = { guard }.pop_front();
                        let Some(Some((request, mut stream, done))) = next else { return };
                        let sent = stream.write_all(&self.answer(&request).to_bytes()).is_ok();
                        drop(stream);
                        _ = done.send(sent);
                    }
                });
            }
            thread::scope(|clients| {
                while let Ok((stream, _)) = listener.accept() {
                    let number = self.enter(&stream);
                    let put = &put;
                    clients.spawn(move || {
                        self.converse(stream, put);
                        self.leave(number);
                    });
                }
            });
            for _ in 0..WORKERS {
                put(None);
            }
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
    fn converse(&self, mut stream: TcpStream, put: &Job<'_>) {
        let mut connection = Connection::new();
        let mut piece = [0; 1024];
        loop {
            while let Some(next) = connection.next() {
                let Ok(request) = next else {
                    _ = stream.write_all(&Response::new(400, "bad request").to_bytes());
                    return;
                };
                let Ok(copy) = stream.try_clone() else { return };
                let (done, sent) = channel();
                put(Some((request, copy, done)));
                if !sent.recv().unwrap_or(false) {
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
