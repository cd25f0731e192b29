//! A few scenarios for each rule of the bank server. The hidden tests check the same rules in more cases.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use bank_server::{Bank, Response, Server};
use interleaving::net::{SocketAddr, TcpListener, TcpStream};
use interleaving::{Budget, Calls, Check, actor, alone, check, concurrently};
use message_protocol::{Connection, Request};

/// The budget for scenarios with connections, which take many steps.
pub(crate) const SAMPLED: Budget = Budget { systematic: 200, random: 100, ..Budget::QUICK };

/// Adelaide has 400, Adrian Day 300.
pub(crate) fn server() -> Server {
    Server::new(Bank::new(&[("Adelaide", 400), ("Adrian Day", 300)]))
}

pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: bank\r\n\r\n")
}

pub(crate) fn post(path: &str, form: &str) -> String {
    let length = form.len();
    format!("POST {path} HTTP/1.1\r\nHost: bank\r\nContent-Length: {length}\r\n\r\n{form}")
}

pub(crate) fn transfer(from: &str, to: &str, amount: u32) -> String {
    post("/transfer", &format!("from={from}&to={to}&amount={amount}"))
}

/// The status of an answer, and its body if the status is 200: other bodies are free.
pub(crate) type Answer = (u16, String);

/// A request in words: its line without the version, and its form.
fn shown(request: &str) -> String {
    let line = request.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1");
    match request.split_once("\r\n\r\n") {
        Some((_, form)) if !form.is_empty() => format!("`{line}` with the form `{form}`"),
        _ => format!("`{line}`"),
    }
}

/// An answer in words.
pub(crate) fn told(answer: &Option<Answer>) -> String {
    match answer {
        Some((200, body)) => format!("200 {body:?}"),
        Some((status, _)) => status.to_string(),
        None => "no answer: the server hung up".to_owned(),
    }
}

/// The server's answer to a request, without a network.
pub(crate) fn answer(server: &Server, text: &str) -> Answer {
    let mut connection = Connection::new();
    connection.push(text.as_bytes());
    let request: Request = connection.next().expect("the request is complete").expect("and well formed");
    let response: Response = server.answer(&request);
    let (_, answer) = first(&response.to_bytes()).expect("a response has a status line and its whole body");
    answer
}

/// The first answer in `bytes`, and its length; `None` if more bytes are needed.
fn first(bytes: &[u8]) -> Option<(usize, Answer)> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    let end = head + 4 + length.map_or(0, |length| length.trim().parse().unwrap_or(0));
    let body = String::from_utf8_lossy(bytes.get(head + 4..end)?).into_owned();
    let status = text.split(' ').nth(1)?.parse().ok()?;
    Some((end, (status, if status == 200 { body } else { String::new() })))
}

/// A client with one connection; its drop hangs up.
pub(crate) struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the listener is open");
        Self { stream, read: Vec::new() }
    }

    pub(crate) fn send(&mut self, text: &str) {
        // The server may have hung up: then no answer comes.
        _ = self.stream.write_all(text.as_bytes());
    }

    /// Waits for the next answer; `None` if the server hangs up instead.
    pub(crate) fn answer(&mut self) -> Option<Answer> {
        let mut piece = [0; 1024];
        loop {
            if let Some((end, answer)) = first(&self.read) {
                self.read.drain(..end);
                return Some(answer);
            }
            match self.stream.read(&mut piece) {
                Ok(0) | Err(_) => return None,
                Ok(length) => self.read.extend_from_slice(&piece[..length]),
            }
        }
    }

    /// Returns whether the server's end is open.
    pub(crate) fn is_open(&mut self) -> bool {
        self.stream.write_all(b"?").is_ok()
    }

    /// Demands that the next answer, to `what`, has this status and body.
    #[track_caller]
    pub(crate) fn gets(&mut self, what: &str, wanted: u16, body: &str) {
        let (got, wanted) = (self.answer(), Some((wanted, body.to_owned())));
        assert!(got == wanted, "{what} must get {} and got {}", told(&wanted), told(&got));
    }

    /// Demands that the server hangs up.
    #[track_caller]
    pub(crate) fn is_hung_up(&mut self, after: &str) {
        let got = self.answer();
        assert!(got.is_none(), "after {after} the server must hang up, and a client got {}", told(&got));
    }

    /// Asks once: from now on the test knows that the server has accepted the connection.
    #[track_caller]
    pub(crate) fn is_served(&mut self) {
        self.send(&get("/accounts/Adelaide"));
        self.gets("a first request", 200, "400");
    }
}

/// Serves while `clients` runs, and until it has called `stop`.
pub(crate) fn serving(clients: &(dyn Fn(&Server, &TcpListener, SocketAddr) + Sync)) {
    let (server, listener) = (server(), TcpListener::bind("127.0.0.1:0").expect("the port is free"));
    let address = listener.local_addr().expect("the listener has an address");
    concurrently([
        actor("serve", || server.serve(&listener)),
        actor("clients, then stop", || {
            clients(&server, &listener, address);
            server.stop(&listener);
        }),
    ]);
}

#[test]
fn rule_1_alone_each_route() {
    alone("one request to each route, one after another", || {
        let server = server();
        let asked = [
            (get("/accounts/Adelaide"), 200, "400"),
            (get("/accounts/Adrian%20Day"), 200, "300"),
            (post("/accounts/Adrian%20Day/withdraw", "amount=8"), 200, "292"),
            (post("/accounts/Adrian%20Day/withdraw", "amount=293"), 409, ""),
            (post("/accounts/Adelaide/deposit", "amount=20"), 200, "420"),
            (transfer("Adelaide", "Adrian+Day", 100), 200, "320"),
            (get("/accounts"), 200, "Adelaide 320\nAdrian Day 392\n"),
            (get("/accounts/%41drian%20Day"), 200, "392"),
            (get("/accounts/Adrian+Day"), 404, ""),
            (get("/accounts/Bob"), 404, ""),
            (get("/vault"), 404, ""),
            (post("/accounts", "amount=8"), 405, ""),
            (post("/accounts/Adelaide/deposit", "amount=eight"), 400, ""),
        ];
        for (request, status, body) in asked {
            let (asked, got) = (shown(&request), answer(&server, &request));
            let (got, wanted) = (Some(got), Some((status, body.to_owned())));
            assert!(got == wanted, "{asked} must get {} and got {}", told(&wanted), told(&got));
        }
    });
}

#[test]
fn rule_1_alone_two_requests_on_a_connection() {
    Check::new("a client sends two requests in one piece").budget(SAMPLED).run(|| {
        serving(&|_, _, address| {
            let mut client = Client::connect(address);
            client.send(&(get("/accounts/Adelaide") + &get("/accounts/Adrian%20Day")));
            client.gets("the first of two requests", 200, "400");
            client.gets("the second of two requests", 200, "300");
        });
    });
}

/// What a bank on one thread would answer.
pub(crate) fn model(accounts: &mut BTreeMap<String, u64>, call: &Call) -> Answer {
    let ok = |balance: u64| (200, balance.to_string());
    match *call {
        Call::Deposit(name, amount) => {
            let balance = accounts.get_mut(name).expect("the tests know the names");
            *balance += u64::from(amount);
            ok(*balance)
        }
        Call::Withdraw(name, amount) => match accounts[name].checked_sub(amount.into()) {
            None => (409, String::new()),
            Some(left) => {
                accounts.insert(name.to_owned(), left);
                ok(left)
            }
        },
        Call::Transfer(from, to, amount) => {
            let paid = model(accounts, &Call::Withdraw(from, amount));
            if paid.0 == 200 {
                *accounts.get_mut(to).expect("the tests know the names") += u64::from(amount);
            }
            paid
        }
        Call::Book => (200, accounts.iter().map(|(name, balance)| format!("{name} {balance}\n")).collect()),
    }
}

/// A request of rule 2.
#[derive(Clone, Copy)]
pub(crate) enum Call {
    Deposit(&'static str, u32),
    Withdraw(&'static str, u32),
    Transfer(&'static str, &'static str, u32),
    Book,
}

impl Call {
    fn request(self) -> String {
        let change = |name: &str, what: &str, amount: u32| {
            post(&format!("/accounts/{}/{what}", name.replace(' ', "%20")), &format!("amount={amount}"))
        };
        match self {
            Self::Deposit(name, amount) => change(name, "deposit", amount),
            Self::Withdraw(name, amount) => change(name, "withdraw", amount),
            Self::Transfer(from, to, amount) => {
                transfer(&from.replace(' ', "+"), &to.replace(' ', "+"), amount)
            }
            Self::Book => get("/accounts"),
        }
    }

    fn label(self) -> String {
        match self {
            Self::Deposit(name, amount) => format!("deposit {amount} to {name}"),
            Self::Withdraw(name, amount) => format!("withdraw {amount} from {name}"),
            Self::Transfer(from, to, amount) => format!("transfer {amount} from {from} to {to}"),
            Self::Book => "all accounts".to_owned(),
        }
    }
}

/// Demands that the requests of these clients are answered as in a serial order.
pub(crate) fn serial<const N: usize>(clients: [&'static [Call]; N]) {
    let (server, calls) = (server(), Calls::new());
    let client = |requests: &'static [Call]| {
        let (server, calls) = (&server, &calls);
        actor(&requests[0].label(), move || {
            for request in requests {
                _ = calls.make(&request.label(), *request, || answer(server, &request.request()));
            }
        })
    };
    _ = concurrently(clients.map(client));
    let accounts = BTreeMap::from([("Adelaide".to_owned(), 400), ("Adrian Day".to_owned(), 300)]);
    calls.assert_serial(accounts, model);
}

#[test]
fn rule_2_opposite_transfers() {
    check("opposite transfers between Adelaide and Adrian Day", || {
        serial([
            &[Call::Transfer("Adelaide", "Adrian Day", 100), Call::Transfer("Adelaide", "Adrian Day", 350)],
            &[Call::Transfer("Adrian Day", "Adelaide", 50)],
        ]);
    });
}

#[test]
fn rule_2_the_book_shows_no_half_of_a_transfer() {
    check("a transfer, and all accounts", || {
        serial([&[Call::Transfer("Adelaide", "Adrian Day", 100)], &[Call::Book]]);
    });
}

#[test]
fn rule_2_two_withdrawals() {
    check("two withdrawals that Adrian Day cannot both pay", || {
        serial([&[Call::Withdraw("Adrian Day", 200)], &[Call::Withdraw("Adrian Day", 150)]]);
    });
}

#[test]
fn rule_2_two_deposits() {
    check("two deposits to Adelaide's account", || {
        serial([&[Call::Deposit("Adelaide", 20)], &[Call::Deposit("Adelaide", 8)]]);
    });
}

#[test]
fn rule_3_three_silent_clients() {
    Check::new("three clients are silent, a fourth asks").budget(SAMPLED).run(|| {
        serving(&|_, _, address| {
            let _silent = [(); 3].map(|()| Client::connect(address));
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client beside three silent clients", 200, "400");
        });
    });
}

#[test]
fn rule_3_half_a_request() {
    Check::new("one client sends half a request, another asks").budget(SAMPLED).run(|| {
        serving(&|_, _, address| {
            let mut slow = Client::connect(address);
            slow.send("GET /accounts/Adel");
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client beside half a request", 200, "400");
        });
    });
}

#[test]
fn rule_3_does_not_read() {
    Check::new("a client does not read its answer, another asks").budget(SAMPLED).socket_buffer(32).run(
        || {
            serving(&|_, _, address| {
                let mut deaf = Client::connect(address);
                // It fits into the buffer; its answer does not.
                deaf.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
                let mut other = Client::connect(address);
                other.send(&get("/accounts/Adelaide"));
                other.gets("a client beside a client that reads nothing", 200, "400");
            });
        },
    );
}

#[test]
fn rule_4_an_idle_client() {
    Check::new("stop while a client is idle").budget(SAMPLED).run(|| {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            server.stop(listener);
            client.is_hung_up("`stop`");
            let late = TcpStream::connect(address);
            assert!(late.is_err(), "a client connects after `stop`");
        });
    });
}

#[test]
fn rule_4_a_request_that_has_arrived() {
    Check::new("stop when a request has arrived").budget(SAMPLED).run(|| {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            client.send(&post("/accounts/Adelaide/deposit", "amount=20"));
            server.stop(listener);
            client.gets("a deposit that had arrived before `stop`", 200, "420");
            client.is_hung_up("`stop`");
        });
    });
}

#[test]
fn rule_4_serve_returns_last() {
    Check::new("serve returns when the last client was answered").budget(SAMPLED).run(|| {
        let (server, listener) = (server(), TcpListener::bind("127.0.0.1:0").expect("the port is free"));
        let mut client = Client::connect(listener.local_addr().expect("the listener has an address"));
        let mut ask = || {
            client.is_served();
            client.send(&get("/accounts/Adelaide"));
            server.stop(&listener);
        };
        concurrently([actor("serve", || server.serve(&listener)), actor("client, then stop", &mut ask)]);
        assert!(!client.is_open(), "`serve` has returned, and a client is still connected");
        client.gets("a request that had arrived before `stop`", 200, "400");
    });
}

#[test]
fn rule_4_a_client_at_the_same_time() {
    Check::new("a silent client connects while the server stops").budget(SAMPLED).run(|| {
        serving(&|server, listener, address| {
            let connects = || {
                let read = TcpStream::connect(address).and_then(|mut stream| stream.read(&mut [0; 8]));
                assert!(!matches!(read, Ok(1..)), "a client that asked for nothing got an answer");
            };
            concurrently([actor("stop", || server.stop(listener)), actor("silent client", connects)]);
        });
    });
}
