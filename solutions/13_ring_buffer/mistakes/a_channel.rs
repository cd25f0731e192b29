//! breaks: screen, channels are not allowed here
//!
//! Uses a channel, the ring that the library already has.

use interleaving::sync::mpsc::{self, Receiver, SyncSender};

/// The writing end.
pub struct Writer(SyncSender<char>);

/// The reading end.
pub struct Reader(Receiver<char>);

/// Creates an empty ring of `size` slots, at least one, and returns its two ends.
pub fn internet(size: usize) -> (Writer, Reader) {
    let (writer, reader) = mpsc::sync_channel(size);
    (Writer(writer), Reader(reader))
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        self.0.send(c).unwrap();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        self.0.recv().unwrap()
    }
}
