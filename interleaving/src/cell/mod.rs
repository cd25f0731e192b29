//! Plain shared memory, for lessons about what goes wrong without synchronisation.

mod race;
mod shared;

pub use race::RaceCell;
pub use shared::Shared;
