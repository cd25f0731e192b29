//! Processes that share nothing and act on messages, and a network that delivers these.
//!
//! A [`Process`] is a state machine: each message that is delivered to it changes its state and may send further
//! messages. The check explores in which order the messages are delivered, and where a fault strikes that the
//! test allows. A channel from one process to another keeps the order of its messages; nothing else is promised:
//! not when a message arrives, and nothing about messages of different channels (asynchronous, reliable,
//! first-in-first-out channels; see Lynch, *Distributed Algorithms*, 1996, chapter 14). A partition that heals is
//! a long delay, so it needs no event of its own.
//!
//! Deliveries to different processes commute, so one order of all that differ only in these is explored.
//!
//! ```
//! use interleaving::check;
//! use interleaving::process::{Id, Network, Outbox, Process};
//!
//! /// Counts the greetings, and returns each.
//! struct Host(usize);
//!
//! impl Process for Host {
//!     type Message = &'static str;
//!     fn on_message(&mut self, from: Id, message: &'static str, out: &mut Outbox<&'static str>) {
//!         self.0 += 1;
//!         if message == "hello" {
//!             out.send(from, "welcome");
//!         }
//!     }
//! }
//!
//! check("two guests greet the host", || {
//!     let mut network = Network::new();
//!     let host = network.add("host", Host(0));
//!     for name in ["guest 1", "guest 2"] {
//!         let guest = network.add(name, Host(0));
//!         network
//!             .user(guest)
//!             .does("greets", move |_, out| out.send(host, "hello"))
//!             .when("is welcome", |guest| guest.0 == 1);
//!     }
//!     let settled = network.run();
//!     assert_eq!(settled.processes[host].as_ref().map(|host| host.0), Some(2));
//!     assert_eq!(settled.messages, 4);
//! });
//! ```

mod faults;
mod network;
mod outbox;
mod running;
mod step;
mod user;
mod watch;

pub use network::Network;
pub use outbox::Outbox;
pub use running::Settled;
pub use user::User;

use std::fmt::Debug;

/// The number of a process in its network, from 0, in the order in which the processes were added.
pub type Id = usize;

/// A process: it shares nothing with others, and acts on messages only.
pub trait Process: Send + 'static {
    /// A message; processes of one network have one type of messages.
    type Message: Clone + Debug + Send + 'static;

    /// Acts on a message that `from` has sent. Messages put into `out` are sent together at the end of the call.
    fn on_message(&mut self, from: Id, message: Self::Message, out: &mut Outbox<Self::Message>);

    /// The connection with `peer` is gone: it has crashed, or the connection alone is lost. All messages of
    /// `peer` that were not lost came before.
    fn on_down(&mut self, peer: Id, out: &mut Outbox<Self::Message>) {
        let _ = (peer, out);
    }

    /// A new process has taken the place of `peer`, which had crashed.
    fn on_up(&mut self, peer: Id, out: &mut Outbox<Self::Message>) {
        let _ = (peer, out);
    }

    /// This process has just taken the place of one that had crashed.
    fn on_start(&mut self, out: &mut Outbox<Self::Message>) {
        let _ = out;
    }
}
