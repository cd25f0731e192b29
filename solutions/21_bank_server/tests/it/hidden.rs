//! The rules in cases that `public.rs` does not show.

use interleaving::net::TcpListener;
use interleaving::{Budget, Check, actor, alone, concurrently};

use crate::public::{Call, Client, SAMPLED, answer, get, post, serial, server, serving, told, transfer};

/// The budget for the largest scenarios.
const FEW: Budget = Budget { systematic: 100, random: 60, ..Budget::QUICK };

#[track_caller]
fn check(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(SAMPLED).run(body);
}

/// Rule 1: each of these requests gets this status, and changes nothing.
fn refused(name: &str, wanted: u16, requests: &'static [(&'static str, &'static str, &'static str)]) {
    alone(name, move || {
        let server = server();
        for &(method, path, form) in requests {
            let request =
                if method == "GET" { get(path) } else { post(path, form).replacen("POST", method, 1) };
            let with = if form.is_empty() { String::new() } else { format!(" with the form `{form}`") };
            let got = answer(&server, &request).0;
            assert!(got == wanted, "`{method} {path}`{with} was answered {got}, not {wanted}");
            let book = answer(&server, &get("/accounts")).1;
            assert!(
                book == "Adelaide 400\nAdrian Day 300\n",
                "`{method} {path}`{with} was refused and left {book:?}"
            );
        }
    });
}

#[test]
fn rule_1_alone_unknown_paths() {
    refused(
        "paths that do not exist",
        404,
        &[
            ("GET", "/", ""),
            ("GET", "/accounts/", ""),
            ("GET", "/accounts/Adrian", ""),
            ("GET", "/accounts/Adelaide/balance", ""),
            ("POST", "/accounts/Adelaide/pay", "amount=8"),
            ("POST", "/accounts/Adelaide/withdraw/now", "amount=8"),
            ("POST", "/transfers", "from=Adelaide&to=Adrian+Day&amount=8"),
            ("POST", "/transfer/now", "from=Adelaide&to=Adrian+Day&amount=8"),
            ("GET", "/accounts%2fAdelaide", ""),
            ("GET", "/accounts/Adelaide%2fdeposit", ""),
            ("GET", "/accounts/Adrian%2520Day", ""),
            ("GET", "/accounts/%ff", ""),
            ("POST", "/accounts/Adrian+Day/deposit", "amount=8"),
            ("POST", "/accounts/Bob/deposit", "amount=8"),
            ("POST", "/transfer", "from=Bob&to=Adelaide&amount=8"),
            ("POST", "/transfer", "from=Adelaide&to=Bob&amount=8"),
        ],
    );
}

#[test]
fn rule_1_alone_other_methods() {
    refused(
        "methods that a path does not have",
        405,
        &[
            ("DELETE", "/accounts", ""),
            ("PUT", "/accounts/Adelaide", "amount=8"),
            ("POST", "/accounts/Adelaide", "amount=8"),
            ("POST", "/accounts/Adelaide%2fdeposit", "amount=8"),
            ("GET", "/accounts/Adelaide/withdraw", ""),
            ("GET", "/accounts/Adelaide/deposit", ""),
            ("GET", "/transfer", ""),
        ],
    );
}

#[test]
fn rule_1_alone_bad_forms() {
    refused(
        "forms that are wrong",
        400,
        &[
            ("POST", "/accounts/Adelaide/withdraw", ""),
            ("POST", "/accounts/Adelaide/withdraw", "amount=0"),
            ("POST", "/accounts/Adelaide/withdraw", "amount=-8"),
            ("POST", "/accounts/Adelaide/deposit", "amount=8&amount=8"),
            ("POST", "/accounts/Adelaide/deposit", "amount=99999999999"),
            ("POST", "/transfer", "from=Adelaide&to=Adrian+Day"),
            ("POST", "/transfer", "from=Adelaide&amount=8"),
            ("POST", "/transfer", "to=Adelaide&amount=8"),
            ("POST", "/transfer", "from=Adelaide&to=Adrian+Day&amount=8%"),
        ],
    );
}

#[test]
fn rule_1_alone_no_funds() {
    refused(
        "amounts that an account does not have",
        409,
        &[
            ("POST", "/accounts/Adelaide/withdraw", "amount=401"),
            ("POST", "/transfer", "from=Adrian+Day&to=Adelaide&amount=301"),
            ("POST", "/transfer", "from=Adrian+Day&to=Adrian+Day&amount=301"),
        ],
    );
}

#[test]
fn rule_1_alone_all_that_there_is() {
    alone("the whole balance is moved", || {
        let server = server();
        let moved = answer(&server, &transfer("Adelaide", "Adelaide", 400));
        assert!(moved == (200, "400".to_owned()), "Adelaide pays 400 to herself: answered {moved:?}");
        let moved = answer(&server, &transfer("Adelaide", "Adrian%20Day", 400));
        assert!(moved == (200, "0".to_owned()), "Adelaide pays all that she has: answered {moved:?}");
        let book = answer(&server, &get("/accounts")).1;
        assert!(book == "Adelaide 0\nAdrian Day 700\n", "after that the accounts are {book:?}");
    });
}

#[test]
fn rule_1_alone_a_request_in_two_pieces() {
    check("a client sends a request in two pieces, and another one", || {
        serving(&|_, _, address| {
            let mut client = Client::connect(address);
            let (one, two) = (get("/accounts/Adelaide"), get("/accounts/Adrian%20Day"));
            client.send(&one[..10]);
            client.send(&one[10..]);
            client.gets("a request in two pieces", 200, "400");
            client.send(&two);
            client.gets("the request after it", 200, "300");
        });
    });
}

#[test]
fn rule_1_alone_short_reads() {
    Check::new("a client sends two requests, and reads return early").budget(SAMPLED).short_reads().run(
        || {
            serving(&|_, _, address| {
                let mut client = Client::connect(address);
                client.send(&(get("/accounts/Adelaide") + &get("/vault")));
                client.gets("the first of two requests", 200, "400");
                client.gets("the second of two requests", 404, "");
            });
        },
    );
}

#[test]
fn rule_1_alone_short_writes() {
    Check::new("a client sends a request, and writes take one byte").budget(SAMPLED).short_writes().run(
        || {
            serving(&|_, _, address| {
                let mut client = Client::connect(address);
                client.is_served();
                client.send(&get("/vault"));
                client.gets("a second request", 404, "");
            });
        },
    );
}

#[test]
fn rule_1_alone_what_is_no_request() {
    check("a client sends what is no request, and then another client comes", || {
        serving(&|_, _, address| {
            let mut client = Client::connect(address);
            client.send("open the vault\r\n\r\n");
            client.gets("what is no request", 400, "");
            client.is_hung_up("what is no request");
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client after nonsense", 200, "400");
        });
    });
}

#[test]
fn rule_1_alone_a_request_that_is_too_large() {
    check("a client announces a body that is too large", || {
        serving(&|_, _, address| {
            let mut client = Client::connect(address);
            client.send(&format!(
                "POST /transfer HTTP/1.1\r\nHost: bank\r\nContent-Length: {}\r\n\r\n",
                1 << 20
            ));
            let got = client.answer();
            let fine = got.as_ref().is_some_and(|(status, _)| [400, 413, 431].contains(status));
            assert!(fine, "a request that is too large must get 400, 413 or 431 and got {}", told(&got));
            client.is_hung_up("a request that is too large");
        });
    });
}

#[test]
fn rule_2_two_withdrawals_twice() {
    check("two clients withdraw from one account", || {
        serial([
            &[Call::Withdraw("Adrian Day", 100), Call::Withdraw("Adrian Day", 100)],
            &[Call::Withdraw("Adrian Day", 150)],
        ]);
    });
}

#[test]
fn rule_2_a_transfer_and_a_withdrawal() {
    check("a transfer and a withdrawal from one account, and all accounts", || {
        serial([
            &[Call::Transfer("Adrian Day", "Adelaide", 200)],
            &[Call::Withdraw("Adrian Day", 150)],
            &[Call::Book],
        ]);
    });
}

#[test]
fn rule_2_the_money_arrives() {
    check("money that has just arrived is passed on", || {
        serial([
            &[Call::Transfer("Adelaide", "Adrian Day", 400)],
            &[Call::Withdraw("Adrian Day", 500), Call::Book],
        ]);
    });
}

#[test]
fn rule_2_a_deposit_and_a_withdrawal() {
    check("a deposit to an account, and a transfer and a withdrawal from it", || {
        serial([
            &[Call::Deposit("Adrian Day", 20)],
            &[Call::Transfer("Adrian Day", "Adelaide", 310), Call::Withdraw("Adrian Day", 10)],
        ]);
    });
}

#[test]
fn rule_2_two_clients_with_connections() {
    Check::new("opposite transfers by two clients").budget(FEW).run(|| {
        serving(&|_, _, address| {
            let pay = |from: &'static str, to: &'static str, amount: u32| {
                move || {
                    let mut client = Client::connect(address);
                    client.send(&transfer(from, to, amount));
                    client.answer().map(|(status, _)| status)
                }
            };
            let got = concurrently([
                actor("Adelaide pays Adrian Day", pay("Adelaide", "Adrian+Day", 100)),
                actor("Adrian Day pays Adelaide", pay("Adrian+Day", "Adelaide", 30)),
            ]);
            assert!(got == [Some(200); 2], "the transfers were answered {got:?}");
            let mut client = Client::connect(address);
            client.send(&get("/accounts"));
            client.gets("all accounts after opposite transfers", 200, "Adelaide 330\nAdrian Day 370\n");
        });
    });
}

#[test]
fn rule_3_silent_after_an_answer() {
    check("three clients are answered and keep their connections, a fourth asks", || {
        serving(&|_, _, address| {
            let mut idle = [(); 3].map(|()| Client::connect(address));
            for client in &mut idle {
                client.is_served();
            }
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client beside three idle clients", 200, "400");
            idle[0].send(&get("/accounts/Adelaide"));
            idle[0].gets("a client that asks again", 200, "400");
        });
    });
}

#[test]
fn rule_3_half_of_a_form() {
    check("a client sends a head and half a form, another asks", || {
        serving(&|_, _, address| {
            let deposit = post("/accounts/Adelaide/deposit", "amount=20");
            let (half, rest) = deposit.split_at(deposit.len() - 4);
            let mut slow = Client::connect(address);
            slow.send(half);
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client beside half a form", 200, "400");
            slow.send(rest);
            slow.gets("the slow client", 200, "420");
        });
    });
}

#[test]
fn rule_3_hangs_up() {
    check("one client hangs up, one asks and hangs up, a third asks", || {
        serving(&|_, _, address| {
            drop(Client::connect(address));
            Client::connect(address).send(&get("/accounts/Adelaide"));
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client after clients that hung up", 200, "400");
        });
    });
}

#[test]
fn rule_3_hangs_up_after_nonsense() {
    check("a client sends what is no request and hangs up, another asks", || {
        serving(&|_, _, address| {
            Client::connect(address).send("open the vault\r\n\r\n");
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client after a client that hung up", 200, "400");
        });
    });
}

#[test]
fn rule_3_three_do_not_read() {
    let name = "three clients do not read their answers, a fourth asks";
    Check::new(name).budget(FEW).socket_buffer(32).run(|| {
        serving(&|_, _, address| {
            let mut deaf = [(); 3].map(|()| Client::connect(address));
            for client in &mut deaf {
                // It fits into the buffer; its answer does not.
                client.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
            }
            let mut other = Client::connect(address);
            other.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
            other.gets("a client beside three clients that read nothing", 404, "");
        });
    });
}

#[test]
fn rule_3_hangs_up_in_a_request() {
    check("a client hangs up in the middle of a request, another asks", || {
        serving(&|_, _, address| {
            Client::connect(address).send("POST /transfer HTTP/1.1\r\nContent-Le");
            let mut other = Client::connect(address);
            other.send(&get("/accounts/Adelaide"));
            other.gets("a client after half a request", 200, "400");
        });
    });
}

#[test]
fn rule_4_half_a_request() {
    check("stop when half a request has arrived", || {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            client.send("GET /accounts/Adel");
            server.stop(listener);
            let got = client.answer();
            let fine = got.as_ref().is_none_or(|(status, _)| *status == 400);
            assert!(fine, "half a request got {}", told(&got));
            client.is_hung_up("half a request");
        });
    });
}

#[test]
fn rule_4_two_requests_have_arrived() {
    check("stop when two requests and a half have arrived", || {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            let deposit = post("/accounts/Adelaide/deposit", "amount=20");
            client.send(&(deposit.clone() + &deposit));
            client.send(&deposit[..20]);
            server.stop(listener);
            client.gets("the first deposit that had arrived before `stop`", 200, "420");
            client.gets("the second deposit that had arrived before `stop`", 200, "440");
        });
    });
}

#[test]
fn rule_4_a_request_in_pieces() {
    let name = "stop when a long request and a deposit have arrived, and reads return early";
    Check::new(name).budget(SAMPLED).short_reads().run(|| {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            let long = format!("Host: bank\r\nNote: {}\r\n", "x".repeat(2500));
            client.send(&get("/accounts/Adelaide").replace("Host: bank\r\n", &long));
            client.send(&post("/accounts/Adelaide/deposit", "amount=20"));
            server.stop(listener);
            client.gets("the long request that had arrived before `stop`", 200, "400");
            client.gets("the deposit that had arrived before `stop`", 200, "420");
        });
    });
}

#[test]
fn rule_4_accepted_at_the_same_time() {
    check("a client has asked, and stop may come before the server accepts it", || {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.send(&post("/accounts/Adelaide/deposit", "amount=20"));
            server.stop(listener);
            // `close` has hung up whoever was not accepted: who is still connected, is accepted.
            if client.is_open() {
                client.gets("a deposit that had arrived on an accepted connection", 200, "420");
            }
        });
    });
}

#[test]
fn rule_4_after_others_have_left() {
    Check::new("stop when some clients have left and others have come").budget(FEW).run(|| {
        serving(&|server, listener, address| {
            let served = || {
                let mut client = Client::connect(address);
                client.is_served();
                client
            };
            let (first, second) = (served(), served());
            drop(first);
            let mut third = served();
            drop(second);
            let mut fourth = served();
            server.stop(listener);
            third.is_hung_up("`stop`");
            fourth.is_hung_up("`stop`");
        });
    });
}

#[test]
fn rule_4_three_idle_clients_and_a_fourth() {
    Check::new("stop while three clients are idle and a fourth has just come").budget(FEW).run(|| {
        serving(&|server, listener, address| {
            let mut clients = [(); 3].map(|()| Client::connect(address));
            for client in &mut clients {
                client.is_served();
            }
            let mut fourth = Client::connect(address);
            server.stop(listener);
            for client in &mut clients {
                client.is_hung_up("`stop`");
            }
            fourth.is_hung_up("`stop`");
        });
    });
}

#[test]
fn rule_4_one_idle_and_one_in_hand() {
    Check::new("stop with one idle client and one whose request has arrived").budget(FEW).run(|| {
        serving(&|server, listener, address| {
            let mut clients = [(); 2].map(|()| Client::connect(address));
            for client in &mut clients {
                client.is_served();
            }
            clients[1].send(&post("/accounts/Adelaide/deposit", "amount=20"));
            server.stop(listener);
            clients[1].gets("a deposit that had arrived before `stop`", 200, "420");
            clients[0].is_hung_up("`stop`");
        });
    });
}

#[test]
fn rule_4_a_request_at_the_same_time() {
    check("a client asks while the server stops", || {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            let asks = move || {
                client.send(&get("/accounts/Adelaide"));
                let got = client.answer();
                let fine = got.as_ref().is_none_or(|got| *got == (200, "400".to_owned()));
                assert!(fine, "a request at the time of `stop` got {}", told(&got));
                client.is_hung_up("`stop`");
            };
            concurrently([actor("stop", || server.stop(listener)), actor("client", asks)]);
        });
    });
}

#[test]
fn rule_4_a_client_that_hangs_up_at_the_same_time() {
    check("a client hangs up while the server stops", || {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            concurrently([
                actor("stop", || server.stop(listener)),
                actor("client hangs up", || drop(client)),
            ]);
        });
    });
}

#[test]
fn rule_4_stopped_before_it_serves() {
    check("stop comes before serve, and again after it", || {
        let (server, listener) = (server(), TcpListener::bind("127.0.0.1:0").unwrap());
        server.stop(&listener);
        server.serve(&listener);
        server.stop(&listener);
    });
}

#[test]
fn rule_4_stopped_twice() {
    check("two threads stop the server, and one client is idle", || {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.is_served();
            concurrently([
                actor("stop", || server.stop(listener)),
                actor("stop again", || server.stop(listener)),
            ]);
            client.is_hung_up("`stop`");
        });
    });
}

#[test]
fn rule_4_a_client_that_reads_late() {
    let name = "stop while an answer does not fit into the connection";
    Check::new(name).budget(SAMPLED).socket_buffer(40).run(|| {
        serving(&|server, listener, address| {
            let mut client = Client::connect(address);
            client.send("GET /vault HTTP/1.1\r\nHost: b\r\n\r\n");
            client.gets("a first request", 404, "");
            client.send("GET /vault HTTP/1.1\r\nHost: b\r\n\r\n");
            // The client reads after this: `stop` must not wait for that.
            server.stop(listener);
            client.gets("a request that had arrived before `stop`", 404, "");
            client.is_hung_up("`stop`");
        });
    });
}
