//! HTTP clients that are not ours: ureq, and curl where it is installed.

use std::process::Command;

use crate::{Running, get, post};

/// A request by ureq: the status and the body of its answer.
fn ureq(agent: &ureq::Agent, method: &str, url: &str, form: &str) -> (u16, String) {
    let called = match method {
        "GET" => agent.get(url).call(),
        "DELETE" => agent.delete(url).call(),
        _ => agent.post(url).content_type("application/x-www-form-urlencoded").send(form),
    };
    let mut response = called.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
    let body = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), body)
}

#[test]
fn ureq_is_answered_on_every_route() {
    let running = Running::start();
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
    let asked = [
        ("GET", "/accounts/Adelaide", "", 200, "40000"),
        ("GET", "/accounts/Adrian%20Day", "", 200, "30000"),
        ("POST", "/accounts/Adelaide/withdraw", "amount=8", 200, "39992"),
        ("POST", "/accounts/Adelaide/deposit", "amount=7", 200, "39999"),
        ("POST", "/transfer", "from=Adrian+Day&to=Adelaide&amount=1", 200, "29999"),
        ("GET", "/accounts", "", 200, "Adelaide 40000\nAdrian Day 29999\n"),
        ("POST", "/accounts/Adelaide/withdraw", "amount=40001", 409, ""),
        ("POST", "/accounts/Adelaide/withdraw", "amount=-1", 400, ""),
        ("GET", "/accounts/Bob", "", 404, ""),
        ("GET", "/vault", "", 404, ""),
        ("DELETE", "/accounts/Adelaide", "", 405, ""),
    ];
    for (method, path, form, status, body) in asked {
        let got = ureq(&agent, method, &running.url(path), form);
        assert_eq!(got.0, status, "{method} {path}: {got:?}");
        assert!(status != 200 || got.1 == body, "{method} {path}: {got:?}");
    }
    running.stop();
}

#[test]
fn curl_keeps_its_connection() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("curl is not installed: nothing was tried");
        return;
    }
    let running = Running::start();
    let (path, form) = (running.url("/accounts/Adelaide"), "from=Adelaide&to=Adrian+Day&amount=8");
    let mut curl = Command::new("curl");
    // For each request: its answer, its status, and how many connections it had to open. No proxy.
    let each = ["--silent", "--noproxy", "*", "--write-out", " %{http_code} %{num_connects}\n"];
    // `--disable`: no settings of this machine.
    curl.args(["--disable", "--max-time", "20"]).args(each).args([&path, &path]);
    curl.arg("--next").args(["--max-time", "20"]).args(each);
    curl.args(["--data", form, &running.url("/transfer")]);
    let output = curl.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said.lines().collect::<Vec<_>>(), ["40000 200 1", "40000 200 0", "39992 200 0"]);
    running.stop();
}

#[test]
fn a_connection_is_kept_and_pipelined() {
    let running = Running::start();
    let mut client = running.connect();
    for balance in 40_001..=40_003 {
        let got = client.ask(&post("/accounts/Adelaide/deposit", "amount=1"));
        assert_eq!(got, Some((200, balance.to_string())));
    }
    client.send(&get("/accounts/Adelaide").repeat(500));
    for number in 0..500 {
        assert_eq!(client.answer(), Some((200, "40003".to_owned())), "request {number} of 500 in one piece");
    }
    running.stop();
}
