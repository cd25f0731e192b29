//! A modelled connection: the bytes on their way in both directions, and the steps of both ends.

use std::collections::VecDeque;
use std::io::{ErrorKind, Result};
use std::net::{Shutdown, SocketAddr};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::modelled::{address, over};
use crate::run::repeat::set_inside;
use crate::run::{self, Mode, Object, Op, world};
use crate::spec::{Action, Effect, Half, Seed, Side, Socket};

/// The part of a connection that both ends share: the specification decides how many bytes go, and this holds
/// them.
pub(super) struct Connection {
    object: Object,
    number: u64,
    port: u16,
    to_client: Mutex<VecDeque<u8>>,
    to_server: Mutex<VecDeque<u8>>,
    /// No thread has accepted it. Relaxed: model threads share an OS thread.
    waits: AtomicBool,
}

/// The client of connection `number` has this port, plus the number.
const CLIENTS: u16 = 50_000;

impl Connection {
    pub(super) fn new(number: u64, port: u16) -> Self {
        let bound = world::with(|world| world.settings.socket_buffer);
        let object = Object::new(Seed::Connection(bound));
        object.set_name(&format!("connection {number}"));
        Self {
            object,
            number,
            port,
            to_client: Mutex::default(),
            to_server: Mutex::default(),
            waits: AtomicBool::new(true),
        }
    }

    pub(super) fn waits_at(&self, port: u16) -> bool {
        self.port == port && self.waits.load(Relaxed)
    }

    pub(super) fn accepted(&self) {
        self.waits.store(false, Relaxed);
    }

    /// Hangs up on behalf of a server that never accepted it.
    pub(super) fn hang_up(&self, at: &'static Location<'static>) {
        self.accepted();
        self.perform(Socket::Drop(Side::Server), at);
    }

    pub(super) fn address(&self, side: Side) -> SocketAddr {
        address(match side {
            Side::Server => self.port,
            Side::Client => CLIENTS.saturating_add(self.number.try_into().unwrap_or(u16::MAX)),
        })
    }

    fn perform(&self, action: Socket, at: &'static Location<'static>) -> Effect {
        let op = Op { action: Action::Socket(action), object: &self.object, second: None, ticket: 0, at };
        run::perform(op)
    }

    fn to(&self, side: Side) -> MutexGuard<'_, VecDeque<u8>> {
        let bytes = match side {
            Side::Client => &self.to_client,
            Side::Server => &self.to_server,
        };
        // No panic of the program can happen under it.
        bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn read(&self, side: Side, into: &mut [u8], at: &'static Location<'static>) -> Result<usize> {
        let short = short(|settings| settings.short_reads)?;
        let effect = self.perform(Socket::Read(side, into.len(), short), at);
        let read = usize::try_from(effect.ticket).unwrap_or_default().min(into.len());
        let mut bytes = self.to(side);
        for (place, byte) in into.iter_mut().zip(bytes.drain(..read)) {
            *place = byte;
        }
        drop(bytes);
        show(&into[..read]);
        Ok(read)
    }

    pub(super) fn write(&self, side: Side, from: &[u8], at: &'static Location<'static>) -> Result<usize> {
        let short = short(|settings| settings.short_writes)?;
        let effect = self.perform(Socket::Write(side, from.len(), short), at);
        if !effect.ok {
            return Err(ErrorKind::BrokenPipe.into());
        }
        let wrote = usize::try_from(effect.ticket).unwrap_or_default().min(from.len());
        let peer = if side == Side::Client { Side::Server } else { Side::Client };
        let _checker = set_inside(false);
        self.to(peer).extend(&from[..wrote]);
        show(&from[..wrote]);
        Ok(wrote)
    }

    #[track_caller]
    pub(super) fn shutdown(&self, side: Side, how: Shutdown) -> Result<()> {
        if run::mode() == Mode::Native {
            return Err(over());
        }
        let half = match how {
            Shutdown::Read => Half::Read,
            Shutdown::Write => Half::Write,
            Shutdown::Both => Half::Both,
        };
        self.perform(Socket::Shutdown(side, half), Location::caller());
        Ok(())
    }

    #[track_caller]
    pub(super) fn add_handle(&self, side: Side) {
        self.perform(Socket::Clone(side), Location::caller());
    }

    #[track_caller]
    pub(super) fn drop_handle(&self, side: Side) {
        self.perform(Socket::Drop(side), Location::caller());
    }
}

/// Returns whether the check asks for short reads, or writes; an error outside a check.
fn short(wanted: impl FnOnce(&crate::run::settings::Settings) -> bool) -> Result<bool> {
    match run::mode() {
        Mode::Native => Err(over()),
        Mode::Loom => Ok(false),
        Mode::Explorer => Ok(world::with(|world| wanted(&world.settings))),
    }
}

/// The characters of a message that a table shows.
const SHOWN: usize = 20;

/// Records the bytes of the last step: how many, and the beginning of the first line that is not empty.
fn show(bytes: &[u8]) {
    run::note(|| Some(bytes.len().to_string()));
    run::note(|| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches(['\r', '\n']);
        let line = text.lines().next().unwrap_or_default();
        let shown: String = line.chars().take(SHOWN).collect();
        let rest = if shown.len() < text.trim_end().len() { "…" } else { "" };
        Some(format!("{:?}", shown + rest))
    });
}
