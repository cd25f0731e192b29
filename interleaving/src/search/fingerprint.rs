//! A fingerprint of the pending operations, to notice that a repeated prefix differs.

use crate::run::world::World;
use crate::spec::Tid;

/// A hash of each thread's pending operation, and of the threads that can go on.
pub(super) fn fingerprint(world: &World, enabled: &[Tid]) -> u32 {
    // FNV-1a, over facts that are the same in every run of a repeatable program (no addresses).
    let mut hash = 0x811c_9dc5_u32;
    let mut mix = |value: u32| hash = (hash ^ value).wrapping_mul(0x0100_0193);
    for (thread, slot) in world.threads.iter().enumerate() {
        if let Some(pending) = slot.pending {
            mix(thread as u32);
            mix(pending.object as u32);
            mix(pending.at.line() << 8 ^ pending.at.column());
            mix(world.slots[pending.object].seed.kind().len() as u32);
        }
    }
    enabled.iter().for_each(|&thread| mix(thread as u32 + 7));
    hash & 0x7fff_ffff
}
