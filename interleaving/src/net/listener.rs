//! [`std::net::TcpListener`].

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::modelled::{address, over};
use super::network::{self, Network};
use super::{TcpStream, native, outside};
use crate::run::{self, Mode, Object, Op};
use crate::spec::{Action, Seed, Side, Socket};

/// [`std::net::TcpListener`]: accepts the connections to a port. Its drop closes it.
///
/// ```
/// use std::io::{Read, Write};
///
/// use interleaving::net::{TcpListener, TcpStream};
/// use interleaving::thread;
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let address = listener.local_addr()?;
/// let client = thread::spawn(move || TcpStream::connect(address)?.write_all(b"hello"));
/// let (mut stream, _) = listener.accept()?;
/// let mut message = String::new();
/// stream.read_to_string(&mut message)?;
/// assert_eq!(message, "hello");
/// # client.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct TcpListener {
    kind: Kind,
}

enum Kind {
    /// With an object that has been used outside, so that a check reports a use inside.
    Native(native::Listener, Arc<Object>),
    Model(Model),
}

/// A port of a check's network.
struct Model {
    network: Arc<Network>,
    port: u16,
    /// Relaxed: model threads share an OS thread.
    closed: AtomicBool,
}

impl TcpListener {
    /// Listens at an address. Inside a check only its port counts; with port 0, a free one is chosen.
    ///
    /// ```
    /// use interleaving::net::TcpListener;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// assert!(TcpListener::bind(listener.local_addr()?).is_err());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the port is in use.
    #[track_caller]
    pub fn bind<A: ToSocketAddrs>(addr: A) -> io::Result<Self> {
        if run::mode() == Mode::Native && run::round::lacks() {
            return Err(over());
        }
        if run::mode() == Mode::Native {
            let listener = native::Listener::bind(addr)?;
            return Ok(Self { kind: Kind::Native(listener, outside(Seed::Network)) });
        }
        let network = Network::here();
        let port = network.bind(network::port(addr)?)?;
        Ok(Self { kind: Kind::Model(Model { network, port, closed: AtomicBool::new(false) }) })
    }

    /// Waits for a connection; returns it with its client's address.
    ///
    /// ```
    /// use interleaving::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let client = TcpStream::connect(listener.local_addr()?)?;
    /// let (_stream, address) = listener.accept()?;
    /// assert_eq!(address, client.local_addr()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the listener is closed.
    #[track_caller]
    pub fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        match self.here()? {
            Here::Native(listener) => {
                let (stream, address) = listener.accept()?;
                Ok((TcpStream::native(stream), address))
            }
            Here::Model(Model { network, port, .. }) => {
                let connection = network.accept(*port)?;
                connection.accepted();
                let address = connection.address(Side::Client);
                Ok((TcpStream::model(connection, Side::Server), address))
            }
        }
    }

    /// The address that it listens at.
    ///
    /// ```
    /// use interleaving::net::TcpListener;
    ///
    /// assert_ne!(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port(), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.kind {
            Kind::Native(listener, _) => Ok(listener.address()),
            Kind::Model(model) => Ok(address(model.port)),
        }
    }

    /// Stops listening, which std cannot do: a thread that waits in `accept`, and every later `accept`, gets an
    /// error, and later connections are refused. Connections that were not accepted are hung up; accepted ones are
    /// unaffected. A second call has no effect.
    ///
    /// ```
    /// use interleaving::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let address = listener.local_addr()?;
    /// listener.close();
    /// assert!(listener.accept().is_err());
    /// assert!(TcpStream::connect(address).is_err());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn close(&self) {
        match self.here() {
            Ok(Here::Native(listener)) => listener.close(),
            Ok(Here::Model(model)) => model.close(),
            Err(_) => {}
        }
    }

    /// Its kind, if it may be used here.
    #[track_caller]
    fn here(&self) -> io::Result<Here<'_>> {
        match &self.kind {
            Kind::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::Socket(Socket::Accept(0)), object));
                Err(over())
            }
            Kind::Native(listener, _) => Ok(Here::Native(listener)),
            Kind::Model(_) if run::mode() == Mode::Native => Err(over()),
            Kind::Model(model) => Ok(Here::Model(model)),
        }
    }
}

enum Here<'a> {
    Native(&'a native::Listener),
    Model(&'a Model),
}

impl Model {
    #[track_caller]
    fn close(&self) {
        // A second close must not close a port that somebody else has bound since.
        if !self.closed.swap(true, Relaxed) {
            self.network.close(self.port);
        }
    }
}

impl Drop for Model {
    #[track_caller]
    fn drop(&mut self) {
        if run::mode() != Mode::Native {
            self.close();
        }
    }
}

impl fmt::Debug for TcpListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TcpListener").field("addr", &self.local_addr()).finish()
    }
}
