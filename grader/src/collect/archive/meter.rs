//! Counts what is unpacked, so that a bomb is noticed in time.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Counts what is unpacked, over all readers together.
#[derive(Clone)]
pub(super) struct Meter {
    pub(super) seen: Rc<Cell<u64>>,
    pub(super) limit: u64,
}

impl Meter {
    pub(super) fn over<R: Read>(&self, inner: R) -> Metered<R> {
        Metered { inner, meter: self.clone() }
    }
}

pub(super) struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.seen.get() > self.meter.limit {
            return Err(io::Error::other("the archive unpacks to more than it may"));
        }
        let count = self.inner.read(buffer)?;
        self.meter.seen.set(self.meter.seen.get() + count as u64);
        Ok(count)
    }
}
