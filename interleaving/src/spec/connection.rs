//! The state of a connection: how many bytes are on their way, and which of its ends have gone.

use std::collections::VecDeque;

use super::effect::Effect;
use super::socket::{Half, Side, Socket};

/// One connection: a stream of bytes to each of its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Connection {
    /// The most bytes that a stream holds.
    bound: usize,
    to_client: Stream,
    to_server: Stream,
}

/// The bytes on their way to one end, and the handles of that end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stream {
    /// The bytes that each write left here, the oldest first.
    writes: VecDeque<usize>,
    /// The writer has shut down its side, or has hung up.
    ended: bool,
    /// The reader has shut down its side: what arrives later is lost.
    deaf: bool,
    /// The reader takes nothing any more, and the writer is told so.
    gone: bool,
    /// The handles of the reader.
    handles: usize,
    /// A read, or a write, has returned early once.
    read_short: bool,
    wrote_short: bool,
}

impl Connection {
    pub(super) fn new(bound: usize) -> Self {
        let stream = Stream { handles: 1, ..Stream::default() };
        Self { bound, to_client: stream.clone(), to_server: stream }
    }

    fn to(&self, side: Side) -> &Stream {
        match side {
            Side::Client => &self.to_client,
            Side::Server => &self.to_server,
        }
    }

    fn to_mut(&mut self, side: Side) -> &mut Stream {
        match side {
            Side::Client => &mut self.to_client,
            Side::Server => &mut self.to_server,
        }
    }

    pub(super) fn enabled(&self, action: Socket) -> bool {
        match action {
            Socket::Read(side, most, _) => {
                let own = self.to(side);
                most == 0 || own.ended || own.deaf || !own.writes.is_empty()
            }
            Socket::Write(side, bytes, _) => {
                let peer = self.to(side.other());
                bytes == 0 || peer.ended || peer.deaf || peer.gone || peer.held() < self.bound
            }
            _ => true,
        }
    }

    /// The ticket is the number of bytes of a read or a write. A read that finds the end of the stream, and a
    /// write that nobody will read, are not `ok`; a drop is `ok` if it hangs up.
    pub(super) fn apply(&mut self, action: Socket, pick: &mut dyn FnMut(usize) -> usize) -> Effect {
        let bound = self.bound;
        match action {
            Socket::Read(_, 0, _) | Socket::Write(_, 0, _) => Effect::yes(),
            Socket::Read(side, most, short) => self.to_mut(side).read(most, short, pick),
            Socket::Write(side, bytes, short) => {
                self.to_mut(side.other()).write(bytes.min(bound), bound, short, pick)
            }
            Socket::Shutdown(side, half) => {
                self.shut(side, half);
                Effect::yes()
            }
            Socket::Clone(side) => {
                self.to_mut(side).handles += 1;
                Effect::yes()
            }
            Socket::Drop(side) => {
                let own = self.to_mut(side);
                own.handles = own.handles.saturating_sub(1);
                let last = own.handles == 0;
                if last {
                    self.shut(side, Half::Both);
                }
                Effect::of(last)
            }
            _ => Effect::yes(),
        }
    }

    fn shut(&mut self, side: Side, half: Half) {
        if half != Half::Write {
            self.to_mut(side).deaf = true;
            self.to_mut(side).gone |= half == Half::Both;
        }
        if half != Half::Read {
            self.to_mut(side.other()).ended = true;
        }
    }
}

impl Stream {
    fn held(&self) -> usize {
        self.writes.iter().sum()
    }

    fn read(&mut self, most: usize, short: bool, pick: &mut dyn FnMut(usize) -> usize) -> Effect {
        let all = self.held().min(most);
        if all == 0 {
            return Effect::no();
        }
        let mut ways = vec![all];
        if short && !self.read_short {
            ways.extend(self.ends_of_writes().chain([1]).filter(|&bytes| bytes < all));
            ways.sort_unstable_by(|one, two| two.cmp(one));
            ways.dedup();
        }
        let read = ways[if ways.len() > 1 { pick(ways.len()) } else { 0 }];
        self.read_short |= read < all;
        self.take(read);
        Effect::with(read as u64)
    }

    /// For each write but the last, the bytes up to its end.
    fn ends_of_writes(&self) -> impl Iterator<Item = usize> {
        self.writes.iter().scan(0, |sum, write| {
            *sum += write;
            Some(*sum)
        })
    }

    fn take(&mut self, mut bytes: usize) {
        while let Some(first) = self.writes.front_mut() {
            let taken = bytes.min(*first);
            *first -= taken;
            bytes -= taken;
            if *first > 0 {
                return;
            }
            self.writes.pop_front();
        }
    }

    fn write(
        &mut self,
        bytes: usize,
        bound: usize,
        short: bool,
        pick: &mut dyn FnMut(usize) -> usize,
    ) -> Effect {
        if self.ended || self.gone {
            return Effect::no();
        }
        if self.deaf {
            return Effect::with(bytes as u64);
        }
        let room = bytes.min(bound - self.held().min(bound));
        let early = short && !self.wrote_short && room > 1 && pick(2) == 1;
        self.wrote_short |= early;
        let wrote = if early { 1 } else { room };
        self.writes.push_back(wrote);
        Effect::with(wrote as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Side::{Client, Server};

    fn first(_: usize) -> usize {
        0
    }

    fn write(connection: &mut Connection, bytes: usize) -> Effect {
        connection.apply(Socket::Write(Client, bytes, false), &mut first)
    }

    #[test]
    fn a_short_read_ends_after_one_byte_or_with_a_write() {
        let read = |way: usize| {
            let mut connection = Connection::new(64);
            write(&mut connection, 5);
            write(&mut connection, 7);
            let mut ways = 0;
            let effect = connection.apply(Socket::Read(Server, 64, true), &mut |all| {
                ways = all;
                way
            });
            (ways, effect.ticket, connection.to_server.held())
        };
        assert_eq!([0, 1, 2].map(read), [(3, 12, 0), (3, 5, 7), (3, 1, 11)]);
    }

    #[test]
    fn a_full_stream_makes_the_writer_wait() {
        let mut connection = Connection::new(8);
        assert_eq!(write(&mut connection, 12), Effect::with(8));
        assert!(!connection.enabled(Socket::Write(Client, 4, false)));
        assert!(connection.enabled(Socket::Write(Server, 4, false)));
        connection.apply(Socket::Read(Server, 1, false), &mut first);
        assert!(connection.enabled(Socket::Write(Client, 4, false)));
        assert_eq!(write(&mut connection, 4), Effect::with(1));
    }

    #[test]
    fn what_arrived_before_the_end_is_still_read() {
        let mut connection = Connection::new(8);
        write(&mut connection, 3);
        connection.apply(Socket::Shutdown(Server, Half::Read), &mut first);
        assert_eq!(write(&mut connection, 4), Effect::with(4));
        let mut read = || connection.apply(Socket::Read(Server, 8, false), &mut first);
        assert_eq!([read(), read()], [Effect::with(3), Effect::no()]);
    }

    #[test]
    fn the_last_handle_hangs_up() {
        let mut connection = Connection::new(8);
        connection.apply(Socket::Clone(Server), &mut first);
        assert_eq!(connection.apply(Socket::Drop(Server), &mut first), Effect::no());
        assert_eq!(write(&mut connection, 1), Effect::with(1));
        assert_eq!(connection.apply(Socket::Drop(Server), &mut first), Effect::yes());
        assert_eq!(write(&mut connection, 1), Effect::no());
        assert!(connection.enabled(Socket::Read(Client, 1, false)));
    }
}
