//! Serves your bank on this machine, with real sockets. Ctrl-C stops it gracefully.
//!
//! ```text
//! curl http://127.0.0.1:PORT/accounts/Adelaide
//! curl -d 'from=Adelaide&to=Adrian+Day&amount=8' http://127.0.0.1:PORT/transfer
//! ```

use std::sync::Arc;

use bank_server::{Bank, Server};
use interleaving::net::TcpListener;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Arc::new(Server::new(Bank::new(&[("Adelaide", 400), ("Adrian Day", 300)])));
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse::<u16>())?;
    let listener = Arc::new(TcpListener::bind(("127.0.0.1", port))?);
    println!("the bank is open at http://{}/accounts", listener.local_addr()?);
    let (stopped, door) = (Arc::clone(&server), Arc::clone(&listener));
    ctrlc::set_handler(move || {
        println!("the bank closes");
        stopped.stop(&door);
    })?;
    server.serve(&listener);
    println!("all requests that had arrived are answered");
    Ok(())
}
