//! The interface between the explorer and a search.

use crate::run::world::World;
use crate::spec::Tid;

/// Chooses the schedules of a check, execution after execution.
pub(crate) trait Oracle: 'static {
    /// Begins an execution; `false` if there are no more.
    fn begin(&mut self) -> bool;
    /// Chooses among `enabled`, which is not empty; `None` gives the execution up.
    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid>;
    /// Draws a number for a choice among other things than threads; [`ways`](super::ways) says among how
    /// many.
    fn number(&mut self) -> u64;
    /// Takes in how the execution ended; `false` if there are to be no more.
    fn end(&mut self, world: &mut World) -> bool;
}

/// An oracle that passes from one OS thread to the next.
pub(crate) type BoxedOracle = Box<dyn Oracle + Send>;
