//! [`std::net::TcpStream`].

use std::fmt;
use std::io::{self, Error, ErrorKind, Read, Result, Write};
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::panic::Location;
use std::sync::Arc;

use super::connection::Connection;
use super::modelled::over;
use super::network::{self, Network};
use super::outside;
use crate::run::{self, Mode, Object, Op};
use crate::spec::{Action, Seed, Side, Socket};

/// [`std::net::TcpStream`]: one end of a connection. The drop of its last handle hangs up.
///
/// ```
/// use std::io::{Read, Write};
///
/// use interleaving::net::{TcpListener, TcpStream};
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let mut client = TcpStream::connect(listener.local_addr()?)?;
/// let (mut server, _) = listener.accept()?;
/// client.write_all(b"ping")?;
/// let mut message = [0; 4];
/// server.read_exact(&mut message)?;
/// drop(client);
/// assert_eq!(server.read(&mut message)?, 0, "the client has hung up");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct TcpStream {
    kind: Kind,
}

enum Kind {
    /// With an object that has been used outside, so that a check reports a use inside.
    Native(std::net::TcpStream, Arc<Object>),
    Model(Handle),
}

/// A handle of one end of a modelled connection.
struct Handle {
    connection: Arc<Connection>,
    side: Side,
}

enum Here<'a> {
    Native(&'a std::net::TcpStream),
    Model(&'a Connection, Side),
}

impl TcpStream {
    pub(super) fn native(stream: std::net::TcpStream) -> Self {
        Self { kind: Kind::Native(stream, outside(Seed::Connection(1))) }
    }

    pub(super) fn model(connection: Arc<Connection>, side: Side) -> Self {
        Self { kind: Kind::Model(Handle { connection, side }) }
    }

    /// Connects to an address. Inside a check only its port counts; the connection is made at once, though nobody may
    /// have accepted it.
    ///
    /// ```
    /// use interleaving::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// assert!(TcpStream::connect(listener.local_addr()?).is_ok());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::ConnectionRefused`] if nobody listens there.
    #[track_caller]
    pub fn connect<A: ToSocketAddrs>(addr: A) -> Result<Self> {
        if run::mode() == Mode::Native {
            return if run::round::lacks() {
                Err(over())
            } else {
                std::net::TcpStream::connect(addr).map(Self::native)
            };
        }
        let connection = Network::here().connect(network::port(addr)?)?;
        Ok(Self::model(connection, Side::Client))
    }

    /// Closes the reading half, the writing half, or both, for all handles of this end. After
    /// [`Shutdown::Write`] the peer reads the end of the stream. After [`Shutdown::Read`] a read of this end
    /// returns what had arrived, and then 0, also in a thread that waits in `read`.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// use interleaving::net::{Shutdown, TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let client = TcpStream::connect(listener.local_addr()?)?;
    /// let (mut server, _) = listener.accept()?;
    /// client.shutdown(Shutdown::Write)?;
    /// assert_eq!(server.read(&mut [0; 4])?, 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside a check those of the system.
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) -> Result<()> {
        match self.here()? {
            Here::Native(stream) => stream.shutdown(how),
            Here::Model(connection, side) => connection.shutdown(side, how),
        }
    }

    /// Another handle of the same end.
    ///
    /// ```
    /// use std::io::{Read, Write};
    ///
    /// use interleaving::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let client = TcpStream::connect(listener.local_addr()?)?;
    /// let (mut server, _) = listener.accept()?;
    /// client.try_clone()?.write_all(b"ping")?;
    /// assert_eq!(server.read(&mut [0; 4])?, 4);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside a check those of the system.
    #[track_caller]
    pub fn try_clone(&self) -> Result<Self> {
        match self.here()? {
            Here::Native(stream) => stream.try_clone().map(Self::native),
            Here::Model(connection, side) => {
                connection.add_handle(side);
                let Kind::Model(handle) = &self.kind else { return Err(over()) };
                Ok(Self::model(Arc::clone(&handle.connection), side))
            }
        }
    }

    /// The address of the other end.
    ///
    /// ```
    /// use interleaving::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let client = TcpStream::connect(listener.local_addr()?)?;
    /// assert_eq!(client.peer_addr()?, listener.local_addr()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside a check those of the system.
    pub fn peer_addr(&self) -> Result<SocketAddr> {
        match &self.kind {
            Kind::Native(stream, _) => stream.peer_addr(),
            Kind::Model(Handle { connection, side: Side::Client }) => Ok(connection.address(Side::Server)),
            Kind::Model(Handle { connection, side: Side::Server }) => Ok(connection.address(Side::Client)),
        }
    }

    /// The address of this end.
    ///
    /// ```
    /// use interleaving::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let client = TcpStream::connect(listener.local_addr()?)?;
    /// let (server, _) = listener.accept()?;
    /// assert_eq!(server.peer_addr()?, client.local_addr()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside a check those of the system.
    pub fn local_addr(&self) -> Result<SocketAddr> {
        match &self.kind {
            Kind::Native(stream, _) => stream.local_addr(),
            Kind::Model(handle) => Ok(handle.connection.address(handle.side)),
        }
    }

    /// Its kind, if it may be used here.
    #[track_caller]
    fn here(&self) -> Result<Here<'_>> {
        match &self.kind {
            Kind::Native(_, object) if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::Socket(Socket::Clone(Side::Client)), object));
                Err(over())
            }
            Kind::Native(stream, _) => Ok(Here::Native(stream)),
            Kind::Model(_) if run::mode() == Mode::Native => Err(over()),
            Kind::Model(handle) => Ok(Here::Model(&handle.connection, handle.side)),
        }
    }

    #[track_caller]
    fn read_at(&self, into: &mut [u8], at: &'static Location<'static>) -> Result<usize> {
        match self.here()? {
            Here::Native(mut stream) => stream.read(into),
            Here::Model(connection, side) => connection.read(side, into, at),
        }
    }

    #[track_caller]
    fn write_at(&self, from: &[u8], at: &'static Location<'static>) -> Result<usize> {
        match self.here()? {
            Here::Native(mut stream) => stream.write(from),
            Here::Model(connection, side) => connection.write(side, from, at),
        }
    }

    fn write_all_at(&self, mut from: &[u8], at: &'static Location<'static>) -> Result<()> {
        while !from.is_empty() {
            match self.write_at(from, at) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(wrote) => from = &from[wrote..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn read_exact_at(&self, mut into: &mut [u8], at: &'static Location<'static>) -> Result<()> {
        while !into.is_empty() {
            match self.read_at(into, at) {
                Ok(0) => return Err(Error::new(ErrorKind::UnexpectedEof, "failed to fill whole buffer")),
                Ok(read) => into = &mut into[read..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn read_to_end_at(&self, into: &mut Vec<u8>, at: &'static Location<'static>) -> Result<usize> {
        let before = into.len();
        let mut piece = [0; 4096];
        loop {
            match self.read_at(&mut piece, at) {
                Ok(0) => return Ok(into.len() - before),
                Ok(read) => into.extend_from_slice(&piece[..read]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

// std's methods that call `read` and `write` would give the places of these calls in std: ours give the
// program's.
macro_rules! read_and_write {
    ($stream:ty) => {
        impl Read for $stream {
            #[track_caller]
            fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
                self.read_at(buf, Location::caller())
            }

            #[track_caller]
            fn read_exact(&mut self, buf: &mut [u8]) -> Result<()> {
                self.read_exact_at(buf, Location::caller())
            }

            #[track_caller]
            fn read_to_end(&mut self, buf: &mut Vec<u8>) -> Result<usize> {
                self.read_to_end_at(buf, Location::caller())
            }

            #[track_caller]
            fn read_to_string(&mut self, buf: &mut String) -> Result<usize> {
                let mut bytes = Vec::new();
                let read = self.read_to_end_at(&mut bytes, Location::caller())?;
                let text =
                    String::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
                buf.push_str(&text);
                Ok(read)
            }
        }

        impl Write for $stream {
            #[track_caller]
            fn write(&mut self, buf: &[u8]) -> Result<usize> {
                self.write_at(buf, Location::caller())
            }

            #[track_caller]
            fn write_all(&mut self, buf: &[u8]) -> Result<()> {
                self.write_all_at(buf, Location::caller())
            }

            #[track_caller]
            fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> Result<()> {
                let mut pieces = Pieces { stream: self, at: Location::caller(), error: None };
                match (fmt::write(&mut pieces, text), pieces.error) {
                    (Ok(()), _) => Ok(()),
                    (Err(_), error) => Err(error.unwrap_or_else(|| io::Error::other("formatter error"))),
                }
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }
    };
}

read_and_write!(TcpStream);
read_and_write!(&TcpStream);

/// Writes each piece of a formatted text by itself, as std does.
struct Pieces<'a> {
    stream: &'a TcpStream,
    at: &'static Location<'static>,
    error: Option<Error>,
}

impl fmt::Write for Pieces<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.stream.write_all_at(piece.as_bytes(), self.at).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}

impl Drop for Handle {
    #[track_caller]
    fn drop(&mut self) {
        if run::mode() != Mode::Native {
            self.connection.drop_handle(self.side);
        }
    }
}

impl fmt::Debug for TcpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses = (self.local_addr(), self.peer_addr());
        f.debug_struct("TcpStream").field("addr", &addresses.0).field("peer", &addresses.1).finish()
    }
}
